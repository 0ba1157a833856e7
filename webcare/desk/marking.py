"""What the desk knows of a customer: whether it is the press. Then an answer needs the press office's approval."""

from datetime import datetime

from sqlalchemy import update

from webcare.database import record, session
from webcare.events import ContactMarked, ContactUnmarked
from webcare.models import Contact, Conversation, User
from webcare.winning import reread, won


def mark_press(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Mark the customer as press, in every conversation. Twice changes nothing."""
    if _set(conversation, press=True):
        record(ContactMarked(at=now, by=by.id, contact_id=conversation.contact_id, **_place(conversation)))


def unmark_press(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Not press after all. Twice changes nothing; the route asks the power to moderate, for it widens mandates."""
    if _set(conversation, press=False):
        record(ContactUnmarked(at=now, by=by.id, contact_id=conversation.contact_id, **_place(conversation)))


def _set(conversation: Conversation, *, press: bool) -> bool:
    other = update(Contact).where(Contact.id == conversation.contact_id, Contact.press.is_not(press))
    if not won(other.values(press=press)):
        return False
    reread(session.get_one(Contact, conversation.contact_id), "press")
    return True


def _place(conversation: Conversation) -> dict[str, int]:
    return {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
