"""The days and hours figures are counted in: those of the installation's one zone, so that all readers see the same."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT = "Europe/Amsterdam"
A_DAY, AN_HOUR, QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=15)

_zone = ZoneInfo(DEFAULT)


def use(name: str) -> None:
    """Count in this zone from now on. Raises ZoneInfoNotFoundError (a KeyError) for one that does not exist."""
    global _zone
    _zone = ZoneInfo(name)


def zone() -> ZoneInfo:
    """The zone that is counted in."""
    return _zone


def day_of(at: datetime) -> date:
    """The day on which something was."""
    return at.astimezone(_zone).date()


def hour_of(at: datetime) -> tuple[date, int]:
    """The day, and the hour on the clock, in which something was; an hour that comes twice is one."""
    there = at.astimezone(_zone)
    return there.date(), there.hour


def start_of(day: date) -> datetime:
    """The moment at which a day begins, in UTC."""
    return datetime.combine(day, time(0), _zone).astimezone(UTC)


def stretch(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day up to the end of the last, in UTC."""
    return start_of(first), start_of(last + A_DAY)


def today(now: datetime) -> tuple[datetime, datetime]:
    """From the beginning to the end of the day that `now` lies in."""
    day = day_of(now)
    return stretch(day, day)


def hours(day: date, until: datetime) -> Iterator[tuple[int, float]]:
    """The hours of a day up to a moment, and how much of each has passed. One that comes twice is 2, one left out none.

    In quarters, since every zone begins its hours on one.
    """
    at, end = stretch(day, day)
    if end - at == A_DAY and end <= until:
        yield from ((hour, 1.0) for hour in range(24))
        return
    while at < min(end, until):
        yield hour_of(at)[1], min(QUARTER, until - at) / AN_HOUR
        at += QUARTER


def each(first: date, last: date) -> Iterator[date]:
    """Every day from the first up to and including the last."""
    for number in range((last - first).days + 1):
        yield first + number * A_DAY


def monday_of(day: date) -> date:
    """The day with which its week begins."""
    return day - day.weekday() * A_DAY


def runs(chosen: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Days without a gap between them as one run, from its first up to and including its last."""
    first = last = None
    for day in sorted(chosen):
        if first is not None and last is not None and day == last + A_DAY:
            last = day
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last
