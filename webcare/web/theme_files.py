"""The tables of themes as files: what is said on each, over time and of the whole period; figures, and no messages."""

from collections.abc import Iterable
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from webcare.insight.management import Overview, Size
from webcare.insight.themes import Line, Period
from webcare.web.csv_files import csv_file


def of_themes(lines: Iterable[Line], period: Period) -> Response:
    """Every theme in every step of the period."""
    header = ("theme", "from", "until", "messages", "tone_read", "negative", "positive")
    rows = (
        (
            line.theme.name,
            _iso(each.at),
            _iso(each.at + period.step),
            each.messages,
            each.read,
            each.negative,
            each.positive,
        )
        for line in lines
        for each in line.columns
    )
    return csv_file("webcare-themes.csv", header, rows)


def of_management(overview: Overview, since: datetime, until: datetime) -> Response:
    """Each theme of the page, and everything together in the last row; shares as the page has them."""
    header = (
        *("theme", "from", "until", "messages", "messages_before", "customers"),
        *("negative_percent", "positive_percent", "words"),
    )
    period = _iso(since), _iso(until)
    rows: list[tuple[object, ...]] = [
        (
            *(told.line.theme.name, *period, told.line.messages, told.line.before, told.customers),
            *(told.line.negative_share, told.line.positive_share, ", ".join(told.words)),
        )
        for told in overview.themes
    ]
    return csv_file("webcare-management.csv", header, [*rows, _whole(overview.now, overview.before, *period)])


def _whole(size: Size, before: Size, since: str, until: str) -> tuple[object, ...]:
    facts = size.messages, before.messages, size.customers, size.negative_share, size.positive_share
    return (_("Everything together"), since, until, *facts, None)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
