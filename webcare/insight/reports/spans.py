"""Weeks and months that are summed as one. Pure."""

from collections.abc import Iterator, Set
from datetime import date

from webcare.insight import days
from webcare.models import Span

LONGER = (Span.WEEK, Span.MONTH)


def begin_of(span: Span, day: date) -> date:
    """The day with which the span begins that a day lies in."""
    if span is Span.WEEK:
        return days.monday_of(day)
    return day.replace(day=1) if span is Span.MONTH else day


def days_of(span: Span, begin: date) -> Iterator[date]:
    """The days of the span that begins so."""
    day = begin
    while begin_of(span, day) == begin:
        yield day
        day += days.A_DAY


def whole(span: Span, wanted: Set[date]) -> set[date]:
    """With which days begin the spans of which every day is wanted."""
    begins = {begin_of(span, day) for day in wanted}
    return {begin for begin in begins if wanted >= set(days_of(span, begin))}
