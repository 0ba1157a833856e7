"""The tables of reports as files: one row a day, an hour of the week, or a part; the same figures as on the page.

What the page hides since too few people took part says so here too.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import Response
from flask_babel import gettext as _

from webcare.insight.reports import Asked
from webcare.insight.reports.crew import TeamFigures
from webcare.insight.reports.figures import Figures, Spread
from webcare.insight.reports.overview import Overview
from webcare.insight.reports.tally import OPEN, SUMMED
from webcare.insight.reports.workload import Cell, Workload
from webcare.web.csv_files import csv_file

COUNTS = (*OPEN, *SUMMED)
HEADER = (
    "customers",
    "share_in_time_percent",
    "share_in_time_by_the_clock_percent",
    "first_answer_median_seconds",
    "first_answer_p90_seconds",
    "substantive_answer_median_seconds",
    "substantive_answer_p90_seconds",
    *COUNTS,
)


def of_overview(overview: Overview) -> Response:
    """Every step of the period, and the whole of it in the last row."""
    rows = [(*_days(step.first, step.last), *_figures(step.figures)) for step in overview.steps]
    whole = (*_days(overview.steps[0].first, overview.steps[-1].last), *_figures(overview.figures))
    return csv_file("webcare-report.csv", ("from", "until", *HEADER), [*rows, whole])


def of_week(workload: Workload) -> Response:
    """Every hour of the week; and of each hour of the day, all days together, how long answers took."""
    header = (
        *("weekday", "hour", "customers", "customers_per_hour", "people", "measured_share_in_time_percent"),
        *("first_answer_median_seconds", "first_answer_p90_seconds"),
    )
    rows: list[Sequence[object]] = [
        (cell.weekday + 1, cell.hour, cell.waits, *_planned(cell), cell.share.percent, None, None)
        for cell in sorted(workload.cells, key=lambda cell: (cell.weekday, cell.hour))
    ]
    rows += [
        (
            _("all days"),
            each.hour,
            sum(cell.waits for cell in cells),
            None,
            None,
            each.share.percent,
            *_spread(each.spread),
        )
        for each, cells in zip(workload.hours, workload.rows, strict=True)
    ]
    return csv_file("webcare-week.csv", header, rows)


def _planned(cell: Cell) -> tuple[float | None, int | None]:
    """Customers and people an hour; nothing of an hour that has not come yet."""
    return (None, None) if cell.people is None else (round(cell.rate, 3), cell.people)


def of_parts(
    *,
    channels_shown: Iterable[tuple[str, Figures]],
    tags_shown: Iterable[tuple[str, Figures]],
    teams: Iterable[TeamFigures] | None,
    persons_shown: Iterable[tuple[str, Figures]] | None,
    asked: Asked,
    weeks: Asked,
) -> Response:
    """Channels, tags and teams, these over whole weeks; persons where leads see them."""
    period, in_weeks = _days(asked.first, asked.last), _days(weeks.first, weeks.last)
    rows: list[Sequence[object]] = []
    rows += [(_("channel"), name, *period, *_figures(figures)) for name, figures in channels_shown]
    rows += [(_("tag"), name, *period, *_figures(figures)) for name, figures in tags_shown]
    rows += [(_("team"), each.team.name, *in_weeks, *_figures(each.figures)) for each in teams or ()]
    rows += [(_("person"), name, *period, *_figures(figures)) for name, figures in persons_shown or ()]
    return csv_file("webcare-parts.csv", ("part", "name", "from", "until", *HEADER), rows)


def _days(first: date, last: date) -> tuple[str, str]:
    return first.isoformat(), last.isoformat()


def _figures(figures: Figures | None) -> tuple[Any, ...]:
    if figures is None:
        return (_("fewer than five people"),)
    return (
        figures.waits,
        figures.share.percent,
        figures.share_by_the_clock.percent,
        *_spread(figures.first),
        *_spread(figures.substance),
        *(figures[name] for name in COUNTS),
    )


def _spread(spread: Spread | None) -> tuple[int | None, int | None]:
    """Median and 90th percentile in seconds."""
    if spread is None or spread.median is None or spread.p90 is None:
        return None, None
    return int(spread.median.total_seconds()), int(spread.p90.total_seconds())
