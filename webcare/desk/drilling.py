"""A drill: a crisis that the simulator plays on a training desk, with the same people and the same rules.

A training desk is a channel of its own kind: `webcare.channels` opens it at the simulator's address on this machine,
whatever its keys are, and never anywhere else. Whoever takes part sees that desk alone until they leave.
Source: DOMAIN, Crisis.
"""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from webcare.database import record, session
from webcare.desk import closing, crisis, crisis_gathering, dismissals, stopping, waits
from webcare.desk.crisis import Terms
from webcare.desk.meeting import insert_new
from webcare.desk.publishing import OFF
from webcare.errors import Conflict
from webcare.events import ChannelConnected, DrillBegan, DrillStopped, TrainingSeatLeft, TrainingSeatTaken
from webcare.models import Channel, Conversation, Crisis, Drill, Reason, Status, TrainingSeat, User
from webcare.winning import won

SCENARIOS = {  # what the simulator plays → the words that a drill gathers by
    "drill-payments": ("dubbel", "twee keer", "iDEAL", "afgeschreven", "betaald", "double", "charged twice"),
    "drill-stranded": ("gestrand", "stil", "stroom", "opgesloten", "evacuatie", "stranded", "no power"),
}
LONGEST = 120  # minutes


class NoTrainingDesk(Conflict):
    """There is nothing to play on."""

    code = "no_training_desk"
    message = _("There is no training desk yet. Ask whoever runs Webcare to start the simulator for drills.")


class DrillRuns(Conflict):
    """One at a time."""

    code = "drill_runs"
    message = _("A drill runs already. End it first.")


class DrillOver(Conflict):
    """It cannot be taken part in any more."""

    code = "drill_over"
    message = _("This drill is over. Look at its report, or start another.")


def desk() -> Channel | None:
    """The training desk there is."""
    there = select(Channel).where(Channel.training.is_(True), Channel.disabled_at.is_(None))
    return session.scalars(there.order_by(Channel.id.desc()).limit(1)).first()


def connect(*, platform: str, external_id: str, handle: str, name: str, credentials: bytes, now: datetime) -> Channel:
    """Make the training desk, or give the one there is new keys. Other training desks are of no use any more."""
    same = select(Channel).where(
        Channel.platform == platform, Channel.external_id == external_id, Channel.training.is_(True)
    )
    channel = session.scalars(same).one_or_none()
    if channel is None:
        channel = Channel(platform=platform, external_id=external_id, connected_at=now, training=True)
        session.add(channel)
    channel.handle, channel.name, channel.credentials, channel.disabled_at = handle, name, credentials, None
    session.flush()
    stopping.let_go(channel, OFF, now=now)
    others = update(Channel).where(Channel.training.is_(True), Channel.id != channel.id, Channel.disabled_at.is_(None))
    session.execute(others.values(disabled_at=now))
    record(ChannelConnected(at=now, channel_id=channel.id))
    return channel


def start(scenario: str, *, name: str, minutes: int, by: User, now: datetime) -> Crisis:
    """Ask the simulator to play; it begins when the worker has told it. Raises NoTrainingDesk, DrillRuns."""
    channel = desk()
    if channel is None:
        raise NoTrainingDesk
    crisis_gathering.hold_still()  # before rows of its conversations change: those who take messages in wait for these
    _wait_for_a_turn_at(channel)
    if session.scalar(select(Crisis.id).where(Crisis.training.is_(True), Crisis.ended_at.is_(None))) is not None:
        raise DrillRuns
    _clear(channel, by, now)
    terms = Terms(name=name, words=SCENARIOS[scenario], since=now, channel=channel, training=True)
    made = crisis.declare(terms, by=by, now=now)
    session.add(Drill(crisis_id=made.id, scenario=scenario, minutes=min(max(minutes, 1), LONGEST)))
    session.flush()
    return made


