"""Tells whom it concerns that a customer is about to wait too long, or does; and a lead's call for help.

Of each wait once a kind and a person, whatever restarts. What comes together is told together: one bar in the page,
and at most one push in five minutes. Quiet hours hold pushes back; a call for help reaches who is on stand-by all the
same.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import joinedload, selectinload

from webcare.database import HELP_LOCK, record, session, take_turns
from webcare.desk import announcing, presence
from webcare.desk.concerning import Crew
from webcare.desk.meeting import insert_new
from webcare.events import AlertsRaised, AlertsSeen, AlertWishesChanged, HelpAnswered, HelpCalled, HelpEnded
from webcare.inbox import alerts
from webcare.models import Alert, AlertKind, AlertWish, Channel, Conversation, HelpAnswer, HelpCall, Outcome, User, Wait
from webcare.winning import changed, won

GATHERED = timedelta(seconds=20)  # what comes within it is one push
PUSH_EVERY = timedelta(minutes=5)
ENDED = timedelta(minutes=10)
AT_MOST = 500  # in one transaction
Told = tuple[User, bool]


def raise_for(waits: Sequence[Wait], kind: AlertKind, *, now: datetime) -> int:
    """Tell of these waits; of a conversation in a drill nobody is told. Gives how many alerts that made."""
    running = [each for each in waits if kind == AlertKind.LATE or each.due_at > now]
    if not running:
        return 0
    conversations = _conversations(running)
    crew, wishes = Crew(now), _wishes()
    rows = [
        {"user_id": user.id, "kind": kind, "owned": owned, "wait_id": wait.id, "raised_at": now}
        | {"conversation_id": wait.conversation_id}
        for wait in running
        if wait.conversation_id in conversations
        for user, owned in crew.concerned(conversations[wait.conversation_id], kind)
        if _wishes_it(wishes.get(user.id), kind)
    ]
    return _tell(insert_new(Alert, rows), now=now)


def raise_for_left(*, now: datetime) -> int:
    """Tell the leads of what is at risk and was told to its owner alone, who has left since. Gives how many alerts."""
    told = exists().where(Alert.wait_id == Wait.id, Alert.kind == AlertKind.AT_RISK)
    left = (
        select(Wait)
        .join(Conversation, Conversation.id == Wait.conversation_id)
        .where(Wait.outcome == Outcome.OPEN, Wait.at_risk_at <= now, Wait.due_at > now, alerts.is_left(now))
        .where(told.where(Alert.owned.is_(True)), ~told.where(Alert.owned.is_(False)))
        .order_by(Wait.due_at, Wait.id)
        .limit(AT_MOST)
    )
    return raise_for(session.scalars(left).all(), AlertKind.AT_RISK, now=now)


def call_for_help(by: User, *, now: datetime) -> HelpCall:
    """Ask whoever is here or on stand-by to come. While one call stands, another is the same call."""
    take_turns(HELP_LOCK)  # of two leads at once the second finds the call of the first
    standing = alerts.open_call(now)
    if standing is not None:
        return standing
    call = HelpCall(called_by_id=by.id, called_at=now)
    session.add(call)
    session.flush()
    record(HelpCalled(at=now, by=by.id, help_call_id=call.id))
    rows = [
        {"user_id": user.id, "kind": AlertKind.HELP, "owned": False, "help_call_id": call.id, "raised_at": now}
        for user in Crew(now).callable(but=by)
    ]
    _tell(insert_new(Alert, rows), now=now)
    return call


def come(call: HelpCall, *, by: User, now: datetime) -> None:
    """Somebody answers a call: they are here from now on. Twice changes nothing."""
    if insert_new(HelpAnswer, [{"call_id": call.id, "user_id": by.id, "answered_at": now}]):
        record(HelpAnswered(at=now, by=by.id, help_call_id=call.id))
    presence.come_back(by, now=now)
    theirs = update(Alert).where(Alert.help_call_id == call.id, Alert.user_id == by.id, Alert.seen_at.is_(None))
    if changed(theirs.values(seen_at=now)):
        record(AlertsSeen(at=now, by=by.id, user_id=by.id))


def end(call: HelpCall, *, by: User, now: datetime) -> None:
    """It is enough: the call stands on nobody's page any more. Twice changes nothing."""
    if won(update(HelpCall).where(HelpCall.id == call.id, HelpCall.ended_at.is_(None)).values(**_ended(by, now))):
        record(HelpEnded(at=now, by=by.id, help_call_id=call.id))


