from collections.abc import Sequence
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
    patient,
    some_grant,
    some_moment,
    some_place,
    team,
    verdict,
)
from webcare.mandate import Kind, Place, weigh
from webcare.mandate.weighing import rank
from webcare.models import Audience, Effect, Grant, Power


def test_no_grant_is_no_power() -> None:
    assert verdict() == Kind.REFUSED
    assert verdict(grant(Power.READ)) == Kind.REFUSED


def test_an_empty_column_means_any() -> None:
    assert verdict(grant()) == Kind.ALLOWED
    assert verdict(grant(channel_id=2)) == Kind.REFUSED
    assert verdict(grant(audience=Audience.PRIVATE)) == Kind.REFUSED
    assert verdict(grant(tag_id=8)) == Kind.REFUSED
    assert verdict(grant(channel_id=1, audience=Audience.PUBLIC, tag_id=7)) == Kind.ALLOWED


def test_a_narrow_grant_gives_no_power_over_a_whole_channel() -> None:
    whole = Place(1)
    assert verdict(grant(channel_id=1), place=whole) == Kind.ALLOWED
    assert verdict(grant(audience=Audience.PUBLIC), place=whole) == Kind.REFUSED
    assert verdict(grant(tag_id=7), place=whole) == Kind.REFUSED


@pytest.mark.parametrize("at", [START - HOUR, START + 3 * HOUR, START + 4 * HOUR])
def test_a_grant_counts_from_its_first_moment_up_to_its_last(at: datetime) -> None:
    assert verdict(grant(valid_until=START + 3 * HOUR), at=at) == Kind.REFUSED
    assert verdict(grant(valid_until=START + 3 * HOUR), at=START) == Kind.ALLOWED


def test_a_users_own_grant_goes_before_the_roles() -> None:
    assert verdict(grant(), grant(user=3, effect=Effect.WITH_APPROVAL)) == Kind.NEEDS_APPROVAL
    assert verdict(grant(effect=Effect.WITH_APPROVAL), grant(user=3)) == Kind.ALLOWED


def test_a_users_own_grant_goes_before_a_teams_and_a_teams_before_the_roles() -> None:
    strict = {"effect": Effect.WITH_APPROVAL}
    assert verdict(grant(team=team(), **strict), grant(user=3)) == Kind.ALLOWED
    assert verdict(grant(team=team()), grant(**strict)) == Kind.ALLOWED
    assert verdict(grant(team=team(), **strict), grant(tag_id=7)) == Kind.NEEDS_APPROVAL


def test_a_dissolved_team_gives_nothing() -> None:
    gone = team(dissolved_at=START + HOUR)
    assert verdict(grant(team=gone), at=START + HOUR) == Kind.REFUSED
    assert verdict(grant(team=gone), at=START) == Kind.ALLOWED


def test_dissolving_a_team_does_not_let_its_people_do_more() -> None:
    strict = grant(team=team(dissolved_at=START + HOUR), effect=Effect.WITH_APPROVAL)
    assert verdict(grant(), strict, at=START + 2 * HOUR) == Kind.NEEDS_APPROVAL


def test_the_tag_goes_before_the_channel_and_the_channel_before_the_audience() -> None:
    strict = {"effect": Effect.WITH_APPROVAL}
    assert verdict(grant(channel_id=1, **strict), grant(tag_id=7)) == Kind.ALLOWED
    assert verdict(grant(audience=Audience.PUBLIC, **strict), grant(channel_id=1)) == Kind.ALLOWED
    assert verdict(grant(**strict), grant(audience=Audience.PUBLIC)) == Kind.ALLOWED


def test_at_equal_rank_the_stricter_wins() -> None:
    strict = grant(effect=Effect.WITH_APPROVAL, approver_id=9)
    found = weigh([grant(), strict], Place(1, Audience.PUBLIC), Power.ANSWER, START + HOUR)
    assert (found.kind, found.approver) == (Kind.NEEDS_APPROVAL, 9)


