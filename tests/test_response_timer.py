from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webcare.response_timer import NeverOpen, ServiceHours, TimerState, at_risk_at, due_at, half_at, state

AMSTERDAM = "Europe/Amsterdam"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE = {day: [["08:00", "22:00"]] for day in DAYS}
WORKDAYS = {day: [["09:00", "17:00"]] for day in DAYS[:5]}
LUNCH = {day: [["13:00", "17:00"], ["09:00", "12:30"]] for day in DAYS}
NIGHT = {day: [["22:00", "06:00"]] for day in DAYS}
ALL_DAY = {day: [["00:00", "24:00"]] for day in DAYS}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(AMSTERDAM))


SCENARIOS = [
    # name, hours, holidays of, started, minutes, due
    ("day and night", None, None, "2026-11-16T12:00", 60, "2026-11-16T13:00"),
    ("within the day", OFFICE, None, "2026-11-16T12:00", 60, "2026-11-16T13:00"),
    ("to the very end of the day", OFFICE, None, "2026-11-16T21:00", 60, "2026-11-16T22:00"),
    ("over a closed night", OFFICE, None, "2026-11-16T21:30", 60, "2026-11-17T08:30"),
    ("posted in a closed night", OFFICE, None, "2026-11-17T03:00", 60, "2026-11-17T09:00"),
    ("posted at closing time", OFFICE, None, "2026-11-16T22:00", 60, "2026-11-17T09:00"),
    ("over a weekend", WORKDAYS, None, "2026-11-20T16:30", 60, "2026-11-23T09:30"),
    ("over lunch, spans in any order", LUNCH, None, "2026-11-16T12:00", 60, "2026-11-16T13:30"),
    ("over several days", WORKDAYS, None, "2026-11-16T16:00", 24 * 60, "2026-11-19T16:00"),
    ("a span that runs past midnight", NIGHT, None, "2026-11-17T05:30", 60, "2026-11-17T22:30"),
    ("in yesterday's span, past midnight", NIGHT, None, "2026-11-17T01:00", 60, "2026-11-17T02:00"),
    ("over Christmas", WORKDAYS, "NL", "2026-12-24T16:30", 60, "2026-12-28T09:30"),
    ("on New Year's Day, day and night otherwise", None, "NL", "2026-01-01T10:00", 60, "2026-01-02T01:00"),
    ("no holidays asked for", WORKDAYS, None, "2026-12-24T16:30", 60, "2026-12-25T09:30"),
    ("the clock goes forward, day and night", None, None, "2026-03-29T01:30", 60, "2026-03-29T03:30"),
    ("the clock goes forward in a staffed night", ALL_DAY, None, "2026-03-29T01:30", 60, "2026-03-29T03:30"),
    ("the clock goes forward in a closed night", OFFICE, None, "2026-03-28T21:30", 60, "2026-03-29T08:30"),
    ("the clock goes back, day and night", None, None, "2026-10-25T01:30", 120, "2026-10-25T02:30+01:00"),
    ("the clock goes back in a staffed night", ALL_DAY, None, "2026-10-25T01:30", 120, "2026-10-25T02:30+01:00"),
    ("the clock goes back in a closed night", OFFICE, None, "2026-10-24T21:30", 60, "2026-10-25T08:30"),
    ("a night shift of nine hours", NIGHT, None, "2026-10-24T22:00", 9 * 60, "2026-10-25T06:00"),
    ("a night shift of seven hours", NIGHT, None, "2026-03-28T22:00", 7 * 60, "2026-03-29T06:00"),
]


@pytest.mark.parametrize(
    ("hours", "country", "started", "minutes", "due"),
    [scenario[1:] for scenario in SCENARIOS],
    ids=[scenario[0] for scenario in SCENARIOS],
)
def test_the_answer_is_due(hours, country, started: str, minutes: int, due: str) -> None:
    expected = datetime.fromisoformat(due)
    expected = expected if expected.tzinfo else local(due)
    service = ServiceHours.parse(hours, AMSTERDAM, country)

    assert due_at(local(started), timedelta(minutes=minutes), service) == expected.astimezone(UTC)


