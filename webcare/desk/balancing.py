"""Balancing: "give 5 oldest to …", the most pressing of what a lead may move and the colleague may answer."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import joinedload, selectinload

from webcare import mandate
from webcare.desk import handing, in_turn
from webcare.desk.claiming import UNDER_WAY
from webcare.errors import Conflict
from webcare.inbox.filters import IS_OPEN
from webcare.insight import people
from webcare.mandate import Mandate
from webcare.models import Conversation, Handover, Power, Reply, User

AT_ONCE = 100  # looked at


class NoRoom(Conflict):
    """They hold as many as they take."""

    code = "no_room"
    message = _("%(name)s has no room for more. Choose somebody else, or let them take more at once.")


def give_oldest(number: int, *, to: User, by: Mandate, now: datetime, source: User | None = None) -> Handover:
    """Give a colleague what is due first: of what nobody holds, or of what `source` holds.

    No more than they have room for. Raises NoRoom, NothingToGive.
    """
    room = to.most_held - people.load([to.id])[to.id]
    if room <= 0:
        raise NoRoom(name=to.first_name)
    found = candidates(by, to=to, now=now, source=source)
    return handing.give(list(islice(found, min(number, room))), to=to, by=by.user, now=now)


def candidates(by: Mandate, *, to: User, now: datetime, source: User | None = None) -> Iterator[Conversation]:
    """What waits, due first, that this lead may move and that this colleague may answer."""
    theirs = mandate.of(to, now)
    reached = (mandate.reach(by, Power.MODERATE).where(), mandate.reach(theirs, Power.ANSWER).where())
    waiting = select(Conversation).where(*reached, is_waiting(source.id if source else None))
    whole = waiting.options(selectinload(Conversation.tags), joinedload(Conversation.contact))
    for page in in_turn.pages(whole, Conversation.due_at, AT_ONCE):
        yield from (each for each in page if _may_move(by, each) and handing.may_answer(theirs, each))


def is_waiting(holder: int | None) -> ColumnElement[bool]:
    """Waits for an answer in these hands (None: in nobody's), with no answer of theirs under way."""
    under_way = exists().where(Reply.conversation_id == Conversation.id, Reply.status.in_(UNDER_WAY))
    held = Conversation.claimed_by_id.is_(None) if holder is None else Conversation.claimed_by_id == holder
    return and_(
        IS_OPEN,
        Conversation.due_at.is_not(None),
        Conversation.gathered.is_(False),
        Conversation.escalated_to_id.is_(None),
        held,
        ~under_way,
    )


def _may_move(by: Mandate, conversation: Conversation) -> bool:
    return by.decide(Power.MODERATE, conversation).allowed
