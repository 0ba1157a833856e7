"""When each feed is asked next: as often as configured, never faster than the platform's limits allow."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from webcare import ingest
from webcare.channels import Platform, PlatformError, RateState
from webcare.channels.opened import Opened
from webcare.database import session
from webcare.ingest import health
from webcare.ingest.looking_back import KNOWN
from webcare.models import Channel, Crisis, Feed, Gap
from webcare.outbox.jobs import Clock

RESERVE = 2  # requests of a window left for reading the record of uncertain replies
SWEEP_EVERY = timedelta(minutes=5)
GAP_EVERY = timedelta(minutes=1)
REREAD_EVERY = timedelta(minutes=1)
ROUND_EVERY = timedelta(minutes=10)
SLOWER = {"not_authorised": timedelta(minutes=1), "credits_depleted": timedelta(minutes=5)}


@dataclass
class Poller:
    """Asks the feeds of one channel when they are due. Not to be shared between threads."""

    channel_id: int
    every: timedelta
    clock: Clock
    opened: Opened = field(default_factory=Opened)
    _next: dict[object, tuple[datetime, datetime]] = field(default_factory=dict)  # noted when, and waits until

    def step(self) -> bool:
        """Whatever is due now, once. Whether anything was new."""
        try:
            platform = self.opened(self.channel_id)
        except PlatformError as error:
            for feed_id in ingest.feeds_of(self.channel_id, ()).values():
                health.failed(feed_id, error, self.clock())
            return False
        feeds = ingest.feeds_of(self.channel_id, platform.feeds)
        taken = sum(self._poll(feeds[kind], platform) for kind in platform.feeds)
        for kind in platform.feeds:
            taken += self._look_back(feeds[kind], platform)
        self._reread(feeds[KNOWN], platform)
        return taken > 0

    def _poll(self, feed_id: int, platform: Platform) -> int:
        if not self._due(feed_id):
            return 0
        taken = ingest.run(feed_id, platform, clock=self.clock)
        self._wait(feed_id, self._pause(feed_id, platform.rate_state()))
        return taken

    def _due(self, feed_id: int) -> bool:
        now = self.clock()
        if self._waits(feed_id, now):
            return False
        limited_until = session.scalar(select(Feed.limited_until).where(Feed.id == feed_id))
        session.rollback()
        return limited_until is None or limited_until <= now

    def _pause(self, feed_id: int, rate: RateState | None) -> timedelta:
        failure = session.scalar(select(Feed.failure).where(Feed.id == feed_id))
        session.rollback()
        slower = SLOWER.get(failure or "", self.every)
        return max(self.every, slower, spread(rate, self.clock()))

    def _look_back(self, feed_id: int, platform: Platform) -> int:
        found = 0
        if self._once_in(SWEEP_EVERY, ("sweep", feed_id)) and self._due(feed_id):
            found += ingest.sweep(feed_id, platform, clock=self.clock)
        if self._once_in(GAP_EVERY, ("gap", feed_id)):
            for gap_id in _open_gaps(feed_id):
                ingest.fill(gap_id, platform, clock=self.clock)
        return found

    def _reread(self, feed_id: int, platform: Platform) -> None:
        key = ("reread", feed_id)
        if not self._once_in(REREAD_EVERY, key) or not self._due(feed_id):
            return
        if not ingest.reread(feed_id, platform, clock=self.clock):
            self._wait(key, ROUND_EVERY)

    def _once_in(self, pause: timedelta, key: object) -> bool:
        """True when that much has gone by; the first time only marks the beginning."""
        if key in self._next and self._waits(key, self.clock()):
            return False
        first = key not in self._next
        self._wait(key, pause)
        return not first

    def _wait(self, key: object, pause: timedelta) -> None:
        now = self.clock()
        self._next[key] = (now, now + pause)

    def _waits(self, key: object, now: datetime) -> bool:
        """Not once the clock was set back to before it was noted: nobody knows how long that would be."""
        noted, until = self._next.get(key, (now, now))
        return noted <= now < until


def spread(rate: RateState | None, now: datetime) -> timedelta:
    """The pause that makes what is left of a limit last until it is renewed."""
    if rate is None or rate.remaining is None or rate.resets_at is None or rate.resets_at <= now:
        return timedelta()
    return (rate.resets_at - now) / max(rate.remaining - RESERVE, 1)


def channels() -> list[int]:
    """The channels that are read: a training desk only while a drill runs on it."""
    drilled = select(Crisis.channel_id).where(Crisis.training.is_(True), Crisis.ended_at.is_(None))
    wanted = select(Channel.id).where(
        Channel.disabled_at.is_(None), or_(Channel.training.is_(False), Channel.id.in_(drilled))
    )
    found = list(session.scalars(wanted.order_by(Channel.id)))
    session.rollback()
    return found


def _open_gaps(feed_id: int) -> list[int]:
    wanted = select(Gap.id).where(Gap.feed_id == feed_id, Gap.filled_at.is_(None), Gap.given_up_at.is_(None))
    found = list(session.scalars(wanted))
    session.rollback()
    return found
