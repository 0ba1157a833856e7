"""Which sums are behind: those noted, and of days that the event log has touched since it was last read for this.

Every way in which an ended wait can change is an event; a kind that is added and changes one belongs here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, select, type_coerce
from sqlalchemy.orm import aliased

from webcare.database import EPOCH, micros, session
from webcare.events import (
    ConversationReopened,
    ConversationTagged,
    ConversationUntagged,
    EscalationAnswered,
    EscalationReopened,
    MessageEdited,
    MessageToned,
    PromiseFulfilled,
    PromiseMade,
    PromiseResumed,
    PromiseWithdrawn,
    ToneCorrected,
    TonesFound,
    WaitAnswered,
    WaitDismissed,
    WaitMerged,
    WaitMoved,
    WaitReopened,
)
from webcare.insight import days
from webcare.insight.reports.counting import SOON
from webcare.models import Bookmark, Conversation, Escalation, EventRow, Message, Promise, Span, StaleSum, Wait

OF_WAIT = {kind.kind() for kind in (WaitAnswered, WaitDismissed, WaitMerged, WaitMoved, WaitReopened)}
OF_TAG = {kind.kind() for kind in (ConversationTagged, ConversationUntagged)}
OF_PROMISE = {kind.kind() for kind in (PromiseMade, PromiseFulfilled, PromiseWithdrawn, PromiseResumed)}
OF_ESCALATION = {kind.kind() for kind in (EscalationAnswered, EscalationReopened)}
OF_TONE = {kind.kind() for kind in (MessageToned, ToneCorrected, MessageEdited)}  # new words have no tone yet
REOPENED, TONES = ConversationReopened.kind(), TonesFound.kind()
NAMED = {
    "wait": OF_WAIT,
    "promise": OF_PROMISE,
    "escalation": OF_ESCALATION,
    "message": OF_TONE,
}  # the id they carry → their kinds
KINDS = OF_WAIT | OF_TAG | OF_PROMISE | OF_ESCALATION | OF_TONE | {REOPENED, TONES}
AT_ONCE = 500  # ids in one statement


def bookmark() -> str:
    """Under which name is kept how far the log was read; in another zone every sum begins anew."""
    return f"sums:{days.zone().key}"


class Behind(NamedTuple):
    """What sums of a period cannot tell: its days, and the longer spans with the day each begins with."""

    days: set[date]
    longer: set[tuple[str, date]]


def among(first: date, last: date) -> Behind | None:
    """What is behind in a period; None where nothing was ever summed."""
    read = session.get(Bookmark, bookmark(), populate_existing=True)
    if read is None:
        return None
    noted = session.execute(select(StaleSum.span, StaleSum.day).where(StaleSum.day.between(first, last)))
    behind = {(span, day) for span, day in noted}
    behind |= {(Span.DAY, day) for day in touched(events_after(read.event_id)) if first <= day <= last}
    return Behind({day for span, day in behind if span == Span.DAY}, {each for each in behind if each[0] != Span.DAY})


def events_after(event_id: int, limit: int | None = None) -> Sequence[Any]:
    """What happened after that event and can change an ended wait: id, kind, moment, conversation, data."""
    found = select(EventRow.id, EventRow.kind, EventRow.at, EventRow.conversation_id, EventRow.data)
    found = found.where(EventRow.id > event_id, EventRow.kind.in_(sorted(KINDS))).order_by(EventRow.id)
    return session.execute(found.limit(limit) if limit is not None else found).all()


def touched(events: Iterable[Any]) -> set[date]:
    """The days on which began what these events changed."""
    ids: dict[str, set[int]] = {name: set() for name in (*NAMED, "tag")}
    found: set[date] = set()
    for event in events:
        if event.kind == REOPENED:
            found.add(days.day_of(event.at))
        elif event.kind in OF_TAG:
            ids["tag"].add(event.conversation_id)
        elif event.kind == TONES:
            ids["message"].update(event.data["message_ids"])
        else:
            name = next(name for name, kinds in NAMED.items() if event.kind in kinds)
            ids[name].add(event.data[f"{name}_id"])
        if event.data.get("was") is not None:
            found.add(days.day_of(EPOCH + timedelta(microseconds=event.data["was"])))
    for statement, column, wanted in _lookups(ids):
        found |= _days(statement.where, column, wanted)
    return found


def counted(message_ids: Collection[int]) -> list[int]:
    """Those of these messages whose tone counts in a wait that has ended."""
    found = _answered_around().with_only_columns(Message.id).where(Message.id.in_(sorted(message_ids)))
    return sorted(set(session.scalars(found)))


def _lookups(ids: Mapping[str, set[int]]) -> Iterable[tuple[Select[Any], Any, set[int]]]:
    began = select(Wait.started_at)
    answer = began.join(Message, Message.id == Wait.answer_id)
    yield began, Wait.id, ids["wait"]
    yield _shortly_before(), _later.id, ids["wait"]
    yield _answered_around(), Message.id, ids["message"]
    yield began, Wait.conversation_id, ids["tag"]
    # a conversation that wears another tag was reopened under that one too
    yield select(EventRow.at).where(EventRow.kind == REOPENED), EventRow.conversation_id, ids["tag"]
    yield answer.join(Promise, Promise.reply_id == Message.reply_id), Promise.id, ids["promise"]
    yield answer.join(Escalation, Escalation.reply_id == Message.reply_id), Escalation.id, ids["escalation"]


_later = aliased(Wait)


def _shortly_before() -> Select[Any]:
    """Waits of the same customer that ended shortly before another began: what came of them may have become known."""
    there = aliased(Conversation)
    ended = type_coerce(Wait.ended_at, BigInteger)
    return (
        select(Wait.started_at)
        .join(Conversation, Conversation.id == Wait.conversation_id)
        .join(there, there.contact_id == Conversation.contact_id)
        .join(_later, _later.conversation_id == there.id)
        .where(
            Wait.id != _later.id,
            type_coerce(_later.started_at, BigInteger).between(
                ended - micros(EPOCH + SOON), ended + micros(EPOCH + SOON)
            ),
        )
    )


def _answered_around() -> Select[Any]:
    """Waits in the same conversation that ended shortly before a message, or after it."""
    soon = type_coerce(Message.posted_at, BigInteger) - micros(EPOCH + SOON)
    found = select(Wait.started_at).join(Message, Message.conversation_id == Wait.conversation_id)
    return found.where(type_coerce(Wait.ended_at, BigInteger) >= soon)


def _days(narrowed: Any, column: Any, ids: set[int]) -> set[date]:
    ordered = sorted(ids)
    found: set[date] = set()
    for start in range(0, len(ordered), AT_ONCE):
        moments = session.scalars(narrowed(column.in_(ordered[start : start + AT_ONCE])))
        found |= {days.day_of(at) for at in moments}
    return found
