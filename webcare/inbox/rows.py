"""One conversation as a list shows it. Nothing in it depends on who reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from webcare.database import micros, session
from webcare.inbox import approvals
from webcare.inbox.filters import IS_OPEN
from webcare.mandate import Place, Readable
from webcare.models import Channel, Contact, Conversation, ConversationTag, Status, Tag, User
from webcare.models.contact import initials
from webcare.models.user import first_name

# Sort keys are microseconds in three bands, so that one number orders every list and fits a browser's number:
# urgent first, then by deadline, then what has no deadline, newest first.
URGENT_BAND = -4_000_000_000_000_000
RECENT_BAND = 8_000_000_000_000_000

MOST_ALARMS = 5

# What a row takes of its conversation; whole ones, with all their relatives, took twice as long to load.
COLUMNS = (
    "id",
    "channel_id",
    "contact_id",
    "audience",
    "gathering_id",
    "gathered",
    "opened_at",
    "status",
    "asks",
    "due_at",
    "wait_started_at",
    "wait_half_at",
    "wait_at_risk_at",
    "wait_due_at",
    "promise_due_at",
    "claimed_by_id",
    "urgent_at",
    "urgent_accepted_at",
    "escalated_to_id",
    "approval_asked_at",
    "language",
    "sentiment",
    "preview",
    "last_message_id",
    "last_message_at",
)


class Customer(NamedTuple):
    """What a row shows of its contact."""

    id: int
    name: str
    handle: str
    avatar_url: str | None

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return initials(self.name, self.handle)


class Colleague(NamedTuple):
    """What a row shows of whoever works on it."""

    id: int
    name: str

    @property
    def first_name(self) -> str:
        """What colleagues call each other."""
        return first_name(self.name)


class Label(NamedTuple):
    """What a row shows of a tag."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """What stands in one row, and the facts a screen filters and sorts by."""

    id: int
    contact: Customer
    channel_id: int
    platform: str
    audience: str
    status: str
    preview: str
    language: str | None
    sentiment: str | None
    asks: bool
    due_at: datetime | None
    started_at: datetime | None
    half_at: datetime | None
    at_risk_at: datetime | None
    promised: bool
    asks_approval: str | None  # of whom: a name, "" for anybody who may; None: nothing waits for approval
    sounded: bool  # an alarm did, whatever became of it
    urgent: bool
    accepted: bool
    holder: Colleague | None
    escalated_to: Colleague | None
    gathering_id: int | None
    gathered: bool
    others: int
    tags: tuple[Label, ...]
    last_message_at: datetime | None
    last_message_id: int | None
    sort: int

    @property
    def element_id(self) -> str:
        """The id of its element on a page."""
        return f"conversation-{self.id}"

    @property
    def place(self) -> tuple[int, int]:
        """What lists are ordered by."""
        return place(self.sort, self.id)

    @property
    def stands(self) -> Place:
        """Where it stands, as grants see it."""
        return Place(self.channel_id, self.audience, frozenset(tag.id for tag in self.tags))

    @property
    def facts(self) -> dict[str, str]:
        """What a screen needs to decide whether and where it shows this row: data attributes."""
        return {
            "channel": str(self.channel_id),
            "audience": self.audience,
            "status": self.status,
            "tags": " ".join(str(tag.id) for tag in self.tags),
            "assignee": str(self.holder.id) if self.holder else "",
            "due": str(micros(self.due_at)) if self.due_at else "",
            "started": str(micros(self.started_at)) if self.started_at else "",
            "half": str(micros(self.half_at)) if self.half_at else "",
            "risk": str(micros(self.at_risk_at)) if self.at_risk_at else "",
            "asks": "1" if self.asks else "",
            "promise": "1" if self.promised else "",
            "urgent": "1" if self.urgent else "",
            "accepted": "1" if self.accepted else "",
            "gathered": "1" if self.gathered and not self.urgent else "",
            "message": str(self.last_message_id or ""),
        }


def rows_of(conversation_ids: Iterable[int]) -> list[Row]:
    """The rows of these conversations as they are now, in the order of lists, whoever may read them.

    At most four statements: the rows, their tags, what waits for approval, and how large their gatherings are.
    """
    wanted = sorted(set(conversation_ids))
    if not wanted:
        return []
    found = session.execute(_statement(), {"wanted": wanted}).all()
    tags = _tags(wanted)
    asked = {each.id for each in found if each.approval_asked_at is not None}
    whom = approvals.whom_by_conversation(asked) if asked else {}
    sizes = _sizes({each.gathering_id for each in found} - {None})
    shown = [_row(each, tags.get(each.id, ()), sizes, whom.get(each.id)) for each in found]
    return sorted(shown, key=lambda row: row.place)


def changed_with(conversation_ids: Iterable[int]) -> list[Row]:
    """The rows of these, and of those that stand for their gatherings: they say how many others there are."""
    wanted = set(conversation_ids)
    if not wanted:
        return []
    theirs = select(Conversation.gathering_id).where(
        Conversation.id.in_(wanted), Conversation.gathering_id.is_not(None)
    )
    standing = select(Conversation.id).where(Conversation.gathering_id.in_(theirs), Conversation.gathered.is_(False))
    return rows_of(wanted.union(session.scalars(standing)))


def as_read(readable: Readable, shown: list[Row]) -> list[Row]:
    """The same for these readers: who reads by tag sees each conversation of a gathering by itself."""
    return [replace(each, gathered=False) for each in shown] if readable.by_tag else shown


def alarms(readable: Readable) -> list[Row]:
    """Urgent conversations that nobody has taken on yet: they stand on every open screen."""
    return rows_of(session.scalars(_loud(readable)))


def place(sort: int, conversation_id: int) -> tuple[int, int]:
    """Where it stands among others: equals are told apart by id, the newest first where the newest come first."""
    return sort, -conversation_id if sort > RECENT_BAND // 2 else conversation_id


@lru_cache(256)
def _loud(readable: Readable) -> Select[int]:
    loud = (IS_OPEN, Conversation.urgent_at.is_not(None), Conversation.urgent_accepted_at.is_(None))
    return select(Conversation.id).where(readable.where(), *loud).order_by(Conversation.urgent_at).limit(MOST_ALARMS)


@cache
def _statement() -> Select[Any]:
    """Conversations with what their rows show, in one look, and nothing else: every list draws thirty of them."""
    holder, asked = aliased(User), aliased(User)
    of_conversation = (getattr(Conversation, name) for name in COLUMNS)
    of_contact = (Contact.name, Contact.handle, Contact.avatar_url)
    colleagues = (holder.name.label("holder_name"), asked.name.label("escalated_name"))
    return (
        select(*of_conversation, *of_contact, Channel.platform, *colleagues)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Channel, Channel.id == Conversation.channel_id)
        .outerjoin(holder, holder.id == Conversation.claimed_by_id)
        .outerjoin(asked, asked.id == Conversation.escalated_to_id)
        .where(Conversation.id.in_(bindparam("wanted", expanding=True)))
    )


def _row(found: Any, tags: tuple[Label, ...], sizes: dict[int, int], whom: str | None) -> Row:
    """A row out of what the statement above found."""
    is_open = found.status == Status.OPEN
    of_wait = found.due_at is not None and found.due_at == found.wait_due_at
    return Row(
        id=found.id,
        contact=Customer(found.contact_id, found.name, found.handle, found.avatar_url),
        channel_id=found.channel_id,
        platform=found.platform,
        audience=found.audience,
        status=found.status,
        preview=found.preview,
        language=found.language,
        sentiment=found.sentiment,
        asks=found.asks,
        due_at=found.due_at if is_open else None,
        started_at=found.wait_started_at if of_wait else None,
        half_at=found.wait_half_at if of_wait else None,
        at_risk_at=found.wait_at_risk_at if of_wait else None,
        promised=found.promise_due_at is not None,
        asks_approval=whom,
        sounded=found.urgent_at is not None,
        urgent=found.urgent_at is not None and is_open,
        accepted=found.urgent_accepted_at is not None,
        holder=_colleague(found.claimed_by_id, found.holder_name),
        escalated_to=_colleague(found.escalated_to_id, found.escalated_name),
        gathering_id=found.gathering_id,
        gathered=found.gathered,
        others=max(sizes.get(found.gathering_id or 0, 1) - 1, 0),
        tags=tags,
        last_message_at=found.last_message_at,
        last_message_id=found.last_message_id,
        sort=_sort(found),
    )


def _colleague(user_id: int | None, name: str) -> Colleague | None:
    return None if user_id is None else Colleague(user_id, name)


def _sort(found: Any) -> int:
    """The place of a conversation in any list, as one number."""
    if found.urgent_at is not None and found.status == Status.OPEN:
        return URGENT_BAND + micros(found.due_at or found.urgent_at)
    if found.due_at is not None and found.status == Status.OPEN:
        return micros(found.due_at)
    return RECENT_BAND - micros(found.last_message_at or found.opened_at)


def _tags(conversation_ids: list[int]) -> dict[int, tuple[Label, ...]]:
    tags: dict[int, tuple[Label, ...]] = {}
    for conversation_id, number, name in session.execute(_tagging(), {"wanted": conversation_ids}):
        tags[conversation_id] = (*tags.get(conversation_id, ()), Label(number, name))
    return tags


@cache
def _tagging() -> Select[int, int, str]:
    return (
        select(ConversationTag.conversation_id, Tag.id, Tag.name)
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .where(ConversationTag.conversation_id.in_(bindparam("wanted", expanding=True)))
        .order_by(Tag.name)
    )


def _sizes(gathering_ids: set[int]) -> dict[int, int]:
    if not gathering_ids:
        return {}
    counted = (
        select(Conversation.gathering_id, func.count())
        .where(Conversation.gathering_id.in_(gathering_ids), Conversation.status == Status.OPEN)
        .group_by(Conversation.gathering_id)
    )
    return {gathering_id or 0: size for gathering_id, size in session.execute(counted)}
