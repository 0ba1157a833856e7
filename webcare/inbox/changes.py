"""The event log as a feed: what happened after a given event."""

from sqlalchemy import func, select

from webcare.database import session
from webcare.models import EventRow


def latest_event() -> int:
    """The id of the newest event: where a screen that is drawn now begins to listen."""
    return session.scalar(select(func.max(EventRow.id))) or 0


def events_after(event_id: int, limit: int = 1000) -> list[EventRow]:
    """What happened after that event, oldest first."""
    statement = select(EventRow).where(EventRow.id > event_id).order_by(EventRow.id).limit(limit)
    return list(session.scalars(statement))
