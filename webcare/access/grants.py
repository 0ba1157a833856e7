"""Power is given and taken back; and the grants every installation starts with."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from webcare.access.terms import EndsTooEarly, GrantTerms, check_somebody_manages
from webcare.database import record, session
from webcare.errors import Conflict, NotFound
from webcare.events import GrantGiven, GrantWithdrawn, LimitSet
from webcare.models import Audience, Grant, Limit, LimitKind, Power, Role, User

SEEDED: tuple[tuple[Role, Power, Audience | None], ...] = (
    (Role.AGENT, Power.READ, None),
    (Role.AGENT, Power.DRAFT, None),
    (Role.AGENT, Power.ANSWER, None),
    (Role.AGENT, Power.ESCALATE, None),
    (Role.LEAD, Power.READ, None),
    (Role.LEAD, Power.DRAFT, None),
    (Role.LEAD, Power.ANSWER, None),
    (Role.LEAD, Power.ESCALATE, None),
    (Role.LEAD, Power.MODERATE, None),
    (Role.LEAD, Power.APPROVE, None),
    (Role.EXECUTIVE, Power.READ, Audience.PUBLIC),
    (Role.EXECUTIVE, Power.ANSWER, Audience.PUBLIC),
    (Role.EXECUTIVE, Power.APPROVE, None),
    (Role.ADMIN, Power.READ, Audience.PUBLIC),  # admins read no DMs unless somebody grants it
    (Role.ADMIN, Power.MANAGE, None),
)


class NotWithdrawn(Conflict):
    """It still stands."""

    code = "not_withdrawn"
    message = _("This still counts, so there is nothing to give back.")


def with_id(grant_id: int) -> Grant:
    """One grant. Raises NotFound."""
    grant = session.get(Grant, grant_id)
    if grant is None:
        raise NotFound
    return grant


def give(terms: GrantTerms, *, by: User, now: datetime) -> Grant:
    """Give power. Raises BadInput (its field tells which) where the terms make no sense."""
    terms.check(now)
    grant = Grant(**terms.values(), granted_at=now, granted_by_id=by.id)
    session.add(grant)
    session.flush()
    record(GrantGiven(at=now, by=by.id, grant_id=grant.id))
    return grant


def withdraw(grant: Grant, *, by: User, now: datetime) -> None:
    """Take power back, at once. Withdrawing twice changes nothing. Raises LastManager."""
    standing = update(Grant).where(Grant.id == grant.id, Grant.withdrawn_at.is_(None))
    if session.scalar(standing.values(withdrawn_at=now, withdrawn_by_id=by.id).returning(Grant.id)) is None:
        return
    session.refresh(grant)
    if grant.power == Power.MANAGE:
        check_somebody_manages(now)
    record(GrantWithdrawn(at=now, by=by.id, grant_id=grant.id))


def give_again(grant: Grant, *, by: User, now: datetime) -> Grant:
    """The way back of a withdrawal: a new grant on the same terms. Raises NotWithdrawn, EndsTooEarly."""
    if grant.withdrawn_at is None:
        raise NotWithdrawn
    if grant.valid_until is not None and grant.valid_until <= now:
        raise EndsTooEarly(field="until")
    kept = {name: getattr(grant, name) for name in GrantTerms.__dataclass_fields__}
    return give(GrantTerms(**(kept | {"valid_from": max(now, grant.valid_from)})), by=by, now=now)


def seed(now: datetime) -> int:
    """Give each role its first grants, once: an installation that ever had a grant is left as it is.

    The first limit comes along: answering the press needs approval. Returns how many grants were given.
    """
    _seed_limit(now)
    if session.scalar(select(Grant.id).limit(1)) is not None:
        return 0
    grants = [
        Grant(role=role, power=power, audience=audience, valid_from=now, granted_at=now)
        for role, power, audience in SEEDED
    ]
    session.add_all(grants)
    session.flush()
    for grant in grants:
        record(GrantGiven(at=now, grant_id=grant.id))
    return len(grants)


def _seed_limit(now: datetime) -> None:
    if session.scalar(select(Limit.id).limit(1)) is not None:
        return
    press = Limit(kind=LimitKind.PRESS, valid_from=now, set_at=now)
    session.add(press)
    session.flush()
    record(LimitSet(at=now, limit_id=press.id))
