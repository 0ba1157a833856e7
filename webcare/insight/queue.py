"""The queue at this moment, as far as somebody may read: who waits, how today goes, what comes in and goes out.

Everything is counted over waits, so what stands here agrees with the reports to the unit.
Source: DOMAIN, response timer, rules 7 and 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, exists, func, literal_column, select, type_coerce
from sqlalchemy.orm import joinedload

from webcare.database import EPOCH, MICROSECOND, micros, session
from webcare.insight import days, today
from webcare.insight.today import Today
from webcare.mandate import Readable
from webcare.models import Conversation, Outcome, Promise, Wait

MOST_DOTS = 300  # a field with more of them says nothing more
MOST_ROWS = 100
SLOT = timedelta(minutes=5)
SLOTS = 24  # two hours of them
IS_OPEN = Wait.outcome == literal_column("'open'")  # a literal: only so is the partial index seen to hold them all
FIVE_MINUTES = SLOT // MICROSECOND


@dataclass(frozen=True)
class Dot:
    """One waiting customer; moments in microseconds since 1970."""

    conversation_id: int
    started: int
    risk: int
    due: int
    today: bool  # began to wait today


@dataclass(frozen=True)
class Flow:
    """How many began to wait, and how many were answered, in each five minutes; the last slot is still running."""

    since: datetime
    inflow: tuple[int, ...]
    answers: tuple[int, ...]

    @property
    def slots(self) -> list[tuple[datetime, int, int]]:
        """The same as rows of a table, oldest first."""
        begins = (self.since + number * SLOT for number in range(SLOTS))
        return list(zip(begins, self.inflow, self.answers, strict=True))

    def lately(self, slots: int) -> tuple[int, int]:
        """Both, over the last whole slots."""
        return sum(self.inflow[-slots - 1 : -1]), sum(self.answers[-slots - 1 : -1])


@dataclass(frozen=True)
class Queue:
    """Everything a lead steers by, at one moment."""

    at: datetime
    waiting: int
    at_risk: int
    late: int
    oldest: datetime | None  # since when the customer waits who waits longest
    dots: tuple[Dot, ...]  # nearest deadline first
    today: Today
    promises: int
    promises_late: int
    next_promise: datetime | None
    flow: Flow

    def facts(self) -> dict[str, Any]:
        """The same as a browser counts on with it: numbers only, nothing that anybody said and nobody's name."""
        return {
            "waiting": self.waiting,
            "risk": self.at_risk,
            "late": self.late,
            "oldest": None if self.oldest is None else micros(self.oldest),
            "dots": [[dot.conversation_id, dot.started, dot.risk, dot.due, int(dot.today)] for dot in self.dots],
            "today": self.today.facts(),
            "promises": self.promises,
            "promises_late": self.promises_late,
            "next_promise": None if self.next_promise is None else micros(self.next_promise),
            "since": micros(self.flow.since),
            "inflow": list(self.flow.inflow),
            "answers": list(self.flow.answers),
        }


def queue(readable: Readable, now: datetime) -> Queue:
    """How the queue stands, over the conversations that may be read; a handful of statements, whatever its size."""
    waiting, at_risk, late, oldest = _counts(readable, now)
    promises, promises_late, next_promise = _promises(readable, now)
    return Queue(
        at=now,
        waiting=waiting,
        at_risk=at_risk,
        late=late,
        oldest=oldest,
        dots=_dots(readable, now),
        today=today.today(readable, now),
        promises=promises,
        promises_late=promises_late,
        next_promise=next_promise,
        flow=_flow(readable, now),
    )


def waiting(readable: Readable) -> Sequence[Conversation]:
    """The conversations of those who wait, nearest deadline first, with their customers and who holds them."""
    found = (
        select(Conversation)
        .join(Wait, Wait.conversation_id == Conversation.id)
        .where(IS_OPEN, readable.where())
        .options(joinedload(Conversation.contact), joinedload(Conversation.claimed_by))
        .order_by(Wait.due_at, Wait.id)
        .limit(MOST_ROWS)
    )
    return session.scalars(found).all()


def _counts(readable: Readable, now: datetime) -> tuple[int, int, int, datetime | None]:
    late = Wait.due_at <= now
    at_risk = and_(Wait.at_risk_at <= now, ~late)
    counted = _of_waits(func.count(), _sum(at_risk), _sum(late), func.min(Wait.started_at), readable=readable)
    waiting, risky, overdue, oldest = session.execute(counted.where(IS_OPEN)).one()
    return int(waiting), int(risky), int(overdue), oldest


def _dots(readable: Readable, now: datetime) -> tuple[Dot, ...]:
    columns = (Wait.conversation_id, Wait.started_at, Wait.at_risk_at, Wait.due_at)
    found = _of_waits(*columns, readable=readable).where(IS_OPEN).order_by(Wait.due_at, Wait.id).limit(MOST_DOTS)
    began, _ends = days.today(now)
    return tuple(
        Dot(number, micros(started), micros(risk), micros(due), started >= began)
        for number, started, risk, due in session.execute(found)
    )


def _promises(readable: Readable, now: datetime) -> tuple[int, int, datetime | None]:
    is_open = (Promise.fulfilled_at.is_(None), Promise.withdrawn_at.is_(None), Promise.counts_from.is_not(None))
    # asked per promise, since a planner that joins may begin with a million conversations
    theirs = exists().where(Conversation.id == Promise.conversation_id, readable.where())
    found = select(func.count(), _sum(Promise.due_at <= now), func.min(Promise.due_at)).where(*is_open, theirs)
    number, late, first = session.execute(found).one()
    return int(number), int(late), first


def _flow(readable: Readable, now: datetime) -> Flow:
    since = EPOCH + ((now - EPOCH) // SLOT - (SLOTS - 1)) * SLOT
    answered = Wait.outcome == Outcome.ANSWERED
    return Flow(
        since,
        _per_slot(Wait.started_at, since, now, readable),
        _per_slot(Wait.ended_at, since, now, readable, answered),
    )


def _per_slot(
    moment: Any, since: datetime, now: datetime, readable: Readable, *more: ColumnElement[bool]
) -> tuple[int, ...]:
    """How many fall into each slot; what a platform dates in the future belongs to the last."""
    slot = ((type_coerce(moment, BigInteger) - micros(since)) // FIVE_MINUTES).label("slot")
    counted = _of_waits(slot, func.count(), readable=readable).where(moment >= since, moment <= now, *more)
    found = {int(place): int(number) for place, number in session.execute(counted.group_by(slot))}
    return tuple(found.get(place, 0) for place in range(SLOTS))


def _of_waits(*columns: Any, readable: Readable) -> Select[Any]:
    """These columns of the waits in conversations that may be read."""
    return select(*columns).join(Conversation, Conversation.id == Wait.conversation_id).where(readable.where())


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
