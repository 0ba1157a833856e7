"""Figures of people: of groups that are large enough to hide in, and of single persons where that was switched on.

Source: DOMAIN, People who work here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from webcare.database import session
from webcare.insight.reports.asking import Asked
from webcare.insight.reports.figures import Figures
from webcare.insight.reports.reading import by_hand, hands
from webcare.insight.reports.tally import Tally, together
from webcare.mandate import Readable
from webcare.models import Team, TeamMember, User

FEWEST = 5  # people who took part; of fewer, nothing is shown


@dataclass(frozen=True)
class TeamFigures:
    """What a team's people ended; None where too few of them did for anybody to be shown."""

    team: Team
    figures: Figures | None


def teams() -> list[tuple[Team, frozenset[int]]]:
    """The teams that stand, by name, and who is in each."""
    rows = session.execute(
        select(Team, TeamMember.user_id)
        .outerjoin(TeamMember, TeamMember.team_id == Team.id)
        .where(Team.dissolved_at.is_(None))
        .order_by(func.lower(Team.name), Team.id)
    ).all()
    members: dict[Team, set[int]] = {}
    for team, user_id in rows:
        members.setdefault(team, set()).update({user_id} - {None})
    return [(team, frozenset(ids)) for team, ids in members.items()]


def of_teams(asked: Asked, readable: Readable, now: datetime) -> list[TeamFigures]:
    """Each team with the figures of what its people answered and dismissed."""
    found = by_hand(asked, readable, now)
    return [TeamFigures(team, _of(members, found)) for team, members in teams()]


def is_enough(asked: Asked, readable: Readable, now: datetime) -> bool:
    """Whether so many of the people asked about took part that nobody is shown alone."""
    return len(hands(asked, readable, now) & (asked.hands or frozenset())) >= FEWEST


def of_persons(asked: Asked, readable: Readable, now: datetime) -> list[tuple[User, Figures]]:
    """Each person with the figures of what they ended, by name. Ask first whether it was switched on."""
    found = by_hand(asked, readable, now)
    people = session.scalars(select(User).where(User.id.in_(sorted(found))).order_by(func.lower(User.name), User.id))
    return [(person, Figures.of(found[person.id])) for person in people]


def _of(members: frozenset[int], found: Mapping[int, Tally]) -> Figures | None:
    taking_part = _took_part(members, found)
    return Figures.of(together(found[each] for each in taking_part)) if len(taking_part) >= FEWEST else None


def _took_part(members: Iterable[int], found: Mapping[int, Tally]) -> list[int]:
    return [each for each in members if each in found]
