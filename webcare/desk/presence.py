"""Being at work or not. Going away returns claims; nobody counts minutes of rest."""

from datetime import datetime

from sqlalchemy import select, update

from webcare.database import record, session
from webcare.desk import holders
from webcare.events import UserCameBack, UserWentAway
from webcare.models import Conversation, User
from webcare.winning import won


def go_away(user: User, *, now: datetime) -> int:
    """Not here for now: every claim returns to the queue. Gives how many. Twice changes nothing."""
    here = update(User).where(User.id == user.id, User.away_since.is_(None))
    if not won(here.values(away_since=now)):
        return 0
    record(UserWentAway(at=now, by=user.id, user_id=user.id))
    held = select(Conversation).where(Conversation.claimed_by_id == user.id).order_by(Conversation.id)
    return sum(holders.let_go(each, why="away", by=user.id, now=now) for each in session.scalars(held).all())


def come_back(user: User, *, now: datetime) -> None:
    """Here again. Twice changes nothing."""
    away = update(User).where(User.id == user.id, User.away_since.is_not(None))
    if won(away.values(away_since=None)):
        record(UserCameBack(at=now, by=user.id, user_id=user.id))
