"""Keeps the rows of waits equal to the fold over what happened, and tells what changed.

A change touches only what lies after the last moment before it at which nothing was waiting, so a conversation of
ten thousand messages costs no more than a new one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import and_, or_, select

from webcare.database import EPOCH, session
from webcare.desk import facts, gatherings, standing
from webcare.desk.folding import Happening, Turn, fold
from webcare.desk.wait_rows import Differences
from webcare.models import Audience, Conversation, Outcome, Wait

__all__ = ["fold", "open_wait", "refold", "refold_all"]

Changed = Mapping[int, datetime]  # conversation → the platform's time of the earliest change in it


def refold(conversation: Conversation, *, now: datetime, since: datetime = EPOCH) -> None:
    """Bring the waits of one conversation up to date after a change at `since` (its platform time)."""
    refold_all({conversation.id: since}, now=now)


def refold_all(
    changed: Changed,
    *,
    now: datetime,
    fresh: Mapping[int, Sequence[Happening]] = MappingProxyType({}),
    gathered: Iterable[Conversation] = (),
) -> None:
    """Bring the waits of many conversations up to date, in a handful of statements.

    `fresh` holds, for conversations that were just made, everything that happened in them; `gathered` names others
    of whose gatherings it must be chosen again which conversation stands for them.
    """
    at_hand = {each.id: each for each in gathered}
    conversations = _locked(changed)
    conversations |= {number: at_hand.get(number) or session.get_one(Conversation, number) for number in fresh}
    bounds = facts.settled_bounds(changed)
    together = _folded_together(conversations, bounds, fresh)
    bounds = _widened(bounds, together, conversations, fresh)
    alone = [number for number in fresh if number not in bounds]
    turns = _turns(bounds, together, conversations, [each for number in alone for each in fresh[number]])
    rows = _rows(bounds)
    differences = Differences(now)
    for number in sorted({*bounds, *alone}):
        differences.compare(conversations[number], rows.get(number, []), turns.get(number, []))
    differences.write()
    touched = [conversations[number] for number in sorted({*bounds, *alone})]
    for conversation in touched:
        standing.show_wait(conversation, differences.open_in.get(conversation.id), now=now)
    standing.write([*touched, *at_hand.values()])
    session.flush()
    gatherings.choose_who_stands([*touched, *at_hand.values()], now=now)


def restand(conversation: Conversation, *, now: datetime) -> None:
    """After a conversation was opened or closed: choose again which one stands for its gathering."""
    gatherings.choose_who_stands([conversation], now=now)


def open_wait(conversation: Conversation) -> Wait | None:
    """The wait of a conversation that nobody has answered yet."""
    found = select(Wait).where(Wait.conversation_id == conversation.id, Wait.outcome == Outcome.OPEN)
    return session.scalars(found).one_or_none()


def _locked(numbers: Collection[int]) -> dict[int, Conversation]:
    """Load and lock, always in the same order, so that two writers never wait for each other."""
    if not numbers:
        return {}
    found = select(Conversation).where(Conversation.id.in_(sorted(numbers))).order_by(Conversation.id)
    found = found.with_for_update(of=Conversation)
    return {conversation.id: conversation for conversation in session.scalars(found)}


def _folded_together(
    conversations: Mapping[int, Conversation], bounds: Mapping[int, datetime], fresh: Mapping[int, object]
) -> dict[int, list[int]]:
    """The contacts, with all their conversations, in which a DM made elsewhere may end a public wait."""
    contacts = {conversation.contact_id for conversation in conversations.values()}
    if not contacts:
        return {}
    since = EPOCH if fresh else min(bounds.values(), default=EPOCH)
    written = facts.contacts_written_elsewhere(contacts, since)
    together: dict[int, list[int]] = defaultdict(list)
    if written:
        found = select(Conversation.contact_id, Conversation.id).where(Conversation.contact_id.in_(sorted(written)))
        for contact, number in session.execute(found.order_by(Conversation.id)):
            together[contact].append(number)
    return together


def _widened(
    bounds: dict[int, datetime],
    together: Mapping[int, list[int]],
    conversations: dict[int, Conversation],
    fresh: Mapping[int, Sequence[Happening]],
) -> dict[int, datetime]:
    """Conversations that are folded together begin at one moment at which nothing waited in any of them."""
    bounds = dict(bounds)
    for numbers in together.values():
        conversations.update(_locked(numbers))
        began = [each.at for number in numbers for each in fresh.get(number, ())]
        bound = min([*began, *(bounds[number] for number in numbers if number in bounds)], default=EPOCH)
        before = None
        while bound != before:
            before = bound
            bound = min(facts.settled_bounds(dict.fromkeys(numbers, bound)).values())
        bounds.update(dict.fromkeys(numbers, bound))
    return bounds


def _turns(
    bounds: Mapping[int, datetime],
    together: Mapping[int, list[int]],
    conversations: Mapping[int, Conversation],
    in_memory: Sequence[Happening],
) -> dict[int, list[Turn]]:
    private = [number for number, each in conversations.items() if each.audience == Audience.PRIVATE]
    contact_of = {number: contact for contact, numbers in together.items() for number in numbers}
    groups: dict[int | None, list[Happening]] = defaultdict(list)
    for happening in (*in_memory, *facts.happenings(bounds)):
        groups[contact_of.get(happening.conversation)].append(happening)
    turns: dict[int, list[Turn]] = defaultdict(list)
    for group in groups.values():
        for turn in fold(group, private):
            turns[turn.conversation].append(turn)
    return turns


def _rows(bounds: Mapping[int, datetime]) -> dict[int, list[Wait]]:
    rows: dict[int, list[Wait]] = defaultdict(list)
    if not bounds:
        return rows
    of_each = (and_(Wait.conversation_id == number, Wait.started_at >= bound) for number, bound in bounds.items())
    for row in session.scalars(select(Wait).where(or_(*of_each)).order_by(Wait.started_at, Wait.id)):
        rows[row.conversation_id].append(row)
    return rows
