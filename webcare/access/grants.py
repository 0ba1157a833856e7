"""The grants every installation starts with; from then on the mandate is what its rows say."""

from datetime import datetime

from sqlalchemy import select

from webcare.database import record, session
from webcare.events import GrantGiven, LimitSet
from webcare.models import Audience, Grant, Limit, LimitKind, Power, Role

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
