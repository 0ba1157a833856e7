"""Somebody who can be asked: function, deputy, assistant and absence. Their own; of absence also their assistant's."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import accounts, current_user
from webcare.database import transaction
from webcare.desk import escalating, executives, personal_accounts
from webcare.errors import NotFound, WebcareError
from webcare.inbox import colleagues
from webcare.models import Executive, User
from webcare.web import now
from webcare.web.forms import Fields

settings_of = Blueprint("executives", __name__)

LONGEST_FUNCTION = 20
TYPED = "%Y-%m-%dT%H:%M"


@settings_of.get("/executives/<int:user_id>")
def show(user_id: int) -> str:
    """What is settled."""
    user, own = _found(user_id)
    return _page(user, Fields(), own=own)


@settings_of.post("/executives/<int:user_id>")
def update(user_id: int) -> BaseResponse | tuple[str, int]:
    """Settle it anew. Who is away from now on has what waits for them passed on at once."""
    user, own = _found(user_id)
    fields = Fields()
    wanted = _absence(fields, user) | (_chosen(fields, user) if own else {})
    if not fields.errors:
        try:
            with transaction():
                executives.settle(user, by=current_user(), now=now(), **wanted)
                if executives.of(user).is_absent(now()):
                    escalating.went_away(user, by=current_user(), now=now())
        except WebcareError as error:
            fields.blame(error)
    if fields.errors:
        return _page(user, fields, own=own), 422
    flash(_("Saved."))
    return redirect(f"/executives/{user.id}", 303)


def _found(user_id: int) -> tuple[User, bool]:
    """Whose, and whether it is their own. Raises NotFound for everybody else."""
    user, reader = accounts.with_id(user_id), current_user()
    own = user.id == reader.id and executives.is_one(user)
    if not own and not executives.assists(reader, [user.id]):
        raise NotFound
    return user, own


def _chosen(fields: Fields, user: User) -> dict[str, Any]:
    among = {str(each.id): each.id for each in colleagues.others(user)}
    assistants = among | {str(each.id): each.id for each in accounts.everybody() if each.disabled_at is None}
    return {
        "function": fields.text("function", required=False, longest=LONGEST_FUNCTION),
        "deputy_id": among.get(fields.choice("deputy_id", ["", *among])),
        "assistant_id": assistants.get(fields.choice("assistant_id", ["", *assistants])),
    }


def _absence(fields: Fields, user: User) -> dict[str, Any]:
    since, until = (_moment(fields, name, user) for name in ("absent_from", "absent_until"))
    if until is not None and since is None:
        since = now()
    if since is not None and until is not None and until <= since:
        fields.errors["absent_until"] = _("This is before the absence begins.")
    return {"absent_from": since, "absent_until": until}


def _moment(fields: Fields, name: str, user: User) -> datetime | None:
    """A local date and time of the executive, or nothing."""
    value = fields.text(name, required=False, longest=25)
    if not value:
        return None
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(user.time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        fields.errors[name] = _("A date and a time, such as 2026-12-24 17:00.")
        return None


def _page(user: User, fields: Fields, *, own: bool) -> str:
    settled, people = executives.of(user), accounts.everybody()
    return render_template(
        "escalations/executive.html",
        place="escalations",
        executive=user,
        own=own,
        settled=settled,
        values=_values(settled, user) | (request.form.to_dict() if fields.errors else {}),
        errors=fields.errors,
        deputies=[(str(each.id), each.name) for each in colleagues.others(user)],
        assistants=[(str(each.id), each.name) for each in people if each.disabled_at is None and each.id != user.id],
        away=settled.is_absent(now()),
        account=personal_accounts.of(user) if own else None,
    )


def _values(settled: Executive, user: User) -> dict[str, str]:
    zone = ZoneInfo(user.time_zone)
    moments = {name: getattr(settled, name) for name in ("absent_from", "absent_until")}
    kept = {name: str(getattr(settled, name) or "") for name in ("function", "deputy_id", "assistant_id")}
    return kept | {name: at.astimezone(zone).strftime(TYPED) if at else "" for name, at in moments.items()}
