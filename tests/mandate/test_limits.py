from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mandate.rows import (
    HERE,
    HOUR,
    START,
    STRICTNESS,
    grant,
    limit,
    patient,
    some_grant,
    some_limit,
    some_moment,
    some_place,
    verdict,
)
from webcare.mandate import Kind, Place, weigh
from webcare.models import Audience, Effect, Grant, Limit, LimitKind, Narrowing, Power


def test_a_limit_gives_no_power() -> None:
    assert verdict(limits=(limit(),)) == Kind.REFUSED


@pytest.mark.parametrize(("effect", "kind"), [("with_approval", Kind.NEEDS_APPROVAL), ("refused", Kind.REFUSED)])
def test_a_limit_narrows_what_even_ones_own_grant_gives(effect: str, kind: Kind) -> None:
    own = grant(user=3, tag_id=7, channel_id=1, audience=Audience.PUBLIC)
    assert verdict(own) == Kind.ALLOWED
    assert verdict(own, limits=(limit(effect=effect),)) == kind


@pytest.mark.parametrize("facts", [{"channel_id": 2}, {"audience": Audience.PRIVATE}, {"tag_id": 8}])
def test_a_limit_counts_only_where_it_was_set(facts: dict[str, object]) -> None:
    assert verdict(grant(), limits=(limit(**facts),)) == Kind.ALLOWED


@pytest.mark.parametrize(
    ("facts", "from_hour", "to_hour"),
    [
        ({"valid_from": START + HOUR}, 1, 9),
        ({"valid_until": START + HOUR}, 0, 1),
        ({"lifted_at": START + HOUR}, 0, 1),
    ],
)
def test_a_limit_counts_from_its_first_moment_until_it_ends_or_is_lifted(
    facts: dict[str, object], from_hour: int, to_hour: int
) -> None:
    for hour in range(3):
        expected = Kind.NEEDS_APPROVAL if from_hour <= hour < to_hour else Kind.ALLOWED
        assert verdict(grant(), limits=(limit(**facts),), at=START + hour * HOUR) == expected


def test_the_limit_for_the_press_counts_only_where_the_customer_is_press() -> None:
    press = limit(LimitKind.PRESS, approver_team_id=4)
    assert verdict(grant(), limits=(press,)) == Kind.ALLOWED
    found = weigh([grant()], Place(1, Audience.PUBLIC, press=True), Power.ANSWER, START, [press])
    assert (found.kind, found.why, found.approver_team) == (Kind.NEEDS_APPROVAL, "limited_press", 4)


def test_a_limit_that_names_nobody_leaves_who_was_asked_already() -> None:
    asks = grant(effect=Effect.WITH_APPROVAL, approver_id=9)
    assert weigh([asks], HERE, Power.ANSWER, START, [limit(LimitKind.CRISIS)]).approver == 9
    named = limit(LimitKind.NEW_COLLEAGUE, approver_id=8)
    found = weigh([asks], HERE, Power.ANSWER, START, [limit(LimitKind.CRISIS), named])
    assert (found.why, found.approver) == ("limited_crisis", 8)


@pytest.mark.parametrize("power", [power for power in Power if power != Power.ANSWER])
def test_limits_narrow_answering_and_nothing_else(power: Power) -> None:
    assert weigh([grant(power)], HERE, power, START, [limit(effect=Narrowing.REFUSED)]).allowed


@patient
@given(
    st.lists(some_grant, max_size=5),
    st.lists(some_limit, max_size=4),
    some_limit,
    some_place,
    st.sampled_from(list(Power)),
    some_moment,
)
def test_a_limit_only_narrows(
    grants: list[Grant], limits: list[Limit], one_more: Limit, place: Place, power: Power, at: datetime
) -> None:
    none, some, more = (weigh(grants, place, power, at, each) for each in ([], limits, [*limits, one_more]))
    assert STRICTNESS[none.kind] <= STRICTNESS[some.kind] <= STRICTNESS[more.kind]


@patient
@given(st.lists(some_grant, max_size=4), st.lists(some_limit, max_size=4), some_place, some_moment)
def test_the_order_of_limits_does_not_matter(
    grants: list[Grant], limits: list[Limit], place: Place, at: datetime
) -> None:
    backwards = list(reversed(limits))
    assert weigh(grants, place, Power.ANSWER, at, limits) == weigh(grants, place, Power.ANSWER, at, backwards)
