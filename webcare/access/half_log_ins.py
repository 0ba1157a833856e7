"""Log-ins of which the password was right and the second factor is still to come: ten minutes, five tries."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.sql.dml import Delete, Update

from webcare.access import tokens
from webcare.database import session
from webcare.errors import WebcareError
from webcare.models import HalfLogIn, User
from webcare.winning import won

LASTS = timedelta(minutes=10)
MOST_TRIES = 5


class HalfLogInOver(WebcareError):
    """Too late, too often, or none was begun."""

    status = 422
    code = "half_log_in_over"
    message = _("This log-in took too long, or too many codes were wrong. Begin again with your password.")


def begin(user: User, *, now: datetime) -> str:
    """The password was right. Returns the token for the cookie; older halves of this user open nothing any more."""
    end_all(user)
    token, kept = tokens.new()
    session.add(HalfLogIn(token_hash=kept, user_id=user.id, created_at=now, expires_at=now + LASTS))
    return token


def find(token: str, now: datetime) -> HalfLogIn:
    """The one this token stands for. Raises HalfLogInOver."""
    found = session.scalar(select(HalfLogIn).where(HalfLogIn.token_hash == tokens.hashed(token), _usable(now)))
    if found is None or found.user.disabled_at is not None:
        raise HalfLogInOver
    return found


def count(half: HalfLogIn, now: datetime) -> None:
    """Count a try before it is made. Raises HalfLogInOver after the fifth."""
    counted = update(HalfLogIn).where(HalfLogIn.id == half.id, _usable(now)).values(tries=HalfLogIn.tries + 1)
    _one(counted)


def finish(half: HalfLogIn, now: datetime) -> None:
    """The second factor was right too: it becomes a whole log-in, once. Raises HalfLogInOver."""
    usable = HalfLogIn.used_at.is_(None), HalfLogIn.expires_at > now
    _one(update(HalfLogIn).where(HalfLogIn.id == half.id, *usable).values(used_at=now))


def end_all(user: User) -> None:
    """Whoever is half in with this account begins again."""
    session.execute(delete(HalfLogIn).where(HalfLogIn.user_id == user.id))


def _one(statement: Update | Delete) -> None:
    if not won(statement):
        raise HalfLogInOver


def _usable(now: datetime) -> ColumnElement[bool]:
    return and_(HalfLogIn.used_at.is_(None), HalfLogIn.expires_at > now, HalfLogIn.tries < MOST_TRIES)
