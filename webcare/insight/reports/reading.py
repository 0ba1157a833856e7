"""What a report shows, for one reader: sums where they can tell, rows where they cannot."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from webcare.database import session
from webcare.insight import days
from webcare.insight.reports import counting, spans, stale
from webcare.insight.reports.asking import Asked, Slice
from webcare.insight.reports.counting import Cells, Key, Stretch
from webcare.insight.reports.stale import Behind
from webcare.insight.reports.tally import SUMMED, Durations, Tally
from webcare.mandate import Readable
from webcare.models import Span
from webcare.models.wait_sum import WHOLE_DAY, WaitSum

Hour = tuple[int, int]  # weekday and hour
Part = TypeVar("Part")


def over_time(asked: Asked, readable: Readable, now: datetime, unit: Span = Span.DAY) -> dict[date, Tally]:
    """What became of the waits, by the day on which they began, or a day of the week or month that is the unit."""
    return _grouped(_Source(asked, readable, now, unit=unit), lambda key: key.day, WaitSum.day)


def by_channel(asked: Asked, readable: Readable, now: datetime) -> dict[int, Tally]:
    """The same by channel."""
    return _grouped(_Source(asked, readable, now), lambda key: key.channel_id, WaitSum.channel_id)


def by_tag(asked: Asked, readable: Readable, now: datetime) -> dict[int, Tally]:
    """The same by tag: a wait counts under every tag of its conversation, so that these do not add up."""
    return _grouped(_Source(asked, readable, now, Slice.TAG), lambda key: key.slice, WaitSum.tag_id)


def by_hand(asked: Asked, readable: Readable, now: datetime) -> dict[int, Tally]:
    """The same by who ended them. Open waits, and answers made elsewhere, belong to nobody."""
    return _grouped(_Source(asked, readable, now, Slice.HAND), lambda key: key.slice, WaitSum.hand_id)


def hands(asked: Asked, readable: Readable, now: datetime) -> set[tuple[date, int]]:
    """Who ended any of those that began on which day, or in the week of that day."""
    source = _Source(asked, readable, now, Slice.HAND)
    return {(key.day, key.slice) for key, _tally in source.cells()} | source.summed_hands()


def week(asked: Asked, readable: Readable, now: datetime) -> dict[Hour, Tally]:
    """The same by hour of the week, without durations."""
    source = _Source(asked, readable, now)
    found = _cut(source.cells(), lambda key: (key.day.weekday(), key.hour))
    for row in source.counts(WaitSum.weekday, WaitSum.hour):
        found[row[0], row[1]].count(**dict(zip(SUMMED, row[2:], strict=True)))
    return found


def of_day(asked: Asked, readable: Readable, now: datetime) -> dict[int, Durations]:
    """How long answers took, by the hour of the day in which their waits began."""
    source = _Source(asked, readable, now)
    found: dict[int, Durations] = defaultdict(Durations)
    for key, tally in source.cells():
        found[key.hour].join(tally.took)
    for hour, took, _took_substance in source.durations(WaitSum.hour):
        found[hour].add(took)
    return found


class _Source:
    """Where the figures of one report come from."""

    def __init__(
        self, asked: Asked, readable: Readable, now: datetime, by: Slice = Slice.WHOLE, *, unit: Span | None = None
    ) -> None:
        self._asked, self._readable, self._now, self._by = asked, readable, now, by
        self._unit = unit  # nothing longer is read as one; None where figures are not told apart by time
        self._sums = asked.sums(readable, by)
        self._behind = stale.among(asked.first, asked.last) if self._sums is not None else None

    def counts(self, *place: Any) -> Iterable[Sequence[Any]]:
        """Counts out of sums, grouped; of one place more than once where it holds days and longer spans."""
        added = [func.sum(getattr(WaitSum, name)) for name in SUMMED]
        return self._summed(select(*place, *added).group_by(*place), hours=_by_hour(place))

    def summed_hands(self) -> set[tuple[date, int]]:
        """Whose hand stands in the sums of which day."""
        found: Any = select(WaitSum.day, WaitSum.hand_id).distinct()
        return {(row.day, row.hand_id) for row in self._summed(found)}

    def durations(self, *place: Any) -> Iterable[Sequence[Any]]:
        """How long answers took, as lists out of sums."""
        found = select(*place, WaitSum.took, WaitSum.took_substance).where(WaitSum.answered > 0)
        return self._summed(found, hours=_by_hour(place))

    def cells(self) -> Iterator[tuple[Key, Tally]]:
        """What no sum tells: ended waits of days that are behind, and open ones."""
        where = self._asked.conversations(self._readable)
        yield from self._wanted(counting.ended(self._stretches(), where, self._by, self._asked.hands))
        if self._by is not Slice.HAND and self._asked.hands is None:
            yield from self._wanted(counting.still_open(self._asked.stretch, where, self._by, self._now))

    def _wanted(self, cells: Cells) -> Iterator[tuple[Key, Tally]]:
        return ((key, tally) for key, tally in cells.items() if self._asked.takes_hour(key.day, key.hour))

    def _summed(self, found: Select[Any], *, hours: bool = False) -> Iterator[Any]:
        if self._sums is None or self._behind is None:
            return
        by_hour = hours or self._asked.narrows_hours
        hour = WaitSum.hour < WHOLE_DAY if by_hour else WaitSum.hour == WHOLE_DAY
        for when in self._times(self._behind, by_hour=by_hour):
            yield from session.execute(found.where(self._sums, hour, when)).all()

    def _times(self, behind: Behind, *, by_hour: bool) -> Iterator[ColumnElement[bool]]:
        """The days whose sums can tell, as many of them as possible in whole weeks or months."""
        left = self._asked.each_day - behind.days
        longer = self._longer(by_hour=by_hour)
        if longer is not None:
            begins = {day for day in spans.whole(longer, left) if (longer, day) not in behind.longer}
            left = {day for day in left if spans.begin_of(longer, day) not in begins}
            if begins:
                yield and_(WaitSum.span == longer, WaitSum.day.in_(sorted(begins)))
        if left:
            yield and_(WaitSum.span == Span.DAY, or_(*(WaitSum.day.between(*run) for run in days.runs(left))))

    def _longer(self, *, by_hour: bool) -> Span | None:
        """What tells the same in fewer rows: weeks know no hours, and months nobody's hand."""
        longer = Span.MONTH if by_hour or self._unit is Span.MONTH else Span.WEEK
        of_people = self._by is Slice.HAND or self._asked.hands is not None
        if longer is Span.MONTH and of_people:
            return None
        return longer if self._unit in (None, longer) else None

    def _stretches(self) -> list[Stretch]:
        """The days to be counted from their rows; neighbours in one."""
        if self._behind is None:
            return [self._asked.stretch]
        return [days.stretch(first, last) for first, last in days.runs(self._behind.days)]


def _by_hour(place: Sequence[Any]) -> bool:
    return any(column is WaitSum.hour for column in place)


def _grouped(source: _Source, part: Callable[[Key], Part], column: Any) -> dict[Part, Tally]:
    found = _cut(source.cells(), part)
    for place, *numbers in source.counts(column):
        found[place].count(**dict(zip(SUMMED, numbers, strict=True)))
    for place, took, took_substance in source.durations(column):
        found[place].took.add(took)
        found[place].took_substance.add(took_substance)
    return found


def _cut(cells: Iterable[tuple[Key, Tally]], part: Callable[[Key], Part]) -> dict[Part, Tally]:
    found: dict[Part, Tally] = defaultdict(Tally)
    for key, tally in cells:
        found[part(key)].add(tally)
    return found
