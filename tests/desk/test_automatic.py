"""Automatic assignment: off by default; least loaded among who is here, with room, and with a mandate."""

from datetime import datetime, timedelta

import pytest

from tests import scenes
from webcare.access import teams
from webcare.database import session, transaction
from webcare.desk import automatic, claiming, clock, presence, urgency
from webcare.models import Channel, Conversation, Grant, Power, Role, Team, User

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sanne(channel: Channel, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now, here_at=now)


@pytest.fixture
def daan(channel: Channel, now: datetime) -> User:
    return scenes.user("Daan Visser", now, here_at=now)


@pytest.fixture
def ilse(channel: Channel, now: datetime) -> User:
    return scenes.user("Ilse Bakker", now, Role.ADMIN)


@pytest.fixture
def team(sanne: User, daan: User, ilse: User, now: datetime) -> Team:
    """Sanne and Daan are given what waits."""
    with transaction():
        made = teams.make("Treinen", by=ilse, now=now)
        for user in (sanne, daan):
            teams.join(made, user, by=ilse, now=now)
        teams.assign_automatically(made, on=True, by=ilse, now=now)
    return made


def waiting(channel: Channel, now: datetime, number: int) -> list[int]:
    return [scenes.asks(channel, at=now - (30 - each) * MINUTE, by=scenes.customer(each)).id for each in range(number)]


def assign(at: datetime) -> int:
    with transaction():
        return automatic.assign_waiting(now=at)


def holders(ids: list[int]) -> list[int | None]:
    session.expire_all()
    return [session.get_one(Conversation, each).claimed_by_id for each in ids]


def look(user: User, at: datetime) -> None:
    with transaction():
        presence.sign_of_life(session.get_one(User, user.id), now=at)


def test_nothing_is_given_where_no_team_asked_for_it(channel: Channel, sanne: User, ilse: User, now: datetime) -> None:
    ids = waiting(channel, now, 1)
    with transaction():
        teams.join(teams.make("Treinen", by=ilse, now=now), sanne, by=ilse, now=now)

    assert assign(now) == 0
    assert holders(ids) == [None]


def test_what_waits_is_shared_out_by_who_holds_least(
    channel: Channel, team: Team, sanne: User, daan: User, now: datetime
) -> None:
    ids = waiting(channel, now, 5)
    with transaction():
        claiming.claim(session.get_one(Conversation, ids[4]), by=session.get_one(User, sanne.id), now=now)

    assert assign(now) == 4
    assert holders(ids) == [daan.id, sanne.id, daan.id, sanne.id, sanne.id]
    assert "conversation_assigned" in scenes.kinds(session.get_one(Conversation, ids[0]))


def test_nobody_is_given_more_than_they_take_at_once(
    channel: Channel, team: Team, sanne: User, daan: User, ilse: User, now: datetime
) -> None:
    ids = waiting(channel, now, 5)
    with transaction():
        for user, most in ((sanne, 1), (daan, 2)):
            presence.take_at_most(session.get_one(User, user.id), most, by=ilse, now=now)

    assert assign(now) == 3
    assert sorted(each or 0 for each in holders(ids)) == sorted([0, 0, sanne.id, daan.id, daan.id])
    assert assign(now) == 0


def test_who_is_away_or_has_no_page_before_them_is_given_nothing(
    channel: Channel, team: Team, sanne: User, daan: User, now: datetime
) -> None:
    ids = waiting(channel, now, 2)
    later = now + 5 * MINUTE
    with transaction():
        presence.go_away(session.get_one(User, sanne.id), now=now)
    look(sanne, later)

    assert assign(later) == 0
    look(daan, later)
    assert assign(later) == 2
    assert holders(ids) == [daan.id, daan.id]


def test_nobody_is_given_what_they_may_not_answer(
    channel: Channel, team: Team, sanne: User, daan: User, now: datetime
) -> None:
    ids = waiting(channel, now, 1)
    with transaction():
        theirs = session.query(Grant).where(Grant.role == Role.AGENT, Grant.power == Power.ANSWER)
        theirs.update({"withdrawn_at": now})
        long_ago = now - timedelta(days=1)
        session.add(Grant(user_id=daan.id, power=Power.ANSWER, valid_from=long_ago, granted_at=now + MINUTE))

    assert assign(now + MINUTE) == 1
    assert holders(ids) == [daan.id]


def test_who_gave_it_back_is_not_given_it_again(
    channel: Channel, team: Team, sanne: User, daan: User, now: datetime
) -> None:
    ids = waiting(channel, now, 1)
    assign(now)
    first = holders(ids)[0]
    other = sanne if first == daan.id else daan
    for giver in (first, other.id):
        with transaction():
            there = session.get_one(Conversation, ids[0])
            claiming.release(there, by=session.get_one(User, giver), now=now)
        assign(now)
        assert holders(ids) == [other.id if giver == first else None]


def test_an_alarm_is_taken_on_by_a_person(channel: Channel, team: Team, sanne: User, now: datetime) -> None:
    ids = waiting(channel, now, 1)
    with transaction():
        urgency.mark(session.get_one(Conversation, ids[0]), by=None, now=now)

    assert assign(now) == 0
    with transaction():
        urgency.accept(session.get_one(Conversation, ids[0]), by=session.get_one(User, sanne.id), now=now)
    assert assign(now) == 1


def test_a_dissolved_team_is_given_nothing(channel: Channel, team: Team, ilse: User, now: datetime) -> None:
    waiting(channel, now, 1)
    with transaction():
        teams.dissolve(session.get_one(Team, team.id), by=ilse, now=now)

    assert assign(now) == 0


def test_a_drill_goes_by_hand(channel: Channel, team: Team, now: datetime) -> None:
    drill = scenes.channel(now, external_id="102", handle="oefening", training=True)
    waiting(drill, now, 1)

    assert assign(now) == 0


def test_the_clock_gives_what_waits(channel: Channel, team: Team, now: datetime) -> None:
    ids = waiting(channel, now, 1)
    with transaction():
        clock.tick(now=now)

    assert holders(ids) != [None]


def test_what_they_may_not_answer_does_not_stand_in_the_way_of_what_they_may(
    channel: Channel, team: Team, sanne: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automatic, "AT_ONCE", 2)
    monkeypatch.setattr(automatic, "MOST_PAGES", 1)
    other = scenes.channel(now, external_id="101", handle="elders")
    for number in range(5):
        scenes.asks(other, at=now - (50 - number) * MINUTE, by=scenes.customer(100 + number))
    ids = waiting(channel, now, 1)
    with transaction():
        theirs = session.query(Grant).where(Grant.role == Role.AGENT, Grant.power == Power.ANSWER)
        theirs.update({"channel_id": channel.id})

    assert assign(now) == 1
    assert holders(ids) != [None]


def test_what_everybody_gave_back_does_not_stand_in_the_way_either(
    channel: Channel, team: Team, sanne: User, daan: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automatic, "AT_ONCE", 2)
    ids = waiting(channel, now, 6)
    for number in ids[:5]:
        for user in (sanne, daan):
            with transaction():
                there, by = session.get_one(Conversation, number), session.get_one(User, user.id)
                claiming.claim(there, by=by, now=now)
                claiming.release(there, by=by, now=now)

    assert assign(now) == 1
    assert [each is not None for each in holders(ids)] == [False] * 5 + [True]
