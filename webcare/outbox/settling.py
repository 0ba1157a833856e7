"""Writes down what came of a call, each in a transaction of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from webcare.channels import CreditsDepleted, PlatformError, Published, RateLimited
from webcare.database import record, session, transaction
from webcare.desk import replying
from webcare.events import ChannelFailed, ReplyQueued
from webcare.models import Audience, Channel, OutboxEntry, Reply, ReplyStatus
from webcare.outbox.jobs import PUBLISH, SETTLE, Job

FIRST_LOOK = timedelta(seconds=3)
LOOKS = (
    timedelta(seconds=30),
    timedelta(seconds=95),
    timedelta(minutes=3),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
SURE_AFTER = timedelta(minutes=2)  # a second complete read after that, without it: it was not published
BACKOFF = (1, 2, 5, 10, 20, 30, 60)  # seconds
GIVEN_UP_AFTER = timedelta(minutes=30)
NOT_PUBLISHED = "not_published"


def sent(job: Job, published: Published, now: datetime) -> None:
    """The platform confirmed it, or its record shows it."""
    with transaction():
        reply = session.get_one(Reply, job.reply_id)
        if reply.status in (ReplyStatus.SENDING, ReplyStatus.UNCERTAIN):
            replying.sent(reply, published.external_id, published.posted_at, now=now)
        _drop(job)


def refused(job: Job, error: PlatformError, now: datetime) -> None:
    """The platform said no, or cannot be used; its own words are kept for the writer."""
    with transaction():
        reply = session.get_one(Reply, job.reply_id)
        if isinstance(error, CreditsDepleted):
            _credits_depleted(job.channel_id, now)
        if reply.status in (ReplyStatus.SENDING, ReplyStatus.UNCERTAIN):
            replying.failed(reply, error.code, error.words, now=now)
        _drop(job)


def uncertain(job: Job, now: datetime) -> None:
    """Nobody knows: the platform's record will be read."""
    with transaction():
        mark_uncertain(session.get_one(Reply, job.reply_id), now)
        _drop(job)


def mark_uncertain(reply: Reply, now: datetime) -> None:
    """Sending has become uncertain; the record is looked at soon. Needs an open transaction."""
    if reply.status != ReplyStatus.SENDING:
        return
    replying.uncertain(reply, now=now)
    session.flush()
    same = select(OutboxEntry).where(OutboxEntry.reply_id == reply.id, OutboxEntry.action == SETTLE)
    if session.scalar(same) is None:
        session.add(
            OutboxEntry(reply_id=reply.id, channel_id=reply.channel_id, action=SETTLE, not_before=now + FIRST_LOOK)
        )


def later(job: Job, error: PlatformError, now: datetime) -> None:
    """It was not accepted, and may be later: back into the queue, where undo and the checks meet it again."""
    with transaction():
        reply = session.get_one(Reply, job.reply_id)
        if reply.status != ReplyStatus.SENDING:
            return
        if not isinstance(error, RateLimited) and now - (reply.queued_at or now) > GIVEN_UP_AFTER:
            replying.failed(reply, error.code, error.words, now=now)
            _drop(job)
            return
        reply.status = ReplyStatus.QUEUED
        reply.sending_at = job.called_before
        entry = session.get_one(OutboxEntry, job.entry_id)
        entry.taken_by = entry.taken_at = None
        entry.attempts += 1
        entry.not_before = _again_at(entry, error, now)
        _spare_the_others(reply, entry, error)
        place = {"channel_id": reply.channel_id, "conversation_id": reply.conversation_id}
        record(ReplyQueued(at=now, reply_id=reply.id, **place))


def absent(job: Job, began: datetime, now: datetime) -> None:
    """A complete read of the record, begun at `began`, does not show it."""
    with transaction():
        reply = session.get_one(Reply, job.reply_id)
        entry = session.get(OutboxEntry, job.entry_id)
        if entry is None or reply.status != ReplyStatus.UNCERTAIN:
            _drop(job)
            return
        entry.attempts += 1
        reply.looked_at = began
        if reply.audience == Audience.PUBLIC and entry.attempts >= 2 and began - job.called_at >= SURE_AFTER:
            replying.failed(reply, NOT_PUBLISHED, "", now=now)
            _drop(job)
            return
        if entry.attempts > len(LOOKS):
            _drop(job)  # a person decides
            return
        entry.taken_by = entry.taken_at = None
        entry.not_before = now + LOOKS[entry.attempts - 1]


def look_again(job: Job, error: PlatformError, now: datetime) -> None:
    """What changes nothing, or may be repeated, did not work: again later."""
    with transaction():
        entry = session.get(OutboxEntry, job.entry_id)
        if entry is None:
            return
        entry.taken_by = entry.taken_at = None
        entry.not_before = error.until if isinstance(error, RateLimited) else now + timedelta(seconds=30)


def deleted(job: Job, now: datetime) -> None:
    """It is gone from the platform."""
    with transaction():
        replying.deleted(session.get_one(Reply, job.reply_id), now=now)
        _drop(job)


def not_deleted(job: Job, error: PlatformError) -> None:
    """The platform will not delete it."""
    with transaction():
        session.get_one(Reply, job.reply_id).deletion_failure = error.code
        _drop(job)


def unaccounted(job: Job, found: Sequence[Published]) -> Published | None:
    """The first that is not known to be another reply's publication."""
    for published in found:
        other = select(Reply.id).where(
            Reply.channel_id == job.channel_id,
            Reply.external_id == published.external_id,
            Reply.id != job.reply_id,
        )
        if session.scalar(other) is None:
            session.rollback()
            return published
    session.rollback()
    return None


def _drop(job: Job) -> None:
    entry = session.get(OutboxEntry, job.entry_id)
    if entry is not None:
        session.delete(entry)


def _again_at(entry: OutboxEntry, error: PlatformError, now: datetime) -> datetime:
    if isinstance(error, RateLimited):
        return max(error.until, now + timedelta(seconds=1))
    return now + timedelta(seconds=BACKOFF[min(entry.attempts, len(BACKOFF)) - 1])


def _spare_the_others(reply: Reply, entry: OutboxEntry, error: PlatformError) -> None:
    """What goes the same way would meet the same limit: it waits as well."""
    if not isinstance(error, RateLimited):
        return
    same_way = select(Reply.id).where(Reply.channel_id == reply.channel_id, Reply.audience == reply.audience)
    session.execute(
        update(OutboxEntry)
        .where(
            OutboxEntry.action == PUBLISH,
            OutboxEntry.taken_by.is_(None),
            OutboxEntry.not_before < entry.not_before,
            OutboxEntry.reply_id.in_(same_way),
        )
        .values(not_before=entry.not_before)
        .execution_options(synchronize_session=False)
    )


def _credits_depleted(channel_id: int, now: datetime) -> None:
    channel = session.get_one(Channel, channel_id)
    if channel.credits_depleted_at is None:
        channel.credits_depleted_at = now
        record(ChannelFailed(at=now, channel_id=channel_id, feed="outbox", failure=CreditsDepleted.code))
