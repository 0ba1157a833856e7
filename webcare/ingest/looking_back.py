"""Looks back: sweeps for what was indexed late, fills gaps, and re-reads what stands in open conversations."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, select

from webcare.channels import Platform, PlatformError, Refused
from webcare.database import record, session, transaction
from webcare.desk import receiving
from webcare.events import GapFilled
from webcare.ingest import health
from webcare.ingest.accepting import accept
from webcare.ingest.running import Clock, snapshot, take_in
from webcare.models import Audience, Channel, Conversation, Feed, Gap, Message, Status

KNOWN = "known_posts"  # the feed row that remembers how far re-reading came
AT_ONCE = 100
REREAD_FOR = timedelta(days=30)
BELIEVABLE = 10  # more than so many gone at once, and nothing else left, is trouble of the platform's

log = structlog.get_logger()


def sweep(feed_id: int, platform: Platform, *, clock: Clock) -> int:
    """Look back without the cursor; how many were found that had been missed."""
    feed = snapshot(feed_id)
    found = 0
    try:
        for page in platform.sweep(feed):
            found += take_in(feed.channel_id, page, clock())
    except PlatformError as error:
        health.failed(feed_id, error, clock())
        return found
    with transaction():
        session.get_one(Feed, feed_id).swept_at = clock()
    return found


def fill(gap_id: int, platform: Platform, *, clock: Clock) -> bool:
    """Fetch what a gap left out. False when it must be tried again later."""
    gap = session.get_one(Gap, gap_id)
    feed_id, channel_id = gap.feed_id, session.get_one(Feed, gap.feed_id).channel_id
    after_id, before_id = gap.after_id, gap.before_id
    try:
        for page in platform.fill(after_id, before_id):
            take_in(channel_id, page, clock())
    except Refused:
        _settle(gap_id, channel_id, clock(), filled=False)
        return True
    except PlatformError as error:
        health.failed(feed_id, error, clock())
        return False
    _settle(gap_id, channel_id, clock(), filled=True)
    return True


def _settle(gap_id: int, channel_id: int, now: datetime, *, filled: bool) -> None:
    with transaction():
        gap = session.get_one(Gap, gap_id)
        if not filled:
            gap.given_up_at = now
            return
        gap.filled_at = now
        record(GapFilled(at=now, channel_id=channel_id, gap_id=gap_id))


def reread(feed_id: int, platform: Platform, *, clock: Clock) -> bool:
    """Read the next hundred public messages of open conversations again: edits and deletions are followed.

    True while there are more in this round. A round begins again after its last message.
    """
    feed = snapshot(feed_id)
    health.attempted(feed_id, clock())
    known = {message.id: message.external_id or "" for message in session.scalars(_next(feed, clock()))}
    session.rollback()
    try:
        seen = platform.reread(list(known.values())) if known else None
    except PlatformError as error:
        health.failed(feed_id, error, clock())
        return False
    if seen is not None:
        accept(feed.channel_id, seen.current, now=clock())
        _gone(feed.channel_id, seen.gone, len(seen.current), clock())
    last = len(known) < AT_ONCE
    with transaction():
        row = session.get_one(Feed, feed_id)
        row.since_id = None if last else str(max(known))
        row.swept_at = clock() if last else row.swept_at
    health.succeeded(feed_id, platform.rate_state(), clock())
    return not last


def _next(feed: Feed, now: datetime) -> Select[Message]:
    return (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.channel_id == feed.channel_id,
            Message.id > int(feed.since_id or 0),
            Message.audience == Audience.PUBLIC,
            Message.external_id.is_not(None),
            Message.deleted_at.is_(None),
            Message.posted_at > now - REREAD_FOR,
            Conversation.status == Status.OPEN,
        )
        .order_by(Message.id)
        .limit(AT_ONCE)
    )


def _gone(channel_id: int, external_ids: tuple[str, ...], left: int, now: datetime) -> None:
    if not external_ids:
        return
    if not left and len(external_ids) > BELIEVABLE:
        log.error("everything is said to be gone; not believed", channel=channel_id, count=len(external_ids))
        return
    with transaction():
        receiving.gone(session.get_one(Channel, channel_id), external_ids, now=now)
