"""What the guard finds while somebody types, and what the writer wants to send all the same."""

from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webcare import guard as rules
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import drafting, guarding, unveiling
from webcare.desk.guarding import GuardRefusal
from webcare.errors import BadInput
from webcare.guard import Code, Finding
from webcare.inbox.messages import message_with
from webcare.models import Audience, Power
from webcare.web import now, pane

guard = Blueprint("guard", __name__)

FOUND: dict[Code, Any] = {
    Code.BSN: _("BSN: never in public"),
    Code.CARD: _("Card number: never in public"),
    Code.IBAN: _("Bank account"),
    Code.EMAIL: _("E-mail address"),
    Code.ORDER: _("Order or customer number"),
    Code.PHONE: _("Phone number"),
    Code.ADDRESS: _("Postal address"),
    Code.PLACEHOLDER: _("Not filled in yet"),
    Code.HANDLE: _("Somebody who is not in this conversation"),
    Code.PROMISE: _("A promise that is not written down"),
    Code.WRONG_WINDOW: _("Said in a DM before: is this the right tab?"),
}


def register(app: Flask) -> None:
    """Let templates mask numbers and name findings."""
    app.jinja_env.filters["masked"] = lambda text: rules.masked(text or "")
    app.jinja_env.tests["masked"] = lambda text: bool(text and rules.numbers_to_mask(text))
    app.jinja_env.globals["finding_name"] = finding_name


def finding_name(finding: Finding) -> str:
    """What was found, in words; of a channel's pattern the name an admin gave it."""
    return finding.name or str(FOUND[finding.code])


def overruled() -> frozenset[str]:
    """The codes that the writer wants to send all the same, out of the form."""
    given = (code for field in request.form.getlist("overruled") for code in field.split(","))
    return frozenset(code for code in given if guarding.is_code(code))


def guarded(error: GuardRefusal, target: str, audience: str) -> Response:
    """Why a text was not taken, in an element of another form than the composer; whoever wrote it keeps it."""
    if not pane.streams():
        raise error
    facts = {"target": target, "error": error, "audience": audience}
    return pane.stream(render_template("conversations/_guarded_stream.html", **facts), error.status)


@guard.post("/conversations/<int:conversation_id>/guard")
def look(conversation_id: int) -> Response:
    """What is wrong with a text that is still being written; nothing of it is kept."""
    conversation = pane.found(conversation_id, Power.READ)
    audience, text = request.form.get("audience", ""), request.form.get("text", "")
    if len(text) > drafting.LONGEST:
        raise BadInput(field="text")
    findings: list[Finding] = []
    if audience in list(Audience):
        promised = request.form.get("promises") == "on"
        findings = guarding.look(conversation, text, audience, by=current_user(), now=now(), promised=promised)
    facts = {"conversation": conversation, "findings": findings, "audience": audience}
    facts["alone"] = request.form.get("alone") == "yes"
    return pane.stream(render_template("conversations/_found.html", **facts))


@guard.post("/messages/<int:message_id>/unveiling")
def unveil(message_id: int) -> Response:
    """Show the masked number of one message to who asks, on that screen alone."""
    with transaction():
        message = message_with(message_id)
        pane.found(message.conversation_id, Power.READ)
        unveiling.unveil(message, by=current_user(), now=now())
    return pane.stream(render_template("conversations/_unveiled.html", message=message))
