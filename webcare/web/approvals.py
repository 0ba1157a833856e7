"""Approvals: what waits for whoever asks, and what they decide about an exact text."""

import re

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import approving, canned, drafting, statements
from webcare.desk.guarding import GuardRefusal
from webcare.desk.wording import unsigned
from webcare.errors import BadInput, Conflict, NotFound
from webcare.inbox import approvals as waiting
from webcare.inbox import timeline
from webcare.inbox.approvals import Waiting
from webcare.inbox.replies import reply_with
from webcare.mandate import Kind, Mandate
from webcare.models import Conversation, Power, Reply
from webcare.web import now, pane
from webcare.web.composer import rules_of, sending, verdict_on
from webcare.web.guard import guarded, overruled
from webcare.web.reader import reader

approvals = Blueprint("approvals", __name__)
_HASH = re.compile(r"[0-9a-f]{64}")


class WentBack(Conflict):
    """There was news: its writer has it again."""

    code = "went_back"
    message = _("Something was written since this answer was made, so it went back to its writer and was not sent.")


@approvals.get("/approvals")
def index() -> str:
    """Everything that waits for who asks, the most urgent first."""
    channels = waiting.channels_of(reader())
    return render_template(
        "approvals/index.html",
        waiting=waiting.waiting_under(reader()),
        channels=channels,
        options=[(channel.id, f"@{channel.handle}") for channel in channels],
        statements=waiting.statements([channel.id for channel in channels]),
    )


@approvals.get("/conversations/<int:conversation_id>/approval")
def show(conversation_id: int) -> str:
    """What waits in this conversation, with what this reader may do about it."""
    conversation = pane.found(conversation_id, Power.READ)
    return render_template("approvals/_panel.html", **panel(conversation))


@approvals.post("/replies/<uuid>/approval")
def create(uuid: str) -> BaseResponse:
    """Approve the exact text that was read."""
    try:
        with transaction():
            reply, conversation = _found(uuid)
            goes = approving.approve(reply, by=current_user(), now=now(), sha256=_sha256(), overruled=overruled())
    except GuardRefusal as error:
        return guarded(error, f"approving-{uuid}", reply.audience)
    return _after(goes, reply, conversation)


@approvals.post("/replies/<uuid>/change")
def change(uuid: str) -> BaseResponse:
    """Put one's own words in its place; when that comes too late, they are kept as a draft of one's own."""
    text = request.form.get("text", "")
    try:
        with transaction():
            reply, conversation = _found(uuid)
            canned.check_words(conversation, text)
            goes = approving.change(
                reply,
                text,
                by=current_user(),
                now=now(),
                sha256=_sha256(),
                rules=rules_of(conversation.channel),
                verdict=verdict_on(conversation, _mandate(), reply.audience),
                overruled=overruled(),
            )
    except GuardRefusal as error:
        return guarded(error, f"guarded-{uuid}", reply.audience)
    except Conflict:
        _keep(uuid, text)
        raise
    if not goes:
        _keep(uuid, text)
    return _after(goes, reply, conversation)


@approvals.post("/replies/<uuid>/rejection")
def reject(uuid: str) -> BaseResponse:
    """Send it back to its writer, with the reason."""
    with transaction():
        reply, conversation = _found(uuid)
        approving.send_back(reply, pane.words("reason", longest=approving.LONGEST_REASON), by=current_user(), now=now())
    return _after(True, reply, conversation)


def panel(conversation: Conversation) -> dict[str, object]:
    """What `approvals/_panel.html` shows to who asks."""
    asked = waiting.asked_in(conversation, reader())
    changes = {each.reply.id: _change(each, conversation) for each in asked}
    alone = [(each.reply, statements.ready_at(each.approval)) for each in waiting.own_in(conversation, current_user())]
    offered = waiting.statements([conversation.channel_id]) if alone and canned.takes_any(conversation) else []
    return {"conversation": conversation, "asked": asked, "changes": changes, "alone": alone, "offered": offered}


def _change(waiting: Waiting, conversation: Conversation) -> tuple[str, str] | None:
    """The text to go on with, and what the button says; None for who may not answer there."""
    verdict = verdict_on(conversation, reader(), waiting.reply.audience)
    if verdict.kind == Kind.REFUSED:
        return None
    return unsigned(waiting.reply.text), sending(waiting.reply.audience, conversation, verdict)


def _after(goes: bool, reply: Reply, conversation: Conversation) -> BaseResponse:
    if not goes:
        raise WentBack
    return pane.changed(conversation, also=timeline.of_reply(reply))


def _found(uuid: str) -> tuple[Reply, Conversation]:
    """Raises NotFound when it is not there or not to be read."""
    reply = reply_with(uuid)
    if reply is None:
        raise NotFound
    conversation = pane.found(reply.conversation_id, Power.READ)
    if not _mandate().decide(Power.READ, conversation, audience=reply.audience).allowed:
        raise NotFound
    return reply, conversation


def _keep(uuid: str, text: str) -> None:
    """What was typed is not lost, unless something else stands there already."""
    with transaction():
        reply, conversation = _found(uuid)
        drafting.give_back(conversation, text, reply.audience, to=current_user(), now=now())


def _sha256() -> str:
    value = request.form.get("sha256", "")
    if not _HASH.fullmatch(value):
        raise BadInput(field="sha256")
    return value


def _mandate() -> Mandate:
    return mandate.of(current_user(), now())
