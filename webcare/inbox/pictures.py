"""Whose pictures somebody may see: those of conversations they may read."""

from datetime import datetime

from sqlalchemy import select

from webcare import mandate
from webcare.database import session
from webcare.errors import NotFound
from webcare.models import Contact, Conversation, Media, Message, User


def of_media(media_id: int, *, by: User, at: datetime) -> str:
    """The platform's address of a message's picture. Raises NotFound."""
    found = (
        select(Media.url)
        .join(Message, Message.id == Media.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Media.id == media_id, Message.deleted_at.is_(None), mandate.readable(by, at).where())
    )
    return _or_not_found(session.scalar(found))


def of_contact(contact_id: int, *, by: User, at: datetime) -> str:
    """The platform's address of a customer's picture. Raises NotFound."""
    theirs = select(Conversation.id).where(Conversation.contact_id == contact_id, mandate.readable(by, at).where())
    found = select(Contact.avatar_url).where(Contact.id == contact_id, theirs.exists())
    return _or_not_found(session.scalar(found))


def _or_not_found(url: str | None) -> str:
    if url is None:
        raise NotFound
    return url
