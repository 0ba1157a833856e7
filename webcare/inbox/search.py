"""Finding what was said, by whom it was said, or one post by its number: only in what the reader may read.

The newest comes first. A page looks through a bounded number of messages, so a common word, or a narrow mandate, costs
no more than another; where it stopped, the next page goes on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import joinedload

from webcare import guard
from webcare.database import is_sqlite, session
from webcare.inbox import rows, words
from webcare.inbox.filters import number
from webcare.inbox.rows import Row
from webcare.inbox.words import Piece
from webcare.mandate import Mandate, Readable
from webcare.models import Channel, Contact, Conversation, Message, MessageVersion

PAGE = 30  # conversations
STEP = 400  # messages looked at at a time
FURTHEST = 4_000  # messages looked at for one page
CUSTOMERS = 5
NAMESAKES = 200  # customers looked at at a time for those few
LOOKS = 5  # so many times, as long as they are not found
_END = 1 << 62

_ADDRESS = re.compile(r"(?:https?://)?[\w.]+/\S+/status(?:es)?/(\d{1,20})\b\S*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{8,20}")

_ON_SQLITE = (
    "SELECT rowid FROM {table}_words WHERE {table}_words MATCH :wanted AND rowid < :before "
    "ORDER BY rowid DESC LIMIT :step"
)
_ON_POSTGRESQL = (
    "SELECT id FROM {table} WHERE words @@ to_tsquery('simple', :wanted) AND id < :before ORDER BY id DESC LIMIT :step"
)
# How often words stand together, or begin so, is nothing a planner knows: it would walk through the whole table.
_ON_POSTGRESQL_FIRST = (
    "WITH found AS MATERIALIZED (SELECT id FROM {table} WHERE words @@ to_tsquery('simple', :wanted)) "
    "SELECT id FROM found WHERE id < :before ORDER BY id DESC LIMIT :step"
)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: words, and perhaps the number of a post. `loosely`: also what only begins so."""

    typed: str = ""
    loosely: bool = False
    pieces: tuple[Piece, ...] = ()
    post: str | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Read from an address."""
        typed, loosely = " ".join(asked.get("q", "").split())[: words.LONGEST], asked.get("loosely") == "1"
        address = _ADDRESS.search(typed)
        post = address.group(1) if address else typed if _NUMBER.fullmatch(typed) else None
        pieces = words.pieces(_ADDRESS.sub("", typed))
        return cls(typed, loosely, words.beginnings(pieces) if loosely else pieces, post)

    def query(self) -> dict[str, str]:
        """The same, as the query of an address."""
        return {"q": self.typed} | ({"loosely": "1"} if self.loosely else {})

    def begun(self) -> "Wanted":
        """The same words, also where they only begin so."""
        return replace(self, loosely=True, pieces=words.beginnings(self.pieces))


@dataclass(frozen=True)
class Hit:
    """A conversation in which it was said: the newest such message; `others` were met on the way."""

    row: Row
    message: Message
    excerpt: list[tuple[str, bool]]
    others: int


@dataclass(frozen=True)
class Page:
    """What was found, for `wanted` as it was looked for in the end.

    `next` is the message before which the next page looks, None when there is nothing more.
    """

    wanted: Wanted
    hits: list[Hit] = field(default_factory=list)
    customers: list[Row] = field(default_factory=list)
    next: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found, here or further back."""
        return not self.hits and not self.customers and self.next is None


def find(mandate: Mandate, wanted: Wanted, before: str | None = None) -> Page:
    """One page of what was found before a message (None: the first page, with customers of that name).

    Words that stand nowhere are looked for once more, as beginnings.
    """
    readable, cursor = mandate.readable(), number(before)
    page = _said(readable, wanted, cursor)
    begun = wanted.begun()
    if page.next is None and not page.hits and cursor is None and begun.pieces != wanted.pieces:
        page = _said(readable, begun, cursor)
    return page if cursor is not None else replace(page, customers=_customers(readable, wanted))


def _said(readable: Readable, wanted: Wanted, cursor: int | None) -> Page:
    kept = _numbered(readable, wanted.post) if wanted.post is not None and cursor is None else {}
    further = _walk(readable, wanted.pieces, kept, _END if cursor is None else cursor) if wanted.pieces else None
    return Page(wanted, _hits(kept, wanted.pieces), next=further)