def see(by: User, *, up_to: int, now: datetime) -> int:
    """They have seen what they were told, up to this alert; what came after it stays. Gives how many that were."""
    theirs = update(Alert).where(Alert.user_id == by.id, Alert.id <= up_to, Alert.seen_at.is_(None))
    number = changed(theirs.values(seen_at=now))
    if number:
        record(AlertsSeen(at=now, by=by.id, user_id=by.id))
    return number


def tidy(*, now: datetime) -> int:
    """Lay aside what tells of waits that ended a while ago, so that what stands is always found quickly.

    Not at once: whoever takes an answer or a dismissal back has it stand again. Gives how many.
    """
    ended = (
        select(Alert.id)
        .join(Wait, Wait.id == Alert.wait_id)
        .where(Alert.seen_at.is_(None), Wait.outcome != Outcome.OPEN, Wait.ended_at <= now - ENDED)
        .limit(AT_MOST)
    )
    found = session.scalars(ended).all()
    return changed(update(Alert).where(Alert.id.in_(found)).values(seen_at=now)) if found else 0


def wish(by: User, *, now: datetime, **wishes: bool | int | None) -> None:
    """How they wish to be told from now on."""
    session.merge(AlertWish(user_id=by.id, **wishes))
    record(AlertWishesChanged(at=now, by=by.id, user_id=by.id))


def _ended(by: User, now: datetime) -> dict[str, object]:
    return {"ended_at": now, "ended_by_id": by.id}


def _conversations(waits: Iterable[Wait]) -> dict[int, Conversation]:
    wanted = (
        select(Conversation)
        .join(Channel, Channel.id == Conversation.channel_id)
        .where(Conversation.id.in_(sorted({each.conversation_id for each in waits})), Channel.training.is_(False))
        .options(selectinload(Conversation.tags), joinedload(Conversation.contact))
    )
    return {each.id: each for each in session.scalars(wanted)}


def _wishes() -> dict[int, AlertWish]:
    return {each.user_id: each for each in session.scalars(select(AlertWish))}


def _wishes_it(wished: AlertWish | None, kind: AlertKind) -> bool:
    if wished is None:
        return True
    return wished.late if kind == AlertKind.LATE else wished.at_risk


def _tell(made: Sequence[Alert], *, now: datetime) -> int:
    """One event a person, and pushes where they are wished."""
    by_user: dict[int, list[Alert]] = {}
    for each in made:
        by_user.setdefault(each.user_id, []).append(each)
    users = {user.id: user for user in session.scalars(select(User).where(User.id.in_(sorted(by_user))))}
    for user_id, theirs in sorted(by_user.items()):
        record(AlertsRaised(at=now, user_id=user_id, number=len(theirs)))
        _push(users[user_id], theirs, now)
    return len(made)


def _push(to: User, made: Sequence[Alert], now: datetime) -> None:
    """Let one push tell it, together with what comes shortly after, and not soon after the one before."""
    called = any(each.kind == AlertKind.HELP for each in made)
    wished = alerts.wish_of(to)
    quiet = alerts.is_quiet(wished, to.time_zone, now) and not (called and to.standby)
    if not wished.push or quiet:
        return
    last = session.scalar(select(func.max(Alert.push_at)).where(Alert.user_id == to.id))
    planned = last is not None and last > now
    at = now if called else last if planned and last else _next(last, now)
    _mark(made, at)
    if called or not planned:
        announcing.push(to, announcing.ALERTS, None, now=at)


def _next(last: datetime | None, now: datetime) -> datetime:
    return max(now + GATHERED, last + PUSH_EVERY) if last is not None else now + GATHERED


def _mark(made: Collection[Alert], at: datetime) -> None:
    changed(update(Alert).where(Alert.id.in_([each.id for each in made])).values(push_at=at))
