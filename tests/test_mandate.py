from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from tests import scenes
from webcare import mandate
from webcare.access import grants
from webcare.database import session, transaction
from webcare.errors import NotFound
from webcare.mandate import Kind, MandateRefused, Place, weigh
from webcare.models import Audience, Conversation, ConversationTag, Effect, Grant, Power, Role, Tag, User

START = datetime.fromisoformat("2026-11-16T08:00:00+00:00")
HOUR = timedelta(hours=1)
STRICTNESS = {Kind.ALLOWED: 0, Kind.NEEDS_APPROVAL: 1, Kind.REFUSED: 2}


def grant(power: str = Power.ANSWER, *, user: int | None = None, **facts: object) -> Grant:
    values: dict[str, object] = {"role": None if user else Role.AGENT, "effect": Effect.ALLOW, "valid_from": START}
    return Grant(power=power, user_id=user, **({"granted_at": START} | values | facts))


def verdict(*given_: Grant, place: Place | None = None, at: datetime = START + HOUR) -> Kind:
    return weigh(given_, place or Place(1, Audience.PUBLIC, frozenset({7})), Power.ANSWER, at).kind


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


def test_the_tag_goes_before_the_channel_and_the_channel_before_the_audience() -> None:
    strict = {"effect": Effect.WITH_APPROVAL}
    assert verdict(grant(channel_id=1, **strict), grant(tag_id=7)) == Kind.ALLOWED
    assert verdict(grant(audience=Audience.PUBLIC, **strict), grant(channel_id=1)) == Kind.ALLOWED
    assert verdict(grant(**strict), grant(audience=Audience.PUBLIC)) == Kind.ALLOWED


def test_at_equal_rank_the_stricter_wins() -> None:
    strict = grant(effect=Effect.WITH_APPROVAL, approver_id=9)
    found = weigh([grant(), strict], Place(1, Audience.PUBLIC), Power.ANSWER, START + HOUR)
    assert (found.kind, found.approver) == (Kind.NEEDS_APPROVAL, 9)


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


some_grant = st.builds(
    grant,
    st.sampled_from([Power.ANSWER, Power.READ, Power.MODERATE]),
    user=st.sampled_from([None, 3]),
    channel_id=st.sampled_from([None, 1, 2]),
    audience=st.sampled_from([None, *Audience]),
    tag_id=st.sampled_from([None, 7, 8]),
    effect=st.sampled_from(list(Effect)),
    granted_at=st.sampled_from([START, START + HOUR]),
    valid_from=st.sampled_from([START, START + 3 * HOUR]),
    valid_until=st.sampled_from([None, START + 4 * HOUR]),
    withdrawn_at=st.sampled_from([None, START + 2 * HOUR]),
)
some_place = st.builds(
    Place,
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, *Audience]),
    st.frozensets(st.sampled_from([7, 8])),
)


@given(
    st.lists(some_grant, min_size=1, max_size=6),
    st.data(),
    some_place,
    st.sampled_from(list(Power)),
    st.integers(2, 6),
)
def test_withdrawing_a_grant_never_widens_what_another_lets_its_holder_do(
    all_grants: list[Grant], data: st.DataObject, place: Place, power: Power, hours: int
) -> None:
    at = START + hours * HOUR
    chosen = data.draw(st.sampled_from([one for one in all_grants if one.withdrawn_at is None] or all_grants))
    before = weigh(all_grants, place, power, at)
    chosen.withdrawn_at = chosen.withdrawn_at or START + 2 * HOUR
    after = weigh(all_grants, place, power, at)

    assert STRICTNESS[after.kind] >= STRICTNESS[before.kind]


@given(st.lists(some_grant, max_size=6), some_place, st.sampled_from(list(Power)), st.integers(0, 6))
def test_the_order_of_grants_does_not_matter(
    all_grants: Sequence[Grant], place: Place, power: Power, hours: int
) -> None:
    at = START + hours * HOUR
    kinds = {weigh(list(order), place, power, at).kind for order in (all_grants, reversed(all_grants))}
    assert len(kinds) == 1


@pytest.fixture
def seeded(engine: Engine, now: datetime) -> None:
    with transaction():
        grants.seed(now)


def somebody(role: Role, now: datetime) -> User:
    return scenes.user(f"{role.value} Iemand", now, role)


def public_and_private(now: datetime) -> tuple[Conversation, Conversation]:
    channel = scenes.channel(now)
    return (
        scenes.asks(channel, "Waar blijft mijn trein?", at=now),
        scenes.asks(channel, "Mag ik u iets vragen?", at=now, audience=Audience.PRIVATE),
    )


EXPECTED = {
    Role.AGENT: {"read": "pd", "draft": "pd", "answer": "pd", "escalate": "pd"},
    Role.LEAD: {"read": "pd", "draft": "pd", "answer": "pd", "escalate": "pd", "moderate": "pd", "approve": "pd"},
    Role.EXECUTIVE: {"read": "p", "answer": "p", "approve": "p"},
    Role.ADMIN: {"read": "p", "manage": "p"},
    Role.EMPLOYEE: {},
}


