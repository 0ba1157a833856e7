"""What somebody was typing in a conversation, for that person alone."""

from sqlalchemy import select

from webcare.database import session
from webcare.models import Conversation, Draft, User


def draft_of(conversation: Conversation, user: User) -> Draft | None:
    """The kept text of one writer, if there is any."""
    own = select(Draft).where(Draft.conversation_id == conversation.id, Draft.user_id == user.id)
    return session.scalars(own).one_or_none()
