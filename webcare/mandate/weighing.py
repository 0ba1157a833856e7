"""What grants and limits come to, in one place at one moment. Pure over rows. Source: DOMAIN, Mandate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from webcare.mandate.places import Place, Scope
from webcare.models import Effect, Grant, Limit, LimitKind, Narrowing, Power


class Kind(StrEnum):
    """How a verdict falls."""

    ALLOWED = "allowed"
    NEEDS_APPROVAL = "needs_approval"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What `decide` says: `why` is a code; the approver is a user, a team, or (neither) anybody who may approve."""

    kind: Kind
    why: str
    approver: int | None = None
    approver_team: int | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be done at once."""
        return self.kind == Kind.ALLOWED


GRANTED = Verdict(Kind.ALLOWED, "granted")
NO_GRANT = Verdict(Kind.REFUSED, "no_grant")
UNREADABLE = Verdict(Kind.REFUSED, "unreadable")
# Whose approval goes first where several limits ask for one.
FIRST_ASKED = (LimitKind.PRESS, LimitKind.CRISIS, LimitKind.NEW_COLLEAGUE, LimitKind.OTHER)


def weigh(grants: Iterable[Grant], place: Place, power: str, at: datetime, limits: Iterable[Limit] = ()) -> Verdict:
    """The verdict of these rows, all of one holder: grants first, then limits, which only narrow."""
    return narrow(granted(grants, place, power, at), limits_on(limits, place, power, at))


def weigh_reading(
    grants: Sequence[Grant],
    place: Place,
    power: str,
    at: datetime,
    limits: Iterable[Limit] = (),
    *,
    audience: str | None = None,
) -> Verdict:
    """The same, where nothing may be done in what may not be read.

    `audience` when the power is used on another side than the place's own: a DM out of a public conversation.
    """
    if place.audience is not None and not weigh(grants, place, Power.READ, at).allowed:
        return UNREADABLE
    return weigh(grants, replace(place, audience=audience or place.audience), power, at, limits)


def granted(grants: Iterable[Grant], place: Place, power: str, at: datetime) -> Verdict:
    """The verdict of grants alone."""
    covering = covering_of(grants, place, power, at)
    live = [grant for grant in covering if not grant.ended_by(at)]
    if not live:
        return NO_GRANT
    if power == Power.READ:
        return GRANTED
    ended = [grant for grant in covering if grant.ended_by(at)]
    strict = {one for grant in winners(live) for one in (grant, *caps(grant, ended)) if one.effect != Effect.ALLOW}
    if not strict:
        return GRANTED
    asks = min(strict, key=_by_approver)
    return Verdict(Kind.NEEDS_APPROVAL, "approval", asks.approver_id, asks.approver_team_id)


def narrow(verdict: Verdict, limits: Sequence[Limit]) -> Verdict:
    """The same verdict or a stricter one. A limit that names an approver asks that one, else who was asked already."""
    if verdict.kind == Kind.REFUSED or not limits:
        return verdict
    first = min(limits, key=_by_limit)
    why = f"limited_{first.kind}"
    if first.effect == Narrowing.REFUSED:
        return Verdict(Kind.REFUSED, why)
    named = next((one for one in sorted(limits, key=_by_limit) if one.approver_id or one.approver_team_id), None)
    if named is None:
        return Verdict(Kind.NEEDS_APPROVAL, why, verdict.approver, verdict.approver_team)
    return Verdict(Kind.NEEDS_APPROVAL, why, named.approver_id, named.approver_team_id)


def covering_of(grants: Iterable[Grant], place: Place, power: str, at: datetime) -> list[Grant]:
    """The grants of this power that reach the place and whose time it is, also those taken back."""
    return [grant for grant in grants if grant.power == power and scope_of(grant).covers(place) and grant.spans(at)]


def limits_on(limits: Iterable[Limit], place: Place, power: str, at: datetime) -> list[Limit]:
    """The limits that count there; they narrow answering and nothing else."""
    if power != Power.ANSWER:
        return []
    return [limit for limit in limits if limit.valid_at(at) and _binds(limit, place)]


def winners(live: Sequence[Grant]) -> list[Grant]:
    """The most specific ones."""
    highest = max(rank(grant) for grant in live)
    return [grant for grant in live if rank(grant) == highest]


def caps(grant: Grant, ended: Iterable[Grant]) -> list[Grant]:
    """What was taken back at this rank or above while the grant already stood."""
    return [
        one
        for one in ended
        if rank(one) >= rank(grant) and one.ended_at is not None and grant.granted_at <= one.ended_at
    ]


def rank(grant: Grant) -> tuple[int, bool, bool, bool]:
    """How specific a grant is: a user's own over a team's over a role's, then tag, channel, audience."""
    holder = 2 if grant.user_id is not None else 1 if grant.team_id is not None else 0
    return (holder, grant.tag_id is not None, grant.channel_id is not None, grant.audience is not None)


def scope_of(row: Grant | Limit) -> Scope:
    """Where a grant or limit counts."""
    return Scope(row.channel_id, row.audience, row.tag_id)


def _binds(limit: Limit, place: Place) -> bool:
    if limit.kind == LimitKind.PRESS and not place.press:
        return False
    return scope_of(limit).covers(place)


def _by_approver(grant: Grant) -> tuple[bool, bool, int]:
    """One person is stricter to ask than a team, and a team than anybody."""
    return (grant.approver_id is None, grant.approver_team_id is None, grant.approver_id or grant.approver_team_id or 0)


def _by_limit(limit: Limit) -> tuple[bool, int, bool, bool, int]:
    named = limit.approver_id or limit.approver_team_id or 0
    order = FIRST_ASKED.index(LimitKind(limit.kind))
    return (limit.effect != Narrowing.REFUSED, order, limit.approver_id is None, limit.approver_team_id is None, named)
