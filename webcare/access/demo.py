"""The colleagues of a demonstration: Dutch names, one password, told on the log-in page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webcare.access import accounts, grants, passwords
from webcare.access.terms import LimitTerms
from webcare.database import session
from webcare.models import Executive, Limit, LimitKind, Narrowing, Role, User

PASSWORD = "spoorlijn-demo"  # noqa: S105  # a demonstration's, shown to everybody


@dataclass(frozen=True)
class Colleague:
    """Somebody to log in as."""

    email: str
    name: str
    role: Role
    signature: str
    new: bool = False  # somebody approves their answers first, so that approval can be tried


COLLEAGUES = (
    Colleague("sanne@spoorlijn.example", "Sanne Kuipers", Role.AGENT, "SK"),
    Colleague("daan@spoorlijn.example", "Daan Visser", Role.AGENT, "DV"),
    Colleague("joost@spoorlijn.example", "Joost de Wit", Role.AGENT, "JW", new=True),
    Colleague("fatima@spoorlijn.example", "Fatima el Amrani", Role.LEAD, "FA"),
    Colleague("willem@spoorlijn.example", "Willem van Dijk", Role.EXECUTIVE, "Willem"),
    Colleague("ilse@spoorlijn.example", "Ilse Bakker", Role.ADMIN, "IB"),
)
LEAD = "fatima@spoorlijn.example"
THE_CEO = ("willem", "fatima")


def create(now: datetime) -> int:
    """Make the demo colleagues that are not there yet. Returns how many were made."""
    grants.seed(now)
    known = set(session.scalars(select(User.email)))
    missing = [colleague for colleague in COLLEAGUES if colleague.email not in known]
    for each in missing:
        user = accounts.create(
            each.email, name=each.name, role=each.role, password_hash=None, signature=each.signature, now=now
        )
        user.password_hash = passwords.hashed(PASSWORD)  # of a demonstration it may hold the brand
        if each.new:
            terms = LimitTerms(
                kind=LimitKind.NEW_COLLEAGUE, effect=Narrowing.WITH_APPROVAL, user_id=user.id, valid_from=now
            )
            session.add(Limit(**terms.values(), set_at=now, set_by_id=None))
    _settle_the_ceo()
    return len(missing)


def _settle_the_ceo() -> None:
    """Willem is the CEO, and Fatima stands in for him."""
    found = session.scalars(select(User).where(User.email.in_([f"{name}@spoorlijn.example" for name in THE_CEO])))
    deputy, ceo = sorted(found, key=lambda user: user.role == Role.EXECUTIVE)
    if session.get(Executive, ceo.id) is None:
        session.add(Executive(user_id=ceo.id, function="CEO", deputy_id=deputy.id))
        session.flush()
