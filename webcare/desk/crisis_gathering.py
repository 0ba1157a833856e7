"""What belongs to a crisis: messages with its words, conversations with its tags, and what a lead adds or takes out.

A conversation in a crisis wears its tag, so that limits on that tag narrow answering there from the first moment.
Source: DOMAIN, Crisis.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, delete, literal_column, select, update

from webcare import phrases
from webcare.database import GATHERING_LOCK, record, session, take_turns
from webcare.desk.arrived import Spoken
from webcare.desk.meeting import insert_new
from webcare.errors import BadInput, Conflict
from webcare.events import ConversationTagged, ConversationUntagged
from webcare.models import (
    Channel,
    Conversation,
    ConversationTag,
    Crisis,
    CrisisConversation,
    CrisisTag,
    Direction,
    Gathered,
    Message,
    Tag,
    User,
)
from webcare.winning import won

FARTHEST = 20_000  # messages that are looked back through

_RUNNING = select(Crisis).where(Crisis.ended_at.is_(None)).order_by(Crisis.id)


class CrisisHolds(Conflict):
    """What a crisis put there is a lead's to take away."""

    code = "crisis_holds"
    message = _("This tag keeps the conversation in a crisis. A team lead takes it out in the crisis room.")


def running() -> Sequence[Crisis]:
    """The crises that were not ended, drills included, oldest first."""
    return session.scalars(_RUNNING).all()


def running_in(conversation: Conversation) -> Crisis | None:
    """The crisis that a conversation belongs to now; of several the oldest."""
    found = (
        select(Crisis)
        .join(CrisisConversation, CrisisConversation.crisis_id == Crisis.id)
        .where(CrisisConversation.conversation_id == conversation.id, Crisis.ended_at.is_(None))
        .where(CrisisConversation.left_at.is_(None))
    )
    return session.scalars(found.order_by(Crisis.id).limit(1)).first()


def keep_pace() -> None:
    """Take messages in, or put a tag on, either before a crisis looks back or once it gathers: never in between."""
    take_turns(GATHERING_LOCK, shared=True)


def hold_still() -> None:
    """Let what is being taken in come first, and what comes next wait until the crisis stands."""
    take_turns(GATHERING_LOCK)


def arrived(channel: Channel, messages: Iterable[Spoken], *, now: datetime) -> None:
    """Gather what was just taken in, in the same transaction: nobody answers it before the crisis counts there.

    Whoever takes it in keeps pace from before it was written.
    A message that its author edited counts by its new words; what it brought in before stays.
    """
    said = [each for each in messages if each.direction == Direction.INBOUND and not each.history and each.text]
    for crisis in running() if said else ():
        if is_in_scope(crisis, channel):
            find = phrases.finder(word.words for word in crisis.words)
            first: dict[int, datetime] = {}
            for message in said:
                if message.posted_at >= crisis.started_at and find(message.text or "") is not None:
                    first.setdefault(message.conversation_id, message.posted_at)
            add(crisis, first, Gathered.WORDS, now=now)


def tagged(conversation: Conversation, tag: Tag, *, by: User, now: datetime) -> None:
    """A tag was put on: it may be a crisis's own, or one of its theme."""
    for crisis in running():
        themes = session.scalars(select(CrisisTag.tag_id).where(CrisisTag.crisis_id == crisis.id))
        if is_in_scope(crisis, conversation.channel) and tag.id in {crisis.tag_id, *themes}:
            why = Gathered.HAND if tag.id == crisis.tag_id else Gathered.TAG
            add(crisis, {conversation.id: now}, why, now=now, by=by)


def check_may_untag(tag: Tag) -> None:
    """Raises CrisisHolds for the tag of a crisis that is not over."""
    if session.scalar(select(Crisis.id).where(Crisis.tag_id == tag.id, Crisis.ended_at.is_(None))) is not None:
        raise CrisisHolds


def look_back(crisis: Crisis, *, now: datetime) -> int:
    """Gather what was said already since the crisis began, with its words or tags. Gives how many conversations."""
    by_words = _with_words(crisis)
    tags = select(CrisisTag.tag_id).where(CrisisTag.crisis_id == crisis.id)
    with_tags = (
        select(Conversation.id, Conversation.last_message_at)
        .join(ConversationTag, ConversationTag.conversation_id == Conversation.id)
        .join(Channel, Channel.id == Conversation.channel_id)
        .where(ConversationTag.tag_id.in_(tags), _in_scope(crisis), Conversation.last_message_at >= crisis.started_at)
        .limit(FARTHEST)
    )
    by_tags = {number: at or now for number, at in session.execute(with_tags) if number not in by_words}
    return add(crisis, by_words, Gathered.WORDS, now=now) + add(crisis, by_tags, Gathered.TAG, now=now)


