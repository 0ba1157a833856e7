"""What a dismissal is: its reasons, and the row that lets a wait end without an answer."""

from datetime import datetime

from flask_babel import lazy_gettext as _

from webcare.database import session
from webcare.desk import waits
from webcare.errors import BadInput, WebcareError
from webcare.models import Conversation, Dismissal, Message, Reason, User

BY_HAND = frozenset(Reason) - {Reason.DELETED}


class ReasonNeeded(WebcareError):
    """Closing with an open wait is a dismissal, and says why."""

    status = 422
    code = "reason_needed"
    message = _("The customer is still waiting. Say why no answer is needed.")


def check(reason: str | None) -> None:
    """Raises ReasonNeeded without a reason, BadInput for one that is not chosen by hand."""
    if not reason:
        raise ReasonNeeded
    if reason not in BY_HAND:
        raise BadInput(field="reason")


def note(conversation: Conversation, reason: str, seen_message_id: int, *, by: User, now: datetime) -> Dismissal:
    """Write the dismissal down and let the waits follow. It counts after the message it is about."""
    seen = session.get(Message, seen_message_id)
    if seen is None or seen.conversation_id != conversation.id:
        raise BadInput(field="seen_message_id")
    at = max(now, seen.posted_at)  # our clock may be behind the platform's
    dismissal = Dismissal(
        conversation_id=conversation.id,
        seen_message_id=seen.id,
        reason=reason,
        dismissed_by_id=by.id,
        dismissed_at=at,
    )
    session.add(dismissal)
    session.flush()
    waits.refold(conversation, now=now, since=at)
    return dismissal