def take_part(there: Crisis, *, by: User, now: datetime) -> None:
    """Sit down at the training desk: real conversations are out of sight until one leaves. Raises DrillOver."""
    # Nobody ends it while they sit down. The row alone is locked: what is joined to it may be missing.
    session.execute(select(Crisis.id).where(Crisis.id == there.id).with_for_update(key_share=True))
    session.refresh(there)
    if not there.running or there.channel_id is None:
        raise DrillOver
    row: dict[str, Any] = {"crisis_id": there.id, "channel_id": there.channel_id, "user_id": by.id, "taken_at": now}
    if insert_new(TrainingSeat, [row]):
        record(TrainingSeatTaken(at=now, by=by.id, channel_id=there.channel_id, crisis_id=there.id, user_id=by.id))


def leave(there: Crisis, *, by: User, now: datetime) -> None:
    """Back to the real desk. Leaving twice changes nothing."""
    _stand_up(there, by.id, by, now)


def end(there: Crisis, *, by: User, now: datetime) -> None:
    """The drill is over: everybody goes back to the real desk. The worker stops the simulator."""
    crisis.end(there, by=by, now=now)
    sitting = select(TrainingSeat.user_id).where(TrainingSeat.crisis_id == there.id, TrainingSeat.left_at.is_(None))
    for user_id in session.scalars(sitting).all():
        _stand_up(there, user_id, by, now)


def to_begin() -> list[Drill]:
    """What the simulator does not play yet."""
    asked = select(Drill).join(Crisis, Crisis.id == Drill.crisis_id)
    return list(session.scalars(asked.where(Drill.begun_at.is_(None), Crisis.ended_at.is_(None)).order_by(Crisis.id)))


def to_stop(now: datetime) -> list[Drill]:
    """What it plays although it should not any more: ended here, or its time is over."""
    playing = select(Drill, Crisis).join(Crisis, Crisis.id == Drill.crisis_id)
    found = session.execute(playing.where(Drill.begun_at.is_not(None), Drill.stopped_at.is_(None))).all()
    return [drill for drill, there in found if not there.running or _time_is_over(drill, now)]


def begun(drill: Drill, *, now: datetime) -> None:
    """The simulator plays."""
    drill.begun_at, drill.failure = now, None
    record(DrillBegan(at=now, channel_id=drill.crisis.channel_id, crisis_id=drill.crisis_id))


def stopped(drill: Drill, *, now: datetime) -> None:
    """The simulator plays no more; the drill goes on until somebody ends it."""
    drill.stopped_at, drill.failure = now, None
    record(DrillStopped(at=now, channel_id=drill.crisis.channel_id, crisis_id=drill.crisis_id))


def failed(drill: Drill, code: str) -> None:
    """The simulator could not be told; it is tried again."""
    drill.failure = code


def _wait_for_a_turn_at(channel: Channel) -> None:
    """Of two who start at once the second looks when the first is done. Messages come in meanwhile."""
    session.execute(select(Channel.id).where(Channel.id == channel.id).with_for_update(key_share=True))


def _time_is_over(drill: Drill, now: datetime) -> bool:
    return drill.begun_at is not None and now >= drill.begun_at + timedelta(minutes=drill.minutes)


def _stand_up(there: Crisis, user_id: int, by: User, now: datetime) -> None:
    sits = update(TrainingSeat).where(
        TrainingSeat.crisis_id == there.id, TrainingSeat.user_id == user_id, TrainingSeat.left_at.is_(None)
    )
    if won(sits.values(left_at=now)):
        facts = {"crisis_id": there.id, "user_id": user_id}
        record(TrainingSeatLeft(at=now, by=by.id, channel_id=there.channel_id, **facts))


def _clear(channel: Channel, by: User, now: datetime) -> None:
    """What an earlier drill left open is out of the way. Its report tells how it stood at its end."""
    left = select(Conversation).where(Conversation.channel_id == channel.id, Conversation.status == Status.OPEN)
    for conversation in session.scalars(left).all():
        if waits.open_wait(conversation) is not None:
            seen = conversation.last_message_id or 0
            dismissals.note(conversation, Reason.NOT_FOR_US, seen, by=by, now=now)
        closing.finish(conversation, by=by, now=now, reason=Reason.NOT_FOR_US)
