"""Being at work or not. Going away returns claims; nobody counts minutes of rest."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from webcare.database import record, session
from webcare.desk import holders
from webcare.events import MostHeldSet, StandbySet, UserCameBack, UserWentAway
from webcare.mandate import Mandate
from webcare.models import Conversation, User
from webcare.winning import won


def sign_of_life(user: User, *, now: datetime) -> None:
    """A page of theirs is looked at. Never earlier than what is known."""
    earlier = or_(User.here_at.is_(None), User.here_at < now)
    won(update(User).where(User.id == user.id, earlier).values(here_at=now))


def go_away(user: User, *, now: datetime, by: User | None = None) -> int:
    """Not here for now: every claim returns to the queue. Gives how many. Twice changes nothing.

    `by` a lead who saw that they are gone; without one they say so themselves.
    """
    here = update(User).where(User.id == user.id, User.away_since.is_(None))
    if not won(here.values(away_since=now)):
        return 0
    actor = by.id if by else user.id
    record(UserWentAway(at=now, by=actor, user_id=user.id))
    return sum(holders.let_go(each, why="away", by=actor, now=now) for each in held_by(user))


def come_back(user: User, *, now: datetime, by: User | None = None, since: datetime | None = None) -> bool:
    """Here again; with `since`, only if they are away since then. Gives whether. Twice changes nothing."""
    gone = User.away_since.is_not(None) if since is None else User.away_since == since
    back = won(update(User).where(User.id == user.id, gone).values(away_since=None))
    if back:
        record(UserCameBack(at=now, by=by.id if by else user.id, user_id=user.id))
    return back


def held_by(user: User) -> list[Conversation]:
    """The conversations somebody holds, the first taken first."""
    held = select(Conversation).where(Conversation.claimed_by_id == user.id)
    return list(session.scalars(held.order_by(Conversation.claimed_at, Conversation.id)))


def readable_of(mandated: Mandate) -> list[Conversation]:
    """What somebody holds, as far as they may read it, with what a list of it shows."""
    held = select(Conversation).where(Conversation.claimed_by_id == mandated.user.id, mandated.readable().where())
    shown = held.options(joinedload(Conversation.contact)).order_by(Conversation.due_at, Conversation.id)
    return list(session.scalars(shown))


def stand_by(user: User, *, on: bool, by: User, now: datetime) -> None:
    """Whether they can be called. Twice changes nothing."""
    otherwise = update(User).where(User.id == user.id, User.standby.is_(not on))
    if won(otherwise.values(standby=on)):
        record(StandbySet(at=now, by=by.id, user_id=user.id, on=on))


def take_at_most(user: User, most: int, *, by: User, now: datetime) -> None:
    """How many conversations they are given at once. What they hold already stays theirs."""
    if won(update(User).where(User.id == user.id, User.most_held != most).values(most_held=most)):
        record(MostHeldSet(at=now, by=by.id, user_id=user.id, most=most))
