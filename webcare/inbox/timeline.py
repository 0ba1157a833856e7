"""What happened in one conversation, as its page shows it: messages, replies under way, and events in words.

Three sources, merged by time and paged backwards by cursor. The cost of a page does not grow with the conversation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from webcare.database import EPOCH, Instant, micros, session
from webcare.errors import BadInput
from webcare.inbox import happenings
from webcare.inbox.happenings import Happening
from webcare.inbox.replies import SHOWN_WITH
from webcare.models import Approval, Audience, Conversation, Direction, EventRow, Message, Reply, ReplyStatus

PAGE = 50
FURTHEST = 500  # entries that a page begins with when one of them is looked for
HIDDEN = (ReplyStatus.CANCELLED,)  # an event tells of it
EVENT, REPLY, MESSAGE = 0, 1, 2  # at the same moment, in this order

Key = tuple[int, int, int]  # microseconds, source, row id


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the timeline: a message, a reply that is not (or not here) a message yet, or an event."""

    at: datetime
    source: int
    row_id: int
    message: Message | None = None
    reply: Reply | None = None
    happening: Happening | None = None
    prepared: bool = False  # it was a text approved beforehand, and nobody's own words

    @property
    def id(self) -> str:
        """The element's id; a reply keeps its own when it becomes a message, so the browser changes it in place."""
        if self.reply is not None:
            return f"reply-{self.reply.uuid}"
        return f"message-{self.row_id}" if self.message is not None else f"event-{self.row_id}"

    @property
    def key(self) -> Key:
        """Where it stands among the others."""
        return micros(self.at), self.source, self.row_id

    @property
    def sort(self) -> int:
        """Microseconds since 1970."""
        return self.key[0]

    @property
    def kind(self) -> str:
        """What the template draws: `in`, `out`, `note`, `reply` or `event`."""
        if self.message is not None:
            return {Direction.INBOUND: "in", Direction.NOTE: "note"}.get(Direction(self.message.direction), "out")
        return "reply" if self.reply is not None else "event"

    @property
    def private_elsewhere(self) -> bool:
        """A DM sent from a public conversation: its words belong to the private one, and are not repeated here."""
        return self.message is None and self.reply is not None and self.reply.audience == Audience.PRIVATE


@dataclass(frozen=True)
class Page:
    """Some entries, oldest first; `earlier` is the cursor of what came before, if anything did."""

    entries: list[Entry]
    earlier: str | None = None

    @property
    def newest_message_id(self) -> int | None:
        """The newest message on it by arrival: what its reader is about to see."""
        return max((entry.message.id for entry in self.entries if entry.message is not None), default=None)


def entries(conversation: Conversation, *, before: str | None = None, limit: int = PAGE) -> Page:
    """The newest `limit` entries of a conversation, or those before a cursor of an earlier page.

    Raises BadInput for a cursor that was never given out.
    """
    key = _parse(before)
    messages = _messages(_page(_message_rows(conversation.id), Message.posted_at, Message.id, MESSAGE, key, limit))
    since = messages[-1].at if len(messages) > limit else None
    found = [*messages, *_replies(conversation, key, limit), *_events(conversation, key, since, limit)]
    found.sort(key=lambda entry: entry.key)
    kept = found[-limit:]
    return Page(kept, _cursor(kept[0]) if len(found) > limit else None)


def reaching(conversation: Conversation, message_id: int | None) -> int:
    """How many of the newest entries it takes to show this message with some before it; one statement.

    As many as ever when none is asked for, when there is no such message here, or when it lies further back than
    `FURTHEST`.
    """
    if message_id is None:
        return PAGE
    here = Message.conversation_id == conversation.id
    sought = select(Message.posted_at).where(here, Message.id == message_id).scalar_subquery()
    shown = EventRow.conversation_id == conversation.id, EventRow.kind.in_(happenings.SHOWN)
    messages = select(literal(1)).where(here, Message.posted_at >= sought).limit(FURTHEST).subquery()
    events = select(literal(1)).where(*shown, EventRow.at >= sought).limit(FURTHEST).subquery()
    counts = (select(func.count()).select_from(each).scalar_subquery() for each in (messages, events))
    since = sum(session.execute(select(*counts)).one())
    return since + PAGE if since < FURTHEST else PAGE


