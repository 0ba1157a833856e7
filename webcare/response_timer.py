"""The response timer, pure: when an answer is due, counted in a channel's service hours, and how that stands.

Source: DOMAIN, response timer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from webcare.models import Channel

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = "24:00"
WHOLE_DAY = ((timedelta(0), timedelta(days=1)),)
HORIZON = timedelta(days=366)
HALF, THREE_QUARTERS = 0.5, 0.75

Span = tuple[timedelta, timedelta]  # opening and closing, counted from local midnight; closing may lie past the next


class TimerState(StrEnum):
    """How a wait stands, in one word."""

    FRESH = "fresh"
    RUNNING = "running"
    AT_RISK = "at_risk"
    LATE = "late"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class NeverOpen(ValueError):
    """No opening hours fall in the next year: nothing could ever be due."""


@dataclass(frozen=True)
class ServiceHours:
    """When a channel is staffed: spans per weekday (Monday first) in its own zone, but for public holidays."""

    week: tuple[tuple[Span, ...], ...] | None = None  # None: day and night
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
    country: str | None = None  # closed on the public holidays of this country

    @classmethod
    def of(cls, channel: Channel) -> "ServiceHours":
        """The hours of a channel as they are set now. Raises ValueError for hours that cannot be read."""
        return cls.parse(channel.service_hours, channel.time_zone, channel.holidays)

    @classmethod
    def parse(cls, hours: dict[str, list[list[str]]] | None, zone: str, country: str | None) -> "ServiceHours":
        """From `{"mon": [["08:00", "22:00"]], …}`; a span that closes before it opens runs past midnight."""
        week = None if hours is None else tuple(tuple(_span(*span) for span in hours.get(day, ())) for day in WEEKDAYS)
        return cls(week, ZoneInfo(zone), country or None)

    @property
    def always(self) -> bool:
        """Whether the channel never closes."""
        return self.week is None and self.country is None

    def open_on(self, day: date) -> tuple[Span, ...]:
        """The spans that begin on a day, by the local calendar."""
        if self.country is not None and day in _holidays(self.country, day.year):
            return ()
        return WHOLE_DAY if self.week is None else self.week[day.weekday()]

    def openings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of service from `since` on, in UTC, in order, without overlap. Raises NeverOpen."""
        cursor = since
        day = since.astimezone(self.zone).date() - timedelta(days=1)  # a span of yesterday may run past midnight
        while True:
            for opens, closes in sorted(self.open_on(day)):
                start, end = max(_moment(day, opens, self.zone, 0), cursor), _moment(day, closes, self.zone, 1)
                if start < end:
                    yield start, end
                    cursor = end
            day += timedelta(days=1)
            if _moment(day, timedelta(0), self.zone, 0) > cursor + HORIZON:
                raise NeverOpen


def due_at(started: datetime, target: timedelta, hours: ServiceHours) -> datetime:
    """When the answer is due: `target` of service time after `started`.

    Walks opening hours in the channel's own zone, so an hour over a DST change is 3,600 seconds.
    Raises NeverOpen if no opening hours fall in the next year.
    Source: DOMAIN, response timer, rule 2.
    """
    started = started.astimezone(UTC)  # in any other zone an hour is what the clock on the wall says
    if hours.always:
        return started + target
    left = target
    for start, end in hours.openings(started):
        if left <= end - start:
            return start + left
        left -= end - start
    raise AssertionError("openings never end")


def half_at(started: datetime, target: timedelta, hours: ServiceHours) -> datetime:
    """When half of the time will have gone. Raises NeverOpen like `due_at`."""
    return due_at(started, target * HALF, hours)


def at_risk_at(started: datetime, target: timedelta, hours: ServiceHours) -> datetime:
    """When three quarters of the time will have gone. Raises NeverOpen like `due_at`."""
    return due_at(started, target * THREE_QUARTERS, hours)


def state(half: datetime, at_risk: datetime, due: datetime, now: datetime) -> TimerState:
    """How an open wait stands; the browser counts the same way (`static/js/models/countdown.js`)."""
    if now >= due:
        return TimerState.LATE
    if now >= at_risk:
        return TimerState.AT_RISK
    if now >= half:
        return TimerState.RUNNING
    return TimerState.FRESH


def _span(opens: str, closes: str) -> Span:
    start, end = _since_midnight(opens), _since_midnight(closes)
    return start, end if end > start else end + timedelta(days=1)


def _since_midnight(clock: str) -> timedelta:
    if clock == MIDNIGHT:
        return timedelta(days=1)
    at = time.fromisoformat(clock)
    return timedelta(hours=at.hour, minutes=at.minute)


def _moment(day: date, since_midnight: timedelta, zone: ZoneInfo, fold: int) -> datetime:
    """A clock time on a day, in UTC. A clock time that comes twice opens at its first and closes at its second."""
    wall = datetime.combine(day, time(0)) + since_midnight
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))