def test_an_hour_over_the_change_of_the_clock_is_3600_seconds() -> None:
    started = local("2026-03-29T01:59")
    due = due_at(started, timedelta(hours=1), ServiceHours.parse(ALL_DAY, AMSTERDAM, None))

    assert (due - started.astimezone(UTC)).total_seconds() == 3600


def test_overlapping_spans_count_once() -> None:
    hours = {day: [["08:00", "12:00"], ["10:00", "14:00"]] for day in DAYS}
    due = due_at(local("2026-11-16T08:00"), timedelta(hours=6), ServiceHours.parse(hours, AMSTERDAM, None))

    assert due == local("2026-11-16T14:00")


def test_a_channel_that_never_opens_has_no_deadline() -> None:
    with pytest.raises(NeverOpen):
        due_at(local("2026-11-16T12:00"), timedelta(hours=1), ServiceHours.parse({}, AMSTERDAM, None))


def test_at_risk_is_three_quarters_of_service_time() -> None:
    hours = ServiceHours.parse(OFFICE, AMSTERDAM, None)

    assert at_risk_at(local("2026-11-16T21:30"), timedelta(hours=1), hours) == local("2026-11-17T08:15")


def test_running_begins_when_half_of_the_service_time_has_gone_not_half_of_the_night() -> None:
    service, hour = ServiceHours.parse(OFFICE, AMSTERDAM, None), timedelta(hours=1)
    asked = local("2026-11-16T21:50")
    moments = [reckon(asked, hour, service) for reckon in (half_at, at_risk_at, due_at)]

    assert moments[0] == local("2026-11-17T08:20")
    assert state(*moments, local("2026-11-17T03:20")) == TimerState.FRESH
    assert state(*moments, local("2026-11-17T08:19")) == TimerState.FRESH
    assert state(*moments, local("2026-11-17T08:20")) == TimerState.RUNNING


def test_hours_stand_in_the_channels_own_zone() -> None:
    hours = ServiceHours.parse(OFFICE, "America/New_York", None)
    started = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)  # five in the morning there

    assert due_at(started, timedelta(hours=1), hours) == datetime(2026, 11, 16, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, TimerState.FRESH),
        (29, TimerState.FRESH),
        (30, TimerState.RUNNING),
        (44, TimerState.RUNNING),
        (45, TimerState.AT_RISK),
        (59, TimerState.AT_RISK),
        (60, TimerState.LATE),
    ],
)
def test_the_state_of_a_wait(minutes: int, expected: TimerState) -> None:
    started = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
    half, risk, due = (started + timedelta(minutes=each) for each in (30, 45, 60))

    assert state(half, risk, due, started + timedelta(minutes=minutes)) == expected


def service_time(start: datetime, end: datetime, hours: ServiceHours) -> timedelta:
    """How much service time lies between two moments, counted the other way round than `due_at` does."""
    total = timedelta(0)
    for opens, closes in hours.openings(start):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


@settings(deadline=None)
@given(
    started=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    minutes=st.integers(1, 60 * 72),
    hours=st.sampled_from([None, OFFICE, WORKDAYS, LUNCH, NIGHT, ALL_DAY]),
    country=st.sampled_from([None, "NL"]),
)
def test_exactly_the_target_of_service_time_lies_before_the_deadline(started, minutes, hours, country) -> None:
    service, target = ServiceHours.parse(hours, AMSTERDAM, country), timedelta(minutes=minutes)
    due = due_at(started, target, service)

    assert service_time(started, due, service) == target
    assert started < half_at(started, target, service) < at_risk_at(started, target, service) < due


@settings(deadline=None)
@given(
    first=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    later=st.integers(0, 60 * 24 * 7),
    hours=st.sampled_from([None, OFFICE, WORKDAYS, LUNCH, NIGHT]),
)
def test_who_begins_to_wait_later_is_never_due_sooner(first: datetime, later: int, hours) -> None:
    service, target = ServiceHours.parse(hours, AMSTERDAM, "NL"), timedelta(hours=1)

    assert due_at(first, target, service) <= due_at(first + timedelta(minutes=later), target, service)
