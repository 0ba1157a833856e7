from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from webcare import mandate
from webcare.access import grants
from webcare.database import session, transaction
from webcare.errors import NotFound
from webcare.mandate import Kind, MandateRefused
from webcare.models import (
    Audience,
    Contact,
    Conversation,
    ConversationTag,
    Grant,
    Limit,
    LimitKind,
    Power,
    Role,
    Tag,
    Team,
    TeamMember,
    User,
)


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


@pytest.fixture
def trainees(engine: Engine, now: datetime) -> Team:
    made = Team(name="Nieuwe collega's", created_at=now)
    with transaction():
        session.add(made)
    return made


def join(team: Team, user: User, now: datetime) -> None:
    with transaction():
        session.add(TeamMember(team_id=team.id, user_id=user.id, joined_at=now))


def test_a_team_gives_power_to_who_is_in_it(trainees: Team, now: datetime) -> None:
    public, _private = public_and_private(now)
    noor, daan = scenes.user("Noor Jansen", now), scenes.user("Daan Visser", now)
    join(trainees, noor, now)
    with transaction():
        session.add(Grant(team_id=trainees.id, power=Power.READ, valid_from=now, granted_at=now))

    assert mandate.readable(noor, now).allows(public)
    assert not mandate.readable(daan, now).allows(public)
    with transaction():
        session.get_one(Team, trainees.id).dissolved_at = now
    assert not mandate.readable(noor, now).allows(public)


def test_a_limit_binds_a_user_a_team_or_everybody(seeded: None, trainees: Team, now: datetime) -> None:
    public, _private = public_and_private(now)
    noor, daan = somebody(Role.AGENT, now), somebody(Role.AGENT, now)
    join(trainees, noor, now)

    def kinds(**holder: int) -> tuple[Kind, Kind]:
        with transaction():
            session.query(Limit).delete()
            session.add(Limit(kind=LimitKind.OTHER, valid_from=now, set_at=now, **holder))
        return tuple(mandate.decide(who, Power.ANSWER, public, now).kind for who in (noor, daan))

    assert kinds(team_id=trainees.id) == (Kind.NEEDS_APPROVAL, Kind.ALLOWED)
    assert kinds(user_id=daan.id) == (Kind.ALLOWED, Kind.NEEDS_APPROVAL)
    assert kinds() == (Kind.NEEDS_APPROVAL, Kind.NEEDS_APPROVAL)


def test_answering_the_press_needs_the_approval_of_the_press_office(
    seeded: None, trainees: Team, now: datetime
) -> None:
    public, private = public_and_private(now)
    agent = somebody(Role.AGENT, now)
    with transaction():
        session.query(Limit).delete()
        session.add(Limit(kind=LimitKind.PRESS, approver_team_id=trainees.id, valid_from=now, set_at=now))
    assert mandate.decide(agent, Power.ANSWER, public, now).allowed
    with transaction():
        session.get_one(Contact, public.contact_id).press = True

    found = mandate.decide(agent, Power.ANSWER, session.get_one(Conversation, private.id), now)
    assert (found.kind, found.why, found.approver_team) == (Kind.NEEDS_APPROVAL, "limited_press", trainees.id)
    assert mandate.decide(agent, Power.READ, private, now).allowed


def test_a_mandate_is_loaded_in_one_statement(
    seeded: None, trainees: Team, statements: list[str], now: datetime
) -> None:
    scenes.channel(now, training=True)
    agent = somebody(Role.AGENT, now)
    join(trainees, agent, now)
    with transaction():
        session.add(Grant(team_id=trainees.id, power=Power.READ, valid_from=now, granted_at=now))
    session.expunge_all()
    agent = session.scalars(select(User).where(User.role == Role.AGENT)).one()

    statements.clear()
    held = mandate.of(agent, now)
    held.decide(Power.ANSWER)
    held.readable()

    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert (len(held.grants), len(held.training)) == (5, 1)
