"""Compares the waits as they stand in rows with the waits as they should be, and writes only what differs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from webcare import response_timer
from webcare.database import micros, record, session
from webcare.desk.folding import Turn
from webcare.desk.numbering import insert_numbered
from webcare.desk.standing import Running
from webcare.events import OfWait, WaitAnswered, WaitDismissed, WaitMerged, WaitMoved, WaitOpened, WaitReopened
from webcare.models import Channel, Conversation, Outcome, Wait
from webcare.response_timer import ServiceHours

Row = Wait | SimpleNamespace  # one that was just inserted in bulk is not an object of the session
MINUTE = timedelta(minutes=1)
ENDING = ("outcome", "ended_at", "how", "answer_id", "reason", "dismissed_by_id")


@dataclass
class Differences:
    """What must be written, collected over many conversations and written in bulk."""

    now: datetime
    open_in: dict[int, Running] = field(default_factory=dict)  # conversation → its open wait, after writing
    _matched: list[tuple[Wait, Turn]] = field(default_factory=list)
    _missing: list[tuple[Conversation, Turn]] = field(default_factory=list)
    _merged: list[tuple[Wait, Turn | None]] = field(default_factory=list)
    _hours: dict[int, tuple[timedelta, ServiceHours]] = field(default_factory=dict)

    def compare(self, conversation: Conversation, rows: Sequence[Wait], turns: Sequence[Turn]) -> None:
        """Find which row is which turn: the one with the same first message, else the one that holds it."""
        free = list(rows)
        turn_of: dict[int, Turn] = {}
        for same in (_begins_with, _holds):
            for turn in turns:
                if turn.messages in (each.messages for each in turn_of.values()):
                    continue
                row = next((row for row in free if same(turn, row)), None)
                if row is not None:
                    free.remove(row)
                    turn_of[row.id] = turn
                    self._matched.append((row, turn))
        found = {turn.messages for turn in turn_of.values()}
        self._missing += [(conversation, turn) for turn in turns if turn.messages not in found]
        self._merged += [(row, next((turn for turn in turns if _holds(turn, row)), None)) for row in free]

    def write(self) -> None:
        """Write it in an order in which never two waits of one conversation are open at once."""
        into = {turn.messages: row.id for row, turn in self._matched}
        for row, turn in self._merged:
            self._drop(row, into.get(turn.messages, row.id) if turn else row.id)
        for ends in (True, False):
            changing = [(row, turn) for row, turn in self._matched if (turn.outcome != Outcome.OPEN) == ends]
            for row, turn in changing:
                self._change(row, turn)
            if changing:
                session.flush()
        self._insert()

    def _drop(self, row: Wait, into: int) -> None:
        self._tell(WaitMerged, row, into=into, was=micros(row.started_at))
        session.delete(row)
        session.flush()

    def _change(self, row: Wait, turn: Turn) -> None:
        was = row.started_at
        moved = turn.started_at < was
        if moved:
            _restart(row, turn.started_at)
        row.first_message_id = turn.messages[0]
        differs = any(getattr(row, name) != getattr(turn, name) for name in ENDING)
        if differs:
            _end(row, turn)
        if moved:
            self._tell(WaitMoved, row, was=micros(was))
        if differs:
            self._tell_outcome(row)
        if turn.outcome == Outcome.OPEN:
            self.open_in[row.conversation_id] = _running(row)

    def _insert(self) -> None:
        if not self._missing:
            return
        values = [self._values(conversation, turn) for conversation, turn in self._missing]
        for number, each in zip(insert_numbered(Wait, values), values, strict=True):
            row = SimpleNamespace(id=number, **each)
            self._tell(WaitOpened, row)
            if row.outcome == Outcome.OPEN:
                self.open_in[row.conversation_id] = _running(row)
            else:
                self._tell_outcome(row)

    def _values(self, conversation: Conversation, turn: Turn) -> dict[str, Any]:
        target, hours = self._service(conversation.channel_id)
        due_at = response_timer.due_at(turn.started_at, target, hours)
        return {
            "channel_id": conversation.channel_id,
            "conversation_id": conversation.id,
            "first_message_id": turn.messages[0],
            "started_at": turn.started_at,
            "target_minutes": target // MINUTE,
            "half_at": response_timer.half_at(turn.started_at, target, hours),
            "at_risk_at": response_timer.at_risk_at(turn.started_at, target, hours),
            "due_at": due_at,
            "was_late": turn.ended_at is not None and turn.ended_at > due_at,
        } | {name: getattr(turn, name) for name in ENDING}

    def _service(self, channel_id: int) -> tuple[timedelta, ServiceHours]:
        if channel_id not in self._hours:
            channel = session.get_one(Channel, channel_id)
            self._hours[channel_id] = channel.target, ServiceHours.of(channel)
        return self._hours[channel_id]

    def _tell_outcome(self, row: Row) -> None:
        if row.outcome == Outcome.OPEN:
            self._tell(WaitReopened, row)
        elif row.outcome == Outcome.ANSWERED:
            self._tell(WaitAnswered, row, how=row.how)
        else:
            self._tell(WaitDismissed, row, by=row.dismissed_by_id, reason=row.reason, late=row.was_late)

    def _tell(self, kind: type[OfWait], row: Row, **more: Any) -> None:
        place = {"channel_id": row.channel_id, "conversation_id": row.conversation_id}
        record(kind(at=self.now, **place, wait_id=row.id, **more))


def _running(row: Row) -> Running:
    return Running(row.started_at, row.half_at, row.at_risk_at, row.due_at)


def _begins_with(turn: Turn, row: Wait) -> bool:
    return turn.messages[0] == row.first_message_id


def _holds(turn: Turn, row: Wait) -> bool:
    return row.first_message_id in turn.messages


def _restart(row: Wait, started_at: datetime) -> None:
    """Move the start earlier. The target stays as it was set; the deadline can only come sooner."""
    conversation = session.get_one(Conversation, row.conversation_id)
    hours = ServiceHours.of(conversation.channel)
    target = timedelta(minutes=row.target_minutes)
    row.started_at = started_at
    row.half_at = min(row.half_at, response_timer.half_at(started_at, target, hours))
    row.at_risk_at = min(row.at_risk_at, response_timer.at_risk_at(started_at, target, hours))
    row.due_at = min(row.due_at, response_timer.due_at(started_at, target, hours))
    row.was_late = row.ended_at is not None and row.ended_at > row.due_at


def _end(row: Wait, turn: Turn) -> None:
    for name in ENDING:
        setattr(row, name, getattr(turn, name))
    row.was_late = turn.ended_at is not None and turn.ended_at > row.due_at