def _walk(readable: Readable, wanted: Sequence[Piece], kept: dict[int, list[int]], before: int) -> int | None:
    """Keep the messages before one, by conversation and newest first, until a page is full; gives where to go on."""
    for _step in range(FURTHEST // STEP):
        numbers = _matching("message", wanted, before=before, step=STEP)
        for message in _readable_among(numbers, readable):
            if not _is_to_be_seen(message.text, wanted):
                continue
            if message.conversation_id not in kept and len(kept) == PAGE:
                return int(message.id) + 1
            of_conversation = kept.setdefault(message.conversation_id, [])
            if message.id not in of_conversation[:1]:  # what was found by its number stands first
                of_conversation.append(message.id)
        if len(numbers) < STEP:
            return None
        before = numbers[-1]
    return before


def _matching(table: str, wanted: Sequence[Piece], **bounds: int) -> list[int]:
    """Ids of rows with these words before one, newest first."""
    if is_sqlite():
        statement, asked = _ON_SQLITE, words.for_sqlite(wanted)
    else:
        plain = all(len(piece.words) == 1 and not piece.begins for piece in wanted)
        statement, asked = _ON_POSTGRESQL if plain else _ON_POSTGRESQL_FIRST, words.for_postgresql(wanted)
    return list(session.scalars(text(statement.format(table=table)), {"wanted": asked, **bounds}))


def _readable_among(numbers: Sequence[int], readable: Readable) -> Sequence[Any]:
    said = (
        select(Message.id, Message.conversation_id, Message.text)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id.in_(numbers), Message.text.is_not(None), readable.where())
        .order_by(Message.id.desc())
    )
    return session.execute(said).all() if numbers else []


def _is_to_be_seen(said: str, wanted: Sequence[Piece]) -> bool:
    """A number that is masked on screen is not found either."""
    return not guard.numbers_to_mask(said) or words.holds(guard.masked(said), wanted)


def _numbered(readable: Readable, post: str) -> dict[int, list[int]]:
    """The message that the platform gave this number, also where it was edited since."""
    numbers: list[int] = []
    for table, message_id in ((Message, Message.id), (MessageVersion, MessageVersion.message_id)):
        of_channel = table.channel_id.in_(select(Channel.id))
        numbers += session.scalars(select(message_id).where(of_channel, table.external_id == post))
    return {message.conversation_id: [message.id] for message in _readable_among(numbers, readable)}


def _hits(kept: Mapping[int, list[int]], wanted: Sequence[Piece]) -> list[Hit]:
    shown = {row.id: row for row in rows.rows_of(kept)}
    newest = [numbers[0] for numbers in kept.values()]
    found = session.scalars(select(Message).where(Message.id.in_(newest)).options(joinedload(Message.author)))
    messages = {message.id: message for message in found}
    return [
        Hit(shown[number], messages[numbers[0]], _excerpt(messages[numbers[0]], wanted), len(numbers) - 1)
        for number, numbers in kept.items()
    ]


def _excerpt(message: Message, wanted: Sequence[Piece]) -> list[tuple[str, bool]]:
    return words.excerpt(guard.masked(message.text or ""), wanted)


def _customers(readable: Readable, wanted: Wanted) -> list[Row]:
    """The newest conversation of each of a few customers: who has it as a handle, then as a name, then begins so."""
    if not wanted.pieces:
        return []
    exactly = select(Contact.id).where(func.lower(Contact.handle) == wanted.typed.removeprefix("@").lower())
    found = _newest_of(session.scalars(exactly).all(), readable)
    for pieces in (wanted.pieces, words.beginnings(wanted.pieces, numbers=True)):
        before = _END
        for _look in range(LOOKS):
            if len(found) >= CUSTOMERS or before == 0:
                break
            numbers = _matching("contact", pieces, before=before, step=NAMESAKES)
            found |= _newest_of(numbers, readable)
            before = numbers[-1] if len(numbers) == NAMESAKES else 0
    shown = {row.id: row for row in rows.rows_of(found.values())}
    return [shown[number] for number in found.values()][:CUSTOMERS]


def _newest_of(contacts: Sequence[int], readable: Readable) -> dict[int, int]:
    """By customer, in this order, their newest conversation; without those of whom nothing may be read."""
    newest = (
        select(Conversation.id)
        .where(Conversation.contact_id == Contact.id, readable.where())
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )
    found = session.execute(select(Contact.id, newest.label("newest")).where(Contact.id.in_(contacts)))
    by_contact = {each.id: each.newest for each in found if each.newest is not None}
    return {number: by_contact[number] for number in contacts if number in by_contact}
