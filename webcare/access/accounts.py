"""Colleagues' accounts: making, finding, changing and disabling them."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from webcare.access import login_sessions, passwords
from webcare.database import record, session
from webcare.errors import BadInput, Conflict, NotFound, WebcareError
from webcare.events import UserChanged, UserCreated
from webcare.models import LoginSession, Role, User


class WrongLogIn(WebcareError):
    """No such account, or another password: nobody is told which."""

    status = 422
    code = "wrong_log_in"
    message = _("This e-mail address and password do not belong together. Try again.")


class EmailTaken(Conflict):
    """One account per address."""

    status = 422
    code = "email_taken"
    message = _("There is an account with this e-mail address already.")


class BadEmail(BadInput):
    """Not an address."""

    code = "bad_email"
    message = _("Enter an e-mail address, such as name@example.org.")


class OwnAccount(Conflict):
    """Nobody locks themselves out."""

    code = "own_account"
    message = _("You cannot disable your own account. Ask another admin.")


def authenticate(email: str, password: str) -> User:
    """Who this is. Raises WrongLogIn, after the same time whether or not the account exists."""
    user = session.scalar(select(User).where(User.email == _plain(email)))
    kept = user.password_hash if user is not None and user.disabled_at is None else None
    if not passwords.matches(password, kept) or user is None:
        raise WrongLogIn
    return user


def knows_password(user: User, password: str) -> bool:
    """Whether this is the user's password. Slow on purpose: ask before a transaction is open."""
    return passwords.matches(password, user.password_hash)


def create(
    email: str,
    *,
    name: str,
    role: Role,
    password: str | None,
    now: datetime,
    by: User | None = None,
    signature: str = "",
    language: str = "nl",
) -> User:
    """Make an account; without a password it opens by another way in. Raises BadEmail, EmailTaken, WeakPassword."""
    address = _plain(email)
    if "@" not in address[1:-1] or any(letter.isspace() for letter in address):
        raise BadEmail(field="email")
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise EmailTaken(field="email")
    user = User(
        email=address,
        name=name,
        role=role,
        signature=signature or _initials(name),
        password_hash=None if password is None else passwords.hashed(password),
        language=language,
        created_at=now,
    )
    session.add(user)
    session.flush()
    record(UserCreated(at=now, by=by.id if by else None, user_id=user.id))
    return user


def with_email(email: str) -> User:
    """The account with this address. Raises WrongLogIn when it is gone or disabled."""
    user = session.scalar(select(User).where(User.email == _plain(email), User.disabled_at.is_(None)))
    if user is None:
        raise WrongLogIn
    return user


def everybody() -> Sequence[User]:
    """All accounts, by name; the disabled ones last."""
    return session.scalars(select(User).order_by(User.disabled_at.is_not(None), func.lower(User.name))).all()


def with_id(user_id: int) -> User:
    """One account. Raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def change(user: User, *, now: datetime, **fields: object) -> None:
    """Change one's own settings: language, time zone, signature, shortcuts, sound."""
    for name, value in fields.items():
        setattr(user, name, value)
    record(UserChanged(at=now, by=user.id, user_id=user.id))


def change_password(user: User, old: str, new: str, *, now: datetime, keeping: LoginSession | None) -> None:
    """Take a new password; every other session of the user ends. Raises WrongPassword, WeakPassword."""
    if not passwords.matches(old, user.password_hash):
        raise WrongPassword(field="current_password")
    user.password_hash = passwords.hashed(new)
    login_sessions.revoke_all(user, by=user, now=now, but=keeping)
    record(UserChanged(at=now, by=user.id, user_id=user.id))


class WrongPassword(BadInput):
    """The one in use was asked and another was given."""

    code = "wrong_password"
    message = _("This is not your current password.")


def disable(user: User, *, by: User, now: datetime) -> None:
    """Shut an account: its sessions end at once. Raises OwnAccount."""
    if user.id == by.id:
        raise OwnAccount
    user.disabled_at = user.disabled_at or now
    login_sessions.revoke_all(user, by=by, now=now)
    record(UserChanged(at=now, by=by.id, user_id=user.id))


def enable(user: User, *, by: User, now: datetime) -> None:
    """Open a disabled account again."""
    user.disabled_at = None
    record(UserChanged(at=now, by=by.id, user_id=user.id))


def _plain(email: str) -> str:
    return email.strip().lower()


def _initials(name: str) -> str:
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""
