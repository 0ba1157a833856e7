"""Automatic assignment: what waits goes to whoever of the assigning teams is here and has least. Off by default.

Nobody is given what was taken back from them, or what they gave back: "somebody else, please" is heard.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from webcare import mandate
from webcare.database import session
from webcare.desk import claiming, in_turn
from webcare.desk.balancing import is_waiting
from webcare.desk.claiming import HeldBySomebodyElse, IsClosed
from webcare.desk.handing import may_answer
from webcare.insight import people
from webcare.mandate import Mandate
from webcare.models import Channel, Conversation, EventRow, Power, Team, TeamMember, User

AT_MOST = 50  # in one transaction
AT_ONCE, MOST_PAGES = 200, 10  # looked at
LET_GO = "conversation_released"


def assign_waiting(*, now: datetime) -> int:
    """Give what nobody holds, due first, to the least loaded who may answer it. Gives how many."""
    takers = _takers(now)
    loads = people.load([each.id for each in takers])
    takers = [each for each in takers if loads[each.id] < each.most_held]
    if not takers:
        return 0
    taking = {each.id for each in takers}
    mandates = {each.user.id: each for each in mandate.everybody(now) if each.user.id in taking}
    given = 0
    for page in islice(in_turn.pages(_waiting(mandates.values()), Conversation.due_at, AT_ONCE), MOST_PAGES):
        given += _share_out(page, takers, mandates, loads, AT_MOST - given, now)
        if given == AT_MOST or all(loads[each.id] >= each.most_held for each in takers):
            break
    return given


def _share_out(
    waiting: Sequence[Conversation],
    takers: Sequence[User],
    mandates: dict[int, Mandate],
    loads: dict[int, int],
    most: int,
    now: datetime,
) -> int:
    refused, given = _gave_back(waiting), 0
    for conversation in waiting:
        able = [
            each
            for each in takers
            if loads[each.id] < each.most_held and _can_take(mandates[each.id], conversation, refused)
        ]
        chosen = min(able, key=lambda each: (loads[each.id], loads[each.id] - each.most_held, each.id), default=None)
        if chosen is not None and _assign(conversation, chosen, now):
            loads[chosen.id] += 1
            given += 1
        if given == most:
            break
    return given


def _takers(now: datetime) -> Sequence[User]:
    """Who is here, of the teams that are given what waits."""
    assigning = select(TeamMember.user_id).join(Team, Team.id == TeamMember.team_id)
    theirs = assigning.where(Team.assigns.is_(True), Team.dissolved_at.is_(None))
    return session.scalars(select(User).where(User.id.in_(theirs), User.is_here(now)).order_by(User.id)).all()


def _waiting(takers: Iterable[Mandate]) -> Select[Conversation]:
    """What nobody holds, of what any of these may answer.

    An alarm that still sounds asks for somebody to take it on, and drills go by hand.
    """
    drills = select(Channel.id).where(Channel.training.is_(True))
    alarming = Conversation.urgent_at.is_not(None) & Conversation.urgent_accepted_at.is_(None)
    theirs = or_(false(), *(each.where() for each in {mandate.reach(each, Power.ANSWER) for each in takers}))
    found = select(Conversation).where(is_waiting(None), Conversation.channel_id.not_in(drills), ~alarming, theirs)
    whole = found.options(selectinload(Conversation.tags), joinedload(Conversation.contact))
    return whole.with_for_update(of=Conversation, skip_locked=True)


def _gave_back(waiting: Iterable[Conversation]) -> dict[int, set[int]]:
    """Who let go of each of these since its customer began to wait."""
    began = {each.id: each.wait_started_at or each.opened_at for each in waiting}
    found = select(EventRow.conversation_id, EventRow.at, EventRow.data).where(
        EventRow.conversation_id.in_(sorted(began)), EventRow.kind == LET_GO, EventRow.at >= min(began.values())
    )
    refused: dict[int, set[int]] = defaultdict(set)
    for number, at, data in session.execute(found):
        if number is not None and at >= began[number] and data.get("why") != "closed":
            refused[number].add(data["holder"])
    return refused


def _can_take(held: Mandate, conversation: Conversation, refused: dict[int, set[int]]) -> bool:
    return held.user.id not in refused.get(conversation.id, ()) and may_answer(held, conversation)


def _assign(conversation: Conversation, to: User, now: datetime) -> bool:
    try:
        claiming.assign(conversation, to=to, by=None, now=now)
    except (HeldBySomebodyElse, IsClosed):
        return False
    return True
