"""Reads from the database what the fold of waits runs over, from a boundary on: light rows, never whole messages."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from webcare.database import session
from webcare.desk.arrived import Spoken
from webcare.desk.folding import Answered, Dismissed, Happening, Said
from webcare.models import (
    Audience,
    Conversation,
    Cover,
    Direction,
    Dismissal,
    How,
    Message,
    Outcome,
    Reply,
    Wait,
)

Bounds = Mapping[int, datetime]  # conversation → the moment its fold begins

_WRITTEN_ELSEWHERE = (
    select(Conversation.contact_id)
    .join(Message, Message.conversation_id == Conversation.id)
    .where(
        Conversation.contact_id.in_(bindparam("contacts", expanding=True)),
        Conversation.audience == Audience.PRIVATE,
        Message.direction == Direction.OUTBOUND,
        Message.reply_id.is_(None),
        Message.posted_at >= bindparam("since"),
    )
    .distinct()
)


def happenings(bounds: Bounds) -> Iterator[Happening]:
    """Everything that counts for the waits of these conversations, each from its own moment on."""
    if not bounds:
        return
    yield from _said(bounds)
    yield from _answers(bounds)
    yield from _moved_to_dm(bounds)
    yield from _covers(bounds)
    yield from _dismissals(bounds)


def settled_bounds(since: Bounds) -> dict[int, datetime]:
    """For each conversation the last moment, at or before the given one, at which nothing was waiting."""
    bounds = dict(since)
    unsettled = set(bounds)
    while unsettled:
        spanning = select(Wait.conversation_id, Wait.started_at).where(
            or_(*(_spans(number, bounds[number]) for number in unsettled))
        )
        unsettled = set()
        for number, started_at in session.execute(spanning):
            if started_at < bounds[number]:
                bounds[number] = started_at
                unsettled.add(number)
    return bounds


def contacts_written_elsewhere(contacts: Iterable[int], since: datetime) -> set[int]:
    """Those to whom the brand sent a DM from somewhere else, at or after that moment."""
    return set(session.scalars(_WRITTEN_ELSEWHERE, {"contacts": sorted(contacts), "since": since}))


def answered_after(since: Bounds) -> set[int]:
    """The conversations in which the brand wrote at or after the given moment."""
    if not since:
        return set()
    found = select(Message.conversation_id).where(
        Message.direction == Direction.OUTBOUND, _from(since, Message.conversation_id, Message.posted_at)
    )
    return set(session.scalars(found.distinct()))


def said(message: Spoken) -> Said:
    """A message of the contact, as the fold takes it."""
    return Said(
        conversation=message.conversation_id,
        at=message.posted_at,
        order=number_of(message.external_id),
        id=message.id,
        deleted_at=message.deleted_at,
    )


def answered_elsewhere(message: Spoken) -> Answered:
    """A message of the brand's own that was made elsewhere, as the fold takes it."""
    return Answered(
        conversation=message.conversation_id,
        at=message.posted_at,
        order=number_of(message.external_id),
        id=message.id,
        how=How.PRIVATE if message.audience == Audience.PRIVATE else How.PUBLIC,
        ends_public_wait=message.ends_public_wait,
    )


def counts(message: Spoken) -> bool:
    """Whether a message of the contact can make anybody wait."""
    if message.direction != Direction.INBOUND:
        return False
    return message.asks and not message.history


def number_of(external_id: str | None) -> int:
    """A platform's id as the number by which it is compared."""
    return int(external_id) if external_id and external_id.isdecimal() else 0


def _said(bounds: Bounds) -> Iterator[Happening]:
    found = select(
        Message.conversation_id, Message.posted_at, Message.external_id, Message.id, Message.deleted_at
    ).where(
        Message.direction == Direction.INBOUND,
        Message.asks.is_(True),
        Message.history.is_(False),
        _from(bounds, Message.conversation_id, Message.posted_at),
    )
    for conversation, at, external_id, number, deleted_at in session.execute(found):
        yield Said(conversation=conversation, at=at, order=number_of(external_id), id=number, deleted_at=deleted_at)


def _answers(bounds: Bounds) -> Iterator[Happening]:
    found = (
        select(Message, Reply.seen_message_id, Reply.refers_to_dm, Reply.conversation_id)
        .outerjoin(Reply, Message.reply_id == Reply.id)
        .where(
            Message.direction == Direction.OUTBOUND,
            Message.deleted_at.is_(None),
            _from(bounds, Message.conversation_id, Message.posted_at),
        )
    )
    for message, seen, refers_to_dm, written_in in session.execute(found):
        elsewhere = answered_elsewhere(message)
        if message.reply_id is None:
            yield elsewhere
        elif written_in == message.conversation_id:
            yield _by_reply(message, message.conversation_id, seen, _how(elsewhere.how, refers_to_dm))


def _how(how: How, refers_to_dm: bool) -> How:
    return How.REFERRED_TO_DM if refers_to_dm else how


def _moved_to_dm(bounds: Bounds) -> Iterator[Happening]:
    found = _of_replies(select(Message, Reply.conversation_id, Reply.seen_message_id)).where(
        Message.conversation_id != Reply.conversation_id,
        _from(bounds, Reply.conversation_id, Message.posted_at),
    )
    for message, conversation, seen in session.execute(found):
        yield _by_reply(message, conversation, seen, How.MOVED_TO_DM)


def _covers(bounds: Bounds) -> Iterator[Happening]:
    found = (
        _of_replies(select(Message, Cover.conversation_id, Cover.seen_message_id))
        .join(Cover, Cover.reply_id == Reply.id)
        .where(_from(bounds, Cover.conversation_id, Message.posted_at))
    )
    for message, conversation, seen in session.execute(found):
        yield _by_reply(message, conversation, seen, How.COVERED)


def _of_replies(found: "Select[Message, int, int]") -> "Select[Message, int, int]":
    return found.join(Reply, Message.reply_id == Reply.id).where(Message.deleted_at.is_(None))


def _by_reply(message: Message, conversation: int, seen: int, how: How) -> Answered:
    order = number_of(message.external_id)
    return Answered(conversation=conversation, at=message.posted_at, order=order, id=message.id, how=how, seen=seen)


def _dismissals(bounds: Bounds) -> Iterator[Happening]:
    found = select(Dismissal).where(
        Dismissal.undone_at.is_(None), _from(bounds, Dismissal.conversation_id, Dismissal.dismissed_at)
    )
    for dismissal in session.scalars(found):
        yield Dismissed(
            conversation=dismissal.conversation_id,
            at=dismissal.dismissed_at,
            order=dismissal.id,
            id=dismissal.id,
            seen=dismissal.seen_message_id,
            reason=dismissal.reason,
            by=dismissal.dismissed_by_id,
        )


def _from(
    bounds: Bounds, conversation: "InstrumentedAttribute[int]", at: "InstrumentedAttribute[datetime]"
) -> ColumnElement[bool]:
    return or_(*(and_(conversation == number, at >= bound) for number, bound in bounds.items()))


def _spans(conversation: int, bound: datetime) -> ColumnElement[bool]:
    return and_(
        Wait.conversation_id == conversation,
        Wait.started_at < bound,
        or_(Wait.outcome == Outcome.OPEN, Wait.ended_at >= bound),
    )
