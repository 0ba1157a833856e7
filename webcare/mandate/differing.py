"""Whether a change of rows changes any verdict, and which rows change none: such a table says more than it does.

Every place that can exist is represented by a handful: each channel that is named and one that is not, in public and
in DMs, the whole channel, the whole installation; and of tags none, one, or two together, beside one that lets read.
More tags than that never matter: one of them is the row's own, and one more is that of whatever it outranks, is
outranked by, caps or narrows.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from webcare.mandate.everybody import everybody
from webcare.mandate.places import Place
from webcare.mandate.weighing import scope_of, weigh_reading
from webcare.models import Audience, Effect, Grant, Limit, LimitKind, Power, Role

ANOTHER = 0  # a channel that no row names


class Rows(NamedTuple):
    """All grants and limits of one holder."""

    grants: Sequence[Grant]
    limits: Sequence[Limit] = ()

    @property
    def all(self) -> list[Grant | Limit]:
        """Grants and limits together."""
        return [*self.grants, *self.limits]

    def without(self, row: Grant | Limit) -> "Rows":
        """The same table with one row less."""
        return Rows(
            [each for each in self.grants if each is not row], [each for each in self.limits if each is not row]
        )


class Use(NamedTuple):
    """A power in a place; `audience` where it is used on another side than the place's own."""

    power: str
    place: Place
    audience: str | None = None


def differ(before: Rows, after: Rows, at: datetime) -> bool:
    """Whether there is anything at all that may be done otherwise under these rows than under those."""
    return any(_verdict(before, use, at) != _verdict(after, use, at) for use in _uses([before, after]))


def redundant(tables: Iterable[Rows], at: datetime) -> list[Grant | Limit]:
    """The rows in force that change nothing for any of these holders."""
    known = list(tables)
    rows = {id(row): row for table in known for row in table.all if row.valid_at(at)}
    speaking = {str(power): _different(_speaking(table, power, at) for table in known) for power in Power}
    return [row for row in rows.values() if not any(_matters(row, table, at) for table in speaking[_power(row)])]


def tables(at: datetime) -> list[Rows]:
    """What each colleague holds, each combination once; and everybody of a role, so that a role needs nobody yet."""
    people = [Rows(each.grants, each.limits) for each in everybody(at)]
    grants = {id(grant): grant for rows in people for grant in rows.grants if grant.role is not None}
    all_limits = {id(one): one for rows in people for one in rows.limits if one.user_id is None and one.team_id is None}
    bare = [Rows([one for one in grants.values() if one.role == role], list(all_limits.values())) for role in Role]
    return _different([*bare, *people])


def _different(tables: Iterable[Rows]) -> list[Rows]:
    """Each combination of rows once, the small ones first."""
    once = {frozenset(map(id, rows.all)): rows for rows in tables}
    return sorted(once.values(), key=lambda rows: len(rows.all))


def _speaking(rows: Rows, power: str, at: datetime) -> Rows:
    """The rows that have a say in this power at all: its own, those that let read, and the limits on answering."""
    grants = [each for each in rows.grants if each.power in (power, Power.READ) and each.spans(at)]
    standing = [each for each in grants if not each.ended_by(at) or each.effect != Effect.ALLOW]
    limits = [each for each in rows.limits if each.valid_at(at)] if power == Power.ANSWER else []
    return Rows(standing, limits)


def _power(row: Grant | Limit) -> str:
    return row.power if isinstance(row, Grant) else Power.ANSWER


def _matters(row: Grant | Limit, table: Rows, at: datetime) -> bool:
    if not any(each is row for each in table.all):
        return False
    less = table.without(row)
    return any(_verdict(table, use, at) != _verdict(less, use, at) for use in _uses([table], row, _power(row)))


def _verdict(rows: Rows, use: Use, at: datetime) -> object:
    return weigh_reading(rows.grants, use.place, use.power, at, rows.limits, audience=use.audience)


def _uses(tables: Sequence[Rows], row: Grant | Limit | None = None, power: str | None = None) -> Iterator[Use]:
    """Everything that can be asked of these tables; of one row, what it has a say in."""
    rows = [each for table in tables for each in table.all]
    powers = [power] if power is not None else list(Power)
    channels = {each.channel_id for each in rows if each.channel_id is not None} | {ANOTHER}
    whole = [Place(), *(Place(channel) for channel in channels)]
    press = {False} | {True for each in rows if isinstance(each, Limit) and each.kind == LimitKind.PRESS}
    conversations = (
        Place(channel, audience, tags, from_press)
        for tags in _tag_sets(rows)
        for channel in channels
        for audience in Audience
        for from_press in press
    )
    for place in (*whole, *conversations):
        for audience in (None, Audience.PRIVATE) if place.audience == Audience.PUBLIC else (None,):
            if row is None or _has_a_say(row, place, audience):
                yield from (Use(each, place, audience) for each in powers)


def _has_a_say(row: Grant | Limit, place: Place, audience: str | None) -> bool:
    there = place if audience is None else Place(place.channel_id, audience, place.tag_ids, place.press)
    return scope_of(row).covers(there)


def _tag_sets(rows: Sequence[Grant | Limit]) -> list[frozenset[int]]:
    tags = sorted({each.tag_id for each in rows if each.tag_id is not None})
    reading = {each.tag_id for each in rows if isinstance(each, Grant) and each.power == Power.READ}
    few = [frozenset(chosen) for size in range(3) for chosen in combinations(tags, size)]
    readable = [frozenset[int]()] + [frozenset({tag}) for tag in reading if tag is not None]
    return sorted({each | beside for each in few for beside in readable}, key=lambda each: (len(each), sorted(each)))
