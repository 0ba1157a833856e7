"""Colleagues' accounts: making, finding, changing and disabling them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from webcare import mail
from webcare.access import half_log_ins, login_sessions, passwords
from webcare.database import record, session
from webcare.errors import BadInput, Conflict, NotFound, WebcareError
from webcare.events import PasswordChanged, UserChanged, UserCreated
from webcare.models import Channel, LoginSession, Role, User

NEWS = timedelta(days=1)  # after this an e-mail about a change is no news any more


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
    password_hash: str | None,
    now: datetime,
    by: User | None = None,
    signature: str = "",
    language: str = "nl",
) -> User:
    """Make an account; without a password it opens by another way in. Raises BadEmail, EmailTaken.

    `password_hash` is of `hashed_for`, called before the transaction is open.
    """
    address = free_address(email)
    user = User(
        email=address,
        name=name,
        role=role,
        signature=signature or _initials(name),
        password_hash=password_hash,
        language=language,
        created_at=now,
    )
    session.add(user)
    session.flush()
    record(UserCreated(at=now, by=by.id if by else None, user_id=user.id))
    return user


def hashed_for(name: str, email: str, password: str) -> str:
    """The hash to keep of a password for this person. Slow on purpose: call it before a transaction is open.

    Raises WeakPassword.
    """
    words = about(name, email)
    session.rollback()  # nothing is held meanwhile
    return passwords.hashed(password, words)


def free_address(email: str) -> str:
    """The address as it is kept. Raises BadEmail, EmailTaken."""
    address = _plain(email)
    if "@" not in address[1:-1] or any(letter.isspace() or not letter.isprintable() for letter in address):
        raise BadEmail(field="email")
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise EmailTaken(field="email")
    return address


def about(name: str, email: str) -> list[str]:
    """What a password may not be made of: its owner's name and address, and the names of the brand."""
    brand = session.execute(select(Channel.handle, Channel.name)).all()
    return [name, email, *(word for names in brand for word in names)]


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
    record(UserChanged(at=now, by=user.id, user_id=user.id, fields=tuple(fields)))


def check_password(user: User, password: str) -> str | None:
    """The hash that this password opens, for `change_password`. Slow: call it before. Raises WrongPassword."""
    kept = user.password_hash
    if not passwords.matches(password, kept):
        raise WrongPassword(field="current_password")
    return kept


def change_password(
    user: User, old_hash: str | None, new_hash: str, *, now: datetime, keeping: LoginSession | None
) -> None:
    """Take a new password in the place of the one that was checked; every other session of the user ends.

    Raises WrongPassword when it was changed meanwhile.
    """
    if user.password_hash != old_hash:
        raise WrongPassword(field="current_password")
    take_password(user, new_hash, now=now, keeping=keeping)


def take_password(user: User, password_hash: str, *, now: datetime, keeping: LoginSession | None = None) -> None:
    """Give the account a new password (of `hashed_for`), end its other sessions and tell its owner."""
    user.password_hash = password_hash
    login_sessions.revoke_all(user, by=user, now=now, but=keeping)
    half_log_ins.end_all(user)
    record(PasswordChanged(at=now, by=user.id, user_id=user.id))
    facts = {"name": user.first_name, "path": "/login/forgotten"}
    mail.post(user, "password_changed", facts, now=now, expires_at=now + NEWS)


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
    half_log_ins.end_all(user)
    record(UserChanged(at=now, by=by.id, user_id=user.id, fields=("disabled",)))


def enable(user: User, *, by: User, now: datetime) -> None:
    """Open a disabled account again."""
    user.disabled_at = None
    record(UserChanged(at=now, by=by.id, user_id=user.id, fields=("enabled",)))


def _plain(email: str) -> str:
    return email.strip().lower()


def _initials(name: str) -> str:
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""
