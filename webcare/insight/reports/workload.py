"""The week as work: how many customers come in each of its hours, how many people that takes, and what was answered."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from webcare.database import session
from webcare.insight import days, staffing
from webcare.insight.reports.asking import Asked
from webcare.insight.reports.figures import Figures, Share, Spread
from webcare.insight.reports.reading import of_day, week
from webcare.insight.reports.tally import Durations, Tally
from webcare.mandate import Readable
from webcare.models import Channel

HOURS, WEEKDAYS = range(24), range(7)
MOST_DAYS = 91  # of more, the answer times of every hour are too many to be looked through while somebody waits


@dataclass(frozen=True)
class Cell:
    """One hour of the week, on average over the period as far as it has come."""

    weekday: int
    hour: int
    waits: int  # in the whole period
    rate: float  # customers an hour
    people: int | None  # that keep the norm; None where the hour has not come yet
    share: Share  # answered within the target, as it was measured


@dataclass(frozen=True)
class Hour:
    """One hour of the day, of all days of the period together; without a spread where the period is long."""

    hour: int
    share: Share
    spread: Spread | None


@dataclass(frozen=True)
class Workload:
    """The week; `rows` by hour, with a cell for each day, and `hours` beside them."""

    rows: list[list[Cell]]
    hours: list[Hour]
    target: timedelta
    handling: timedelta

    @property
    def cells(self) -> list[Cell]:
        """All of them, by hour and then by day."""
        return [cell for row in self.rows for cell in row]

    @property
    def busiest(self) -> Cell | None:
        """The hour in which most customers come."""
        came = (cell for cell in self.cells if cell.waits and cell.people is not None)
        return max(came, key=lambda cell: cell.rate, default=None)

    @property
    def hours_of_work(self) -> list[int | None]:
        """For each day, the hours of all people it takes together; None where not all of it has come yet."""
        return [self._hours_of_work(weekday) for weekday in WEEKDAYS]

    @property
    def thumb(self) -> float | None:
        """What the rule of thumb says of the busiest hour."""
        return staffing.rule_of_thumb(self.busiest.rate, self.handling) if self.busiest else None

    def _hours_of_work(self, weekday: int) -> int | None:
        people = [row[weekday].people for row in self.rows]
        return None if None in people else sum(each for each in people if each is not None)


def workload(asked: Asked, readable: Readable, now: datetime, *, handling: timedelta, norm: int) -> Workload:
    """The hours of the week; `norm` is the share that is to be answered within the target, in percents."""
    found, target = week(asked, readable, now), _target(asked, readable)
    came = _came(asked.first, asked.last, now)

    def cell(weekday: int, hour: int) -> Cell:
        figures = Figures.of(found.get((weekday, hour), Tally()))
        times = came[weekday, hour]
        rate = figures.waits / max(times, 1.0)  # the first minutes of an hour say little of the whole of it
        people = staffing.agents_needed(rate, handling, target, norm / 100) if times else None
        return Cell(weekday, hour, figures.waits, rate, people, figures.share)

    rows = [[cell(weekday, hour) for weekday in WEEKDAYS] for hour in HOURS]
    return Workload(rows, _hours(rows, asked, readable, now), target, handling)


def _hours(rows: list[list[Cell]], asked: Asked, readable: Readable, now: datetime) -> list[Hour]:
    is_short = (asked.last - asked.first).days < MOST_DAYS
    took = of_day(asked, readable, now) if is_short else {}
    return [
        Hour(
            hour,
            Share(sum(cell.share.part for cell in rows[hour]), sum(cell.share.whole for cell in rows[hour])),
            Spread.of(took.get(hour, Durations())) if is_short else None,
        )
        for hour in HOURS
    ]


def _came(first: date, last: date, now: datetime) -> Mapping[tuple[int, int], float]:
    """How often each hour of the week has come in a period: of the one that runs now, the part that has passed."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for day in days.each(first, min(last, days.day_of(now))):
        for hour, passed in days.hours(day, now):
            found[day.weekday(), hour] += passed
    return found


def _target(asked: Asked, readable: Readable) -> timedelta:
    """The strictest target of the channels asked about."""
    rows = session.execute(select(Channel.id, Channel.target_minutes).where(Channel.disabled_at.is_(None)))
    chosen = [minutes for number, minutes in rows if readable.is_here(number) and asked.channel_id in (None, number)]
    return timedelta(minutes=min(chosen, default=60))
