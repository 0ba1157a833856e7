"""Keeps the daily sums of waits. In steps that a worker takes when nothing hurries; reports are right without it.

First is noted which days the event log has touched; then one day after the other is summed anew, outside the write
lock. What happens meanwhile notes its day again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, delete, insert, literal_column, select, true, type_coerce

from webcare.database import EPOCH, session, transaction
from webcare.desk.meeting import table_of
from webcare.inbox.changes import latest_event
from webcare.insight import days
from webcare.insight.reports import counting, stale
from webcare.insight.reports.asking import Slice
from webcare.insight.reports.counting import Cells, Key
from webcare.insight.reports.tally import SUMMED, Tally, packed, together
from webcare.models import Bookmark, StaleDay, Wait, WaitSum
from webcare.models.wait_sum import ANY, WHOLE_DAY
from webcare.winning import won

AT_ONCE = 5_000  # events in one step
A_DAY = days.A_DAY // timedelta.resolution  # in microseconds
REST = timedelta(minutes=5)  # a day on which something still happens is left to itself
SLICES = (Slice.WHOLE, Slice.TAG, Slice.HAND)


def step(*, now: datetime) -> bool:
    """Note what happened, then sum at most one day anew. Whether there is more to do at once."""
    more = note(now=now)
    return sum_a_day(now=now) or more


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
        for day in sorted(touched):
            session.merge(StaleDay(day=day, event_id=up_to, noted_at=now))
        session.merge(Bookmark(name=stale.bookmark(), event_id=up_to))
    return len(events) == AT_ONCE


def sum_a_day(*, now: datetime) -> bool:
    """Sum the newest day that is over and at rest. Whether there was one."""
    over = (StaleDay.day < days.day_of(now), StaleDay.noted_at <= now - REST)
    chosen = session.execute(
        select(StaleDay.day, StaleDay.event_id).where(*over).order_by(StaleDay.day.desc()).limit(1)
    ).one_or_none()
    if chosen is None:
        return False
    rows = list(_rows(chosen.day))
    with transaction():
        same = delete(StaleDay).where(StaleDay.day == chosen.day, StaleDay.event_id == chosen.event_id)
        if won(same):
            session.execute(delete(WaitSum).where(WaitSum.day == chosen.day))
            if rows:
                session.execute(insert(table_of(WaitSum)), rows)
    return True


def _begin_anew() -> None:
    """Nothing was summed in this zone yet: every day on which a wait began is behind."""
    newest = latest_event()
    behind = _days_with_waits()
    with transaction():
        for kind in (WaitSum, StaleDay):
            session.execute(delete(kind))
        session.execute(delete(Bookmark).where(Bookmark.name.startswith("sums:")))
        session.add_all(StaleDay(day=day, event_id=newest, noted_at=EPOCH) for day in behind)
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
        "hour": key.hour,
        "day": key.day,
        "channel_id": key.channel_id,
        "audience": key.audience,
        "weekday": key.day.weekday(),
        "took": packed(tally.took.values()),
        "took_substance": packed(tally.took_substance.values()),
    } | {name: tally.counts[name] for name in SUMMED}
