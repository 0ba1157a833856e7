"""Weeks and months that are summed as one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webcare.insight import days
from webcare.insight.reports import spans
from webcare.models import Span

some_days = st.dates(date(2023, 12, 1), date(2028, 3, 31))


@given(some_days, st.sampled_from(Span))
def test_every_day_lies_in_exactly_the_span_that_it_begins_or_follows(day: date, span: Span) -> None:
    begin = spans.begin_of(span, day)
    there = list(spans.days_of(span, begin))
    assert day in there
    assert there == list(days.each(begin, there[-1]))
    assert spans.begin_of(span, there[-1] + days.A_DAY) == there[-1] + days.A_DAY


def test_a_leap_month_has_its_own_length() -> None:
    assert len(list(spans.days_of(Span.MONTH, date(2024, 2, 1)))) == 29
    assert len(list(spans.days_of(Span.MONTH, date(2026, 2, 1)))) == 28
    assert len(list(spans.days_of(Span.WEEK, date(2026, 2, 23)))) == 7


@given(some_days, st.integers(0, 90), st.integers(0, 90))
def test_a_span_is_whole_when_no_day_of_it_is_missing(first: date, length: int, missing: int) -> None:
    wanted = set(days.each(first, first + timedelta(days=length))) - {first + timedelta(days=missing)}
    for span in spans.LONGER:
        whole = spans.whole(span, wanted)
        assert all(set(spans.days_of(span, begin)) <= wanted for begin in whole)
        others = {spans.begin_of(span, day) for day in wanted} - whole
        assert all(set(spans.days_of(span, begin)) - wanted for begin in others)
