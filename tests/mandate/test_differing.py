"""Mutation: change any one row of a table, and some verdict changes, or the change is reported as redundant."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests import scenes
from tests.mandate.rows import HOUR, START, grant, limit, patient, some_grant, some_limit, team
from webcare import mandate
from webcare.access import grants as given_at_first
from webcare.access.grants import SEEDED
from webcare.database import session, transaction
from webcare.mandate import Place, Rows
from webcare.mandate.weighing import weigh_reading
from webcare.models import Audience, Effect, Grant, Limit, LimitKind, Narrowing, Power, Role

NOW = START + 3 * HOUR
TAGS = [frozenset(chosen) for size in range(4) for chosen in combinations((7, 8, 9), size)]


def everything() -> Iterator[tuple[str, Place, str | None]]:
    """Every place of a small world and every power: nothing is represented by anything else."""
    channels = (1, 2, 3)
    whole = [Place(), *(Place(channel) for channel in channels)]
    there = [
        Place(channel, audience, tags, press)
        for channel in channels
        for audience in Audience
        for tags in TAGS
        for press in (False, True)
    ]
    for power in Power:
        yield from ((power, place, None) for place in chain(whole, there))
        yield from ((power, place, "private") for place in there if place.audience == Audience.PUBLIC)


WORLD = list(everything())


def verdicts(rows: Rows, at: datetime = NOW) -> list[object]:
    return [weigh_reading(rows.grants, place, power, at, rows.limits, audience=to) for power, place, to in WORLD]


def changed(row: Grant | Limit, **facts: object) -> Grant | Limit:
    """A copy of a row with other facts."""
    names = [column.key for column in row.__table__.columns if column.key != "id"]
    kept = {name: getattr(row, name) for name in names}
    if isinstance(row, Grant):
        kept["team"] = copy(row.team) if row.team is not None else None
    return type(row)(**(kept | facts))


tables = st.builds(Rows, st.lists(some_grant, max_size=5), st.lists(some_limit, max_size=3)).filter(
    lambda rows: bool(rows.grants) or bool(rows.limits)
)
mutations = st.sampled_from(
    [
        {"effect": Effect.ALLOW},
        {"effect": "with_approval"},
        {"channel_id": None},
        {"channel_id": 1},
        {"audience": None},
        {"audience": "public"},
        {"tag_id": None},
        {"tag_id": 8},
        {"approver_id": 12},
        {"approver_team_id": 13, "approver_id": None},
        {"valid_until": START + HOUR},
        {"valid_from": START + 5 * HOUR},
    ]
)


@settings(patient, max_examples=60)
@given(tables, st.data())
def test_taking_any_one_row_away_changes_a_verdict_or_the_row_is_reported_as_redundant(
    table: Rows, data: st.DataObject
) -> None:
    row = data.draw(st.sampled_from([*table.grants, *table.limits]))
    if not row.valid_at(NOW):
        return
    changes = verdicts(table) != verdicts(table.without(row))
    assert changes != any(each is row for each in mandate.redundant([table], NOW))


@settings(patient, max_examples=60)
@given(tables, st.data(), mutations)
def test_changing_any_one_row_changes_a_verdict_or_the_change_is_reported_to_change_nothing(
    table: Rows, data: st.DataObject, facts: dict[str, object]
) -> None:
    row = data.draw(st.sampled_from([*table.grants, *table.limits]))
    other = changed(row, **facts)
    after = Rows(
        [other if each is row else each for each in table.grants],
        [other if each is row else each for each in table.limits],
    )
    assert mandate.differ(table, after, NOW) == (verdicts(table) != verdicts(after))


@pytest.mark.parametrize("number", range(len(SEEDED)))
def test_each_of_the_first_grants_gives_something(number: int) -> None:
    role = SEEDED[number][0]
    rows = [grant(power, audience=audience) for holder, power, audience in SEEDED if holder == role]
    table = Rows(rows)
    lost = next(one for one in rows if (one.power, one.audience) == SEEDED[number][1:])
    assert verdicts(table) != verdicts(table.without(lost))
    assert mandate.redundant([table], NOW) == []
    other = Power.MODERATE if lost.power == Power.MANAGE else Power.MANAGE
    for facts in ({"audience": Audience.PRIVATE}, {"power": other}, {"valid_until": NOW}, {"channel_id": 1}):
        assert mandate.differ(table, Rows([changed(one, **facts) if one is lost else one for one in rows]), NOW)


def test_what_another_row_says_already_changes_nothing() -> None:
    read = grant(Power.READ)
    wide, narrow = grant(), grant(channel_id=1)
    assert mandate.redundant([Rows([read, wide, narrow])], NOW) == [narrow]
    strict = grant(channel_id=1, effect=Effect.WITH_APPROVAL)
    assert mandate.redundant([Rows([read, wide, strict])], NOW) == []
    gone = grant(team=team(dissolved_at=START))
    assert mandate.redundant([Rows([read, gone])], NOW) == [], "what gives nothing any more is not reported"


def test_power_over_what_one_may_not_read_changes_nothing() -> None:
    read, answer = grant(Power.READ, channel_id=1), grant(channel_id=2)
    assert mandate.redundant([Rows([read, answer])], NOW) == []  # the whole of a channel needs no reading
    only_private = grant(channel_id=2, audience=Audience.PRIVATE)
    assert mandate.redundant([Rows([read, only_private])], NOW) == [only_private]


def test_a_dm_out_of_a_public_conversation_takes_the_power_to_answer_in_private() -> None:
    read, answer = grant(Power.READ, audience=Audience.PUBLIC), grant(audience=Audience.PRIVATE)
    assert mandate.redundant([Rows([read, answer])], NOW) == []


def test_a_limit_that_narrows_nothing_is_reported() -> None:
    read, answer = grant(Power.READ), grant(channel_id=1)
    elsewhere, here = limit(channel_id=2), limit(channel_id=1, effect=Narrowing.REFUSED)
    press = limit(LimitKind.PRESS)
    assert mandate.redundant([Rows([read, answer], [elsewhere, here, press])], NOW) == [elsewhere, press]


def test_a_row_that_matters_to_one_colleague_is_not_redundant(engine: Engine, now: datetime) -> None:
    sanne, _daan = scenes.user("Sanne Kuipers", now), scenes.user("Daan Visser", now)
    with transaction():
        given_at_first.seed(now)
        own = Grant(user_id=sanne.id, power=Power.ANSWER, valid_from=now, granted_at=now)
        theirs = Grant(user_id=sanne.id, power=Power.MODERATE, valid_from=now, granted_at=now)
        session.add_all([own, theirs])

    assert mandate.redundant(mandate.tables(now), now) == [own]
    with transaction():
        for one in session.query(Grant).filter_by(role=Role.AGENT, power=Power.ANSWER):
            one.withdrawn_at = now
    assert mandate.redundant(mandate.tables(now), now) == []
