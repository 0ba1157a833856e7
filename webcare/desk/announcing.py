"""Telling whoever is asked, and the team when a question comes back: by push and by e-mail, in nobody's words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from webcare import mail
from webcare.database import session
from webcare.desk import linking
from webcare.models import Conversation, Escalation, EscalationLink, Push, PushSubscription, User

ASKED, BACK, TEST, ALERTS = "escalation_asked", "escalation_back", "test", "alerts"
STANDBY, DEPUTY = "standby_called", "deputy_asked"  # of an approval
URGENT = "urgent"
NEWS_FOR = timedelta(minutes=30)  # a push that comes later surprises


def asked(escalation: Escalation, to: User, *, now: datetime) -> None:
    """Somebody is asked: every device of theirs, and their mailbox, gets a personal link."""
    by_mail(escalation, to, now=now)
    push(to, ASKED, escalation, now=now)


def came_back(escalation: Escalation, *, now: datetime) -> None:
    """Nobody answered, or it was handed back: tell the colleague who asked."""
    asker = escalation.asked_by
    facts = {"name": asker.first_name, "to": escalation.to.name, "path": f"/escalations/{escalation.id}"}
    mail.post(asker, BACK, facts, now=now)
    push(asker, BACK, escalation, now=now)


def anew(link: EscalationLink, *, now: datetime) -> None:
    """A link was too old: send another to its owner, as the first came. Raises LinkRenewed."""
    linking.renew(link, now=now)
    asked(link.escalation, link.user, now=now)


def by_mail(escalation: Escalation, to: User, *, now: datetime) -> None:
    """An e-mail with a link of its own, and until when there is time: neither headline nor brief."""
    until = escalation.answer_by.astimezone(ZoneInfo(to.time_zone))
    facts = {
        "name": to.first_name,
        "asker": escalation.asked_by.name,
        "until": f"{until:%H:%M}",
        "path": f"/escalations/links/{linking.make(escalation, to, now=now)}",
    }
    mail.post(to, ASKED, facts, now=now, expires_at=escalation.answer_by)


def to_approve(kind: str, to: User, conversation: Conversation, *, now: datetime) -> None:
    """An answer waits for this person: they are called (`STANDBY`), or asked as deputy (`DEPUTY`)."""
    mail.post(to, kind, {"name": to.first_name, "path": f"/conversations/{conversation.id}"}, now=now)
    _push(to, kind, now, conversation_id=conversation.id)


def alarm(to: User, conversation: Conversation, *, now: datetime) -> None:
    """Somebody's safety may be at stake there, and nobody has taken it on."""
    _push(to, URGENT, now, conversation_id=conversation.id)


def push(to: User, kind: str, escalation: Escalation | None, *, now: datetime) -> int:
    """Put one push for each device of theirs in the outbox. Gives how many."""
    return _push(to, kind, now, escalation_id=escalation.id if escalation is not None else None)


def _push(to: User, kind: str, now: datetime, **about: int | None) -> int:
    devices = session.scalars(select(PushSubscription).where(PushSubscription.user_id == to.id)).all()
    for device in devices:
        times = {"not_before": now, "expires_at": now + NEWS_FOR}
        session.add(Push(subscription_id=device.id, kind=kind, **times, **about))
    session.flush()
    return len(devices)
