"""How many people each hour of the week takes: over the hours that have come, and no others."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import scenes
from webcare.insight import days
from webcare.insight.reports import Asked
from webcare.insight.reports.workload import Cell, Workload, workload
from webcare.mandate import Readable, Scope
from webcare.models import Channel

EVERYTHING = Readable((Scope(None, None, None),))
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
MONDAY = 0


def of_days(number: int, now: datetime) -> Workload:
    """The last days, today included; `now` is a Monday."""
    asked = Asked(first=now.date() - timedelta(days=number - 1), last=now.date())
    return workload(asked, EVERYTHING, now, handling=timedelta(minutes=6), norm=90)


def on_monday(found: Workload, hour: int) -> Cell:
    return found.rows[hour][MONDAY]


def test_an_hour_that_is_still_to_come_today_is_counted_in_the_weeks_before_alone(
    channel: Channel, now: datetime
) -> None:
    for number in range(6):
        scenes.asks(channel, at=now + 3 * HOUR - (1 + number % 3) * WEEK, by=scenes.customer(number))
    found = of_days(28, now)

    afternoon = on_monday(found, 15)
    assert (afternoon.waits, afternoon.rate) == (6, 2.0)
    assert afternoon.people == on_monday(of_days(28, now + 12 * HOUR - WEEK), 15).people
    assert found.busiest == afternoon


def test_of_the_hour_that_runs_now_only_what_has_passed_counts(channel: Channel, now: datetime) -> None:
    for number in range(7):
        at = now + timedelta(minutes=10) - (number % 4) * WEEK
        scenes.asks(channel, at=at, by=scenes.customer(number))

    assert on_monday(of_days(28, now + HOUR / 2), 12).rate == 2.0  # 7 in three hours and a half
    assert on_monday(of_days(28, now + HOUR), 12).rate == 7 / 4


def test_what_has_not_come_at_all_says_nothing_and_is_not_called_quiet(channel: Channel, now: datetime) -> None:
    scenes.asks(channel, at=now - 2 * HOUR)
    found = of_days(7, now)

    assert [cell.people for cell in (on_monday(found, 10), on_monday(found, 11), on_monday(found, 15))] == [1, 0, None]
    assert found.hours_of_work == [None, 0, 0, 0, 0, 0, 0]
    assert of_days(7, now + 12 * HOUR - timedelta(seconds=1)).hours_of_work[MONDAY] == 1
    assert of_days(7, now + 2 * HOUR + timedelta(minutes=5)).rows[14][MONDAY].people == 0


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 10, 25), {hour: 2.0 if hour == 2 else 1.0 for hour in range(24)}),
        (date(2026, 3, 29), {hour: 1.0 for hour in range(24) if hour != 2}),
        (date(2026, 11, 16), dict.fromkeys(range(24), 1.0)),
    ],
)
def test_a_day_has_the_hours_its_clock_shows(day: date, hours: dict[int, float]) -> None:
    found: dict[int, float] = {}
    for hour, passed in days.hours(day, datetime(2027, 1, 1, tzinfo=UTC)):
        found[hour] = found.get(hour, 0.0) + passed
    assert found == hours


def test_of_a_day_that_runs_only_what_has_passed_is_told(now: datetime) -> None:
    passed = list(days.hours(now.date(), now + timedelta(minutes=50)))
    assert sum(part for hour, part in passed if hour < 12) == 12
    assert sum(part for hour, part in passed if hour == 12) == pytest.approx(50 / 60)
    assert list(days.hours(now.date() + timedelta(days=1), now)) == []
