"""The first page of a report: the figures of the whole period, and how they went from day to day, week or month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from webcare.insight import days, escalations
from webcare.insight.reports import promises, spans
from webcare.insight.reports.asking import Asked
from webcare.insight.reports.figures import Figures
from webcare.insight.reports.promises import Promises
from webcare.insight.reports.reading import over_time
from webcare.insight.reports.tally import Tally, together
from webcare.mandate import Readable
from webcare.models import Span

MOST_DAYS, MOST_WEEKS = 31, 27  # more than so many are shown in weeks, and in months


@dataclass(frozen=True)
class Step:
    """One day, week or month of a period, as far as it lies in it."""

    first: date
    last: date
    figures: Figures | None  # None where too few people took part for any to be shown


@dataclass(frozen=True)
class Overview:
    """A period for one reader."""

    figures: Figures
    unit: Span
    steps: list[Step]
    promises: Promises | None  # None of a team: its promises may be those of one or two; and of some hours alone
    in_person: escalations.Report | None  # likewise: neither goes by when somebody began to wait


def overview(asked: Asked, readable: Readable, now: datetime) -> Overview:
    """What became of the customers of a period."""
    unit = _unit(asked)
    tallies = _in_steps(asked, unit, over_time(asked, readable, now, unit))
    steps = [Step(first, last, Figures.of(tally)) for (first, last), tally in tallies.items()]
    by_hour = asked.narrows_hours
    return Overview(
        Figures.of(together(tallies.values())),  # after its parts: what they counted is not counted again
        unit,
        steps,
        None if by_hour else promises.of(asked, readable, now),
        None if by_hour else _in_person(asked, readable),
    )


def _in_person(asked: Asked, readable: Readable) -> escalations.Report:
    since, until = asked.stretch
    return escalations.report(readable, since=since, until=until, narrowed=asked.conversations(readable))


def _unit(asked: Asked) -> Span:
    number = (asked.last - asked.first).days + 1
    return Span.DAY if number <= MOST_DAYS else Span.WEEK if number <= MOST_WEEKS * 7 else Span.MONTH


def _in_steps(asked: Asked, unit: Span, found: Mapping[date, Tally]) -> dict[tuple[date, date], Tally]:
    """The days of a period in steps that a page has room for; also those on which nothing was."""
    steps: dict[date, list[date]] = {}
    for day in days.each(asked.first, asked.last):
        steps.setdefault(spans.begin_of(unit, day), []).append(day)
    return {(there[0], there[-1]): together(found[day] for day in there if day in found) for there in steps.values()}
