"""Limits on answering, for admins: set, see, lift."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import current_user
from webcare.access import limits as rules
from webcare.access.terms import LimitTerms
from webcare.database import transaction
from webcare.desk import permitting
from webcare.errors import BadInput
from webcare.insight import mandates as read
from webcare.mandate import words
from webcare.models import LimitKind, Narrowing, Power
from webcare.web import mandate_form, now, security
from webcare.web.forms import Fields
from webcare.web.mandate_form import ANY, Options

limits = Blueprint("limits", __name__)


@limits.before_request
def permit() -> None:
    """Only for who manages the installation; to change anything, who showed lately that it is them."""
    mandate.permit(current_user(), Power.MANAGE, now())
    if request.method != "GET" or request.endpoint == "limits.new":
        security.require_recent_factor()


@limits.get("/limits")
def index() -> str:
    """What narrows answering, for whom, until when."""
    state = request.args.get("state", "")
    state = state if state in read.STATES else read.IN_FORCE
    lines = read.limits(state, now())
    return render_template(
        "admin/limits/index.html",
        place="mandates",
        lines=lines,
        wanted_state=state,
        names=words.names(),
        kinds=words.LIMITS,
    )


@limits.get("/limits/new")
def new() -> str:
    """The form that sets one."""
    return _form(Fields(), mandate_form.typed())


@limits.post("/limits")
def create() -> Response | tuple[str, int]:
    """Narrow answering: what waits to be sent and may not leave any more is held."""
    fields = Fields()
    chosen = mandate_form.terms(fields, _holders(), _effects())
    kind = fields.choice("kind", [each.value for each in LimitKind])
    if not fields.errors:
        try:
            with transaction():
                rules.put(LimitTerms(kind=kind, **chosen), by=current_user(), now=now())
                permitting.review(now=now())
        except BadInput as error:
            fields.blame(error)
    if fields.errors:
        return _form(fields, mandate_form.typed()), 422
    flash(_("The limit is set and counts at once."))
    return redirect(url_for("limits.index"), 303)


@limits.post("/limits/<int:limit_id>/lifting")
def lift(limit_id: int) -> Response:
    """Take it away."""
    with transaction():
        rules.lift(rules.with_id(limit_id), by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("The limit is lifted. To undo it, set it again: it stands under “Over”."))
    return redirect(url_for("limits.index"), 303)


@limits.delete("/limits/<int:limit_id>/lifting")
def put_again(limit_id: int) -> Response:
    """The way back: the same, anew."""
    with transaction():
        rules.put_again(rules.with_id(limit_id), by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("The limit is set and counts at once."))
    return redirect(url_for("limits.index"), 303)


def _holders() -> Options:
    return [("everybody", _("Everybody")), *mandate_form.people_options()]


def _effects() -> Options:
    return [(Narrowing.WITH_APPROVAL.value, _("After approval")), (Narrowing.REFUSED.value, _("Not at all"))]


def _form(fields: Fields, values: dict[str, str]) -> str:
    return render_template(
        "admin/limits/new.html",
        place="mandates",
        errors=fields.errors,
        values=values,
        holders=[(ANY, _("Choose …")), *_holders()],
        effects=_effects(),
        kinds=[(kind.value, name) for kind, name in words.LIMITS.items()],
        approvers=[(ANY, _("As the mandate says, or anybody who may approve")), *mandate_form.people_options()],
        options=mandate_form.place_options(),
    )
