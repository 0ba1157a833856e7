"""Several conversations change hands in one act of a lead, and go back in one if it was a mistake."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from webcare import mandate
from webcare.database import record, session
from webcare.desk import claiming, holders, presence
from webcare.desk.claiming import HeldBySomebodyElse, IsClosed
from webcare.errors import Conflict
from webcare.events import HandedOverTogether, HandoverUndone
from webcare.insight import people
from webcare.mandate import Kind, Mandate, MandateRefused
from webcare.models import Conversation, HandedOver, Handover, HandoverKind, Power, User
from webcare.winning import reread, won


class NothingToGive(Conflict):
    """No conversation was left that could go there."""

    code = "nothing_to_give"
    message = _("There is nothing to give: no conversation waits that they may answer.")


class AwayAlready(Conflict):
    """They are not here."""

    code = "away_already"
    message = _("%(name)s is away already.")


class NotAwaySince(Conflict):
    """They came or went by themselves after a lead had set them away."""

    code = "not_away_since"
    message = _("%(name)s came back or went away again since, so there is nothing to undo.")


def give(conversations: Iterable[Conversation], *, to: User, by: User, now: datetime) -> Handover:
    """Give these to a colleague; what somebody was quicker with is left out. Raises NothingToGive."""
    made = _begin(HandoverKind.GIVEN, to, by, now)
    number = sum(_give(each, made, to, by, now) for each in conversations)
    if not number:
        raise NothingToGive
    _tell(made, number)
    return made


def set_away(user: User, *, by: User, now: datetime) -> Handover:
    """A lead saw that they are gone: their claims return to the queue. Raises AwayAlready."""
    held = presence.held_by(user)
    if user.away_since is not None:
        raise AwayAlready(name=user.first_name)
    made = _begin(HandoverKind.AWAY, user, by, now)
    session.add_all(HandedOver(handover_id=made.id, conversation_id=each.id, from_id=user.id) for each in held)
    session.flush()
    presence.go_away(user, now=now, by=by)
    _tell(made, len(held))
    return made


def given(conversation: Conversation, before: int | None, *, to: User, by: User, now: datetime) -> Handover | None:
    """Keep how one conversation that was just assigned goes back; None where that is not theirs to do."""
    if not _may_take_back(mandate.of(by, now), conversation, before):
        return None
    made = _begin(HandoverKind.GIVEN, to, by, now)
    session.add(HandedOver(handover_id=made.id, conversation_id=conversation.id, from_id=before))
    return made


def undo(handover: Handover, *, by: Mandate, now: datetime) -> int:
    """Everything goes back with which nothing has happened since. Gives how many. Twice changes nothing.

    It stays where it is if who takes it back may not moderate it any more, unless it was their own; and in the queue
    if who had it may not answer. Raises MandateRefused, NotAwaySince.
    """
    if not won(update(Handover).where(Handover.id == handover.id, Handover.undone_at.is_(None)).values(undone_at=now)):
        return 0
    if handover.kind == HandoverKind.AWAY:
        _call_back(handover, by, now)
    back = _return if handover.kind == HandoverKind.GIVEN else _take_again
    items = [item for item in _items(handover) if _may_take_back(by, item[0], item[1].id if item[1] else None)]
    number = sum(back(item, handover, by.user, now) for item in items)
    record(HandoverUndone(at=now, by=by.user.id, user_id=handover.user_id, handover_id=handover.id, number=number))
    return number


def size_of(handover: Handover) -> int:
    """How many conversations it is about."""
    return len(_items(handover))


def of(handover_id: int, by: User) -> Handover | None:
    """What this lead did, and nobody else."""
    found = session.get(Handover, handover_id)
    return found if found is not None and found.by_id == by.id else None


def may_answer(held: Mandate, conversation: Conversation) -> bool:
    """Whether somebody can do something there: at once, or after approval."""
    return held.decide(Power.ANSWER, conversation).kind != Kind.REFUSED and held.readable().allows(conversation)


def _may_take_back(by: Mandate, conversation: Conversation, before: int | None) -> bool:
    if not by.readable().allows(conversation):
        return False
    return before == by.user.id or by.decide(Power.MODERATE, conversation).allowed


def _call_back(handover: Handover, by: Mandate, now: datetime) -> None:
    if not people.leads(by):
        raise MandateRefused(power=Power.MODERATE)
    if not presence.come_back(handover.user, now=now, by=by.user, since=handover.at):
        raise NotAwaySince(name=handover.user.first_name)


def _begin(kind: HandoverKind, user: User, by: User, now: datetime) -> Handover:
    made = Handover(kind=kind, user_id=user.id, by_id=by.id, at=now)
    session.add(made)
    session.flush()
    return made


def _tell(made: Handover, number: int) -> None:
    record(HandedOverTogether(at=made.at, by=made.by_id, user_id=made.user_id, handover_id=made.id, number=number))


def _give(conversation: Conversation, made: Handover, to: User, by: User, now: datetime) -> bool:
    reread(conversation)
    holder = conversation.claimed_by_id
    if holder == to.id:
        return False
    try:
        claiming.assign(conversation, to=to, by=by, now=now)
    except (HeldBySomebodyElse, IsClosed):
        return False
    session.add(HandedOver(handover_id=made.id, conversation_id=conversation.id, from_id=holder))
    return True


def _items(handover: Handover) -> list[tuple[Conversation, User | None]]:
    given = (
        select(Conversation, User)
        .join(HandedOver, HandedOver.conversation_id == Conversation.id)
        .outerjoin(User, User.id == HandedOver.from_id)
        .where(HandedOver.handover_id == handover.id)
        .order_by(Conversation.id)
    )
    return [(conversation, user) for conversation, user in session.execute(given)]


Item = tuple[Conversation, User | None]


def _return(item: Item, handover: Handover, by: User, now: datetime) -> bool:
    """Out of the hands it was given into: to who held it, if they are there, or else to the queue."""
    conversation, before = item
    reread(conversation)
    if conversation.claimed_by_id != handover.user_id or conversation.claimed_at != handover.at:
        return False
    if before is None or before.away_since is not None or not may_answer(mandate.of(before, now), conversation):
        return holders.let_go(conversation, why="undone", by=by.id, now=now)
    return _assign(conversation, before, by, now, only_from=handover.user_id)


def _take_again(item: Item, handover: Handover, by: User, now: datetime) -> bool:
    """Back to who was set away, if nobody has it."""
    conversation, _before = item
    reread(conversation)
    if conversation.claimed_by_id is not None or conversation.last_holder_id != handover.user_id:
        return False
    able = may_answer(mandate.of(handover.user, now), conversation)
    return able and _assign(conversation, handover.user, by, now)


def _assign(conversation: Conversation, to: User, by: User, now: datetime, only_from: int | None = None) -> bool:
    try:
        claiming.assign(conversation, to=to, by=by, now=now, only_from=only_from)
    except (HeldBySomebodyElse, IsClosed):
        return False
    return True
