"""The lists of the inbox: one page at a time, by cursor, in the order of the work.

A list is read as up to three stretches, each of which one index can walk: urgent, by deadline, and the rest.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, func, or_, select, type_coerce

from webcare.database import session
from webcare.inbox import rows
from webcare.inbox.filters import IS_CLOSED, IS_OPEN, Filters, View
from webcare.inbox.rows import RECENT_BAND, URGENT_BAND, Row
from webcare.mandate import Mandate
from webcare.models import Conversation

PAGE = 30  # rows; a large window shows twenty, and the next are fetched before they are reached


@dataclass(frozen=True)
class Cursor:
    """The place after which a page begins: the sort key and id of the last row before it."""

    sort: int
    id: int

    @classmethod
    def of(cls, text: str | None) -> "Cursor | None":
        """Read from an address; None for the first page and for anything that is no cursor."""
        sort, _, number = (text or "").partition("_")
        try:
            return cls(int(sort), int(number)) if max(len(sort), len(number)) < 19 else None
        except ValueError:
            return None

    @property
    def place(self) -> tuple[int, int]:
        """What lists are ordered by."""
        return rows.place(self.sort, self.id)

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.sort}_{self.id}"


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the next begin (None: there are no more)."""

    rows: list[Row]
    next: Cursor | None


@dataclass(frozen=True)
class _Stretch:
    """A part of a list with one order. `band` and `direction` turn its column into a sort key."""

    where: ColumnElement[bool]
    order: ColumnElement[Any]
    band: int
    direction: int

    def after(self, cursor: Cursor) -> ColumnElement[bool]:
        value = (cursor.sort - self.band) * self.direction
        if self.direction > 0:
            return or_(self.order > value, and_(self.order == value, Conversation.id > cursor.id))
        return or_(self.order < value, and_(self.order == value, Conversation.id < cursor.id))

    def ordered(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        if self.direction > 0:
            return self.order.asc(), Conversation.id.asc()
        return self.order.desc(), Conversation.id.desc()


def page(mandate: Mandate, filters: Filters, after: Cursor | None = None, limit: int = PAGE) -> Page:
    """The rows of a list that the holder of this mandate may read, after a cursor."""
    readable = mandate.readable()
    allowed = and_(readable.where(), filters.where(mandate.user.id, mandate.at, apart=readable.by_tag))
    found: list[int] = []
    for stretch in _stretches(filters.view):
        if len(found) > limit:
            break
        found += _read(stretch, allowed, after, limit + 1 - len(found))
    shown = rows.as_read(readable, rows.rows_of(found[:limit]))
    more = len(found) > limit
    return Page(shown, Cursor(shown[-1].sort, shown[-1].id) if more else None)


def _read(stretch: _Stretch, allowed: ColumnElement[bool], after: Cursor | None, limit: int) -> list[int]:
    """Ids only, out of one table: with more tables a planner may begin at the wrong end."""
    statement = select(Conversation.id).where(allowed, stretch.where).order_by(*stretch.ordered()).limit(limit)
    if after is not None:
        statement = statement.where(stretch.after(after))
    return list(session.scalars(statement))


@cache
def _stretches(view: View) -> tuple[_Stretch, ...]:
    due = type_coerce(Conversation.due_at, BigInteger)
    latest = type_coerce(Conversation.last_message_at, BigInteger)
    if view == View.CLOSED:
        return (_Stretch(IS_CLOSED, latest, RECENT_BAND, -1),)
    calm = Conversation.urgent_at.is_(None)
    alarm = func.coalesce(due, type_coerce(Conversation.urgent_at, BigInteger))
    urgent = _Stretch(and_(IS_OPEN, Conversation.urgent_at.is_not(None)), alarm, URGENT_BAND, 1)
    waiting = _Stretch(and_(IS_OPEN, calm, Conversation.due_at.is_not(None)), due, 0, 1)
    rest = _Stretch(and_(IS_OPEN, calm, Conversation.due_at.is_(None)), latest, RECENT_BAND, -1)
    if view in (View.WAITING, View.PROMISES):
        return urgent, waiting
    return (urgent, rest) if view == View.MENTIONS else (urgent, waiting, rest)
