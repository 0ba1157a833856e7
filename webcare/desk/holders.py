"""Who holds a conversation, and whether they are there."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from webcare.database import record, session
from webcare.events import ConversationReleased
from webcare.insight import people
from webcare.models import Conversation, Status, User
from webcare.winning import won

PRESENT = timedelta(minutes=3)  # a sign of life is noted once a minute


def let_go(conversation: Conversation, *, why: str, by: int | None, now: datetime) -> bool:
    """End the claim, whoever holds it, and remember who did. Gives whether there was one to end."""
    holder = conversation.claimed_by_id
    if holder is None:
        return False
    ended = won(
        update(Conversation)
        .where(Conversation.id == conversation.id, Conversation.claimed_by_id == holder)
        .values(claimed_by_id=None, claimed_at=None, sign_of_life_at=None, last_holder_id=holder)
    )
    if not ended:
        return False
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(ConversationReleased(at=now, by=by, holder=holder, why=why, **place))
    return True


def leave_if_absent(conversation: Conversation, *, now: datetime) -> None:
    """A new message goes to its holder only while present; otherwise the conversation returns to the queue."""
    if conversation.claimed_by_id is None or is_present(conversation.claimed_by_id, now):
        return
    let_go(conversation, why="absent", by=None, now=now)


def is_present(user_id: int, now: datetime) -> bool:
    """Whether somebody is at work: not away, with a page before them or a sign of life in a conversation of theirs."""
    user = session.get_one(User, user_id)
    if user.away_since is not None or user.disabled_at is not None:
        return False
    if people.is_here(user, now):
        return True
    newest = select(func.max(Conversation.sign_of_life_at)).where(
        Conversation.claimed_by_id == user_id, Conversation.status == Status.OPEN
    )
    seen = session.scalar(newest)
    return seen is not None and seen >= now - PRESENT
