"""Where texts made beforehand may not go: into a crisis, and never to somebody whose safety may be at stake.

Source: DOMAIN, Safety: an urgent conversation takes no canned text.
"""

from flask_babel import lazy_gettext as _

from webcare import personal
from webcare.desk import crisis_gathering, crisis_statements
from webcare.desk.wording import unsigned
from webcare.errors import Conflict
from webcare.inbox import approvals
from webcare.models import Conversation


class UrgentTakesNoCannedText(Conflict):
    """Whoever may be in danger is answered by a person."""

    code = "urgent_takes_no_canned_text"
    message = _("Somebody may be in danger here: no text made beforehand is sent. Answer in words of your own.")


def check(conversation: Conversation) -> None:
    """A text made beforehand is about to be sent. Raises UrgentTakesNoCannedText, CannedSuspended."""
    if not takes_any(conversation):
        raise UrgentTakesNoCannedText
    crisis_statements.check_canned(conversation)


def check_words(conversation: Conversation, text: str) -> None:
    """The same for a text that was pasted or typed over, signed or not. Raises UrgentTakesNoCannedText."""
    if takes_any(conversation):
        return
    contact, words = conversation.contact, _plain(unsigned(text))
    for said in _made_beforehand(conversation):
        if words == said or personal.wears(words, said, contact.name, contact.handle):
            raise UrgentTakesNoCannedText


def takes_any(conversation: Conversation) -> bool:
    """Whether a text made beforehand may be offered there at all."""
    return conversation.urgent_at is None


def _made_beforehand(conversation: Conversation) -> list[str]:
    texts = [each.text for each in approvals.statements([conversation.channel_id])]
    crisis = crisis_gathering.running_in(conversation)
    statement = crisis_statements.standing(crisis) if crisis is not None else None
    return [_plain(text) for text in (*texts, statement.text if statement is not None else "") if text]


def _plain(text: str) -> str:
    return " ".join(text.split())
