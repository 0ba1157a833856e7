"""Waits counted from their rows: ended ones for sums and for days whose sums are behind, open ones always.

Counts are made in the database, by quarters of an hour (every zone begins its hours on one); only how long answers took
comes as rows, since a median needs them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import aliased

from webcare.database import EPOCH, micros, session
from webcare.insight import days
from webcare.insight.reports.asking import Slice
from webcare.insight.reports.tally import HOWS, REASONS, TONES, Tally, packed
from webcare.models import (
    Conversation,
    ConversationTag,
    Direction,
    Escalation,
    EscalationState,
    EventRow,
    How,
    Message,
    Outcome,
    Promise,
    Wait,
)

SECOND = 1_000_000
MINUTE = 60 * SECOND
QUARTER = 15 * MINUTE
PLACE = ("a_quarter", "a_channel", "a_side", "a_slice")
SOON = timedelta(days=7)  # what a customer writes, or hears, within so long belongs to the answer before

Stretch = tuple[datetime, datetime]

_answered = Wait.outcome == Outcome.ANSWERED
_dismissed = Wait.outcome == Outcome.DISMISSED
_started = type_coerce(Wait.started_at, BigInteger)
_ended = type_coerce(Wait.ended_at, BigInteger)
_target = cast(Wait.target_minutes, BigInteger) * MINUTE  # an hour is more than a plain integer holds
_Tagging = aliased(ConversationTag)  # another than a condition looks into
_Said = aliased(Message)
_hand = case((_answered, Message.author_id), else_=Wait.dismissed_by_id)


class Key(NamedTuple):
    """Where a count belongs; `slice` is a tag or a person's id, or 0."""

    day: date
    hour: int
    channel_id: int
    audience: str
    slice: int


Cells = dict[Key, Tally]


def ended(stretches: Sequence[Stretch], where: ColumnElement[bool], by: Slice, hands: frozenset[int] | None) -> Cells:
    """The ended waits that began in these stretches, in conversations that fulfil the condition."""
    cells: Cells = defaultdict(Tally)
    if not stretches:
        return cells
    inside = and_(_within(Wait.started_at, stretches), Wait.outcome != Outcome.OPEN, where)
    keys = _Keys()
    for *place, numbers in _counts(inside, by, hands):
        cells[keys.of(*place)].count(**numbers)
    _add_durations(cells, keys, inside, by, hands)
    if by is not Slice.HAND and hands is None:
        for *place, number in _reopened(stretches, where, by):
            cells[keys.of(*place)].count(reopened=number)
    return cells


def still_open(stretch: Stretch, where: ColumnElement[bool], by: Slice, now: datetime) -> Cells:
    """The open waits that began in this stretch, and which of them are late at this moment."""
    cells: Cells = defaultdict(Tally)
    # the text, not a parameter: SQLite uses the index of open waits only if it can see that it may
    # and the sum, so that it does not take the index of all beginnings instead
    since, until = (micros(at) for at in stretch)
    began = _started + literal_column("0")
    inside = and_(text("wait.outcome = 'open'"), began >= since, began < until, where)
    by_the_clock, late = _started + _target <= micros(now), Wait.due_at <= now
    found = _by(select(*_place(by), func.count(), _count(late), _count(by_the_clock)), by, None).where(inside)
    keys = _Keys()
    for *place, number, is_late, is_late_by_the_clock in session.execute(_grouped(found, by)):
        numbers = {"open": number, "open_late": is_late, "open_late_by_the_clock": is_late_by_the_clock}
        cells[keys.of(*place)].count(**numbers)
    return cells


class _Keys:
    """Quarters of an hour as days and hours, each worked out once."""

    def __init__(self) -> None:
        self._hours: dict[int, tuple[date, int]] = {}

    def of(self, quarter: int, channel_id: int, audience: str, part: int) -> Key:
        if quarter not in self._hours:
            self._hours[quarter] = days.hour_of(EPOCH + timedelta(microseconds=quarter * QUARTER))
        return Key(*self._hours[quarter], channel_id, audience, part)


