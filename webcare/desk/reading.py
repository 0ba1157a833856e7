"""Opening a private conversation is recorded. Source: DOMAIN, Privacy."""

from datetime import datetime

from webcare.database import record
from webcare.events import ConversationRead
from webcare.models import Conversation, User


def opened(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Somebody opened it."""
    record(ConversationRead(at=now, by=by.id, channel_id=conversation.channel_id, conversation_id=conversation.id))
