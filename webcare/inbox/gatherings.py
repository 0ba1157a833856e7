"""What belongs to conversations, as routes look it up: gatherings, dismissals, waits."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from webcare.database import session
from webcare.models import Conversation, Dismissal, Gathering, Wait


def gathering_of(conversation: Conversation) -> Gathering | None:
    """What a conversation was gathered in, if anything."""
    return session.get(Gathering, conversation.gathering_id) if conversation.gathering_id is not None else None


def places_of_waits(wait_ids: Collection[int]) -> Sequence[Conversation]:
    """The conversations in which these waits are, with tags and customers: a mandate asks for them."""
    found = select(Conversation).where(Conversation.id.in_(select(Wait.conversation_id).where(Wait.id.in_(wait_ids))))
    return session.scalars(found.options(joinedload(Conversation.contact), selectinload(Conversation.tags))).all()


def standing_dismissal(conversation: Conversation) -> Dismissal | None:
    """The last dismissal in a conversation that was not undone."""
    standing = select(Dismissal).where(Dismissal.conversation_id == conversation.id, Dismissal.undone_at.is_(None))
    return session.scalars(standing.order_by(Dismissal.id.desc()).limit(1)).one_or_none()


def wait_with(wait_id: int) -> Wait | None:
    """One wait, open or ended."""
    return session.get(Wait, wait_id)
