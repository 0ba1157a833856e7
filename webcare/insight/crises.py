"""What goes on in a crisis, minute by minute, as far as somebody may read the conversations in it.

Nothing is counted that its reader may not read, so two people may see two figures. Those who take part in a drill,
and those who look at its report, read its training desk under the mandate they have anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, distinct, func, or_, select, type_coerce
from sqlalchemy.orm import joinedload, selectinload

from webcare.database import EPOCH, MICROSECOND, micros, session
from webcare.insight.shares import percent
from webcare.mandate import Mandate, Readable
from webcare.models import (
    Conversation,
    Crisis,
    CrisisConversation,
    CrisisEntry,
    Direction,
    Drill,
    Message,
    Outcome,
    Reply,
    ReplyStatus,
    Sentiment,
    TrainingSeat,
    User,
    Wait,
)

FEWEST, COLUMNS = 20, 120  # of a chart; in a longer crisis each stands for more than a minute
STEPS = tuple(timedelta(minutes=each) for each in (1, 2, 5, 10, 30, 60, 240, 1440))
LATELY = timedelta(minutes=10)
SHOWN = 100
_RUNNING = select(Crisis).where(Crisis.ended_at.is_(None)).order_by(Crisis.id)
LEAVING = (ReplyStatus.QUEUED, ReplyStatus.SENDING, ReplyStatus.UNCERTAIN)


@dataclass(frozen=True)
class Slot:
    """One column of the chart."""

    at: datetime
    messages: int
    negative: int
    answers: int


@dataclass(frozen=True)
class Course:
    """How it went: what customers said and what was answered, per step."""

    step: timedelta
    slots: tuple[Slot, ...]  # at least so many that a chart is no block; those still to come are empty
    done: int  # how many of them have begun

    @property
    def most(self) -> int:
        """The height of the chart; at least something."""
        return max((max(each.messages, each.answers) for each in self.slots), default=0) or 1

    @property
    def peak(self) -> Slot | None:
        """When most was said; None when nothing was."""
        busiest = max(self.slots, key=lambda each: each.messages, default=None)
        return busiest if busiest is not None and busiest.messages else None


@dataclass(frozen=True)
class Figures:
    """How it stands."""

    gathered: int
    customers: int
    messages: int
    lately: int  # messages in the last ten minutes
    negative: int | None  # % of those with a sentiment
    waiting: int
    late: int
    answered: int


@dataclass(frozen=True)
class Held:
    """One conversation in a crisis."""

    conversation: Conversation
    place: CrisisConversation


def readable_in(crisis: Crisis, mandated: Mandate) -> Readable:
    """What somebody may read of a crisis; of a drill also when they sit at the real desk."""
    if crisis.training and crisis.channel_id is not None:
        return replace(mandated, desk=crisis.channel_id).readable()
    return mandated.readable()


def running() -> Sequence[Crisis]:
    """The crises and drills that were not ended, oldest first."""
    return session.scalars(_RUNNING).all()


def over(*, training: bool) -> Sequence[Crisis]:
    """Those that were, newest first: the drills, or the crises."""
    found = select(Crisis).where(Crisis.ended_at.is_not(None), Crisis.training.is_(training))
    return session.scalars(found.options(joinedload(Crisis.declared_by)).order_by(Crisis.id.desc()).limit(SHOWN)).all()


def with_id(crisis_id: int) -> Crisis | None:
    """One crisis, with what its pages name."""
    found = select(Crisis).where(Crisis.id == crisis_id)
    named = (joinedload(Crisis.declared_by), joinedload(Crisis.ended_by), joinedload(Crisis.channel))
    lists = (selectinload(Crisis.words), selectinload(Crisis.tags))
    return session.scalars(found.options(*named, *lists)).one_or_none()


def entries(crisis: Crisis) -> Sequence[CrisisEntry]:
    """Its log, oldest first."""
    found = select(CrisisEntry).where(CrisisEntry.crisis_id == crisis.id).options(joinedload(CrisisEntry.by))
    return session.scalars(found.order_by(CrisisEntry.id)).all()


def drill_of(crisis: Crisis) -> Drill | None:
    """What was asked of the simulator, if it is a drill."""
    return session.get(Drill, crisis.id) if crisis.training else None


def taking_part(crisis: Crisis) -> Sequence[User]:
    """Who takes or took part in a drill, by name."""
    there = select(TrainingSeat.user_id).where(TrainingSeat.crisis_id == crisis.id)
    return session.scalars(select(User).where(User.id.in_(there)).order_by(User.name, User.id)).all()


def as_of(crisis: Crisis, now: datetime) -> datetime:
    """The moment at which its figures stand still: its end, or now."""
    return crisis.ended_at or now


def figures(crisis: Crisis, readable: Readable, now: datetime) -> Figures:
    """How it stands, or stood at its end; three statements."""
    until = as_of(crisis, now)
    gathered, customers = session.execute(
        of_conversations(crisis, readable, func.count(), func.count(distinct(Conversation.contact_id)))
    ).one()
    said = of_messages(crisis, readable, until, *_of_said(until)).where(Message.direction == Direction.INBOUND)
    messages, lately, negative, read = session.execute(said).one()
    waiting, late, answered = session.execute(of_waits(crisis, readable, until, *_of_waiting(until))).one()
    return Figures(
        gathered=gathered,
        customers=customers,
        messages=messages,
        lately=lately,
        negative=percent(negative, read),
        waiting=waiting,
        late=late,
        answered=answered,
    )


def course(crisis: Crisis, readable: Readable, now: datetime) -> Course:
    """What was said and answered, from its beginning to its end or now: per minute in the first two hours."""
    until = as_of(crisis, now)
    step = next((each for each in STEPS if (until - crisis.started_at) / each <= COLUMNS), STEPS[-1])
    begin = EPOCH + (crisis.started_at - EPOCH) // step * step
    found = _counted(crisis, readable, until, begin, step)
    many = min((until - begin) // step + 1, COLUMNS + 1)
    slots = (Slot(begin + number * step, *found.get(number, (0, 0, 0))) for number in range(max(many, FEWEST)))
    return Course(step, tuple(slots), many)


def held(crisis: Crisis, readable: Readable, *, out: bool = False) -> list[Held]:
    """The conversations in it, newest message first; or those that somebody took out."""
    found = (
        select(Conversation, CrisisConversation)
        .join(CrisisConversation, CrisisConversation.conversation_id == Conversation.id)
        .where(CrisisConversation.crisis_id == crisis.id, readable.where())
        .where(CrisisConversation.left_at.is_not(None) if out else CrisisConversation.left_at.is_(None))
        .options(joinedload(Conversation.contact), joinedload(Conversation.channel))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(SHOWN)
    )
    return [Held(conversation, place) for conversation, place in session.execute(found)]


def unanswered(crisis: Crisis, mandated: Mandate) -> list[Conversation]:
    """Those who wait in it and are nobody else's, nearest deadline first: what one answers one by one.

    Those to whom an answer is on its way are left out, and those who were put to the CEO.
    """
    on_its_way = select(Reply.id).where(Reply.conversation_id == Conversation.id, Reply.status.in_(LEAVING)).exists()
    mine = or_(Conversation.claimed_by_id.is_(None), Conversation.claimed_by_id == mandated.user.id)
    found = (
        select(Conversation)
        .join(CrisisConversation, CrisisConversation.conversation_id == Conversation.id)
        .where(CrisisConversation.crisis_id == crisis.id, CrisisConversation.left_at.is_(None))
        .where(mandated.readable().where(), Conversation.wait_due_at.is_not(None), mine)
        .where(Conversation.approval_asked_at.is_(None), Conversation.urgent_at.is_(None), ~on_its_way)
        .where(Conversation.escalated_to_id.is_(None))
        .options(joinedload(Conversation.contact), joinedload(Conversation.channel), selectinload(Conversation.tags))
        .order_by(Conversation.wait_due_at, Conversation.id)
        .limit(SHOWN)
    )
    return list(session.scalars(found))


def of_conversations(crisis: Crisis, readable: Readable, *columns: Any) -> Select[Any]:
    """These columns of the conversations in it."""
    return (
        select(*columns)
        .select_from(Conversation)
        .join(CrisisConversation, CrisisConversation.conversation_id == Conversation.id)
        .where(CrisisConversation.crisis_id == crisis.id, CrisisConversation.left_at.is_(None), readable.where())
    )


def of_messages(crisis: Crisis, readable: Readable, until: datetime, *columns: Any) -> Select[Any]:
    """These columns of what was said in it, since it began."""
    said = of_conversations(crisis, readable, *columns).join(Message, Message.conversation_id == Conversation.id)
    between = and_(Message.posted_at >= crisis.started_at, Message.posted_at <= until)
    return said.where(between, Message.direction != Direction.NOTE)


def of_waits(crisis: Crisis, readable: Readable, until: datetime, *columns: Any) -> Select[Any]:
    """These columns of the waits in it that began since it did."""
    waits = of_conversations(crisis, readable, *columns).join(Wait, Wait.conversation_id == Conversation.id)
    return waits.where(Wait.started_at >= crisis.started_at, Wait.started_at <= until)


def was_open(until: datetime) -> ColumnElement[bool]:
    """Whether a wait was open then, whatever became of it after."""
    return or_(Wait.outcome == Outcome.OPEN, Wait.ended_at > until)


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How often a condition holds."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _of_said(until: datetime) -> tuple[ColumnElement[Any], ...]:
    negative = Message.sentiment == Sentiment.NEGATIVE
    lately = Message.posted_at > until - LATELY
    return func.count(), counted(lately), counted(negative), func.count(Message.sentiment)


def _of_waiting(until: datetime) -> tuple[ColumnElement[Any], ...]:
    still = was_open(until)
    answered = and_(Wait.outcome == Outcome.ANSWERED, Wait.ended_at <= until)
    return counted(still), counted(and_(still, Wait.due_at <= until)), counted(answered)


def _counted(
    crisis: Crisis, readable: Readable, until: datetime, begin: datetime, step: timedelta
) -> dict[int, tuple[int, int, int]]:
    passed = type_coerce(Message.posted_at, BigInteger) - micros(begin)
    slot = (passed // (step // MICROSECOND)).label("slot")
    inbound = Message.direction == Direction.INBOUND
    numbers = (
        counted(inbound),
        counted(and_(inbound, Message.sentiment == Sentiment.NEGATIVE)),
        counted(Message.direction == Direction.OUTBOUND),
    )
    found = of_messages(crisis, readable, until, slot, *numbers).group_by(slot)
    return {int(place): (said, negative, answers) for place, said, negative, answers in session.execute(found)}
