"""Forgotten passwords. The page only notes what was asked; the worker looks whether there is such an account.

So the page gives the same answer after the same time, whether or not the address is known.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update

from webcare import mail
from webcare.access import accounts, tokens
from webcare.access.tokens import LinkOver
from webcare.database import record, session, transaction
from webcare.events import PasswordResetSent
from webcare.models import PasswordReset, User
from webcare.winning import won

LASTS = timedelta(hours=1)
TEMPLATE = "password_reset"
LONGEST_ADDRESS = 254
LONGEST_ROUND = 50


def ask(email: str, *, language: str, now: datetime) -> None:
    """Note that somebody asked for a new password for this address, whoever's it is."""
    session.add(PasswordReset(email=email.strip().lower()[:LONGEST_ADDRESS], language=language, asked_at=now))


def look(now: datetime) -> int:
    """Send a link for every address that is somebody's, and forget the others. Returns how many were looked at."""
    asked = select(PasswordReset).where(PasswordReset.token_hash.is_(None)).limit(LONGEST_ROUND)
    if session.scalar(asked.limit(1)) is None:
        session.rollback()
        return 0
    with transaction():
        found = session.scalars(asked).all()
        for each in found:
            user = session.scalar(select(User).where(User.email == each.email, User.disabled_at.is_(None)))
            session.delete(each)
            if user is not None:
                issue(user, by=None, now=now, by_mail=True)
        return len(found)


def issue(user: User, *, by: User | None, now: datetime, by_mail: bool) -> str:
    """A link for this user; older ones open nothing any more. Returns its key, which is kept nowhere."""
    session.execute(update(PasswordReset).where(PasswordReset.user_id == user.id, _unused()).values(used_at=now))
    token, kept = tokens.new()
    session.add(
        PasswordReset(
            email=user.email,
            language=user.language,
            asked_at=now,
            user_id=user.id,
            token_hash=kept,
            expires_at=now + LASTS,
        )
    )
    mail.drop(TEMPLATE, user_id=user.id)
    if by_mail:
        facts = {"name": user.first_name, "path": path(token)}
        mail.post(user, TEMPLATE, facts, now=now, expires_at=now + LASTS)
    record(PasswordResetSent(at=now, by=by.id if by else None, user_id=user.id))
    return token


def take(token: str, password_hash: str, *, now: datetime) -> User:
    """Use a link up: its user has this password from now on, and no session any more.

    Of any number of tries at once one wins. Raises LinkOver.
    """
    user = of_token(token, now)
    used = update(PasswordReset).where(PasswordReset.token_hash == tokens.hashed(token), _usable(now))
    if not won(used.values(used_at=now)):
        raise LinkOver
    accounts.take_password(user, password_hash, now=now)
    return user


def of_token(token: str, now: datetime) -> User:
    """Whose password a link changes. Raises LinkOver."""
    found = session.scalar(
        select(PasswordReset.user_id).where(PasswordReset.token_hash == tokens.hashed(token), _usable(now))
    )
    user = session.get(User, found) if found is not None else None
    if user is None or user.disabled_at is not None:
        raise LinkOver
    return user


def path(token: str) -> str:
    """Where the link leads on this desk."""
    return f"/reset/{token}"


def _unused() -> ColumnElement[bool]:
    return PasswordReset.used_at.is_(None)


def _usable(now: datetime) -> ColumnElement[bool]:
    return and_(_unused(), PasswordReset.expires_at > now)
