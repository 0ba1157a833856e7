"""Nothing more is to be done: closing and reopening. Source: DOMAIN, response timer, rule 5; Safety."""

from datetime import datetime

from flask_babel import lazy_gettext as _

from webcare.database import record, session
from webcare.desk import claiming, dismissals, escalating, holders, seeing, standing, waits
from webcare.desk.dismissals import ReasonNeeded
from webcare.errors import Conflict
from webcare.events import ConversationClosed, UrgentClosingProposed
from webcare.models import Conversation, Direction, Status, User
from webcare.winning import reread

__all__ = ["ReasonNeeded"]


class SecondPersonNeeded(Conflict):
    """An urgent conversation is closed by two people; the first has proposed it already."""

    code = "second_person_needed"
    message = _("You proposed to close this urgent conversation. A colleague must agree.")


class NotReadYet(Conflict):
    """Two people close an urgent conversation, and both have read everything in it."""

    code = "not_read_yet"
    message = _("Something was written here since you last looked. Read it first.")


def close(
    conversation: Conversation,
    *,
    by: User,
    now: datetime,
    reason: str | None = None,
    seen_message_id: int | None = None,
) -> bool:
    """Close it, and end the claim. A reason dismisses what was said up to the message last seen (None: everything).

    Gives False when it stays open: an urgent one for a second person, any for what was said after that message.
    Raises ReasonNeeded with an open wait, SecondPersonNeeded, NotReadYet, HeldBySomebodyElse, BadInput.
    """
    reread(conversation)
    if conversation.status == Status.CLOSED:
        return True
    refuse_another(conversation, by)
    waiting = waits.open_wait(conversation) is not None
    if waiting:
        dismissals.check(reason)
    seen = conversation.last_message_id or 0 if seen_message_id is None else seen_message_id
    if not agreed(conversation, by=by, now=now, reason=reason, seen_message_id=seen):
        return False
    if waiting:
        dismissals.note(conversation, str(reason), seen, by=by, now=now)
        if waits.open_wait(conversation) is not None:
            return False
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


def agreed(
    conversation: Conversation, *, by: User, now: datetime, reason: str | None, seen_message_id: int | None = None
) -> bool:
    """Whether it may be closed now: an urgent one needs a second person. Raises SecondPersonNeeded, NotReadYet."""
    if conversation.urgent_at is None:
        return True
    if seen_message_id is not None:
        _refuse_unread(conversation, seen_message_id, by)
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


def _refuse_unread(conversation: Conversation, seen_message_id: int, by: User) -> None:
    """Raises NotReadYet when the customer wrote since."""
    news = seeing.news_since(conversation, seen_message_id, by.id)
    if any(message.direction == Direction.INBOUND for message in news):
        raise NotReadYet


def refuse_another(conversation: Conversation, by: User) -> None:
    """Raises HeldBySomebodyElse when a colleague holds it. An urgent one may be closed by whoever is second."""
    holder = conversation.claimed_by_id
    if holder is None or holder == by.id or conversation.urgent_at is not None:
        return
    raise claiming.HeldBySomebodyElse(holder=session.get_one(User, holder).name)
