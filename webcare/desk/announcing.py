"""Telling whoever is asked, and the team when a question comes back: by push and by e-mail, in nobody's words."""

from datetime import datetime, timedelta

from sqlalchemy import select

from webcare.database import session
from webcare.models import Escalation, Push, PushSubscription, User

ASKED, BACK, TEST = "escalation_asked", "escalation_back", "test"
NEWS_FOR = timedelta(minutes=30)  # a push that comes later surprises


def asked(escalation: Escalation, to: User, *, now: datetime) -> None:
    """Somebody is asked: every device of theirs, and their mailbox, gets a personal link."""
    push(to, ASKED, escalation, now=now)


def came_back(escalation: Escalation, *, now: datetime) -> None:
    """Nobody answered, or it was handed back: tell the colleague who asked."""
    push(escalation.asked_by, BACK, escalation, now=now)


def push(to: User, kind: str, escalation: Escalation | None, *, now: datetime) -> int:
    """Put one push for each device of theirs in the outbox. Gives how many."""
    devices = session.scalars(select(PushSubscription).where(PushSubscription.user_id == to.id)).all()
    for device in devices:
        number = escalation.id if escalation is not None else None
        row = {"escalation_id": number, "not_before": now, "expires_at": now + NEWS_FOR}
        session.add(Push(subscription_id=device.id, kind=kind, **row))
    session.flush()
    return len(devices)
