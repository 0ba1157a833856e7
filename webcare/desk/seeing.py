"""What the writer of an answer had seen, and what was written since. Source: DOMAIN, Replying, rule 2."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy import and_, or_, select

from webcare.database import session
from webcare.errors import BadInput, Conflict
from webcare.models import Conversation, Direction, Message, Reply, User


class NewsSinceSeen(Conflict):
    """The customer or a colleague wrote after what the writer had seen; `messages` are those."""

    code = "news_since_seen"
    message = _("Something was written since you last looked. Read it, then send again.")

    def __init__(self, messages: Sequence[Message]) -> None:
        """The ids travel to the browser, the words do not."""
        super().__init__(message_ids=[message.id for message in messages])
        self.messages = messages


def news(reply: Reply) -> Sequence[Message]:
    """What was written since its author last looked, when it is about to leave."""
    conversation = session.get_one(Conversation, reply.conversation_id)
    return news_since(conversation, max(reply.seen_message_id, reply.noticed_message_id or 0), reply.author_id)


def news_since(conversation: Conversation, seen_message_id: int, author_id: int) -> Sequence[Message]:
    """What the customer or a colleague posted since. Notes and the author's own answers are no news."""
    found = select(Message).where(
        Message.conversation_id == conversation.id,
        Message.id > seen_message_id,
        Message.deleted_at.is_(None),
        or_(
            Message.direction == Direction.INBOUND,
            and_(Message.direction == Direction.OUTBOUND, Message.author_id.is_distinct_from(author_id)),
        ),
    )
    return session.scalars(found.order_by(Message.id)).all()


def check_news(conversation: Conversation, seen_message_id: int, by: User) -> None:
    """Raises NewsSinceSeen."""
    news = news_since(conversation, seen_message_id, by.id)
    if news:
        raise NewsSinceSeen(news)


def check_seen(conversation: Conversation, seen_message_id: int) -> None:
    """Raises BadInput when what was seen is not of this conversation."""
    seen = session.get(Message, seen_message_id)
    if seen is None or seen.conversation_id != conversation.id:
        raise BadInput(field="seen_message_id")
