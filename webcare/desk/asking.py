"""A mention that asked for nothing becomes a wait, by hand. Source: DOMAIN, Words, Mention without a wait."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from webcare.database import record, session
from webcare.desk import waits
from webcare.errors import Conflict
from webcare.events import ConversationAsked
from webcare.models import Conversation, Direction, Message, User


class NothingToAsk(Conflict):
    """No message of the customer is left that could wait."""

    code = "nothing_to_ask"
    message = _("There is no message left here that could wait for an answer.")


def ask(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Make the customer's last message a question, waiting since it was posted. Twice changes nothing.

    Raises NothingToAsk.
    """
    if waits.open_wait(conversation) is not None:
        return
    message = _last(conversation)
    if message is None:
        raise NothingToAsk
    message.asks, message.history = True, False
    conversation.asks = True
    session.flush()
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(ConversationAsked(at=now, by=by.id, **place))
    waits.refold(conversation, now=now, since=message.posted_at)


def _last(conversation: Conversation) -> Message | None:
    theirs = select(Message).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.INBOUND,
        Message.deleted_at.is_(None),
    )
    return session.scalars(theirs.order_by(Message.posted_at.desc(), Message.id.desc()).limit(1)).first()
