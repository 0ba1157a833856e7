"""The hour strip: every waiting customer as a dot that moves from left to right until the answer is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from webcare.database import micros, session
from webcare.inbox.filters import IS_OPEN
from webcare.mandate import Mandate
from webcare.models import Conversation
from webcare.response_timer import TimerState

DUE = 0.9  # where the deadline stands; what is late moves on in the last tenth
MOST = 150  # more dots than this say nothing more


@dataclass(frozen=True)
class Dot:
    """One wait; `at` is 0 to 1 across the strip."""

    id: int
    started: int
    risk: int
    due: int
    at: float
    state: TimerState


@dataclass(frozen=True)
class Strip:
    """All dots, and what a label says of them."""

    dots: Sequence[Dot]

    def count(self, state: str) -> int:
        """How many stand in this state."""
        return sum(dot.state == state for dot in self.dots)

    def __len__(self) -> int:
        """How many customers wait."""
        return len(self.dots)


def strip(mandate: Mandate) -> Strip:
    """The waits that may be read, nearest deadline first."""
    found = session.execute(
        select(Conversation.id, Conversation.wait_started_at, Conversation.wait_at_risk_at, Conversation.wait_due_at)
        .where(mandate.readable().where(), IS_OPEN, Conversation.due_at.is_not(None))
        .where(Conversation.wait_due_at.is_not(None), Conversation.gathered.is_(False))
        .order_by(Conversation.due_at, Conversation.id)
        .limit(MOST)
    )
    return Strip([_dot(number, started, risk, due, now=mandate.at) for number, started, risk, due in found])


def position(started: datetime, due: datetime, now: datetime) -> float:
    """Where a wait stands: 0 at its start, DUE when it is due, then slowly on to 1."""
    target = max(due - started, timedelta(seconds=1))
    gone = max(now - started, timedelta()) / target
    return gone * DUE if gone <= 1 else 1 - (1 - DUE) / gone


def _dot(number: int, started: Any, risk: Any, due: Any, *, now: datetime) -> Dot:
    state = TimerState.LATE if now >= due else TimerState.AT_RISK if now >= risk else TimerState.RUNNING
    at = round(position(started, due, now), 4)
    return Dot(number, micros(started), micros(risk), micros(due), at, state)
