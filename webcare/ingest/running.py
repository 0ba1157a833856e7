"""One run over a feed: page by page, each committed before the next is asked for; the cursor moves at the end."""

from collections.abc import Callable
from datetime import datetime

import structlog

from webcare.channels import Page, Platform, PlatformError, Refused
from webcare.database import record, session, transaction
from webcare.events import GapNoticed
from webcare.ingest import health
from webcare.ingest.accepting import accept, quarantine
from webcare.models import Feed, Gap

Clock = Callable[[], datetime]
log = structlog.get_logger()


def run(feed_id: int, platform: Platform, *, clock: Clock) -> int:
    """Take in what is new in a feed; how many messages were. Its health tells what went wrong.

    Raises the database's own errors; the next run then starts where the last commit left off.
    """
    health.attempted(feed_id, clock())
    feed = snapshot(feed_id)
    taken = 0
    try:
        for page in platform.read(feed):
            taken += take_in(feed.channel_id, page, clock())
            _advance(feed_id, page, clock())
    except PlatformError as error:
        log.warning("feed not read", feed=feed_id, kind=feed.kind, failure=error.code)
        _start_over(feed_id, error)
        health.failed(feed_id, error, clock())
        return taken
    health.succeeded(feed_id, platform.rate_state(), clock())
    return taken


def snapshot(feed_id: int) -> Feed:
    """How the feed stands, apart from any session: it stays fixed while it is read."""
    feed = session.get_one(Feed, feed_id, populate_existing=True)
    session.expunge(feed)
    session.rollback()
    return feed


def take_in(channel_id: int, page: Page, now: datetime) -> int:
    """Commit one page; how many of its messages were new."""
    quarantine(channel_id, page.unreadable, now=now)
    return accept(channel_id, page.messages, now=now)


def _advance(feed_id: int, page: Page, now: datetime) -> None:
    with transaction():
        feed = session.get_one(Feed, feed_id)
        _note_lag(feed, page, now)
        feed.newest_id = _newer(feed.newest_id, page.newest_id)
        feed.run_size += len(page.messages) + len(page.unreadable)
        feed.page_token = page.next_token
        if page.gap_before is not None:
            _notice(feed, page.gap_after, page.gap_before, now)
        if page.next_token is None:
            feed.since_id = _newer(feed.since_id, feed.newest_id)
            feed.newest_id, feed.run_size = None, 0
            feed.first_run_done_at = feed.first_run_done_at or now


def _note_lag(feed: Feed, page: Page, now: datetime) -> None:
    """From posting to arrival, of the newest that is new."""
    newest = max(page.messages, key=lambda message: int(message.external_id), default=None)
    if newest is None or feed.first_run_done_at is None:
        return
    if int(newest.external_id) > int(_newer(feed.newest_id, feed.since_id) or 0):
        feed.lag_seconds = max(0.0, (now - newest.posted_at).total_seconds())


def _notice(feed: Feed, after_id: str | None, before_id: str, now: datetime) -> None:
    gap = Gap(feed_id=feed.id, after_id=after_id, before_id=before_id, noticed_at=now)
    session.add(gap)
    session.flush()
    record(GapNoticed(at=now, channel_id=feed.channel_id, gap_id=gap.id))


def _start_over(feed_id: int, error: PlatformError) -> None:
    """A refused page token is stale: the next run begins at the newest page again, nothing is lost by it."""
    if not isinstance(error, Refused):
        return
    with transaction():
        feed = session.get_one(Feed, feed_id)
        feed.page_token, feed.newest_id, feed.run_size = None, None, 0


def _newer(one: str | None, other: str | None) -> str | None:
    return max((each for each in (one, other) if each is not None), key=int, default=None)
