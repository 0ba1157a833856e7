"""Writes down what came of a call, each in a transaction of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from webcare.channels import CreditsDepleted, PlatformError, Published, RateLimited
from webcare.database import record, session, transaction
from webcare.desk import replying
from webcare.desk.publishing import PUBLISH
from webcare.events import ChannelFailed
from webcare.models import Audience, Channel, OutboxEntry, Reply, ReplyStatus
from webcare.outbox.jobs import Job

LOOKS = (timedelta(seconds=30), timedelta(seconds=125), timedelta(minutes=5), timedelta(minutes=20))  # after the call
SURE_AFTER = timedelta(minutes=2)  # a second complete read after that, without it: it was not published
BACKOFF = (1, 2, 5, 10, 20, 30, 60)  # seconds
GIVEN_UP_AFTER = timedelta(minutes=30)
READ_AGAIN = timedelta(seconds=20)
NOT_PUBLISHED = "not_published"


def sent(job: Job, published: Published, now: datetime) -> None:
    """The platform confirmed it, or its record shows it."""
    with transaction():
        replying.sent(session.get_one(Reply, job.reply_id), published.external_id, published.posted_at, now=now)


def refused(job: Job, error: PlatformError, now: datetime) -> None:
    """The platform said no, or cannot be used; its own words are kept for the writer."""
    with transaction():
        if isinstance(error, CreditsDepleted) and job.account_id is None:
            _credits_depleted(job.channel_id, now)
        replying.failed(session.get_one(Reply, job.reply_id), error.code, error.words, now=now)


def uncertain(job: Job, now: datetime) -> None:
    """Nobody knows: the platform's record will be read."""
    with transaction():
        replying.uncertain(session.get_one(Reply, job.reply_id), now=now)


def later(job: Job, error: PlatformError, now: datetime) -> None:
    """It was not accepted, and may be later: back into the queue, where undo and the checks meet it again."""
    with transaction():
        reply = session.get_one(Reply, job.reply_id)
        if reply.status != ReplyStatus.SENDING:
            return
        if not isinstance(error, RateLimited) and now - (reply.queued_at or now) > GIVEN_UP_AFTER:
            replying.failed(reply, error.code, error.words, now=now)
            return
        until = _again_at(job, error, now)
        replying.postpone(reply, until, now=now)
        reply.sending_at = job.called_before
        if isinstance(error, RateLimited):
            _spare_the_others(reply, until)


def absent(job: Job, began: datetime, now: datetime) -> None:
    """A complete read of the record, begun at `began`, does not show it.

    In public the second such read, two minutes after the call, settles it. A DM is for a person to decide.
    """
    with transaction():
        reply = session.get_one(Reply, job.reply_id)
        entry = replying.entry_of(reply)
        if entry is None or reply.status != ReplyStatus.UNCERTAIN:
            return
        read_before, reply.looked_at = reply.looked_at is not None, began
        if reply.audience == Audience.PUBLIC and read_before and began - job.called_at >= SURE_AFTER:
            replying.failed(reply, NOT_PUBLISHED, None, now=now)
            return
        looks = [job.called_at + after for after in LOOKS if job.called_at + after > now]
        if not looks:
            session.delete(entry)
            return
        entry.taken_by = entry.taken_at = None
        entry.not_before = looks[0]


def look_again(job: Job, error: PlatformError, now: datetime) -> None:
    """What changes nothing, or may be repeated, did not work: again later."""
    with transaction():
        entry = session.get(OutboxEntry, job.entry_id)
        if entry is None:
            return
        entry.taken_by = entry.taken_at = None
        entry.not_before = error.until if isinstance(error, RateLimited) else now + READ_AGAIN


def deleted(job: Job, now: datetime) -> None:
    """It is gone from the platform."""
    with transaction():
        replying.deleted(session.get_one(Reply, job.reply_id), now=now)


def not_deleted(job: Job, error: PlatformError, now: datetime) -> None:
    """The platform will not delete it; its own words are kept for who asked."""
    with transaction():
        replying.deletion_failed(session.get_one(Reply, job.reply_id), error.code, error.words, now=now)


def unaccounted(job: Job, found: Sequence[Published]) -> Published | None:
    """The first that is not known to be another reply's publication."""
    for published in found:
        other = select(Reply.id).where(
            Reply.channel_id == job.channel_id,
            Reply.external_id == published.external_id,
            Reply.id != job.reply_id,
        )
        taken = session.scalar(other) is not None
        session.rollback()
        if not taken:
            return published
    return None


def _again_at(job: Job, error: PlatformError, now: datetime) -> datetime:
    if isinstance(error, RateLimited):
        return max(error.until, now + timedelta(seconds=1))
    return now + timedelta(seconds=BACKOFF[min(job.attempts, len(BACKOFF)) - 1])


def _spare_the_others(reply: Reply, until: datetime) -> None:
    """What goes the same way would meet the same limit: it waits as well."""
    same_way = select(Reply.id).where(
        Reply.channel_id == reply.channel_id,
        Reply.audience == reply.audience,
        Reply.account_id.is_not_distinct_from(reply.account_id),
    )
    session.execute(
        update(OutboxEntry)
        .where(
            OutboxEntry.action == PUBLISH,
            OutboxEntry.taken_by.is_(None),
            OutboxEntry.not_before < until,
            OutboxEntry.reply_id.in_(same_way),
        )
        .values(not_before=until)
        .execution_options(synchronize_session=False)
    )


def _credits_depleted(channel_id: int, now: datetime) -> None:
    channel = session.get_one(Channel, channel_id)
    if channel.credits_depleted_at is None:
        channel.credits_depleted_at = now
        record(ChannelFailed(at=now, channel_id=channel_id, feed="outbox", failure=CreditsDepleted.code))
