"""Conversations under one stranger's public post: one row in the lists, for which one of them stands.

Source: DOMAIN, Words, Gathering.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from webcare.database import record, session
from webcare.desk.meeting import insert_new
from webcare.desk.numbering import table_of
from webcare.events import ConversationGathered, GatheringStandChosen
from webcare.models import Audience, Channel, Contact, Conversation, Gathering, Status

_table = table_of(Conversation)
FEWEST = 2  # conversations under one post that make a gathering
_THREADS: BindParameter[Any] = bindparam("threads", expanding=True)
_LOOSE = (
    select(Conversation.id)
    .join(Contact, Conversation.contact_id == Contact.id)
    .where(
        Conversation.channel_id == bindparam("channel"),
        Conversation.thread_id.in_(_THREADS),
        Conversation.audience == Audience.PUBLIC,
        Conversation.gathering_id.is_(None),
        Conversation.thread_author.is_not(None),
        Conversation.thread_author != bindparam("brand"),
        Conversation.thread_author != Contact.external_id,
    )
    .order_by(Conversation.id)
)
_GATHERINGS = select(Gathering).where(Gathering.channel_id == bindparam("channel"), Gathering.thread_id.in_(_THREADS))

_WRITE = {
    name: update(_table).where(_table.c.id.in_(bindparam("numbers", expanding=True))).values({name: bindparam("value")})
    for name in ("gathering_id", "gathered")
}


def gather(channel: Channel, under_strangers: Iterable[Conversation], *, now: datetime) -> None:
    """Bring conversations together that stand under one post of somebody who is neither contact nor brand."""
    at_hand = {each.id: each for each in under_strangers if each.gathering_id is None}
    threads = {each.thread_id for each in at_hand.values()}
    if not threads:
        return
    loose = _loose(channel, threads, at_hand)
    there = {each.thread_id: each for each in _gatherings(channel, threads)}
    new = [thread for thread, members in loose.items() if thread not in there and len(members) >= FEWEST]
    rows = [{"channel_id": channel.id, "thread_id": thread, "created_at": now} for thread in new]
    there |= {each.thread_id: each for each in insert_new(Gathering, rows)}
    for thread, members in loose.items():
        if thread in there:
            _join(members, there[thread], now)


def choose_who_stands(touched: Iterable[Conversation], *, now: datetime) -> None:
    """After something changed: let the conversation of each gathering that is due first stand for it."""
    numbers = {each.gathering_id for each in touched if each.gathering_id is not None}
    if not numbers:
        return
    session.flush()
    wrong: dict[bool, list[int]] = {True: [], False: []}
    for number, channel, gathering, gathered in session.execute(_wrongly_standing(), {"touched": sorted(numbers)}):
        wrong[not gathered].append(number)
        place = {"channel_id": channel, "conversation_id": number}
        record(GatheringStandChosen(at=now, gathering_id=gathering, stands=gathered, **place))
    for gathered, found in wrong.items():
        _write(found, "gathered", gathered)


@cache
def _wrongly_standing() -> Select[Any]:
    """Whoever stands though another comes first, and whoever comes first and does not stand; few of many."""
    touched: BindParameter[Any] = bindparam("touched", expanding=True)
    chosen = select(Gathering.id, _first().label("first")).where(Gathering.id.in_(touched)).cte("chosen")
    rows = select(Conversation.id, Conversation.channel_id, Conversation.gathering_id, Conversation.gathered)
    late = rows.join(chosen, Conversation.id == chosen.c.first).where(Conversation.gathered)
    early = rows.join(chosen, Conversation.gathering_id == chosen.c.id).where(
        Conversation.gathering_id.in_(touched), ~Conversation.gathered, Conversation.id != chosen.c.first
    )
    both = union_all(late, early).subquery()
    return select(both).order_by(both.c.gathering_id, both.c.gathered.desc(), both.c.id)


def _first() -> ColumnElement[int]:
    """Who stands for a gathering: one that is urgent, then an open one, the first that is due, else the oldest.

    Each is one step along an index: thousands gather under one post in a crisis.
    """
    member = aliased(Conversation)
    found = [_first_urgent()]
    for status in (Status.OPEN, Status.CLOSED):
        of_status = select(member.id).where(member.gathering_id == Gathering.id, member.status == status).limit(1)
        due = of_status.where(member.due_at.is_not(None)).order_by(member.due_at, member.id)
        calm = of_status.where(member.due_at.is_(None)).order_by(member.id)
        found += [due.scalar_subquery(), calm.scalar_subquery()]
    return func.coalesce(*found)


def _first_urgent() -> ScalarSelect[int]:
    """The first of its urgent conversations, as lists order those. Few of all are urgent: they are looked through."""
    member = aliased(Conversation)
    alarmed = type_coerce(member.urgent_at, BigInteger)
    due = func.coalesce(type_coerce(member.due_at, BigInteger), alarmed)
    # The sum keeps a planner from looking through the thousands of one gathering, the literal and the comparison lead
    # it to the index of what is urgent.
    inside = (member.gathering_id + 0 == Gathering.id, member.status == literal_column("'open'"), alarmed > 0)
    return select(member.id).where(*inside).order_by(due, member.id).limit(1).scalar_subquery()


def _loose(
    channel: Channel, threads: Iterable[str], at_hand: Mapping[int, Conversation]
) -> dict[str, list[Conversation]]:
    """The conversations of each thread that stand under a stranger's post and are not gathered yet."""
    where = {"channel": channel.id, "brand": channel.external_id, "threads": sorted(threads)}
    loose: dict[str, list[Conversation]] = defaultdict(list)
    for number in session.scalars(_LOOSE, where).all():
        conversation = at_hand.get(number) or session.get_one(Conversation, number)
        loose[conversation.thread_id].append(conversation)
    return loose


def _gatherings(channel: Channel, threads: Iterable[str]) -> Sequence[Gathering]:
    return session.scalars(_GATHERINGS, {"channel": channel.id, "threads": sorted(threads)}).all()


def _join(members: Sequence[Conversation], gathering: Gathering, now: datetime) -> None:
    _write([each.id for each in members], "gathering_id", gathering.id)
    for conversation in members:
        place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
        record(ConversationGathered(at=now, gathering_id=gathering.id, **place))


def _write(numbers: Sequence[int], name: str, value: int) -> None:
    """Write it, and tell the objects that are at hand (the session itself would look through all it holds)."""
    if not numbers:
        return
    session.execute(_WRITE[name], {"numbers": numbers, "value": value})
    for number in numbers:
        there = session.identity_map.get(identity_key(Conversation, number))
        if there is not None:
            set_committed_value(there, name, value)
