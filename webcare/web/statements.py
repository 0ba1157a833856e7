"""Texts approved beforehand: made by who may approve on a channel, sent by who finds nobody there."""

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import statements as rules
from webcare.desk.guarding import GuardRefusal
from webcare.errors import NotFound
from webcare.inbox import approvals, timeline
from webcare.inbox.replies import reply_with
from webcare.models import Channel, Power
from webcare.web import now, pane
from webcare.web.composer import rules_of
from webcare.web.guard import guarded, overruled

statements = Blueprint("statements", __name__)
LONGEST = 10_000


@statements.post("/statements")
def create() -> BaseResponse:
    """Approve a text beforehand for one channel."""
    with transaction():
        channel = _channel(pane.number("channel") or 0)
        text = pane.words("text", longest=LONGEST)
        rules.approve(channel, text, by=current_user(), now=now(), rules=rules_of(channel))
    flash(_("Approved beforehand: it may be sent unchanged when nobody is there to approve."))
    return redirect("/approvals", 303)


@statements.delete("/statements/<int:statement_id>")
def destroy(statement_id: int) -> BaseResponse:
    """Offer it no longer."""
    with transaction():
        statement = approvals.statement_with(statement_id)
        if statement is None:
            raise NotFound
        _channel(statement.channel_id)
        rules.withdraw(statement, by=current_user(), now=now())
    flash(_("Withdrawn: it is not offered any more. To undo it, approve it again."))
    return redirect("/approvals", 303)


@statements.post("/replies/<uuid>/statement")
def send(uuid: str) -> BaseResponse:
    """Send a statement in the place of an answer for which nobody is there to approve."""
    number = pane.number("statement") or 0
    try:
        with transaction():
            reply, statement = reply_with(uuid), approvals.statement_with(number)
            if reply is None or statement is None:
                raise NotFound
            conversation = pane.found(reply.conversation_id)
            sent = rules.send(
                reply,
                statement,
                by=current_user(),
                now=now(),
                rules=rules_of(conversation.channel),
                seen_message_id=pane.number("seen_message_id") or 0,
                overruled=overruled(),
            )
    except GuardRefusal as error:
        return guarded(error, f"statement-{number}-{uuid}", reply.audience if reply is not None else "")
    return pane.changed(conversation, gone=[f"reply-{reply.uuid}"], also=timeline.of_reply(sent))


def _channel(channel_id: int) -> Channel:
    return mandate.channel_for(current_user(), channel_id, Power.APPROVE, now())