def add(crisis: Crisis, since: Mapping[int, datetime], why: Gathered, *, now: datetime, by: User | None = None) -> int:
    """Put conversations in a crisis; `since` says when each said it. What was taken out stays out. Gives how many."""
    rows = [_row(crisis, number, at, why, now, by) for number, at in since.items()]
    new = [each.conversation_id for each in insert_new(CrisisConversation, rows)]
    _put_tag(crisis, new, now=now, by=by)
    return len(new)


def put_in(crisis: Crisis, conversation: Conversation, *, by: User, now: datetime) -> None:
    """A lead finds that it belongs there, also when it was taken out before. Raises BadInput for another desk's."""
    if not is_in_scope(crisis, conversation.channel):
        raise BadInput(field="conversation")
    back = update(CrisisConversation).where(_is(crisis, conversation), CrisisConversation.left_at.is_not(None))
    if won(back.values(left_at=None, left_by_id=None)):
        _put_tag(crisis, [conversation.id], now=now, by=by)
    add(crisis, {conversation.id: now}, Gathered.HAND, now=now, by=by)
    session.expire(conversation, ["tags"])


def take_out(crisis: Crisis, conversation: Conversation, *, by: User, now: datetime) -> None:
    """A lead finds that it does not belong there: what the crisis narrows counts no more in it."""
    there = update(CrisisConversation).where(_is(crisis, conversation), CrisisConversation.left_at.is_(None))
    if not won(there.values(left_at=now, left_by_id=by.id)):
        return
    worn = delete(ConversationTag).where(
        ConversationTag.conversation_id == conversation.id, ConversationTag.tag_id == crisis.tag_id
    )
    if won(worn):
        place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
        record(ConversationUntagged(at=now, by=by.id, tag_id=crisis.tag_id, **place))
    session.expire(conversation, ["tags"])


def is_in_scope(crisis: Crisis, channel: Channel) -> bool:
    """Whether a channel is the crisis's: of a drill its training desk alone, and no other's is ever its."""
    if crisis.training != channel.training:
        return False
    return crisis.channel_id in (None, channel.id) and not (crisis.training and crisis.channel_id is None)


def _in_scope(crisis: Crisis) -> ColumnElement[bool]:
    here = Channel.training.is_(crisis.training)
    return here if crisis.channel_id is None else here & (Channel.id == crisis.channel_id)


def _with_words(crisis: Crisis) -> dict[int, datetime]:
    """The conversations in which the words stand, and when each said them first."""
    said = (
        select(Message.conversation_id, Message.text, Message.posted_at)
        .join(Channel, Channel.id == Message.channel_id)
        .where(literal_column("message.direction = 'inbound'"), Message.posted_at >= crisis.started_at)
        .where(Message.text.is_not(None), Message.history.is_(False), _in_scope(crisis))
        .order_by(Message.posted_at.desc(), Message.id.desc())
        .limit(FARTHEST)
    )
    find = phrases.finder(word.words for word in crisis.words)
    return {number: at for number, text, at in session.execute(said) if find(text or "") is not None}


def _row(crisis: Crisis, number: int, at: datetime, why: Gathered, now: datetime, by: User | None) -> dict[str, Any]:
    return {
        "crisis_id": crisis.id,
        "conversation_id": number,
        "why": why,
        "since": at,
        "gathered_at": now,
        "gathered_by_id": by.id if by is not None else None,
    }


def _put_tag(crisis: Crisis, numbers: Sequence[int], *, now: datetime, by: User | None) -> None:
    rows = [
        {
            "conversation_id": number,
            "tag_id": crisis.tag_id,
            "tagged_by_id": by.id if by is not None else None,
            "tagged_at": now,
        }
        for number in numbers
    ]
    new = [each.conversation_id for each in insert_new(ConversationTag, rows)]
    channels = dict(
        session.execute(select(Conversation.id, Conversation.channel_id).where(Conversation.id.in_(new))).all()
    )
    for number in new:
        place = {"channel_id": channels[number], "conversation_id": number}
        record(ConversationTagged(at=now, by=by.id if by is not None else None, tag_id=crisis.tag_id, **place))


def _is(crisis: Crisis, conversation: Conversation) -> ColumnElement[bool]:
    return (CrisisConversation.crisis_id == crisis.id) & (CrisisConversation.conversation_id == conversation.id)
