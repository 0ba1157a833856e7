"""What a worker had in its hands when it died, and what a wrong clock put off."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from webcare.database import session, transaction
from webcare.desk import replying
from webcare.desk.publishing import PUBLISH
from webcare.models import Channel, OutboxEntry, Reply

TOO_LONG = timedelta(minutes=3)  # longer than any call takes: whoever has it will not write down what came of it

AHEAD = timedelta(minutes=1)  # clocks of several machines differ by less


def recover(is_alive: Callable[[str], bool], now: datetime) -> int:
    """Give up what dead workers hold; a reply that was being sent is uncertain from here on. How many there were."""
    holders = set(session.scalars(select(OutboxEntry.taken_by).where(OutboxEntry.taken_by.is_not(None)).distinct()))
    session.rollback()
    dead = [holder for holder in holders if holder and not is_alive(holder)]
    lost = or_(OutboxEntry.taken_by.in_(dead), OutboxEntry.taken_at < now - TOO_LONG)
    if not holders or session.scalar(select(OutboxEntry.id).where(lost).limit(1)) is None:
        return 0
    with transaction():
        entries = session.scalars(select(OutboxEntry).where(lost).with_for_update(skip_locked=True)).all()
        for entry in entries:
            _give_up(entry, now)
        return len(entries)


def put_right(now: datetime) -> None:
    """What was queued or called at a moment that is still to come, was so by a clock that was set back since.

    It counts from now on, so that nothing waits for an hour that was here already.
    """
    ahead = or_(Reply.queued_at > now + AHEAD, Reply.sending_at > now + AHEAD)
    wrong = select(OutboxEntry).join(Reply, Reply.id == OutboxEntry.reply_id).where(ahead)
    if session.scalar(wrong.with_only_columns(OutboxEntry.id).limit(1)) is None:
        session.rollback()
        return
    with transaction():
        for entry in session.scalars(wrong.with_for_update(skip_locked=True, of=OutboxEntry)).all():
            reply = session.get_one(Reply, entry.reply_id)
            window = timedelta(seconds=session.get_one(Channel, reply.channel_id).undo_seconds)
            entry.not_before = min(entry.not_before, now + window)
            reply.queued_at = min(reply.queued_at or now, now)
            reply.sending_at = min(reply.sending_at, now) if reply.sending_at else None


def _give_up(entry: OutboxEntry, now: datetime) -> None:
    if entry.action == PUBLISH:
        replying.uncertain(session.get_one(Reply, entry.reply_id), now=now)
    else:
        entry.taken_by = entry.taken_at = None
