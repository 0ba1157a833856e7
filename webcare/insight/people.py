"""Who is at work and how much room there is. For the team: no minutes of rest, nothing of what anybody reads or types.

Counts hold only what their reader may read. Source: DOMAIN, People who work here.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal_column, or_, select

from webcare.database import session
from webcare.mandate import Mandate, Readable
from webcare.models import Conversation, Power, Role, User
from webcare.models.user import HERE

# A literal: only so is the partial index seen to hold them all.
IS_HELD = and_(Conversation.status == literal_column("'open'"), Conversation.claimed_by_id.is_not(None))


@dataclass(frozen=True)
class Person:
    """One colleague as the team sees them."""

    user: User
    here: bool
    held: int  # conversations they hold now

    @property
    def room(self) -> int:
        """How many more can be given to them."""
        return max(self.user.most_held - self.held, 0) if self.here else 0

    @property
    def facts(self) -> dict[str, Any]:
        """What an open panel shows of them; ids and numbers."""
        return {
            "id": self.user.id,
            "state": "here" if self.here else "away",
            "held": self.held,
            "room": self.room,
            "most": self.user.most_held,
            "standby": self.user.standby,
        }


@dataclass(frozen=True)
class Totals:
    """The team as a whole, without names: for walls."""

    here: int
    away: int
    room: int
    standby: int

    @property
    def facts(self) -> dict[str, int]:
        """As a screen gets them."""
        return asdict(self)


def leads(mandate: Mandate) -> bool:
    """Whether moderating is among what somebody may do at all: theirs are the actions of a lead."""
    if mandate.user.disabled_at is not None:
        return False
    return any(grant.power == Power.MODERATE and grant.valid_at(mandate.at) for grant in mandate.grants)


def is_here(user: User, now: datetime) -> bool:
    """At work: not away, with a page before them."""
    if user.away_since is not None or user.disabled_at is not None:
        return False
    return user.here_at is not None and user.here_at >= now - HERE


def team(readable: Readable, now: datetime) -> list[Person]:
    """Everybody who answers customers, and whoever holds something or can be called; who is here first."""
    held = held_by(readable)
    answering = or_(User.role.in_((Role.AGENT, Role.LEAD)), User.standby.is_(True), User.id.in_(sorted(held)))
    users = session.scalars(select(User).where(User.disabled_at.is_(None), answering).order_by(User.name, User.id))
    people = [Person(user, is_here(user, now), held.get(user.id, 0)) for user in users]
    return sorted(people, key=lambda each: not each.here)


def totals(people: Sequence[Person]) -> Totals:
    """The same people as four numbers."""
    here = [each for each in people if each.here]
    room = sum(each.room for each in here)
    return Totals(len(here), len(people) - len(here), room, sum(each.user.standby for each in people))


def held_by(readable: Readable) -> dict[int, int]:
    """How many open conversations each colleague holds, of those that may be read."""
    held = (
        select(Conversation.claimed_by_id, func.count())
        .where(IS_HELD, readable.where())
        .group_by(Conversation.claimed_by_id)
    )
    return {holder: number for holder, number in session.execute(held) if holder is not None}


def load(user_ids: Collection[int]) -> dict[int, int]:
    """How many open conversations each of these holds, whoever asks: for deciding who gets more, never for showing."""
    held = (
        select(Conversation.claimed_by_id, func.count())
        .where(IS_HELD, Conversation.claimed_by_id.in_(sorted(user_ids)))
        .group_by(Conversation.claimed_by_id)
    )
    found = {holder: number for holder, number in session.execute(held) if holder is not None}
    return {user_id: found.get(user_id, 0) for user_id in user_ids}