@pytest.mark.parametrize("role", list(Role))
def test_the_first_grants_give_each_role_its_power(seeded: None, now: datetime, role: Role) -> None:
    public, private = public_and_private(now)
    holder = mandate.of(somebody(role, now), now)
    powers = {
        power.value: ("p" if holder.decide(power, public).allowed else "")
        + ("d" if holder.decide(power, private).allowed else "")
        for power in Power
    }
    assert {power: where for power, where in powers.items() if where} == EXPECTED[role]


def test_what_may_not_be_read_may_not_be_answered(seeded: None, now: datetime) -> None:
    _public, private = public_and_private(now)
    admin = somebody(Role.ADMIN, now)
    with transaction():
        session.add(Grant(user_id=admin.id, power=Power.ANSWER, valid_from=now, granted_at=now))

    assert mandate.decide(admin, Power.ANSWER, private, now).why == "unreadable"


def test_a_disabled_colleague_has_no_power(seeded: None, now: datetime) -> None:
    public, _private = public_and_private(now)
    agent = somebody(Role.AGENT, now)
    with transaction():
        session.get_one(User, agent.id).disabled_at = now

    assert mandate.decide(agent, Power.READ, public, now).kind == Kind.REFUSED
    assert not mandate.readable(agent, now).allows(public)


def test_one_cannot_tell_what_one_may_not_read_from_what_is_not_there(seeded: None, now: datetime) -> None:
    _public, private = public_and_private(now)
    admin = somebody(Role.ADMIN, now)

    for conversation_id in (private.id, 999):
        with pytest.raises(NotFound):
            mandate.conversation_for(admin, conversation_id, Power.READ, now)


def test_who_may_only_read_is_refused_to_answer(seeded: None, now: datetime) -> None:
    public, _private = public_and_private(now)
    admin = somebody(Role.ADMIN, now)

    assert mandate.conversation_for(admin, public.id, Power.READ, now).id == public.id
    with pytest.raises(MandateRefused):
        mandate.conversation_for(admin, public.id, Power.ANSWER, now)


def test_an_agent_manages_no_channel(seeded: None, now: datetime) -> None:
    channel = scenes.channel(now)
    with pytest.raises(MandateRefused):
        mandate.channel_for(somebody(Role.AGENT, now), channel.id, Power.MANAGE, now)
    with pytest.raises(NotFound):
        mandate.channel_for(somebody(Role.EMPLOYEE, now), channel.id, Power.MANAGE, now)
    assert mandate.channel_for(somebody(Role.ADMIN, now), channel.id, Power.MANAGE, now) == channel


def test_a_training_desk_is_read_by_nobody_on_the_real_one(seeded: None, now: datetime) -> None:
    drill = scenes.asks(scenes.channel(now, training=True), "Oefening", at=now)
    readable = mandate.readable(somebody(Role.LEAD, now), now)

    assert not readable.allows(drill)
    assert session.scalars(select(Conversation).where(readable.where())).all() == []


def test_the_condition_on_lists_lets_through_what_can_be_opened(seeded: None, now: datetime) -> None:
    public, private = public_and_private(now)
    everybody = [somebody(role, now) for role in Role]
    for user in everybody:
        readable = mandate.readable(user, now)
        listed = set(session.scalars(select(Conversation.id).where(readable.where())))
        assert listed == {one.id for one in (public, private) if readable.allows(one)}


def test_a_grant_on_one_tag_shows_the_conversations_with_that_tag(engine: Engine, now: datetime) -> None:
    public, private = public_and_private(now)
    agent = scenes.user("Sanne Kuipers", now)
    tag = Tag(name="uitval", created_at=now)
    with transaction():
        session.add(tag)
        session.flush()
        session.add(ConversationTag(conversation_id=public.id, tag_id=tag.id, tagged_at=now))
        session.add(Grant(user_id=agent.id, power=Power.READ, tag_id=tag.id, valid_from=now, granted_at=now))

    readable = mandate.readable(agent, now)
    assert session.scalars(select(Conversation.id).where(readable.where())).all() == [public.id]
    assert (readable.allows(public), readable.allows(private)) == (True, False)


def test_seeding_twice_gives_nothing_twice(seeded: None, now: datetime) -> None:
    with transaction():
        assert grants.seed(now) == 0
    assert len(session.scalars(select(Grant)).all()) == len(grants.SEEDED)


def test_a_withdrawn_grant_is_not_given_again_by_seeding(seeded: None, now: datetime) -> None:
    agent = somebody(Role.AGENT, now)
    with transaction():
        for one in session.scalars(select(Grant).where(Grant.role == Role.AGENT)):
            one.withdrawn_at = now
        grants.seed(now)

    assert mandate.decide(agent, Power.MANAGE, None, now).kind == Kind.REFUSED
    assert mandate.readable(agent, now).scopes == ()
