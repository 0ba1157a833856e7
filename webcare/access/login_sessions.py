"""Log-in sessions: a row per browser, revocable at once. The cookie holds a random token, the row only its hash."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, func, select, update

from webcare.database import record, session
from webcare.errors import NotFound
from webcare.events import LoggedIn, SessionRevoked
from webcare.models import LoginSession, User

SIGN_OF_LIFE = timedelta(minutes=1)  # how often a session in use is noted
CONFIRMED_FOR = timedelta(minutes=10)
LONGEST_DEVICE = 200


def begin(
    user: User,
    *,
    device: str,
    address: str,
    lasts: timedelta,
    now: datetime,
    strong: bool = False,
    confirmed: bool = True,
) -> str:
    """Begin a session for this user. Returns the token for the cookie; it is kept nowhere.

    `strong` when a second factor or a passkey was shown; `confirmed` when who it is was shown just now.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=_hash(token),
            user_id=user.id,
            created_at=now,
            seen_at=now,
            expires_at=now + lasts,
            confirmed_at=now if confirmed else None,
            strong=strong,
            device=device[:LONGEST_DEVICE],
            address=address,
        )
    )
    record(LoggedIn(at=now, by=user.id, user_id=user.id))
    return token


def renew(found: LoginSession, *, now: datetime) -> str:
    """A second factor was set up in this session: give it a new token. The old one opens nothing from now on."""
    token = secrets.token_urlsafe(32)
    found.token_hash, found.strong, found.confirmed_at = _hash(token), True, now
    return token


def find(token: str, now: datetime, idle: timedelta | None = None) -> LoginSession | None:
    """The live session of a token: not revoked, not expired, not idle too long, its user not disabled."""
    found = session.scalar(_of_token(), {"token_hash": _hash(token)})
    if found is None or not is_live(found, now):
        return None
    if idle is not None and now >= found.seen_at + idle:
        return None
    return found


@cache
def _of_token() -> Select[LoginSession]:
    return select(LoginSession).where(LoginSession.token_hash == bindparam("token_hash"))


def is_live(found: LoginSession, now: datetime) -> bool:
    """Whether this session still stands for its user."""
    if found.revoked_at is not None or found.user.disabled_at is not None:
        return False
    return now < found.expires_at


def live_among(ids: Collection[int], now: datetime) -> dict[int, LoginSession]:
    """Which of these sessions still stand, by id; for the screens that are connected."""
    found = session.scalars(select(LoginSession).where(LoginSession.id.in_(ids)))
    return {each.id: each for each in found if is_live(each, now)}


def is_due_a_sign_of_life(found: LoginSession, now: datetime) -> bool:
    """Whether its use should be noted again."""
    return now - found.seen_at >= SIGN_OF_LIFE


def confirm(found: LoginSession, *, now: datetime) -> None:
    """Its user has just shown again who they are."""
    found.confirmed_at = now


def is_confirmed(found: LoginSession, now: datetime) -> bool:
    """Whether its user showed who they are a short while ago."""
    return found.confirmed_at is not None and now - found.confirmed_at < CONFIRMED_FOR


def keep_alive(found: LoginSession, now: datetime) -> None:
    """Note that it is in use."""
    found.seen_at = now


def revoke(found: LoginSession, *, by: User, now: datetime) -> None:
    """End one session; its sockets are closed at once."""
    ended = session.execute(
        update(LoginSession)
        .where(LoginSession.id == found.id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(LoginSession.id)
    ).scalar()
    if ended is not None:
        record(SessionRevoked(at=now, by=by.id, user_id=found.user_id, session_id=found.id))


def revoke_all(user: User, *, by: User, now: datetime, but: LoginSession | None = None) -> int:
    """End every session of a user, except one perhaps. Returns how many ended."""
    open_ones = session.scalars(
        select(LoginSession).where(LoginSession.user_id == user.id, LoginSession.revoked_at.is_(None))
    )
    ended = [each for each in open_ones if but is None or each.id != but.id]
    for each in ended:
        revoke(each, by=by, now=now)
    return len(ended)


def live_of(user: User, now: datetime) -> list[LoginSession]:
    """The sessions of a user that are in force, newest use first."""
    statement = select(LoginSession).where(LoginSession.user_id == user.id).order_by(LoginSession.seen_at.desc())
    return [each for each in session.scalars(statement) if is_live(each, now)]


def of_user(user: User, session_id: int) -> LoginSession:
    """One session of this user and nobody else's. Raises NotFound."""
    found = session.get(LoginSession, session_id)
    if found is None or found.user_id != user.id:
        raise NotFound
    return found


def counted(now: datetime) -> dict[int, int]:
    """How many browsers each user is logged in with."""
    statement = (
        select(LoginSession.user_id, func.count())
        .where(LoginSession.revoked_at.is_(None), LoginSession.expires_at > now)
        .group_by(LoginSession.user_id)
    )
    return dict(session.execute(statement).all())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
