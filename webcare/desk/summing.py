"""Keeps the sums of waits. In steps that a worker takes when nothing hurries; reports are right without it.

First is noted which days the event log has touched, and with each its week and its month. Then one day after the other
is summed anew, outside the write lock; where no day of a week or a month is behind, they are added up. What happens
meanwhile notes its day again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Row, Select, delete, insert, literal_column, select, true, type_coerce

from webcare.database import EPOCH, session, transaction
from webcare.desk import adding
from webcare.desk.numbering import table_of
from webcare.inbox.changes import latest_event
from webcare.insight import days
from webcare.insight.reports import counting, spans, stale
from webcare.insight.reports.asking import Slice
from webcare.insight.reports.counting import Cells, Key
from webcare.insight.reports.tally import SUMMED, Tally, packed, together
from webcare.models import Bookmark, Span, StaleSum, Wait, WaitSum
from webcare.models.wait_sum import ANY, WHOLE_DAY
from webcare.winning import won

AT_ONCE = 5_000  # events in one step
A_DAY = days.A_DAY // timedelta.resolution  # in microseconds
REST = timedelta(minutes=5)  # a day on which something still happens is left to itself
SLICES = (Slice.WHOLE, Slice.TAG, Slice.HAND)


def step(*, now: datetime) -> bool:
    """Note what happened, then make at most one sum anew. Whether there is more to do at once."""
    more = note(now=now)
    return sum_a_day(now=now) or add_up(now=now) or more


def note(*, now: datetime) -> bool:
    """Note the days that were touched since the last time. Whether there is more of the log to read."""
    read = session.get(Bookmark, stale.bookmark(), populate_existing=True)
    if read is None:
        _begin_anew()
        return True
    newest = latest_event()
    events = stale.events_after(read.event_id, AT_ONCE)
    up_to = events[-1].id if len(events) == AT_ONCE else newest
    if up_to <= read.event_id:
        return False
    touched = stale.touched(events)
    with transaction():
        for span, day in _around(touched):
            session.merge(StaleSum(span=span, day=day, event_id=up_to, noted_at=now))
        session.merge(Bookmark(name=stale.bookmark(), event_id=up_to))
    return len(events) == AT_ONCE


def sum_a_day(*, now: datetime) -> bool:
    """Sum the newest day that is over and at rest. Whether there was one."""
    found = _stale(Span.DAY).where(StaleSum.day < days.day_of(now), StaleSum.noted_at <= now - REST)
    chosen = session.execute(found.limit(1)).one_or_none()
    if chosen is not None:
        _replace(chosen, list(_rows(chosen.day)))
    return chosen is not None


def add_up(*, now: datetime) -> bool:
    """Add up the newest week or month that is over and of which no day is behind. Whether there was one."""
    today = days.day_of(now)
    for span in spans.LONGER:
        # before its days are looked at: one that becomes stale in between notes this one again, and nothing is replaced
        for chosen in session.execute(_stale(span)).all():
            there = list(spans.days_of(span, chosen.day))
            if there[-1] < today and not session.scalars(_stale(Span.DAY).where(StaleSum.day.in_(there))).first():
                _replace(chosen, list(adding.rows(span, chosen.day)))
                return True
    return False


def _around(touched: Iterable[date]) -> Iterable[tuple[Span, date]]:
    """The days, and the longer spans that they lie in."""
    return sorted({(span, spans.begin_of(span, day)) for day in touched for span in Span})


def _stale(span: Span) -> Select[str, date, int]:
    found = select(StaleSum.span, StaleSum.day, StaleSum.event_id)
    return found.where(StaleSum.span == span).order_by(StaleSum.day.desc())


def _replace(chosen: Row[str, date, int], rows: list[dict[str, Any]]) -> None:
    """Keep these sums instead of the stale ones, unless something happened since those were chosen."""
    with transaction():
        same = (StaleSum.span == chosen.span, StaleSum.day == chosen.day, StaleSum.event_id == chosen.event_id)
        if won(delete(StaleSum).where(*same)):
            session.execute(delete(WaitSum).where(WaitSum.span == chosen.span, WaitSum.day == chosen.day))
            if rows:
                session.execute(insert(table_of(WaitSum)), rows)


def _begin_anew() -> None:
    """Nothing was summed in this zone yet: every day on which a wait began is behind."""
    newest = latest_event()
    behind = _days_with_waits()
    with transaction():
        for kind in (WaitSum, StaleSum):
            session.execute(delete(kind))
        session.execute(delete(Bookmark).where(Bookmark.name.startswith("sums:")))
        session.add_all(StaleSum(span=span, day=day, event_id=newest, noted_at=EPOCH) for span, day in _around(behind))
        session.add(Bookmark(name=stale.bookmark(), event_id=newest))


def _days_with_waits() -> set[date]:
    """The days on which a wait began; a day in UTC lies in two of ours."""
    each_day = type_coerce(Wait.started_at, BigInteger).op("/")(literal_column(str(A_DAY)))
    found = session.scalars(select(each_day).distinct())
    bounds = (EPOCH + number * days.A_DAY for number in found)
    return {days.day_of(at) for first in bounds for at in (first, first + days.A_DAY - timedelta.resolution)}


def _rows(day: date) -> Iterator[dict[str, Any]]:
    """The sums of a day as they are kept, counted from its rows."""
    for by in SLICES:
        cells = counting.ended([days.stretch(day, day)], true(), by, None)
        for key, tally in (*cells.items(), *_whole_days(cells)):
            yield _row(key, tally, by)


def _whole_days(cells: Cells) -> Iterable[tuple[Key, Tally]]:
    found: Mapping[Key, list[Tally]] = defaultdict(list)
    for key, tally in cells.items():
        found[key._replace(hour=WHOLE_DAY)].append(tally)
    return ((key, together(tallies)) for key, tallies in found.items())


def _row(key: Key, tally: Tally, by: Slice) -> dict[str, Any]:
    return {
        "tag_id": key.slice if by is Slice.TAG else ANY,
        "hand_id": key.slice if by is Slice.HAND else ANY,
        "span": Span.DAY,
        "hour": key.hour,
        "day": key.day,
        "channel_id": key.channel_id,
        "audience": key.audience,
        "weekday": key.day.weekday(),
        "took": packed(tally.took.values()),
        "took_substance": packed(tally.took_substance.values()),
    } | {name: tally.counts[name] for name in SUMMED}