def _counts(inside: ColumnElement[bool], by: Slice, hands: frozenset[int] | None) -> Iterator[tuple[Any, ...]]:
    measures = {
        "answered": _answered,
        "in_time": and_(_answered, Wait.was_late.is_(False)),
        "in_time_by_the_clock": and_(_answered, _ended - _started <= _target),
        "dismissed": _dismissed,
        "dismissed_late": and_(_dismissed, Wait.was_late.is_(True)),
        **{name: and_(_answered, Wait.how == how) for how, name in HOWS.items()},
        **{name: and_(_dismissed, Wait.reason == reason) for reason, name in REASONS.items()},
    }
    found = select(*_place(by), *(_count(each).label(name) for name, each in measures.items()))
    for *place, numbers in (
        (*row[:4], dict(zip(measures, row[4:], strict=True)))
        for row in session.execute(_grouped(_by(found, by, hands).where(inside), by))
    ):
        yield *place, numbers


def _add_durations(
    cells: Cells, keys: _Keys, inside: ColumnElement[bool], by: Slice, hands: frozenset[int] | None
) -> None:
    """Seconds until each answer, and until the first one of substance; by whom, and the tone before and after."""
    answered = and_(inside, _answered)
    kept, private, in_person = _kept(answered), _answered_in_private(answered), _in_person()
    took: dict[Key, list[int]] = defaultdict(list)
    substance: dict[Key, list[int]] = defaultdict(list)
    for *place, number, started, until, how, reply, before, after in session.execute(_answers(answered, by, hands)):
        key = keys.of(*place)
        took[key].append((until - started) // SECOND)
        said = private.get(number) if how == How.REFERRED_TO_DM else kept.get(number, until)
        if said is not None:
            substance[key].append((said - started) // SECOND)
        if reply in in_person:
            cells[key].count(by_ceo=1)
        if before and after:
            cells[key].count(**_change(before, after))
    for key, seconds in took.items():
        cells[key].took.add(packed(seconds))
        cells[key].took_substance.add(packed(substance[key]))


def _answers(answered: ColumnElement[bool], by: Slice, hands: frozenset[int] | None) -> Select[Any]:
    columns = (Wait.id, _started, _ended, Wait.how, Message.reply_id, _tone_before(), _tone_after())
    return _by(select(*_place(by), *columns), by, hands, answers=True).where(answered)


def _change(before: str, after: str) -> dict[str, int]:
    step = TONES.index(after) - TONES.index(before)
    return {f"before_{before}": 1, f"after_{after}": 1, "better": int(step > 0), "worse": int(step < 0)}


def _reopened(stretches: Sequence[Stretch], where: ColumnElement[bool], by: Slice) -> Iterable[Sequence[Any]]:
    """Customers who wrote again after their conversation was closed."""
    part: Any = _Tagging.tag_id if by is Slice.TAG else literal_column("0")
    place = _labelled(type_coerce(EventRow.at, BigInteger), Conversation.channel_id, part)
    found = select(*place, func.count()).select_from(EventRow)
    found = found.join(Conversation, Conversation.id == EventRow.conversation_id)
    if by is Slice.TAG:
        found = found.join(_Tagging, _Tagging.conversation_id == Conversation.id)
    happened = (text("event.kind = 'conversation_reopened'"), EventRow.actor_id.is_(None))
    return session.execute(_grouped(found.where(*happened, _within(EventRow.at, stretches), where), by)).all()


def _in_person() -> frozenset[int]:
    """The replies of those who were asked in person and answered themselves; few, however long the desk exists."""
    found = select(Escalation.reply_id).where(
        Escalation.state == EscalationState.ANSWERED, Escalation.ended_by_id == Escalation.to_id
    )
    return frozenset(reply for reply in session.scalars(found) if reply is not None)


def _kept(inside: ColumnElement[bool]) -> dict[int, int | None]:
    """Waits answered by a promise, and when all of it was kept; None while it was not."""
    found = (
        select(Wait.id, Promise.fulfilled_at)
        .join(Conversation, Conversation.id == Wait.conversation_id)
        .join(Message, Message.id == Wait.answer_id)
        .join(Promise, Promise.reply_id == Message.reply_id)
        .where(inside, Promise.counts_from.is_not(None), Promise.withdrawn_at.is_(None))
    )
    kept: dict[int, int | None] = {}
    for wait, at in session.execute(found):
        before = kept.get(wait, 0)
        kept[wait] = None if at is None or before is None else max(before, micros(at))
    return kept


def _answered_in_private(inside: ColumnElement[bool]) -> dict[int, int]:
    """Waits answered with "send us a DM", and when the same customer then got another answer."""
    later, there = aliased(Wait), aliased(Conversation)
    found = (
        select(Wait.id, type_coerce(later.ended_at, BigInteger))
        .join(Conversation, Conversation.id == Wait.conversation_id)
        .join(there, there.contact_id == Conversation.contact_id)
        .join(later, later.conversation_id == there.id)
        .where(
            inside,
            Wait.how == How.REFERRED_TO_DM,
            later.outcome == Outcome.ANSWERED,
            later.how != How.REFERRED_TO_DM,
            later.ended_at > Wait.ended_at,
            type_coerce(later.ended_at, BigInteger) <= _ended + micros(EPOCH + SOON),
        )
    )
    first: dict[int, int] = {}
    for wait, at in session.execute(found):
        first[wait] = min(first.get(wait, at), at)
    return first


def _tone_before() -> Any:
    said = _said().where(_Said.posted_at <= Wait.ended_at)
    return said.order_by(_Said.posted_at.desc(), _Said.id.desc()).limit(1).scalar_subquery()


def _tone_after() -> Any:
    soon = type_coerce(_Said.posted_at, BigInteger) <= _ended + micros(EPOCH + SOON)
    said = _said().where(_Said.posted_at > Wait.ended_at, soon)
    return said.order_by(_Said.posted_at, _Said.id).limit(1).scalar_subquery()


def _said() -> Select[str | None]:
    return select(_Said.sentiment).where(
        _Said.conversation_id == Wait.conversation_id,
        _Said.direction == Direction.INBOUND,
        _Said.sentiment.is_not(None),
    )


def _place(by: Slice) -> tuple[Any, ...]:
    part: Any = {Slice.TAG: _Tagging.tag_id, Slice.HAND: _hand}.get(by, literal_column("0"))
    return _labelled(_started, Wait.channel_id, part)


def _labelled(at: Any, channel_id: Any, part: Any) -> tuple[Any, ...]:
    """Quarter of an hour, channel, side and slice, under the names they are grouped by."""
    quarter = at.op("/")(literal_column(str(QUARTER)))  # of whole numbers: either database leaves the rest away
    columns = zip((quarter, channel_id, Conversation.audience, part), PLACE, strict=True)
    return tuple(column.label(name) for column, name in columns)


def _by(found: Select[Any], by: Slice, hands: frozenset[int] | None, *, answers: bool = False) -> Select[Any]:
    found = found.select_from(Wait).join(Conversation, Conversation.id == Wait.conversation_id)
    if by is Slice.TAG:
        found = found.join(_Tagging, _Tagging.conversation_id == Conversation.id)
    of_people = by is Slice.HAND or hands is not None
    if of_people or answers:
        found = found.outerjoin(Message, Message.id == Wait.answer_id)
    if of_people:
        found = found.where(_hand.is_not(None) if hands is None else _hand.in_(sorted(hands)))
    return found


def _grouped(found: Select[Any], by: Slice) -> Select[Any]:
    return found.group_by(*(PLACE[:3] if by is Slice.WHOLE else PLACE))


def _count(condition: ColumnElement[bool]) -> Any:
    return func.count().filter(condition)


def _within(moment: Any, stretches: Sequence[Stretch]) -> ColumnElement[bool]:
    return or_(*(and_(moment >= since, moment < until) for since, until in stretches))
