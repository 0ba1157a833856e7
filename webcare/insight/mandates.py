"""The mandate as those who manage see it: what was given and narrowed, and who may answer what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload

from webcare import mandate
from webcare.database import session
from webcare.mandate import Mandate, Place, Reason, Verdict
from webcare.mandate.words import Names
from webcare.models import Audience, Channel, Grant, Limit, Tag, Team, TeamMember, User

PEOPLE = 50  # on one page of the matrix
IN_FORCE, OVER, ALL = "on", "over", "all"
STATES = (IN_FORCE, OVER, ALL)


@dataclass(frozen=True)
class Wanted:
    """What a list of grants is narrowed to."""

    state: str = IN_FORCE
    user_id: int | None = None
    power: str | None = None
    channel_id: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything was left out on purpose."""
        return (self.state, self.user_id, self.power, self.channel_id) != (IN_FORCE, None, None, None)


@dataclass(frozen=True)
class Line:
    """One grant or limit in a list. `state`: on, soon, over, withdrawn, dissolved."""

    row: Grant | Limit
    state: str
    idle: bool = False  # it changes nothing as things stand


@dataclass(frozen=True)
class Cell:
    """What one colleague may do in one place, and why."""

    place: Place
    verdict: Verdict
    reasons: list[Reason]


@dataclass(frozen=True)
class Column:
    """One channel, in public or in DMs."""

    channel: Channel
    audience: str


def grants(wanted: Wanted, now: datetime) -> list[Line]:
    """The grants asked for, the newest first."""
    found = select(Grant).options(joinedload(Grant.team)).order_by(Grant.id.desc())
    if wanted.user_id is not None:
        found = found.where(_concerns(session.get(User, wanted.user_id)))
    if wanted.power is not None:
        found = found.where(Grant.power == wanted.power)
    if wanted.channel_id is not None:
        found = found.where(or_(Grant.channel_id == wanted.channel_id, Grant.channel_id.is_(None)))
    idle = _idle(now)
    lines = [Line(grant, state_of(grant, now), grant in idle) for grant in session.scalars(found)]
    return [line for line in lines if _is_wanted(line, wanted.state)]


def limits(state: str, now: datetime) -> list[Line]:
    """The limits asked for, the newest first."""
    idle, newest = _idle(now), select(Limit).order_by(Limit.id.desc())
    lines = [Line(limit, state_of(limit, now), limit in idle) for limit in session.scalars(newest)]
    return [line for line in lines if _is_wanted(line, state)]


def state_of(row: Grant | Limit, now: datetime) -> str:
    """How a grant or limit stands."""
    ended_at = row.withdrawn_at if isinstance(row, Grant) else row.lifted_at
    if ended_at is not None and now >= ended_at:
        return "withdrawn"
    if isinstance(row, Grant) and row.ended_by(now):
        return "dissolved"
    if row.valid_until is not None and now >= row.valid_until:
        return "over"
    return "soon" if now < row.valid_from else "on"


def columns() -> list[Column]:
    """Every channel that is in use, in public and in DMs."""
    used = select(Channel).where(Channel.disabled_at.is_(None), Channel.training.is_(False)).order_by(Channel.handle)
    return [Column(channel, audience) for channel in session.scalars(used) for audience in Audience]


def matrix(
    power: str, places: Sequence[Column], now: datetime, *, tag_id: int | None, press: bool, names: Names, page: int = 1
) -> tuple[list[tuple[User, list[Cell]]], int]:
    """What each colleague may do in each place, for conversations with this tag, of a customer like this.

    One page of people, and how many pages there are.
    """
    tags = frozenset() if tag_id is None else frozenset({tag_id})
    people = mandate.everybody(now)
    shown = people[(page - 1) * PEOPLE : page * PEOPLE]
    rows = [
        (held.user, [_cell(held, Place(each.channel.id, each.audience, tags, press), power, names) for each in places])
        for held in shown
    ]
    return rows, -(-len(people) // PEOPLE)


def teams() -> Sequence[Team]:
    """The teams that stand, by name."""
    return session.scalars(select(Team).where(Team.dissolved_at.is_(None)).order_by(Team.name)).all()


def tags() -> Sequence[Tag]:
    """All tags, by name."""
    return session.scalars(select(Tag).order_by(Tag.name)).all()


def channels() -> Sequence[Channel]:
    """All channels, by handle."""
    return session.scalars(select(Channel).order_by(Channel.handle, Channel.id)).all()


def _cell(held: Mandate, place: Place, power: str, names: Names) -> Cell:
    return Cell(place, held.decide_at(place, power), mandate.explain_at(held, place, power, book=names))


def _concerns(user: User | None) -> ColumnElement[bool]:
    if user is None:
        return false()
    theirs = select(TeamMember.team_id).where(TeamMember.user_id == user.id)
    return or_(Grant.user_id == user.id, Grant.role == user.role, Grant.team_id.in_(theirs))


def _idle(now: datetime) -> set[Grant | Limit]:
    """What stands and changes nothing for anybody."""
    return set(mandate.redundant(mandate.tables(now), now))


def _is_wanted(line: Line, state: str) -> bool:
    if state == ALL:
        return True
    return (line.state in ("on", "soon")) == (state == IN_FORCE)
