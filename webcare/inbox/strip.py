"""The hour strip: every waiting customer as a dot that moves from left to right until the answer is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, select, type_coerce

from webcare.database import micros, session
from webcare.inbox.filters import BY_ITSELF, IS_OPEN
from webcare.mandate import Mandate, Readable
from webcare.models import Conversation
from webcare.response_timer import TimerState

DUE = 0.9  # where the deadline stands; what is late moves on in the last tenth
SECOND = 1_000_000  # in microseconds; no target is shorter
MOST = 150  # more dots than this say nothing more


class Dot(NamedTuple):
    """One wait; `at` is 0 to 1 across the strip, moments are microseconds since 1970."""

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
    now = micros(mandate.at)
    return Strip([_dot(*wait, now=now) for wait in session.execute(_waiting(mandate.readable()))])


@lru_cache(256)
def _waiting(readable: Readable) -> Select[*tuple[Any, ...]]:
    """The waits, their moments as numbers: the browser counts with nothing else."""
    moments = (Conversation.wait_started_at, Conversation.wait_at_risk_at, Conversation.wait_due_at)
    waiting = (
        select(Conversation.id, *(type_coerce(moment, BigInteger) for moment in moments))
        .where(readable.where(), IS_OPEN, Conversation.due_at.is_not(None))
        .where(Conversation.wait_due_at.is_not(None))
        .order_by(Conversation.due_at, Conversation.id)
        .limit(MOST)
    )
    return waiting if readable.by_tag else waiting.where(BY_ITSELF)


def position(started: int, due: int, now: int) -> float:
    """Where a wait stands: 0 at its start, DUE when it is due, then slowly on to 1."""
    gone = max(now - started, 0) / max(due - started, SECOND)
    return gone * DUE if gone <= 1 else 1 - (1 - DUE) / gone


def _dot(number: int, started: int, risk: int, due: int, *, now: int) -> Dot:
    state = TimerState.LATE if now >= due else TimerState.AT_RISK if now >= risk else TimerState.RUNNING
    return Dot(number, started, risk, due, round(position(started, due, now), 4), state)
