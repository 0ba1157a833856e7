"""How channels are doing, for who manages them: feeds, limits, gaps, credits, quarantine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from webcare.database import session
from webcare.errors import NotFound
from webcare.models import Channel, Feed, Gap, Quarantined, WordRule

BEHIND = timedelta(minutes=5)  # no success for so long is told, whatever the reason
SELDOM = {"known_posts": timedelta(minutes=25)}  # re-read in rounds of ten minutes, not at every poll


class State(StrEnum):
    """How one feed does, in one word."""

    NEW = "new"
    WELL = "well"
    LIMITED = "limited"
    BEHIND = "behind"
    FAILING = "failing"


@dataclass(frozen=True)
class FeedHealth:
    """One feed as it stands."""

    feed: Feed
    state: State
    gaps: int


@dataclass(frozen=True)
class ChannelHealth:
    """One channel as it stands."""

    channel: Channel
    feeds: tuple[FeedHealth, ...]
    quarantined: int

    @property
    def well(self) -> bool:
        """Whether nothing asks for an admin."""
        if self.channel.credits_depleted_at is not None:
            return False
        return all(each.state in (State.WELL, State.NEW, State.LIMITED) and not each.gaps for each in self.feeds)


def overview(now: datetime) -> list[ChannelHealth]:
    """Every channel with its health, by handle."""
    channels = session.scalars(select(Channel).where(~Channel.training).order_by(Channel.handle, Channel.id)).all()
    return [health_of(channel, now) for channel in channels]


def health_of(channel: Channel, now: datetime) -> ChannelHealth:
    """The health of one channel."""
    open_gaps = (
        select(Gap.feed_id, func.count())
        .where(Gap.filled_at.is_(None), Gap.given_up_at.is_(None))
        .group_by(Gap.feed_id)
    )
    gaps = dict(session.execute(open_gaps).all())
    feeds = session.scalars(select(Feed).where(Feed.channel_id == channel.id).order_by(Feed.id)).all()
    waiting = select(func.count()).where(Quarantined.channel_id == channel.id, Quarantined.resolved_at.is_(None))
    return ChannelHealth(
        channel,
        tuple(FeedHealth(feed, state(feed, now), gaps.get(feed.id, 0)) for feed in feeds),
        session.scalar(waiting) or 0,
    )


def state(feed: Feed, now: datetime) -> State:
    """One word for a feed."""
    if feed.failing_since is not None:
        return State.FAILING
    if feed.limited_until is not None and now < feed.limited_until:
        return State.LIMITED
    if feed.succeeded_at is None:
        return State.NEW
    return State.BEHIND if now - feed.succeeded_at > SELDOM.get(feed.kind, BEHIND) else State.WELL


def words_of(channel: Channel) -> Sequence[WordRule]:
    """The word rules of a channel, by alphabet."""
    return session.scalars(select(WordRule).where(WordRule.channel_id == channel.id).order_by(WordRule.words)).all()


def quarantine(*, resolved: bool = False, limit: int = 100) -> Sequence[tuple[Quarantined, Channel]]:
    """What could not be read, newest first, with the channel it came by."""
    done = Quarantined.resolved_at.is_not(None) if resolved else Quarantined.resolved_at.is_(None)
    statement = (
        select(Quarantined, Channel)
        .join(Channel, Channel.id == Quarantined.channel_id)
        .where(done)
        .order_by(Quarantined.received_at.desc(), Quarantined.id.desc())
        .limit(limit)
    )
    return session.execute(statement).all()


def quarantined(quarantined_id: int) -> tuple[Quarantined, Channel]:
    """One of them. Raises NotFound."""
    found = session.get(Quarantined, quarantined_id)
    if found is None:
        raise NotFound
    return found, session.get_one(Channel, found.channel_id)
