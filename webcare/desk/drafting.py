"""Keeping what somebody types. A draft belongs to its writer; nobody else deletes it. Source: DOMAIN, Claiming."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select

from webcare.database import session
from webcare.errors import WebcareError
from webcare.models import Conversation, Draft, User

LONGEST = 20_000


class DraftTooLong(WebcareError):
    """More than anybody sends."""

    status = 422
    code = "draft_too_long"
    message = _("This text is too long to be kept on the server. Shorten it.")


def keep(conversation: Conversation, text: str, audience: str, *, by: User, now: datetime) -> None:
    """Keep the text as it is now, in the tab it was typed in; empty text is no draft. Raises DraftTooLong."""
    if len(text) > LONGEST:
        raise DraftTooLong
    if not text.strip():
        discard(conversation, by=by)
        return
    own = select(Draft).where(Draft.conversation_id == conversation.id, Draft.user_id == by.id)
    draft = session.scalars(own).one_or_none()
    if draft is None:
        draft = Draft(conversation_id=conversation.id, user_id=by.id)
        session.add(draft)
    draft.text, draft.audience, draft.written_at = text, audience, now


def give_back(conversation: Conversation, text: str, audience: str, *, to: User, now: datetime) -> bool:
    """Keep a text for its writer, unless they are writing something else there already; whether it is kept."""
    own = select(Draft.text).where(Draft.conversation_id == conversation.id, Draft.user_id == to.id)
    there = session.scalars(own).one_or_none() or ""
    if there.strip() and there != text:
        return False
    keep(conversation, text, audience, by=to, now=now)
    return True


def discard(conversation: Conversation, *, by: User) -> None:
    """The text went out, or its writer emptied the box."""
    session.execute(delete(Draft).where(Draft.conversation_id == conversation.id, Draft.user_id == by.id))