def test_of_several_approvals_at_equal_rank_a_person_is_asked_before_a_team_before_anybody() -> None:
    anybody, a_team, a_person = (
        grant(effect=Effect.WITH_APPROVAL, **who) for who in ({}, {"approver_team_id": 4}, {"approver_id": 9})
    )
    found = weigh([anybody, a_team], HERE, Power.ANSWER, START)
    assert (found.approver, found.approver_team) == (None, 4)
    found = weigh([anybody, a_team, a_person], HERE, Power.ANSWER, START)
    assert (found.approver, found.approver_team) == (9, None)


def test_withdrawing_the_approval_of_one_grant_does_not_let_another_through() -> None:
    strict = grant(user=3, effect=Effect.WITH_APPROVAL, withdrawn_at=START + HOUR)
    assert verdict(grant(), strict, at=START + 2 * HOUR) == Kind.NEEDS_APPROVAL


def test_what_is_granted_after_a_withdrawal_counts_in_full() -> None:
    strict = grant(user=3, effect=Effect.WITH_APPROVAL, withdrawn_at=START + HOUR)
    newer = grant(user=3, granted_at=START + 2 * HOUR, valid_from=START + 2 * HOUR)
    assert verdict(grant(), strict, newer, at=START + 3 * HOUR) == Kind.ALLOWED


def test_approval_that_ran_out_by_itself_caps_nothing() -> None:
    strict = grant(user=3, effect=Effect.WITH_APPROVAL, valid_until=START + HOUR)
    assert verdict(grant(), strict, at=START + 2 * HOUR) == Kind.ALLOWED


@patient
@given(st.lists(some_grant, min_size=1, max_size=6), st.data(), some_place, st.sampled_from(list(Power)), some_moment)
def test_withdrawing_a_grant_never_widens_what_another_lets_its_holder_do(
    all_grants: list[Grant], data: st.DataObject, place: Place, power: Power, at: datetime
) -> None:
    chosen = data.draw(st.sampled_from([one for one in all_grants if one.withdrawn_at is None] or all_grants))
    before = weigh(all_grants, place, power, at)
    chosen.withdrawn_at = chosen.withdrawn_at or min(at, START + 2 * HOUR)
    after = weigh(all_grants, place, power, at)

    assert STRICTNESS[after.kind] >= STRICTNESS[before.kind]


@patient
@given(st.lists(some_grant, min_size=1, max_size=6), some_place, st.sampled_from(list(Power)), some_moment)
def test_dissolving_a_team_never_widens_what_another_grant_lets_its_people_do(
    all_grants: list[Grant], place: Place, power: Power, at: datetime
) -> None:
    before = weigh(all_grants, place, power, at)
    for one in all_grants:
        if one.team is not None:
            one.team.dissolved_at = min(one.team.dissolved_at or at, at)

    assert STRICTNESS[weigh(all_grants, place, power, at).kind] >= STRICTNESS[before.kind]


@patient
@given(st.lists(some_grant, max_size=6), some_place, st.sampled_from(list(Power)), some_moment)
def test_the_order_of_grants_does_not_matter(
    all_grants: Sequence[Grant], place: Place, power: Power, at: datetime
) -> None:
    verdicts = {weigh(list(order), place, power, at) for order in (all_grants, reversed(all_grants))}
    assert len(verdicts) == 1


@patient
@given(st.lists(some_grant, max_size=6), some_place, some_moment)
def test_only_the_most_specific_grants_that_stand_make_the_verdict(
    all_grants: list[Grant], place: Place, at: datetime
) -> None:
    standing = [one for one in all_grants if one.power == Power.ANSWER and one.valid_at(at) and covers(one, place)]
    highest = max(map(rank, standing), default=None)
    winners = [one for one in standing if rank(one) == highest]

    assert weigh(standing, place, Power.ANSWER, at) == weigh(winners, place, Power.ANSWER, at)
    if winners:
        asks = any(one.effect == Effect.WITH_APPROVAL for one in winners)
        assert weigh(winners, place, Power.ANSWER, at).kind == (Kind.NEEDS_APPROVAL if asks else Kind.ALLOWED)


def covers(one: Grant, place: Place) -> bool:
    """Written out once more, so that the rule is not tested against itself."""
    if one.channel_id is not None and one.channel_id != place.channel_id:
        return False
    if one.audience is not None and one.audience != place.audience:
        return False
    return one.tag_id is None or one.tag_id in place.tag_ids
