"""The colleagues of a demonstration: Dutch names, one password, told on the log-in page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webcare.access import accounts, grants, passwords
from webcare.database import session
from webcare.models import Role, User

PASSWORD = "spoorlijn-demo"  # noqa: S105  # a demonstration's, shown to everybody


@dataclass(frozen=True)
class Colleague:
    """Somebody to log in as."""

    email: str
    name: str
    role: Role
    signature: str


COLLEAGUES = (
    Colleague("sanne@spoorlijn.example", "Sanne Kuipers", Role.AGENT, "SK"),
    Colleague("daan@spoorlijn.example", "Daan Visser", Role.AGENT, "DV"),
    Colleague("fatima@spoorlijn.example", "Fatima el Amrani", Role.LEAD, "FA"),
    Colleague("willem@spoorlijn.example", "Willem van Dijk", Role.EXECUTIVE, "Willem"),
    Colleague("ilse@spoorlijn.example", "Ilse Bakker", Role.ADMIN, "IB"),
)


def create(now: datetime) -> int:
    """Make the demo colleagues that are not there yet. Returns how many were made."""
    grants.seed(now)
    known = set(session.scalars(select(User.email)))
    missing = [colleague for colleague in COLLEAGUES if colleague.email not in known]
    for each in missing:
        user = accounts.create(
            each.email, name=each.name, role=each.role, password=None, signature=each.signature, now=now
        )
        user.password_hash = passwords.hashed(PASSWORD)  # of a demonstration it may hold the brand
    return len(missing)
