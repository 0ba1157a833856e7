"""Accounts and sessions."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfUser(Event):
    """Something about one user."""

    user_id: int


class UserCreated(OfUser):
    """An account was made."""


class UserChanged(OfUser):
    """Settings changed."""


class UserWentAway(OfUser):
    """Not here for now."""


class UserCameBack(OfUser):
    """Here again."""


class LoggedIn(OfUser):
    """A session began."""


@dataclass(frozen=True, kw_only=True)
class SessionRevoked(OfUser):
    """A session ended; its sockets are closed at once."""

    session_id: int
