"""Opening a private conversation is recorded. Source: DOMAIN, Privacy."""

from datetime import datetime, timedelta

from sqlalchemy import select

from webcare.database import record, session
from webcare.events import ConversationRead
from webcare.models import EventRow

ONE_OPENING = timedelta(minutes=1)  # a page is fetched and then listens: that is one opening, also on a slow line


def opened(conversation_id: int, *, channel_id: int, by: int, now: datetime) -> None:
    """Somebody opened it. It takes ids, so that the page that was just read is not read again to record this."""
    record(ConversationRead(at=now, by=by, channel_id=channel_id, conversation_id=conversation_id))


def shown(conversation_id: int, *, channel_id: int, by: int, now: datetime) -> None:
    """A screen of somebody listens in it: an opening, unless the page it stands on was recorded just now."""
    recorded = select(EventRow.id).where(
        EventRow.conversation_id == conversation_id,
        EventRow.at > now - ONE_OPENING,
        EventRow.kind == ConversationRead.kind(),
        EventRow.actor_id == by,
    )
    if session.scalars(recorded.limit(1)).first() is None:
        opened(conversation_id, channel_id=channel_id, by=by, now=now)
