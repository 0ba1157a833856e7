"""One agent takes a conversation; at most one holds it. Source: DOMAIN, Claiming."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.sql.dml import Update

from webcare.database import record, session
from webcare.desk import holders
from webcare.errors import Conflict
from webcare.events import ConversationAssigned, ConversationClaimed
from webcare.models import Conversation, Reply, ReplyStatus, Status, User
from webcare.winning import changed, reread, won

SILENCE = timedelta(minutes=15)  # without a sign of life
WARNING = timedelta(minutes=2)  # before the claim returns to the queue
UNDER_WAY = (
    ReplyStatus.AWAITING_APPROVAL,
    ReplyStatus.APPROVED,
    ReplyStatus.QUEUED,
    ReplyStatus.SENDING,
    ReplyStatus.UNCERTAIN,
)


class HeldBySomebodyElse(Conflict):
    """A colleague holds it; `holder` names them."""

    code = "held_by_somebody_else"
    message = _(
        "%(holder)s has this conversation: ask them to give it back, or a team lead to take it over. "
        "What you typed stays here."
    )


class NotYours(Conflict):
    """Only its holder can release a claim."""

    code = "not_yours"
    message = _("You do not hold this conversation any more.")


class IsClosed(Conflict):
    """Nothing is to be done in it."""

    code = "conversation_closed"
    message = _("This conversation is closed. Reopen it first.")


def claim(conversation: Conversation, *, by: User, now: datetime, take_over: bool = False) -> None:
    """Take it. Claiming what one holds already is a sign of life.

    Raises HeldBySomebodyElse, unless the taker confirmed with `take_over`; IsClosed.
    """
    if conversation.claimed_by_id == by.id and won(_mine(conversation.id, by).values(sign_of_life_at=now)):
        return
    if conversation.claimed_by_id is None and won(_of_nobody(conversation.id).values(_held_by(by, now))):
        _tell_claimed(conversation, by, now)
        return
    _refuse_closed(conversation)
    holder = conversation.claimed_by_id
    if holder in (None, by.id):  # it changed hands between two statements, or one pressed twice at once
        claim(conversation, by=by, now=now, take_over=take_over)
        return
    if not take_over:
        raise HeldBySomebodyElse(holder=_name(holder))
    if not won(_held(conversation.id, holder).values(_held_by(by, now) | {"last_holder_id": holder})):
        reread(conversation)
        raise HeldBySomebodyElse(holder=_name(conversation.claimed_by_id))
    _tell_claimed(conversation, by, now, taken_from=holder)


def release(conversation: Conversation, *, by: User, now: datetime, why: str = "released") -> None:
    """Give it back to the queue. No reason is asked. Raises NotYours."""
    reread(conversation)
    if conversation.claimed_by_id != by.id or not holders.let_go(conversation, why=why, by=by.id, now=now):
        raise NotYours


def assign(
    conversation: Conversation, *, to: User, by: User | None, now: datetime, only_from: int | None = None
) -> None:
    """Hand it to a colleague. Handing over what somebody else holds is a lead's; the route asks the mandate.

    `by` is None when nobody chose; with `only_from` it is handed over only out of those hands.
    Raises HeldBySomebodyElse, IsClosed.
    """
    reread(conversation)
    _refuse_closed(conversation)
    holder = conversation.claimed_by_id
    if holder == to.id:
        return
    if only_from is not None and holder != only_from:
        raise HeldBySomebodyElse(holder=_name(holder))
    held = _of_nobody(conversation.id) if holder is None else _held(conversation.id, holder)
    values = _held_by(to, now) | ({"last_holder_id": holder} if holder else {})
    if not won(held.values(values)):
        reread(conversation)
        raise HeldBySomebodyElse(holder=_name(conversation.claimed_by_id))
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(ConversationAssigned(at=now, by=by.id if by else None, to=to.id, taken_from=holder, **place))


def keep(conversation_ids: Iterable[int], *, by: User, now: datetime) -> int:
    """Note a sign of life in the conversations one holds. Gives how many that were."""
    mine = update(Conversation).where(
        Conversation.id.in_(sorted(set(conversation_ids))), Conversation.claimed_by_id == by.id
    )
    return changed(mine.values(sign_of_life_at=now))


def about_to_expire(by: User, now: datetime) -> Sequence[Conversation]:
    """The conversations somebody is about to lose by silence."""
    mine = select(Conversation).where(Conversation.claimed_by_id == by.id, _silent(now - SILENCE + WARNING))
    return session.scalars(mine.order_by(Conversation.sign_of_life_at)).all()


def expire(*, now: datetime) -> int:
    """Return the claims that show no sign of life to the queue. Gives how many."""
    silent = select(Conversation).where(Conversation.claimed_by_id.is_not(None), _silent(now - SILENCE))
    silent = silent.order_by(Conversation.id).with_for_update(of=Conversation, skip_locked=True)
    return sum(holders.let_go(each, why="expired", by=None, now=now) for each in session.scalars(silent).all())


def _silent(since: datetime) -> ColumnElement[bool]:
    under_way = exists().where(
        Reply.conversation_id == Conversation.id,
        Reply.author_id == Conversation.claimed_by_id,
        Reply.status.in_(UNDER_WAY),
    )
    last_sign = or_(
        Conversation.sign_of_life_at <= since,
        and_(Conversation.sign_of_life_at.is_(None), Conversation.claimed_at <= since),
    )
    return and_(Conversation.status == Status.OPEN, Conversation.escalated_to_id.is_(None), last_sign, ~under_way)


def _of_nobody(number: int) -> Update:
    return update(Conversation).where(
        Conversation.id == number, Conversation.claimed_by_id.is_(None), Conversation.status == Status.OPEN
    )


def _mine(number: int, by: User) -> Update:
    return _held(number, by.id).where(Conversation.status == Status.OPEN)


def _held(number: int, holder: int | None) -> Update:
    return update(Conversation).where(Conversation.id == number, Conversation.claimed_by_id == holder)


def _held_by(user: User, now: datetime) -> dict[str, Any]:
    return {"claimed_by_id": user.id, "claimed_at": now, "sign_of_life_at": now}


def _refuse_closed(conversation: Conversation) -> None:
    reread(conversation)
    if conversation.status == Status.CLOSED:
        raise IsClosed


def _name(holder: int | None) -> str:
    return session.get_one(User, holder).name if holder is not None else ""


def _tell_claimed(conversation: Conversation, by: User, now: datetime, taken_from: int | None = None) -> None:
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(ConversationClaimed(at=now, by=by.id, taken_from=taken_from, **place))
