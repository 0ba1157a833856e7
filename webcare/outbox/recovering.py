"""What a worker had in its hands when it died."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from webcare.database import session, transaction
from webcare.models import OutboxEntry, Reply
from webcare.outbox.jobs import PUBLISH
from webcare.outbox.settling import mark_uncertain


def recover(is_alive: Callable[[str], bool], now: datetime) -> int:
    """Give up what dead workers hold; a reply that was being sent is uncertain from here on. How many there were."""
    holders = set(session.scalars(select(OutboxEntry.taken_by).where(OutboxEntry.taken_by.is_not(None)).distinct()))
    session.rollback()
    dead = sorted(holder for holder in holders if holder and not is_alive(holder))
    return sum(_bury(holder, now) for holder in dead)


def _bury(holder: str, now: datetime) -> int:
    with transaction():
        held = select(OutboxEntry).where(OutboxEntry.taken_by == holder).with_for_update(skip_locked=True)
        entries = session.scalars(held).all()
        for entry in entries:
            if entry.action == PUBLISH:
                mark_uncertain(session.get_one(Reply, entry.reply_id), now)
                session.delete(entry)
            else:
                entry.taken_by = entry.taken_at = None
        return len(entries)
