"""The sums of a week or a month, out of those of its days."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from webcare.database import session
from webcare.insight.reports import spans
from webcare.insight.reports.tally import SUMMED, packed
from webcare.models import Span, WaitSum
from webcare.models.wait_sum import ANY, WHOLE_DAY

PLACE = ("tag_id", "hand_id", "hour", "channel_id", "audience")


def rows(span: Span, begin: date) -> Iterator[dict[str, Any]]:
    """Its rows as they are kept: a week without its hours, a month by day and hour of the week but by nobody's hand."""
    place = PLACE if span is Span.WEEK else (*PLACE, "weekday")
    durations = _durations(span, begin, place)
    columns = [getattr(WaitSum, name) for name in place]
    added = (func.sum(getattr(WaitSum, name)).label(name) for name in SUMMED)
    for row in session.execute(_of_days(select(*columns, *added), span, begin).group_by(*columns)).mappings():
        took, took_substance = durations[tuple(row[name] for name in place)]
        kept = {"took": packed(took), "took_substance": packed(took_substance)}
        yield {"span": span, "day": begin, "weekday": begin.weekday()} | dict(row) | kept


def _durations(span: Span, begin: date, place: tuple[str, ...]) -> dict[tuple[Any, ...], tuple["array[int]", ...]]:
    found: dict[tuple[Any, ...], tuple[array[int], ...]] = defaultdict(lambda: (array("i"), array("i")))
    columns = (getattr(WaitSum, name) for name in (*place, "took", "took_substance"))
    for *there, took, took_substance in session.execute(_of_days(select(*columns), span, begin)):
        for known, more in zip(found[tuple(there)], (took, took_substance), strict=True):
            known.frombytes(more)
    return found


def _of_days(found: Select[Any], span: Span, begin: date) -> Select[Any]:
    kept = WaitSum.hour == WHOLE_DAY if span is Span.WEEK else WaitSum.hand_id == ANY
    return found.where(WaitSum.span == Span.DAY, WaitSum.day.in_(list(spans.days_of(span, begin))), kept)
