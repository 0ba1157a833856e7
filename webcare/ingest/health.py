"""How a feed is doing, written beside its cursor; a failure and a recovery are told once, not at every try."""

from datetime import datetime

from webcare.channels import CreditsDepleted, PlatformError, RateLimited, RateState
from webcare.database import record, session, transaction
from webcare.events import ChannelFailed, ChannelRecovered
from webcare.models import Channel, Feed


def attempted(feed_id: int, now: datetime) -> None:
    """Another try begins."""
    with transaction():
        session.get_one(Feed, feed_id).attempted_at = now


def succeeded(feed_id: int, rate: RateState | None, now: datetime) -> None:
    """A run went through to its end."""
    with transaction():
        feed = session.get_one(Feed, feed_id)
        channel = session.get_one(Channel, feed.channel_id)
        if feed.failing_since is not None:
            record(ChannelRecovered(at=now, channel_id=channel.id, feed=feed.kind))
        feed.succeeded_at = now
        feed.limited_until = feed.failing_since = feed.failure = feed.failure_words = None
        feed.limit_remaining = rate.remaining if rate else None
        channel.credits_depleted_at = None


def failed(feed_id: int, error: PlatformError, now: datetime) -> None:
    """A run ended early. Waiting for a limit is not a failure."""
    with transaction():
        feed = session.get_one(Feed, feed_id)
        if isinstance(error, RateLimited):
            feed.limited_until, feed.limit_remaining = error.until, 0
            return
        if isinstance(error, CreditsDepleted):
            credits_depleted(feed.channel_id, now)
        if feed.failing_since is None or feed.failure != error.code:
            record(ChannelFailed(at=now, channel_id=feed.channel_id, feed=feed.kind, failure=error.code))
        feed.failing_since = feed.failing_since or now
        feed.failure, feed.failure_words = error.code, error.words


def credits_depleted(channel_id: int, now: datetime) -> None:
    """Paid use is used up; shown until a request goes through again. Needs an open transaction."""
    channel = session.get_one(Channel, channel_id)
    channel.credits_depleted_at = channel.credits_depleted_at or now
