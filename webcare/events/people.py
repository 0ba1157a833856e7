"""Accounts and sessions."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfUser(Event):
    """Something about one user."""

    user_id: int


class UserCreated(OfUser):
    """An account was made."""


@dataclass(frozen=True, kw_only=True)
class UserChanged(OfUser):
    """Settings changed; `fields` names them."""

    fields: tuple[str, ...] = ()


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


@dataclass(frozen=True, kw_only=True)
class OfInvitation(Event):
    """Something about one invitation."""

    invitation_id: int


class InvitationSent(OfInvitation):
    """An admin asked somebody to join, or sent the link again."""


class InvitationWithdrawn(OfInvitation):
    """The link opens nothing any more."""


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(OfInvitation):
    """It became an account."""

    user_id: int


class PasswordResetSent(OfUser):
    """Somebody asked for a new password, and a link went to the account's address."""


class PasswordChanged(OfUser):
    """A new password; every other session ended."""


@dataclass(frozen=True, kw_only=True)
class FactorAdded(OfUser):
    """`factor` is `authenticator`, `passkey` or `recovery_codes`."""

    factor: str


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(OfUser):
    """`factor` is `authenticator`, `passkey` or `all`, by oneself or by an admin."""

    factor: str


class RecoveryCodeUsed(OfUser):
    """Somebody came in without phone or key."""


@dataclass(frozen=True, kw_only=True)
class SettingChanged(Event):
    """An admin switched something for the whole installation."""

    name: str
    on: bool


@dataclass(frozen=True, kw_only=True)
class MailFailed(Event):
    """An e-mail will not leave any more; `failure` is a code, or the number the mail server gave."""

    mail_id: int
    failure: str
