"""What happens by time alone: a wait becomes at risk, then late; a silent claim returns. Each exactly once.

What waits is given to the teams that asked for it.

Every step is a compare-and-set on the row, so it holds after a restart and with several workers.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from webcare.database import record, session
from webcare.desk import alarming, alerting, approvers, automatic, claiming, escalating, permitting
from webcare.events import OfWait, WaitAtRisk, WaitLate
from webcare.models import AlertKind, Outcome, Wait
from webcare.winning import won

AT_MOST = 200  # in one transaction


def tick(*, now: datetime) -> int:
    """Tell what time has done. Gives how much that was; call again while it is not zero."""
    at_risk = _tell(WaitAtRisk, Wait.at_risk_at, "told_at_risk_at", now)
    late = _tell(WaitLate, Wait.due_at, "told_late_at", now)
    alerting.raise_for(at_risk, AlertKind.AT_RISK, now=now)
    alerting.raise_for(late, AlertKind.LATE, now=now)
    alerting.raise_for_left(now=now)
    told = len(at_risk) + len(late)
    told += alarming.alarm(now=now) + alerting.tidy(now=now)
    told += approvers.ask_deputies(now=now) + permitting.resume(now=now)
    told += escalating.tick(now=now) + claiming.expire(now=now)
    return told + automatic.assign_waiting(now=now)


def _tell(kind: type[OfWait], moment: Any, told: str, now: datetime) -> list[Wait]:
    column = getattr(Wait, told)
    ripe = (
        select(Wait)
        .where(Wait.outcome == Outcome.OPEN, moment <= now, column.is_(None))
        .order_by(moment, Wait.id)
        .limit(AT_MOST)
        .with_for_update(skip_locked=True)
    )
    waits = []
    for wait in session.scalars(ripe).all():
        if won(update(Wait).where(Wait.id == wait.id, column.is_(None)).values({told: now})):
            place = {"channel_id": wait.channel_id, "conversation_id": wait.conversation_id}
            record(kind(at=now, wait_id=wait.id, **place))
            waits.append(wait)
    return waits
