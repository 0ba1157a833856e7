"""Promises made in a period, and what became of them. Few enough to be counted from their rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from webcare.database import session
from webcare.insight.reports.asking import Asked
from webcare.mandate import Readable
from webcare.models import Conversation, Promise


@dataclass(frozen=True)
class Promises:
    """`made` = kept + kept_late + broken + running; what was taken back is none."""

    kept: int
    kept_late: int
    broken: int  # due, and not fulfilled yet
    running: int

    @property
    def made(self) -> int:
        """All that were made and not taken back."""
        return self.kept + self.kept_late + self.broken + self.running


def of(asked: Asked, readable: Readable, now: datetime) -> Promises:
    """The promises that counted from a day of the period on; of some people only their own."""
    since, until = asked.stretch
    kept = Promise.fulfilled_at.is_not(None)
    states = (
        and_(kept, Promise.fulfilled_at <= Promise.due_at),
        and_(kept, Promise.fulfilled_at > Promise.due_at),
        and_(Promise.fulfilled_at.is_(None), Promise.due_at <= now),
        and_(Promise.fulfilled_at.is_(None), Promise.due_at > now),
    )
    found = (
        select(*[func.count().filter(each) for each in states])
        .select_from(Promise)
        .join(Conversation, Conversation.id == Promise.conversation_id)
        .where(Promise.counts_from >= since, Promise.counts_from < until, Promise.withdrawn_at.is_(None))
        .where(asked.conversations(readable))
    )
    if asked.hands is not None:
        found = found.where(Promise.promised_by_id.in_(sorted(asked.hands)))
    row: Any = session.execute(found).one()
    return Promises(*row)
