"""Mandates, for admins: give, see, withdraw; who may answer what; and why not."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import accounts, current_user, grants
from webcare.access.terms import GrantTerms
from webcare.database import transaction
from webcare.desk import permitting
from webcare.errors import BadInput, NotFound
from webcare.inbox import filters
from webcare.insight import mandates as read
from webcare.mandate import words
from webcare.models import Audience, Effect, Power
from webcare.web import mandate_form, now, pane, security
from webcare.web.forms import Fields
from webcare.web.mandate_form import ANY, Options

mandates = Blueprint("mandates", __name__)


@mandates.before_request
def permit() -> None:
    """Only for who manages the installation; to change anything, who showed lately that it is them."""
    mandate.permit(current_user(), Power.MANAGE, now())
    if request.method != "GET" or request.endpoint == "mandates.new":
        security.require_recent_factor()


@mandates.get("/mandates")
def index() -> str:
    """What was given to whom, by whom, until when."""
    wanted = read.Wanted(
        state=_one_of(request.args.get("state"), read.STATES) or read.IN_FORCE,
        user_id=pane.asked("user"),
        power=_one_of(request.args.get("power"), [power.value for power in Power]),
        channel_id=pane.asked("channel"),
    )
    return render_template(
        "admin/mandates/index.html",
        place="mandates",
        lines=read.grants(wanted, now()),
        wanted=wanted,
        names=words.names(),
        powers=words.POWERS,
        people=[(str(user.id), user.name) for user in accounts.everybody()],
        channels=mandate_form.place_options()["channel"],
    )


@mandates.get("/mandates/new")
def new() -> str:
    """The form that gives power; what stands in the address is filled in already."""
    return _form(Fields(), mandate_form.typed())


@mandates.post("/mandates")
def create() -> Response | tuple[str, int]:
    """Give power. It counts at once, or from the moment that was chosen."""
    fields = Fields()
    chosen = mandate_form.terms(fields, _holders(), _effects())
    power = fields.choice("power", [each.value for each in Power])
    if not fields.errors:
        _give(fields, GrantTerms(power=power, **chosen))
    if fields.errors:
        return _form(fields, mandate_form.typed()), 422
    flash(_("The mandate is given. Whoever it is for notices at once."))
    return redirect(url_for("mandates.index"), 303)


@mandates.post("/mandates/<int:grant_id>/withdrawal")
def withdraw(grant_id: int) -> Response:
    """Take it back: open pages lose what it gave, and what waits to be sent is held."""
    with transaction():
        grants.withdraw(grants.with_id(grant_id), by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("The mandate is withdrawn, at once. To undo it, give it again: it stands under “Over”."))
    return redirect(url_for("mandates.index"), 303)


@mandates.delete("/mandates/<int:grant_id>/withdrawal")
def give_again(grant_id: int) -> Response:
    """The way back: the same, anew."""
    with transaction():
        grants.give_again(grants.with_id(grant_id), by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("The mandate is given again. What was held may leave."))
    return redirect(url_for("mandates.index"), 303)


@mandates.get("/mandates/matrix")
def matrix() -> str:
    """Who may answer what."""
    book, columns = words.names(), read.columns()
    power = _one_of(request.args.get("power"), [power.value for power in Power]) or Power.ANSWER
    tag_id = pane.asked("tag")
    tag_id = tag_id if tag_id in book.tags else None
    press = request.args.get("press") == "on"
    page = pane.asked("page") or 1
    rows, pages = read.matrix(power, columns, now(), tag_id=tag_id, press=press, names=book, page=page)
    return render_template(
        "admin/mandates/matrix.html",
        place="mandates",
        rows=rows,
        columns=columns,
        chosen={"power": power, "tag": str(tag_id or ""), "press": press},
        page=page,
        pages=pages,
        powers=words.POWERS,
        tags=mandate_form.place_options()["tag"],
        names=book,
    )


@mandates.get("/mandates/reasons")
def reasons() -> str | tuple[str, int]:
    """Why somebody may or may not do something, in a conversation or in a place, in words."""
    asked, fields = mandate_form.typed(), Fields()
    found = _reasons(asked, fields) if "user" in asked else []
    page = render_template(
        "admin/mandates/reasons.html",
        place="mandates",
        reasons=found,
        values=asked,
        errors=fields.errors,
        people=[(str(user.id), user.name) for user in accounts.everybody()],
        powers=words.POWERS,
        options=mandate_form.place_options(),
    )
    return (page, 422) if fields.errors else page


def _give(fields: Fields, terms: GrantTerms) -> None:
    try:
        with transaction():
            grants.give(terms, by=current_user(), now=now())
            permitting.review(now=now())
    except BadInput as error:
        fields.blame(error)


def _reasons(asked: dict[str, str], fields: Fields) -> list[mandate.Reason]:
    user_id, power = pane.asked("user"), asked.get("power", "")
    if user_id is None or power not in [each.value for each in Power]:
        fields.errors["user"] = _("Choose one of the list.")
        return []
    user = accounts.with_id(user_id)
    audience = _one_of(asked.get("audience"), [each.value for each in Audience])
    typed = asked.get("conversation", "").strip().lstrip("#")
    if not typed:
        return mandate.explain_at(mandate.of(user, now()), _place(audience), power)
    try:
        conversation = mandate.conversation_for(current_user(), filters.number(typed) or 0, Power.READ, now())
    except NotFound:
        fields.errors["conversation"] = _("There is no such conversation, or you may not read it.")
        return []
    return mandate.explain(user, power, conversation, now(), audience=audience)


def _place(audience: str | None) -> mandate.Place:
    tag_id = pane.asked("tag")
    tags = frozenset({tag_id} if tag_id is not None else ())
    return mandate.Place(pane.asked("channel"), audience, tags, request.args.get("press") == "on")


def _holders() -> Options:
    return [*mandate_form.role_options(), *mandate_form.people_options()]


def _effects() -> Options:
    return [(Effect.ALLOW.value, _("At once")), (Effect.WITH_APPROVAL.value, _("After approval"))]


def _one_of(value: str | None, among: Any) -> str | None:
    return value if value in among else None


def _form(fields: Fields, values: dict[str, str]) -> str:
    return render_template(
        "admin/mandates/new.html",
        place="mandates",
        errors=fields.errors,
        values=values,
        holders=[(ANY, _("Choose …")), *_holders()],
        effects=_effects(),
        powers=[(power.value, name) for power, name in words.POWERS.items()],
        approvers=[(ANY, _("Anybody who may approve")), *mandate_form.people_options()],
        options=mandate_form.place_options(),
    )
