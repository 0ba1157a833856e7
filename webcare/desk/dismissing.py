"""Somebody finds that no answer is needed, and says why. Source: DOMAIN, response timer, rule 4."""

from datetime import datetime

from sqlalchemy import update

from webcare.database import session
from webcare.desk import closing, dismissals, seeing, waits
from webcare.errors import BadInput
from webcare.models import Conversation, Dismissal, How, Message, Outcome, User, Wait
from webcare.winning import reread, won


def dismiss(
    conversation: Conversation, reason: str, *, seen_message_id: int, by: User, now: datetime
) -> Dismissal | None:
    """Dismiss what was said up to the message last seen, and close. What came later keeps waiting, and open.

    Of an urgent conversation the first only proposes it, and nothing is dismissed: gives None.
    Raises ReasonNeeded, BadInput, HeldBySomebodyElse, SecondPersonNeeded, NotReadYet.
    """
    reread(conversation)
    dismissals.check(reason)
    seeing.check_seen(conversation, seen_message_id)
    closing.refuse_another(conversation, by)
    if not closing.agreed(conversation, by=by, now=now, reason=reason, seen_message_id=seen_message_id):
        return None
    dismissal = dismissals.note(conversation, reason, seen_message_id, by=by, now=now)
    if waits.open_wait(conversation) is None:
        closing.finish(conversation, by=by, now=now, reason=reason)
    return dismissal


def undo(dismissal: Dismissal, *, by: User, now: datetime) -> None:
    """It does need an answer: the wait is as it was, with its original start. Undoing twice changes nothing.

    An urgent conversation then takes two people again to be closed.
    """
    undone = update(Dismissal).where(Dismissal.id == dismissal.id, Dismissal.undone_at.is_(None))
    if not won(undone.values(undone_at=now)):
        return
    conversation = session.get_one(Conversation, dismissal.conversation_id)
    conversation.closing_proposed_by_id = None  # whoever agreed to close it did so before this
    waits.refold(conversation, now=now, since=dismissal.dismissed_at)
    session.flush()  # reopening reads the row again: what the fold just said of it must be there
    closing.reopen(conversation, by=by, now=now)


def wait_again(wait: Wait, *, by: User, now: datetime) -> None:
    """A DM made elsewhere did not answer the public question after all: the wait is as it was. Source: rule 3.

    Raises BadInput for a wait that ended in another way. Saying so twice changes nothing.
    """
    if wait.outcome == Outcome.OPEN:
        return
    if wait.how != How.IN_PRIVATE or wait.answer_id is None:
        raise BadInput(field="wait")
    session.get_one(Message, wait.answer_id).ends_public_wait = False
    session.flush()
    conversation = session.get_one(Conversation, wait.conversation_id)
    waits.refold(conversation, now=now, since=wait.started_at)
    closing.reopen(conversation, by=by, now=now)
