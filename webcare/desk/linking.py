"""Personal links to a question: random, hashed, a quarter of an hour, used once under any number of tries at once.

A link is never used up by looking at it: mail scanners open links. Source: DOMAIN, Escalation to the CEO.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from webcare.database import record, session
from webcare.errors import Conflict
from webcare.events import EscalationLinkUsed
from webcare.models import Escalation, EscalationLink, User
from webcare.winning import reread, won

LASTS = timedelta(minutes=15)


class LinkUsedUp(Conflict):
    """Used before, or too old."""

    code = "link_used_up"
    message = _("This link was used already, or is older than a quarter of an hour. Have a new one sent.")


class LinkRenewed(Conflict):
    """A new one is on its way already."""

    code = "link_renewed"
    message = _("A new link was sent already. Look at your newest e-mail.")


def make(escalation: Escalation, user: User, *, now: datetime) -> str:
    """A new link for this person. Returns the token; it is kept nowhere."""
    token = secrets.token_urlsafe(32)
    place = {"escalation_id": escalation.id, "user_id": user.id}
    session.add(EscalationLink(token_hash=_hash(token), created_at=now, expires_at=now + LASTS, **place))
    session.flush()
    return token


def find(token: str) -> EscalationLink | None:
    """The link of a token, whether or not it can still be used."""
    return session.scalars(select(EscalationLink).where(EscalationLink.token_hash == _hash(token))).one_or_none()


def is_usable(link: EscalationLink, now: datetime) -> bool:
    """Whether it could be used now; `use` decides."""
    return link.used_at is None and now < link.expires_at and link.user.disabled_at is None


def use(link: EscalationLink, *, now: datetime) -> Escalation:
    """Use it up: of many who try exactly one comes in. Raises LinkUsedUp."""
    free = update(EscalationLink).where(
        EscalationLink.id == link.id, EscalationLink.used_at.is_(None), EscalationLink.expires_at > now
    )
    if link.user.disabled_at is not None or not won(free.values(used_at=now)):
        raise LinkUsedUp
    reread(link)
    escalation = session.get_one(Escalation, link.escalation_id)
    place = {"channel_id": escalation.channel_id, "conversation_id": escalation.conversation_id}
    record(EscalationLinkUsed(at=now, by=link.user_id, user_id=link.user_id, escalation_id=escalation.id, **place))
    return escalation


def renew(link: EscalationLink, *, now: datetime) -> None:
    """Give up an old link for a new one, once; whoever holds it gets nothing but a mail to its owner.

    Raises LinkRenewed.
    """
    old = update(EscalationLink).where(EscalationLink.id == link.id, EscalationLink.renewed_at.is_(None))
    if not won(old.values(renewed_at=now, expires_at=now)):
        raise LinkRenewed
    reread(link)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
