"""What is usual at this time of day: over two weeks by the clock on the wall, also where the clocks were changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, literal, type_coerce

from webcare.database import MICROSECOND, micros
from webcare.insight import days
from webcare.insight.spikes import DAYS

A_DAY = days.A_DAY // MICROSECOND


def days_before(at: datetime) -> list[datetime]:
    """When it was the same time by the clock, one to fourteen days back."""
    local = at.astimezone(days.zone())
    return [(local - number * days.A_DAY).astimezone(UTC) for number in range(1, DAYS + 1)]


def stretches(posted: Any, until: datetime, width: timedelta) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """How many days ago a moment lies, and whether it lies in the stretch of that day that ends at this time of day.

    `posted`: a column of moments. `width`: how long the stretch is, less than a day.
    """
    then = days_before(until)
    ago = micros(until) - 1 - type_coerce(posted, BigInteger)
    shifts = _shifts(until, then)
    if shifts:
        ago -= case(*((posted < before, _micros(shift)) for before, shift in shifts), else_=_micros(timedelta(0)))
    between = (posted >= then[-1] - width, posted < then[0])
    return ago // A_DAY, and_(*between, ago % A_DAY < width // MICROSECOND)


def usual(counts: Mapping[int, int]) -> float:
    """The median of what was counted so many days ago; the same weekday counts twice."""
    ago_days = (number for number in range(1, DAYS + 1) for _ in range(2 if number % 7 == 0 else 1))
    return median(counts.get(number, 0) for number in ago_days)


def _shifts(until: datetime, then: Sequence[datetime]) -> list[tuple[datetime, timedelta]]:
    """By how much whole days are longer or shorter than of 24 hours, for what was before; the oldest first."""
    found: list[tuple[datetime, timedelta]] = []
    known = timedelta(0)
    for number, at in enumerate(then, start=1):
        shift = until - at - number * days.A_DAY
        if shift != known:
            found.append((at, shift))
            known = shift
    return found[::-1]


def _micros(time: timedelta) -> ColumnElement[int]:
    return literal(time // MICROSECOND, BigInteger)  # an hour is more than a plain integer holds
