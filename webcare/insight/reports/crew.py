"""Figures of people: of groups that are large enough to hide in, and of single persons where that was switched on.

A team's figures are of whole weeks that are over and of nothing narrower: no channel, tag, day or hour, and no part of
them. A week counts where everybody who ended anything in it is one of at least `FEWEST` people with the same
memberships among the teams that are shown. So whatever is added up or subtracted, of all hands, of other teams or of
other periods, is about that many people or about nobody (docs/decisions/013).

Source: DOMAIN, People who work here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from webcare.database import session
from webcare.insight import days
from webcare.insight.reports.asking import Asked
from webcare.insight.reports.figures import Figures
from webcare.insight.reports.overview import Overview, Step
from webcare.insight.reports.reading import by_hand, hands, over_time
from webcare.insight.reports.tally import Tally, together
from webcare.mandate import Readable
from webcare.models import Span, Team, TeamMember, User

FEWEST = 5  # people who took part; of fewer, nothing is shown

Members = tuple[int, frozenset[int]]  # a team's id, and who is in it


@dataclass(frozen=True)
class TeamFigures:
    """What a team's people ended; None where too few of them did for anybody to be shown."""

    team: Team
    figures: Figures | None
    hidden: int  # weeks that were left out, since too few took part


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


def whole_weeks(first: date, last: date, now: datetime) -> Asked:
    """The weeks of a period that are over, from Monday to Sunday; at least the last one that is."""
    over = days.monday_of(days.day_of(now)) - days.A_DAY
    last = min(days.monday_of(last) + 6 * days.A_DAY, over)
    return Asked(first=min(days.monday_of(first), days.monday_of(last)), last=last)


def shown(took_part: Iterable[int], candidates: Sequence[Members]) -> frozenset[int]:
    """The teams that can be shown together, the first of them first. Pure.

    One is added where all who took part, divided by which of the shown teams they are in, are still in groups of at
    least `FEWEST`: then no sum or difference of what is shown is about fewer.
    """
    of_person: dict[int, tuple[int, ...]] = dict.fromkeys(took_part, ())
    found = set()
    for number, members in candidates:
        divided = {person: (*of, number) if person in members else of for person, of in of_person.items()}
        if members & divided.keys() and min(Counter(divided.values()).values()) >= FEWEST:
            of_person = divided
            found.add(number)
    return frozenset(found)


def of_teams(asked: Asked, readable: Readable, now: datetime) -> list[TeamFigures]:
    """Each team with the figures of what its people answered and dismissed in these `whole_weeks`."""
    standing = teams()
    weeks = _weeks(asked, readable, now, standing)
    found: dict[int, list[Tally]] = defaultdict(list)
    for numbers, mondays in _alike(weeks).items():
        by_person = by_hand(replace(asked, mondays=mondays), readable, now)
        for team, members in standing:
            if team.id in numbers:
                found[team.id] += [by_person[each] for each in sorted(members & by_person.keys())]
    return [
        TeamFigures(
            team,
            Figures.of(together(found[team.id])) if team.id in found else None,
            sum(team.id not in numbers for numbers in weeks.values()),
        )
        for team, _members in standing
    ]


def of_team(asked: Asked, team_id: int, readable: Readable, now: datetime) -> Overview | None:
    """The weeks of one team, of `whole_weeks`; those of too few without figures, and None where all of them are."""
    standing = teams()
    members = next(members for team, members in standing if team.id == team_id)
    weeks = _weeks(asked, readable, now, standing)
    mondays = frozenset(monday for monday, numbers in weeks.items() if team_id in numbers)
    if not mondays:
        return None
    tallies: dict[date, list[Tally]] = defaultdict(list)
    theirs = replace(asked, hands=members, mondays=mondays)
    for day, tally in over_time(theirs, readable, now, Span.WEEK).items():
        tallies[days.monday_of(day)].append(tally)
    of_weeks = {monday: together(tallies[monday]) for monday in sorted(mondays)}
    found = {monday: Figures.of(tally) for monday, tally in of_weeks.items()}
    steps = [Step(monday, monday + 6 * days.A_DAY, found.get(monday)) for monday in weeks]
    return Overview(Figures.of(together(of_weeks.values())), Span.WEEK, steps, promises=None, in_person=None)


def of_persons(asked: Asked, readable: Readable, now: datetime) -> list[tuple[User, Figures]]:
    """Each person with the figures of what they ended, by name. Ask first whether it was switched on."""
    found = by_hand(asked, readable, now)
    people = session.scalars(select(User).where(User.id.in_(sorted(found))).order_by(func.lower(User.name), User.id))
    return [(person, Figures.of(found[person.id])) for person in people]


def _weeks(
    asked: Asked, readable: Readable, now: datetime, standing: Sequence[tuple[Team, frozenset[int]]]
) -> dict[date, frozenset[int]]:
    """The Mondays of a period, and which teams are shown in each week: those that were made first go first."""
    took_part: dict[date, set[int]] = defaultdict(set)
    for day, person in hands(asked, readable, now):
        took_part[days.monday_of(day)].add(person)
    candidates = sorted((team.id, members) for team, members in standing)
    mondays = (day for day in days.each(asked.first, asked.last) if day.weekday() == 0)
    return {monday: shown(took_part[monday], candidates) for monday in mondays}


def _alike(weeks: Mapping[date, frozenset[int]]) -> dict[frozenset[int], frozenset[date]]:
    """The weeks by which teams are shown in them, without those that show none."""
    found: dict[frozenset[int], set[date]] = defaultdict(set)
    for monday, numbers in weeks.items():
        if numbers:
            found[numbers].add(monday)
    return {numbers: frozenset(mondays) for numbers, mondays in found.items()}