def entries_for(events: Sequence[EventRow]) -> list[Entry]:
    """The entries that events made or changed, each once and as it stands now; at most six statements.

    The message of a DM that was sent out of a public conversation is not among them: its words stand elsewhere.
    """
    message_ids = {event.data["message_id"] for event in events if "message_id" in event.data}
    reply_ids = {event.data["reply_id"] for event in events if "reply_id" in event.data}
    found: list[Entry] = []
    if message_ids or reply_ids:
        of_reply = and_(Message.reply_id.in_(reply_ids), Message.conversation_id == Reply.conversation_id)
        found += _messages(_message_rows().where(or_(Message.id.in_(message_ids), of_reply)))
    if reply_ids:
        rows = select(Reply).where(Reply.id.in_(reply_ids), _not_a_message_here(), Reply.status.not_in(HIDDEN))
        found += [_of_reply(reply) for reply in session.scalars(rows.options(*SHOWN_WITH)).unique()]
    return [*found, *_in_words(event for event in events if event.kind in happenings.SHOWN)]


def of_messages(messages: Iterable[Message]) -> list[Entry]:
    """The entries of these messages, oldest first."""
    rows = _message_rows().where(Message.id.in_([message.id for message in messages]))
    return sorted(_messages(rows), key=lambda entry: entry.key)


def of_reply(reply: Reply) -> list[Entry]:
    """The entry of one reply, wherever it stands in the timeline."""
    messages = [
        entry
        for entry in _messages(_message_rows(reply.conversation_id).where(Message.reply_id == reply.id))
        if entry.reply is not None
    ]
    return messages or [_of_reply(reply)]


def _message_rows(conversation_id: int | None = None) -> Select[Message, Reply, bool]:
    prepared = exists().where(Approval.reply_id == Reply.id, _stands_for_a_statement())
    rows = (
        select(Message, Reply, prepared)
        .outerjoin(Reply, Reply.id == Message.reply_id)
        .options(joinedload(Message.author), selectinload(Message.media))
    )
    return rows if conversation_id is None else rows.where(Message.conversation_id == conversation_id)


def _messages(rows: Select[Message, Reply, bool]) -> list[Entry]:
    return [
        Entry(at=message.posted_at, source=MESSAGE, row_id=message.id, message=message, reply=reply, prepared=prepared)
        for message, reply, prepared in session.execute(rows)
    ]


def _stands_for_a_statement() -> ColumnElement[bool]:
    return or_(Approval.statement_id.is_not(None), Approval.crisis_statement_id.is_not(None))


def _replies(conversation: Conversation, before: Key | None, limit: int) -> list[Entry]:
    at = func.coalesce(Reply.sent_at, Reply.created_at, type_=Instant())
    rows = (
        select(Reply)
        .where(Reply.conversation_id == conversation.id, Reply.status.not_in(HIDDEN), _not_a_message_here())
        .options(*SHOWN_WITH)
    )
    return [_of_reply(reply) for reply in session.scalars(_page(rows, at, Reply.id, REPLY, before, limit)).unique()]


def _of_reply(reply: Reply) -> Entry:
    prepared = reply.approval is not None and reply.approval.is_of_a_statement
    return Entry(at=reply.sent_at or reply.created_at, source=REPLY, row_id=reply.id, reply=reply, prepared=prepared)


def _not_a_message_here() -> ColumnElement[bool]:
    here = and_(Message.reply_id == Reply.id, Message.conversation_id == Reply.conversation_id)
    return ~exists().where(here)


def _events(conversation: Conversation, before: Key | None, since: datetime | None, limit: int) -> list[Entry]:
    rows = select(EventRow).where(EventRow.conversation_id == conversation.id, EventRow.kind.in_(happenings.SHOWN))
    if since is not None:
        rows = rows.where(EventRow.at >= since)
    return _in_words(session.scalars(_page(rows, EventRow.at, EventRow.id, EVENT, before, limit)))


def _in_words(events: Iterable[EventRow]) -> list[Entry]:
    events = list(events)
    words = happenings.describe(events)
    return [Entry(at=event.at, source=EVENT, row_id=event.id, happening=words[event.id]) for event in events]


def _page(rows: Any, at: Any, row_id: Any, source: int, before: Key | None, limit: int) -> Any:
    """The rows of one source just before the cursor, newest first, and one more: there may be earlier ones."""
    if before is not None:
        moment = EPOCH + timedelta(microseconds=before[0])
        rows = rows.where(or_(at < moment, and_(at == moment, _earlier_at_the_same_moment(row_id, source, before))))
    return rows.order_by(at.desc(), row_id.desc()).limit(limit + 1)


def _earlier_at_the_same_moment(row_id: Any, source: int, before: Key) -> Any:
    if source == before[1]:
        return row_id < before[2]
    return row_id > 0 if source < before[1] else row_id < 0


def _cursor(entry: Entry) -> str:
    return ".".join(str(part) for part in entry.key)


def _parse(cursor: str | None) -> Key | None:
    if cursor is None:
        return None
    parts = cursor.split(".")
    if len(parts) != 3 or not all(_is_number(part) for part in parts):
        raise BadInput(field="before")
    return int(parts[0]), int(parts[1]), int(parts[2])


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) < 17
