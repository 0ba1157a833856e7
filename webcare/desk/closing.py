"""Nothing more is to be done: closing and reopening. Source: DOMAIN, response timer, rule 5; Safety."""

from datetime import datetime

from flask_babel import lazy_gettext as _

from webcare.database import record, session
from webcare.desk import claiming, dismissals, escalating, holders, standing, waits
from webcare.desk.dismissals import ReasonNeeded
from webcare.errors import Conflict
from webcare.events import ConversationClosed, UrgentClosingProposed
from webcare.models import Conversation, Status, User
from webcare.winning import reread

__all__ = ["ReasonNeeded"]


class SecondPersonNeeded(Conflict):
    """An urgent conversation is closed by two people; the first has proposed it already."""

    code = "second_person_needed"
    message = _("You proposed to close this urgent conversation. A colleague must agree.")


def close(conversation: Conversation, *, by: User, now: datetime, reason: str | None = None) -> bool:
    """Close it, and end the claim. Gives False when it was urgent and waits for a second person.

    Raises ReasonNeeded with an open wait, SecondPersonNeeded, HeldBySomebodyElse.
    """
    reread(conversation)
    if conversation.status == Status.CLOSED:
        return True
    refuse_another(conversation, by)
    waiting = waits.open_wait(conversation) is not None
    if waiting:
        dismissals.check(reason)
    if not agreed(conversation, by=by, now=now, reason=reason):
        return False
    if waiting:
        dismissals.note(conversation, str(reason), conversation.last_message_id or 0, by=by, now=now)
    finish(conversation, by=by, now=now, reason=reason)
    return True


def close_after_answer(conversation: Conversation, *, by: User, now: datetime) -> None:
    """The answer that was to close it is sent: close it, unless the customer waits for something else by now."""
    reread(conversation)
    if conversation.status == Status.CLOSED or waits.open_wait(conversation) is not None:
        return
    if conversation.closing_proposed_by_id != by.id and agreed(conversation, by=by, now=now, reason=None):
        finish(conversation, by=by, now=now, reason=None)


def reopen(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Open it again by hand. Its waits stay as they ended."""
    reread(conversation)
    if conversation.status == Status.CLOSED:
        standing.reopen(conversation, now=now, by=by.id)
        session.flush()
        waits.restand(conversation, now=now)


def finish(conversation: Conversation, *, by: User, now: datetime, reason: str | None) -> None:
    """The closing itself, after everything was asked."""
    escalating.end_with(conversation, by=by, now=now)
    holders.let_go(conversation, why="closed", by=by.id, now=now)
    conversation.status, conversation.closed_at, conversation.close_reason = Status.CLOSED, now, reason
    conversation.closing_proposed_by_id = None
    session.flush()
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(ConversationClosed(at=now, by=by.id, reason=reason, **place))
    waits.restand(conversation, now=now)


def agreed(conversation: Conversation, *, by: User, now: datetime, reason: str | None) -> bool:
    """Whether it may be closed now: an urgent one needs a second person. Raises SecondPersonNeeded."""
    if conversation.urgent_at is None:
        return True
    first = conversation.closing_proposed_by_id
    if first == by.id:
        raise SecondPersonNeeded
    if first is not None:
        return True
    conversation.closing_proposed_by_id = by.id
    session.flush()
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(UrgentClosingProposed(at=now, by=by.id, reason=reason, **place))
    return False


def refuse_another(conversation: Conversation, by: User) -> None:
    """Raises HeldBySomebodyElse when a colleague holds it. An urgent one may be closed by whoever is second."""
    holder = conversation.claimed_by_id
    if holder is None or holder == by.id or conversation.urgent_at is not None:
        return
    raise claiming.HeldBySomebodyElse(holder=session.get_one(User, holder).name)
