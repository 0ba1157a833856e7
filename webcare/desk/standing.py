"""Keeps the columns of a conversation by which lists are filtered and ordered."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from webcare.database import record, session, write_many
from webcare.desk.arrived import Spoken
from webcare.desk.numbering import table_of
from webcare.events import ConversationReopened
from webcare.models import Conversation, Direction, Message, Promise, Status

PREVIEW = 140  # characters
KEPT = (
    "status",
    "closed_at",
    "close_reason",
    "opened_at",
    "asks",
    "language",
    "preview",
    "last_message_id",
    "last_message_at",
    "wait_started_at",
    "wait_half_at",
    "wait_at_risk_at",
    "wait_due_at",
    "due_at",
)
_table = table_of(Conversation)
_kept = attrgetter(*KEPT)
_ALL_KEPT = frozenset(KEPT)
_PLACES = ("conversation", *(f"kept_{name}" for name in KEPT))
_write = (
    update(_table)
    .where(_table.c.id == bindparam("conversation"))
    .values({name: bindparam(f"kept_{name}") for name in KEPT})
)


class Running(NamedTuple):
    """What is shown of a wait that is open."""

    started_at: datetime
    half_at: datetime
    at_risk_at: datetime
    due_at: datetime


def show_wait(conversation: Conversation, wait: Running | None, *, now: datetime) -> None:
    """Carry the open wait into the conversation; one that is closed and waits again is reopened."""
    conversation.wait_started_at = wait.started_at if wait else None
    conversation.wait_half_at = wait.half_at if wait else None
    conversation.wait_at_risk_at = wait.at_risk_at if wait else None
    conversation.wait_due_at = wait.due_at if wait else None
    _order(conversation)
    if wait is not None and conversation.status == Status.CLOSED:
        reopen(conversation, now=now)


def show_message(conversation: Conversation, message: Spoken) -> None:
    """Carry an arriving message into the conversation: the newest by arrival, by time, and the customer's words."""
    if message.posted_at < conversation.opened_at:
        conversation.opened_at = message.posted_at
    conversation.last_message_id = max(conversation.last_message_id or 0, message.id)
    last = conversation.last_message_at
    newest = last is None or message.posted_at > last
    if newest:
        conversation.last_message_at = message.posted_at
    if message.direction != Direction.INBOUND:
        return
    if conversation.closing_proposed_by_id is not None:  # of an urgent one: the first had not read this
        conversation.closing_proposed_by_id = None
    conversation.asks = conversation.asks or message.asks
    conversation.language = conversation.language or message.language
    if newest:
        conversation.preview = shortened(message.text or "")
    else:
        show_preview(conversation)


def show_preview(conversation: Conversation) -> None:
    """Carry the customer's last words, by the platform's time, into the conversation."""
    session.flush()
    newest = select(Message.text).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.INBOUND,
        Message.deleted_at.is_(None),
    )
    by_platform = (Message.posted_at.desc(), func.length(Message.external_id).desc(), Message.external_id.desc())
    text = session.scalars(newest.order_by(*by_platform).limit(1)).first()
    conversation.preview = shortened(text or "")


def show_promises(conversation: Conversation) -> None:
    """Carry the earliest promise that is still to be kept into the conversation."""
    session.flush()
    conversation.promise_due_at = session.scalar(
        select(func.min(Promise.due_at)).where(
            Promise.conversation_id == conversation.id,
            Promise.counts_from.is_not(None),
            Promise.fulfilled_at.is_(None),
            Promise.withdrawn_at.is_(None),
        )
    )
    _order(conversation)


def write(conversations: Iterable[Conversation]) -> None:
    """Write what is kept of many conversations in one statement (a flush makes one for each way in which they differ).

    Whatever else was changed in them is left to the next flush.
    """
    dirty = session.dirty
    changed = {each.id: each for each in conversations if each in dirty}
    if not changed:
        return
    rows = [dict(zip(_PLACES, (number, *_kept(each)), strict=True)) for number, each in changed.items()]
    write_many(_write, rows)
    for each in changed.values():
        _is_written(each)


def reopen(conversation: Conversation, *, now: datetime, by: int | None = None) -> None:
    """Open a closed conversation again."""
    conversation.status = Status.OPEN
    conversation.closed_at = conversation.close_reason = None
    conversation.closing_proposed_by_id = None
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(ConversationReopened(at=now, by=by, **place))


def shortened(text: str) -> str:
    """What of a text stands in a list: one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= PREVIEW:
        return line
    return line[: PREVIEW - 1].rsplit(" ", 1)[0] + "…"


def _order(conversation: Conversation) -> None:
    due = [at for at in (conversation.wait_due_at, conversation.promise_due_at) if at is not None]
    conversation.due_at = min(due, default=None)


def _is_written(conversation: Conversation) -> None:
    """Tell the session. When nothing else changed in it, the next flush need not look at it at all."""
    state = instance_state(conversation)
    if state.committed_state.keys() <= _ALL_KEPT:
        state._commit_all(state.dict, session.identity_map)  # noqa: SLF001  # as after a flush of its own
        return
    for name, value in zip(KEPT, _kept(conversation), strict=True):
        set_committed_value(conversation, name, value)
