"""The brand's own messages as they come back by the feed: whom they answer, and whether they were sent here."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from webcare.database import session
from webcare.exchange import Author, Incoming
from webcare.models import Channel, Contact, Conversation, Message


def settles_a_reply(channel: Channel, incoming: Incoming, *, now: datetime) -> bool:
    """Whether it is a reply of ours that was under way; it is `sent` from here on."""
    return False


def addressees(channel: Channel, own: Sequence[Incoming], new: Iterable[Incoming]) -> dict[str, Author]:
    """To whom each own message was written, by its id: a post belongs only to the author it answers."""
    return {each.external_id: each.counterpart for each in own if each.counterpart is not None}


def _contact(channel: Channel, external_id: str) -> Contact | None:
    found = select(Contact).where(Contact.channel_id == channel.id, Contact.external_id == external_id)
    return session.scalars(found).one_or_none()


def _parents(channel: Channel, numbers: Iterable[str]) -> dict[str, Contact]:
    found = (
        select(Message.external_id, Contact)
        .join(Conversation, Message.conversation_id == Conversation.id)
        .join(Contact, Conversation.contact_id == Contact.id)
        .where(Message.channel_id == channel.id, Message.external_id.in_(sorted(numbers)))
    )
    return {number or "": contact for number, contact in session.execute(found)}
