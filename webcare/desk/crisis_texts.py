"""In a crisis no text leaves twice: each customer is answered, not the crowd. Source: DOMAIN, Crisis."""

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from webcare.database import session
from webcare.desk import crisis_gathering
from webcare.desk.wording import unsigned
from webcare.errors import WebcareError
from webcare.models import NOT_GONE_OUT, Conversation, Crisis, CrisisConversation, Reply


class SameTextTwice(WebcareError):
    """Somebody else got this very text already."""

    status = 422
    code = "same_text_twice"
    message = _("Somebody else got exactly this text in this crisis. Make it personal: another greeting is enough.")


def check(conversation: Conversation, text: str) -> None:
    """In a crisis no two customers get the same text, whoever signs it. Raises SameTextTwice.

    Who asks has a turn at the crisis until their transaction ends: of two who send one text at once, one is refused.
    """
    there = crisis_gathering.running_in(conversation)
    if there is None:
        return
    session.execute(select(Crisis.id).where(Crisis.id == there.id).with_for_update(key_share=True))
    if unsigned(text) in said(there, but=conversation.id):
        raise SameTextTwice


def said(crisis_: Crisis, but: int | None = None) -> set[str]:
    """Every text that was sent or is about to be, without signatures, to others than in this conversation."""
    inside = select(CrisisConversation.conversation_id).where(CrisisConversation.crisis_id == crisis_.id)
    sent = select(Reply.text).where(Reply.conversation_id.in_(inside), Reply.status.not_in(NOT_GONE_OUT))
    if but is not None:
        sent = sent.where(Reply.conversation_id != but)
    return {unsigned(text) for text in session.scalars(sent)}
