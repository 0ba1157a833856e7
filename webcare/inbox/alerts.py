"""What somebody was told and is still so: read anew each time, so that what is answered or taken on goes by itself."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from webcare import mandate
from webcare.database import session
from webcare.mandate import Mandate
from webcare.models import (
    Alert,
    AlertKind,
    AlertWish,
    Conversation,
    HelpAnswer,
    HelpCall,
    Outcome,
    Status,
    TrainingSeat,
    User,
    Wait,
)

MOST = 300  # of one person; more than this is one line on a page all the same
HELP_LASTS = timedelta(hours=2)  # a call that nobody ended
QUIET_FROM, QUIET_UNTIL = 22 * 60, 7 * 60  # minutes after midnight


@dataclass(frozen=True)
class Standing:
    """One alert that still stands."""

    alert: Alert
    conversation: Conversation | None
    call: HelpCall | None


@dataclass(frozen=True)
class Alerts:
    """Everything that stands for one person, the most pressing first."""

    all: tuple[Standing, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(each.alert.kind for each in self.all)

    @property
    def newest(self) -> int:
        """The id of the last one told: any news makes it another."""
        return max((each.alert.id for each in self.all), default=0)

    @property
    def facts(self) -> dict[str, int]:
        """What an open page hears."""
        return {"alerts": len(self.all), "alerts_newest": self.newest}

    @property
    def call(self) -> HelpCall | None:
        """The call for help among them."""
        return next((each.call for each in self.all if each.call is not None), None)

    @property
    def path(self) -> str:
        """Where one goes to do something about them."""
        if len(self.all) == 1 and (only := self.all[0].conversation) is not None:
            return f"/conversations/{only.id}"
        return "/alerts"


def standing(held: Mandate) -> Alerts:
    """What stands for whoever has this mandate: nothing of what they may not read any more."""
    return _alerts(_found([held.user.id], held.at).get(held.user.id, []), held)


def standing_outside(held: Mandate) -> Alerts:
    """What somebody was told since they sat down in a drill, of customers at the real desk: nobody else was there."""
    sits = (TrainingSeat.user_id == held.user.id, TrainingSeat.left_at.is_(None))
    since = session.scalar(select(TrainingSeat.taken_at).where(*sits))
    if since is None:
        return Alerts()
    there = (each for each in standing(held.outside_drill()).all if each.conversation is not None)
    return Alerts(tuple(each for each in there if each.alert.raised_at >= since))


def standing_for(user_ids: Collection[int], now: datetime) -> dict[int, Alerts]:
    """The same for many people; a mandate is asked for only where something stands."""
    found = _found(user_ids, now)
    users = session.scalars(select(User).where(User.id.in_(sorted(found)))) if found else ()
    return {user.id: _alerts(found[user.id], mandate.of(user, now)) for user in users}


def open_call(now: datetime) -> HelpCall | None:
    """The call for help that stands, if one does."""
    calling = select(HelpCall).where(HelpCall.ended_at.is_(None), HelpCall.called_at > now - HELP_LASTS)
    return session.scalars(calling.options(joinedload(HelpCall.called_by)).order_by(HelpCall.id.desc())).first()


def was_called(call: HelpCall, user: User) -> bool:
    """Whether this call reached them."""
    reached = select(Alert.id).where(Alert.help_call_id == call.id, Alert.user_id == user.id)
    return session.scalar(reached) is not None


def coming(call: HelpCall) -> Sequence[User]:
    """Who answered it, the first first."""
    answered = select(User).join(HelpAnswer, HelpAnswer.user_id == User.id).where(HelpAnswer.call_id == call.id)
    return session.scalars(answered.order_by(HelpAnswer.answered_at, User.id)).all()


def wish_of(user: User) -> AlertWish:
    """How somebody wishes to be told; as it stands for everybody, where they chose nothing."""
    return session.get(AlertWish, user.id) or usual_wish(user.id)


def usual_wish(user_id: int) -> AlertWish:
    """What counts for somebody who chose nothing."""
    told = {"at_risk": True, "late": True, "sound": False, "desktop": False, "push": True}
    return AlertWish(user_id=user_id, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL, **told)


def is_quiet(wish: AlertWish, zone: str, now: datetime) -> bool:
    """Whether it is a quiet hour of theirs: nothing sounds, shows over other windows or is pushed."""
    if wish.quiet_from is None or wish.quiet_until is None or wish.quiet_from == wish.quiet_until:
        return False
    clock = now.astimezone(ZoneInfo(zone))
    minute = clock.hour * 60 + clock.minute
    if wish.quiet_from < wish.quiet_until:
        return wish.quiet_from <= minute < wish.quiet_until
    return minute >= wish.quiet_from or minute < wish.quiet_until


def of_clock(moment: str) -> int | None:
    """HH:MM as minutes after midnight; nothing as None."""
    hours, _colon, minutes = moment.partition(":")
    return int(hours) * 60 + int(minutes) if moment else None


def clock_of(minutes: int | None) -> str:
    """The other way."""
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"


def is_left(now: datetime) -> ColumnElement[bool]:
    """The condition on `Conversation`: nobody who is here holds it."""
    return ~exists().where(User.id == Conversation.claimed_by_id, User.is_here(now))


def _found(user_ids: Collection[int], now: datetime) -> dict[int, list[Any]]:
    statement = (
        select(Alert, Conversation, HelpCall)
        .outerjoin(Wait, Wait.id == Alert.wait_id)
        .outerjoin(Conversation, Conversation.id == Alert.conversation_id)
        .outerjoin(HelpCall, HelpCall.id == Alert.help_call_id)
        .where(Alert.user_id.in_(sorted(user_ids)), Alert.seen_at.is_(None), or_(_still_waits(now), _still_calls(now)))
        .options(selectinload(Conversation.tags), joinedload(Conversation.contact), joinedload(HelpCall.called_by))
        .order_by(Alert.kind.desc(), Wait.due_at, Alert.id)
        .limit(MOST * max(len(user_ids), 1))
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(statement):
        found[row[0].user_id].append(row)
    return dict(found)


def _still_waits(now: datetime) -> ColumnElement[bool]:
    """The customer still waits, and it is still this person's concern: late says more than at risk."""
    theirs = and_(Alert.owned.is_(True), Conversation.claimed_by_id == Alert.user_id)
    leads = and_(Alert.owned.is_(False), or_(Alert.kind == AlertKind.LATE, is_left(now)))
    in_time = or_(Alert.kind == AlertKind.LATE, Wait.told_late_at.is_(None))
    return and_(Wait.outcome == Outcome.OPEN, Conversation.status == Status.OPEN, in_time, or_(theirs, leads))


def _still_calls(now: datetime) -> ColumnElement[bool]:
    return and_(HelpCall.ended_at.is_(None), HelpCall.called_at > now - HELP_LASTS)


def _alerts(rows: Sequence[Any], held: Mandate) -> Alerts:
    readable = held.readable()
    kept = [row for row in rows if row[1] is None or readable.allows(row[1])]
    return Alerts(tuple(Standing(*row) for row in kept[:MOST]))
