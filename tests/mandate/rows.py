"""Grants and limits as rows that stand in no database, by hand and at random."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from sqlalchemy.orm import configure_mappers

from webcare.mandate import Kind, Place, weigh
from webcare.models import Audience, Effect, Grant, Limit, LimitKind, Narrowing, Power, Role, Team

configure_mappers()  # once, rather than while the first row is drawn
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

START = datetime.fromisoformat("2026-11-16T08:00:00+00:00")
HOUR = timedelta(hours=1)
STRICTNESS = {Kind.ALLOWED: 0, Kind.NEEDS_APPROVAL: 1, Kind.REFUSED: 2}
HERE = Place(1, Audience.PUBLIC, frozenset({7}))


def grant(power: str = Power.ANSWER, *, user: int | None = None, team: Team | None = None, **facts: object) -> Grant:
    """Held by a user, a team, or else by everybody of a role."""
    role = Role.AGENT if user is None and team is None else None
    values: dict[str, object] = {"effect": Effect.ALLOW, "granted_at": START, "valid_from": START}
    team_id = team.id if team is not None else None
    return Grant(power=power, user_id=user, team_id=team_id, team=team, role=role, **(values | facts))


def limit(kind: LimitKind = LimitKind.OTHER, **facts: object) -> Limit:
    """For everybody, unless said otherwise."""
    values: dict[str, object] = {"effect": Narrowing.WITH_APPROVAL, "set_at": START, "valid_from": START}
    return Limit(kind=kind, **(values | facts))


def team(dissolved_at: datetime | None = None) -> Team:
    """The team the holder is in."""
    return Team(id=5, name="Storingen", created_at=START, dissolved_at=dissolved_at)


def verdict(*given: Grant, place: Place = HERE, at: datetime = START + HOUR, limits: tuple[Limit, ...] = ()) -> Kind:
    """May the holder answer there?"""
    return weigh(given, place, Power.ANSWER, at, limits).kind


some_grant = st.builds(
    lambda power, holder, **facts: grant(power, **holder(), **facts),
    st.sampled_from([Power.ANSWER, Power.READ, Power.MODERATE]),
    st.sampled_from([dict, lambda: {"user": 3}, lambda: {"team": team()}, lambda: {"team": team(START + 2 * HOUR)}]),
    channel_id=st.sampled_from([None, 1, 2]),
    audience=st.sampled_from([None, *Audience]),
    tag_id=st.sampled_from([None, 7, 8]),
    effect=st.sampled_from(list(Effect)),
    granted_at=st.sampled_from([START, START + HOUR]),
    valid_from=st.sampled_from([START, START + 3 * HOUR]),
    valid_until=st.sampled_from([None, START + 4 * HOUR]),
    withdrawn_at=st.sampled_from([None, START + 2 * HOUR]),
)
some_limit = st.builds(
    limit,
    st.sampled_from(list(LimitKind)),
    channel_id=st.sampled_from([None, 1, 2]),
    audience=st.sampled_from([None, *Audience]),
    tag_id=st.sampled_from([None, 7, 8]),
    effect=st.sampled_from(list(Narrowing)),
    approver_id=st.sampled_from([None, 9]),
    valid_until=st.sampled_from([None, START + 4 * HOUR]),
    lifted_at=st.sampled_from([None, START + 2 * HOUR]),
)
some_place = st.builds(
    Place,
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, *Audience]),
    st.frozensets(st.sampled_from([7, 8])),
    st.booleans(),
)
some_moment = st.integers(0, 6).map(lambda hours: START + hours * HOUR)
