"""Questions to somebody with more mandate, as pages show them: lists, the figures around one, and customers' words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from webcare.database import Instant, session
from webcare.mandate import Readable
from webcare.models import (
    Contact,
    Conversation,
    ConversationTag,
    Direction,
    Escalation,
    Executive,
    Message,
    Tag,
    User,
)

MOST = 100
WINDOW = timedelta(days=1)
OWN_WORDS, OTHER_VOICES = 3, 2
FEWEST_TONED = 5  # messages, to say a share of them, as on the pages of themes


@dataclass(frozen=True)
class Figures:
    """The size of what goes on, over the last day, as far as the reader may see."""

    messages: int
    people: int
    followers: int  # of those who wrote, added up; who follows two of them counts twice
    since: datetime | None
    of_channel: int  # everything that came in on this channel
    toned: int = 0  # messages whose tone is known
    negative: int = 0

    @property
    def negative_share(self) -> int | None:
        """Of those whose tone is known, in per cent rounded down as everywhere; None where too few were read to say."""
        return 100 * self.negative // self.toned if self.toned >= FEWEST_TONED else None

    @property
    def share(self) -> int:
        """Of everything that came in, in per cent."""
        return round(100 * self.messages / self.of_channel) if self.of_channel else 0


@dataclass(frozen=True)
class Voice:
    """Somebody's own words."""

    message: Message
    contact: Contact

    @property
    def reactions(self) -> int:
        """Answers and reposts it drew, as last read."""
        reach = self.message.reach or {}
        return sum(int(reach.get(name) or 0) for name in ("replies", "reposts", "quotes"))


def with_id(escalation_id: int) -> Escalation | None:
    """One question, with everybody it names."""
    return session.scalars(_whole().where(Escalation.id == escalation_id)).one_or_none()


def of_conversation(conversation_id: int) -> Escalation | None:
    """The question that waits in a conversation."""
    waiting = _whole().where(Escalation.conversation_id == conversation_id, Escalation.ended_at.is_(None))
    return session.scalars(waiting).one_or_none()


def for_reader(reader: User, readable: Readable, *, team: bool) -> Sequence[Escalation]:
    """The questions to this reader and to whom they assist; for the `team` all that they may read. Open ones first."""
    rows = _whole().join(Conversation, Conversation.id == Escalation.conversation_id)
    rows = rows.where(_visible(reader, readable, team=team))
    rows = rows.order_by(Escalation.ended_at.is_not(None), Escalation.asked_at.desc(), Escalation.id.desc())
    return session.scalars(rows.limit(MOST)).all()


def waiting_for(reader: User) -> int:
    """How many questions wait for this person."""
    mine = select(func.count()).where(Escalation.holder_id == reader.id, Escalation.ended_at.is_(None))
    return session.scalar(mine) or 0


def assists_somebody(reader: User) -> bool:
    """Whether this is anybody's assistant."""
    return session.scalar(select(Executive.user_id).where(Executive.assistant_id == reader.id).limit(1)) is not None


def figures(conversation: Conversation, tag_id: int | None, readable: Readable, now: datetime) -> Figures:
    """How much is written about it, by how many, followed by how many; three statements."""
    matter = _about(conversation, tag_id)
    about = select(Conversation.id).where(readable.where(), matter)
    negative = func.count().filter(Message.sentiment == "negative")
    counted = (func.count(Message.id), func.min(Message.posted_at, type_=Instant()), func.count(Message.sentiment))
    written = select(*counted, negative).where(*_said(now), Message.conversation_id.in_(about))
    messages, since, toned, sour = session.execute(written).one()
    wrote = exists().where(Message.conversation_id == Conversation.id, *_said(now))
    writers = select(Conversation.contact_id).where(readable.where(), matter, wrote)
    followed = select(func.count(), func.coalesce(func.sum(Contact.followers), 0)).where(Contact.id.in_(writers))
    people, followers = session.execute(followed).one()
    everything = select(Conversation.id).where(readable.where(), Conversation.channel_id == conversation.channel_id)
    all_of_it = select(func.count(Message.id)).where(*_said(now), Message.conversation_id.in_(everything))
    return Figures(messages, people, int(followers or 0), since, session.scalar(all_of_it) or 0, toned, sour)


def own_words(conversation: Conversation) -> list[Voice]:
    """What the customer wrote last, oldest first."""
    theirs = select(Message).where(Message.conversation_id == conversation.id, *_readable_words())
    newest = session.scalars(theirs.order_by(Message.posted_at.desc(), Message.id.desc()).limit(OWN_WORDS)).all()
    return [Voice(message, conversation.contact) for message in reversed(newest)]


def other_voices(escalation: Escalation, readable: Readable, now: datetime) -> list[Voice]:
    """Others on the same matter, those whom most people follow first: what most people read."""
    rows = (
        select(Message, Contact)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(readable.where(), _about(escalation.conversation, escalation.tag_id))
        .where(Conversation.id != escalation.conversation_id)
        .where(*_said(now), Message.text.is_not(None))
        .order_by(func.coalesce(Contact.followers, 0).desc(), Message.id.desc())
        .limit(OTHER_VOICES * 3)
    )
    voices: dict[int, Voice] = {}
    for message, contact in session.execute(rows):
        voices.setdefault(contact.id, Voice(message, contact))
    return list(voices.values())[:OTHER_VOICES]


def newest_message_id(conversation: Conversation) -> int:
    """The newest message there is: what a reader of the page is about to see."""
    return session.scalar(select(func.max(Message.id)).where(Message.conversation_id == conversation.id)) or 0


def themes(conversation: Conversation) -> Sequence[Tag]:
    """The tags by which the size of it can be told."""
    return conversation.tags


def _whole() -> Select[Any]:
    people = (joinedload(getattr(Escalation, name)) for name in ("asked_by", "to", "holder", "reply"))
    there = joinedload(Escalation.conversation)
    return select(Escalation).options(
        *people, there.joinedload(Conversation.channel), there.joinedload(Conversation.contact)
    )


def _visible(reader: User, readable: Readable, *, team: bool) -> ColumnElement[bool]:
    assisted = select(Executive.user_id).where(Executive.assistant_id == reader.id)
    to_reader = or_(Escalation.to_id == reader.id, Escalation.holder_id == reader.id) & readable.where()
    through = Escalation.to_id.in_(assisted) & (Conversation.audience == "public")
    parts = [to_reader, through]
    return or_(*parts, readable.where()) if team else or_(*parts)


def _about(conversation: Conversation, tag_id: int | None) -> ColumnElement[bool]:
    """Conversations on the same matter: the same thread, or the theme that the team named; of the same audience."""
    same = (Conversation.thread_id == conversation.thread_id) & (Conversation.channel_id == conversation.channel_id)
    if tag_id is not None:
        tagged = (ConversationTag.conversation_id == Conversation.id) & (ConversationTag.tag_id == tag_id)
        same = same | exists().where(tagged)
    return same & (Conversation.audience == conversation.audience)


def _said(now: datetime) -> tuple[ColumnElement[bool], ...]:
    inbound = Message.direction == Direction.INBOUND
    return inbound, Message.deleted_at.is_(None), Message.posted_at >= now - WINDOW


def _readable_words() -> tuple[ColumnElement[bool], ...]:
    return Message.direction == Direction.INBOUND, Message.deleted_at.is_(None), Message.text.is_not(None)
