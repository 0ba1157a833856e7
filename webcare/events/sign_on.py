"""Single sign-on: who was tied to whom at the organisation's log-in service, and what that made of their role."""

from dataclasses import dataclass

from webcare.events.people import OfUser


@dataclass(frozen=True, kw_only=True)
class IdentityLinked(OfUser):
    """An account was connected with somebody at the issuer."""

    identity_id: int


@dataclass(frozen=True, kw_only=True)
class IdentityUnlinked(OfUser):
    """The connection was taken away."""

    identity_id: int


@dataclass(frozen=True, kw_only=True)
class RoleKept(OfUser):
    """The issuer claims another role for the last who manages the desk: they keep the one they have."""

    role: str
    claimed: str


@dataclass(frozen=True, kw_only=True)
class RoleClaimed(OfUser):
    """The issuer gave another role than before; the mandate follows at once."""

    role: str
    former: str
