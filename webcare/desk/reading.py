"""Opening a private conversation is recorded. Source: DOMAIN, Privacy."""

from datetime import datetime

from webcare.database import record
from webcare.events import ConversationRead


def opened(conversation_id: int, *, channel_id: int, by: int, now: datetime) -> None:
    """Somebody opened it. It takes ids, so that the page that was just read is not read again to record this."""
    record(ConversationRead(at=now, by=by, channel_id=channel_id, conversation_id=conversation_id))
