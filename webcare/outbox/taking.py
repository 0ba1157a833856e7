"""Takes the next entry that is due, after asking once more what may have changed since it was queued.

One transaction: the checks and the mark `sending` are one step, and another worker takes another entry.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import replying
from webcare.models import Channel, Conversation, OutboxEntry, Power, Reply, ReplyStatus, User
from webcare.outbox.jobs import PUBLISH, Job, job_of

CHANNEL_STOPPED, MANDATE = "channel_stopped", "mandate"


@dataclass(frozen=True)
class Taken:
    """An entry was looked at; without a job it was settled on the spot (held, returned, taken back)."""

    job: Job | None = None


def ready(now: datetime) -> bool:
    """Whether anything is due: a look that locks nothing."""
    found = session.scalar(_due(now).with_only_columns(OutboxEntry.id).limit(1)) is not None
    session.rollback()
    return found


def next_due() -> datetime | None:
    """When the next entry will be due, of those nobody has."""
    waiting = select(func.min(OutboxEntry.not_before)).where(~OutboxEntry.held, OutboxEntry.taken_by.is_(None))
    found = session.scalar(waiting)
    session.rollback()
    return found


def take(worker: str, now: datetime) -> Taken | None:
    """The next entry that is due, marked as this worker's. None: there is none."""
    with transaction():
        entry = session.scalars(_due(now).limit(1).with_for_update(skip_locked=True, of=OutboxEntry)).first()
        if entry is None:
            return None
        reply = session.get_one(Reply, entry.reply_id, with_for_update={"of": Reply})
        if entry.action == PUBLISH:
            return Taken(_take_reply(entry, reply, worker, now))
        entry.taken_by, entry.taken_at = worker, now
        return Taken(job_of(entry, reply, now))


def _due(now: datetime) -> Select[OutboxEntry]:
    """Due, nobody's, and no reply of the same conversation is on its way: order is kept."""
    reply, other = aliased(Reply), aliased(Reply)
    on_its_way = (
        select(other.id)
        .where(other.conversation_id == reply.conversation_id, other.status == ReplyStatus.SENDING)
        .exists()
    )
    return (
        select(OutboxEntry)
        .join(reply, reply.id == OutboxEntry.reply_id)
        .where(
            ~OutboxEntry.held,
            OutboxEntry.not_before <= now,
            OutboxEntry.taken_by.is_(None),
            (OutboxEntry.action != PUBLISH) | ~on_its_way,
        )
        .order_by(OutboxEntry.not_before, OutboxEntry.id)
    )


def _take_reply(entry: OutboxEntry, reply: Reply, worker: str, now: datetime) -> Job | None:
    why = _held_by(reply, now)
    if why is not None:
        replying.hold(reply, why, now=now)
        return None
    if replying.news(reply):
        replying.return_to_author(reply, now=now)
        return None
    called_before = reply.sending_at
    if replying.take(entry, worker=worker, now=now) is None:
        return None
    session.flush()
    return job_of(entry, reply, now, called_before)


def _held_by(reply: Reply, now: datetime) -> str | None:
    """What stands in the way at the moment of sending."""
    if session.get_one(Channel, reply.channel_id).stopped_at is not None:
        return CHANNEL_STOPPED
    author = session.get_one(User, reply.author_id)
    conversation = session.get_one(Conversation, reply.conversation_id)
    if not mandate.decide(author, Power.ANSWER, conversation, now).allowed:
        return MANDATE
    return None
