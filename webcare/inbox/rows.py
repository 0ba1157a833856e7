"""One conversation as a list shows it. Nothing in it depends on who reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value

from webcare.database import micros, session
from webcare.inbox import approvals
from webcare.inbox.filters import IS_OPEN
from webcare.mandate import Readable
from webcare.models import Channel, Contact, Conversation, ConversationTag, Status, Tag, User

# Sort keys are microseconds in three bands, so that one number orders every list and fits a browser's number:
# urgent first, then by deadline, then what has no deadline, newest first.
URGENT_BAND = -4_000_000_000_000_000
RECENT_BAND = 8_000_000_000_000_000

MOST_ALARMS = 5

_holder = aliased(User)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What stands in one row, and the facts a screen filters and sorts by."""

    id: int
    conversation: Conversation
    contact: Contact
    channel: Channel
    audience: str
    status: str
    preview: str
    language: str | None
    sentiment: str | None
    asks: bool
    due_at: datetime | None
    started_at: datetime | None
    at_risk_at: datetime | None
    promised: bool
    asks_approval: str | None  # of whom: a name, "" for anybody who may; None: nothing waits for approval
    urgent: bool
    accepted: bool
    holder: User | None
    escalated_to: User | None
    gathering_id: int | None
    gathered: bool
    others: int
    tags: tuple[Tag, ...]
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
    def facts(self) -> dict[str, str]:
        """What a screen needs to decide whether and where it shows this row: data attributes."""
        return {
            "channel": str(self.channel.id),
            "audience": self.audience,
            "status": self.status,
            "tags": " ".join(str(tag.id) for tag in self.tags),
            "assignee": str(self.holder.id) if self.holder else "",
            "due": str(micros(self.due_at)) if self.due_at else "",
            "started": str(micros(self.started_at)) if self.started_at else "",
            "risk": str(micros(self.at_risk_at)) if self.at_risk_at else "",
            "asks": "1" if self.asks else "",
            "promise": "1" if self.promised else "",
            "urgent": "1" if self.urgent else "",
            "accepted": "1" if self.accepted else "",
            "gathered": "1" if self.gathered else "",
            "message": str(self.last_message_id or ""),
        }


def statement() -> Select[Conversation, Contact, Channel, User]:
    """Conversations with what their rows show, in one look."""
    return (
        select(Conversation, Contact, Channel, _holder)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Channel, Channel.id == Conversation.channel_id)
        .outerjoin(_holder, _holder.id == Conversation.claimed_by_id)
        .execution_options(populate_existing=True)
    )


def rows(found: Sequence[Any]) -> list[Row]:
    """Rows out of what `statement` found, with their tags and gatherings: at most two statements more."""
    tags = _tags(conversation.id for conversation, *_ in found)
    asked = {conversation.id for conversation, *_ in found if conversation.approval_asked_at is not None}
    whom = approvals.whom_by_conversation(asked) if asked else {}
    sizes = _sizes({conversation.gathering_id for conversation, *_ in found} - {None})
    return [
        _row(conversation, contact, channel, holder, tags.get(conversation.id, ()), sizes, whom.get(conversation.id))
        for conversation, contact, channel, holder in found
    ]


def rows_of(conversation_ids: Iterable[int]) -> list[Row]:
    """The rows of these conversations as they are now, in the order of lists, whoever may read them."""
    wanted = sorted(set(conversation_ids))
    if not wanted:
        return []
    found = session.execute(statement().where(Conversation.id.in_(wanted))).all()
    return sorted(rows(found), key=lambda row: row.place)


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


def alarms(readable: Readable) -> list[Row]:
    """Urgent conversations that nobody has taken on yet: they stand on every open screen."""
    loud = (IS_OPEN, Conversation.urgent_at.is_not(None), Conversation.urgent_accepted_at.is_(None))
    ids = select(Conversation.id).where(readable.where(), *loud).order_by(Conversation.urgent_at).limit(MOST_ALARMS)
    return rows_of(session.scalars(ids))


def sort_key(conversation: Conversation) -> int:
    """The place of a conversation in any list, as one number."""
    if conversation.urgent_at is not None and conversation.status == Status.OPEN:
        return URGENT_BAND + micros(conversation.due_at or conversation.urgent_at)
    if conversation.due_at is not None and conversation.status == Status.OPEN:
        return micros(conversation.due_at)
    return RECENT_BAND - micros(conversation.last_message_at or conversation.opened_at)


def place(sort: int, conversation_id: int) -> tuple[int, int]:
    """Where it stands among others: equals are told apart by id, the newest first where the newest come first."""
    return sort, -conversation_id if sort > RECENT_BAND // 2 else conversation_id


def _row(
    conversation: Conversation,
    contact: Contact,
    channel: Channel,
    holder: User | None,
    tags: tuple[Tag, ...],
    sizes: dict[int, int],
    whom: str | None,
) -> Row:
    is_open = conversation.status == Status.OPEN
    of_wait = conversation.due_at is not None and conversation.due_at == conversation.wait_due_at
    set_committed_value(conversation, "tags", list(tags))  # a mandate asks for them, and they are here already
    return Row(
        id=conversation.id,
        conversation=conversation,
        contact=contact,
        channel=channel,
        audience=conversation.audience,
        status=conversation.status,
        preview=conversation.preview,
        language=conversation.language,
        sentiment=conversation.sentiment,
        asks=conversation.asks,
        due_at=conversation.due_at if is_open else None,
        started_at=conversation.wait_started_at if of_wait else None,
        at_risk_at=conversation.wait_at_risk_at if of_wait else None,
        promised=conversation.promise_due_at is not None,
        asks_approval=whom,
        urgent=conversation.urgent_at is not None and is_open,
        accepted=conversation.urgent_accepted_at is not None,
        holder=holder,
        escalated_to=conversation.escalated_to if conversation.escalated_to_id else None,
        gathering_id=conversation.gathering_id,
        gathered=conversation.gathered,
        others=max(sizes.get(conversation.gathering_id or 0, 1) - 1, 0),
        tags=tags,
        last_message_at=conversation.last_message_at,
        last_message_id=conversation.last_message_id,
        sort=sort_key(conversation),
    )


def _tags(conversation_ids: Iterable[int]) -> dict[int, tuple[Tag, ...]]:
    found = session.execute(
        select(ConversationTag.conversation_id, Tag)
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .where(ConversationTag.conversation_id.in_(list(conversation_ids)))
        .order_by(Tag.name)
    )
    tags: dict[int, tuple[Tag, ...]] = {}
    for conversation_id, tag in found:
        tags[conversation_id] = (*tags.get(conversation_id, ()), tag)
    return tags


def _sizes(gathering_ids: set[int]) -> dict[int, int]:
    if not gathering_ids:
        return {}
    counted = (
        select(Conversation.gathering_id, func.count())
        .where(Conversation.gathering_id.in_(gathering_ids), Conversation.status == Status.OPEN)
        .group_by(Conversation.gathering_id)
    )
    return {gathering_id or 0: size for gathering_id, size in session.execute(counted)}
