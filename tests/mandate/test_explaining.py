from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests import scenes
from webcare import mandate
from webcare.access import grants
from webcare.database import session, transaction
from webcare.mandate import Kind, Place, Reason
from webcare.models import (
    Audience,
    Channel,
    Contact,
    Conversation,
    Effect,
    Grant,
    Limit,
    LimitKind,
    Narrowing,
    Power,
    Role,
    Team,
    TeamMember,
    User,
)

HOUR = timedelta(hours=1)
STILL = "Taken back, and still asks for approval, since taking back never widens"


@pytest.fixture(autouse=True)
def speaking(app: Flask, now: datetime) -> Iterator[None]:
    """Nobody's page: English."""
    with transaction():
        grants.seed(now - HOUR)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.fixture
def channel(app: Flask, now: datetime) -> Channel:
    return scenes.channel(now)


@pytest.fixture
def sanne(app: Flask, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now)


def give(now: datetime, **facts: object) -> None:
    with transaction():
        session.add(Grant(**({"power": Power.ANSWER, "valid_from": now - HOUR, "granted_at": now - HOUR} | facts)))


def words(reasons: list[Reason]) -> list[str]:
    return [reason.words for reason in reasons]


def test_what_may_be_done_is_told_with_the_grant_that_gives_it(channel: Channel, sanne: User, now: datetime) -> None:
    conversation = scenes.asks(channel, at=now)
    assert words(mandate.explain(sanne, Power.ANSWER, conversation, now)) == [
        "Sanne Kuipers may do this at once.",
        "Counts: Every agent · Answer · everywhere · may do it at once",
    ]


def test_who_has_no_grant_is_told_what_counts_elsewhere(channel: Channel, now: datetime) -> None:
    chief = scenes.user("Els Chief", now, Role.EXECUTIVE)
    held = mandate.of(chief, now)
    give(now, user_id=chief.id, power=Power.READ, audience=Audience.PRIVATE)
    private = scenes.asks_in_private(channel, at=now)
    assert words(mandate.explain(chief, Power.ANSWER, private, now)) == [
        "Els Chief may not do this.",
        "No grant gives this power here.",
        "Counts elsewhere: Every executive · Answer · in public · may do it at once",
    ]
    assert words(mandate.explain_at(held, Place(channel.id, Audience.PRIVATE), Power.ANSWER))[1] == (
        "What somebody may not read, they may do nothing in."
    )


def test_what_is_over_or_still_to_come_is_told_as_such(channel: Channel, now: datetime) -> None:
    noor = scenes.user("Noor Jansen", now, Role.EMPLOYEE)
    team = Team(name="Storingen", created_at=now, dissolved_at=now)
    with transaction():
        session.add(team)
        session.flush()
        session.add(TeamMember(team_id=team.id, user_id=noor.id, joined_at=now))
    give(now, user_id=noor.id, power=Power.READ)
    for facts in ({"valid_from": now + HOUR}, {"valid_until": now}, {"withdrawn_at": now}):
        give(now, user_id=noor.id, **facts)
    give(now, team_id=team.id)
    told = words(mandate.explain(noor, Power.ANSWER, scenes.asks(channel, at=now), now))
    beginnings = [line.split(":")[0].split(" on ")[0] for line in told[2:]]
    assert beginnings == ["Begins", "Ran out", "Withdrawn", "Its team is dissolved"]


def test_what_goes_second_caps_or_narrows_is_told(channel: Channel, sanne: User, now: datetime) -> None:
    strict = {"effect": Effect.WITH_APPROVAL, "approver_id": sanne.id}
    give(now, user_id=sanne.id, channel_id=channel.id)
    give(now, user_id=sanne.id, channel_id=channel.id, audience="public", withdrawn_at=now, **strict)
    give(now, user_id=sanne.id)
    with transaction():
        session.add(Limit(kind=LimitKind.CRISIS, effect=Narrowing.REFUSED, valid_from=now, set_at=now))
    told = words(mandate.explain(sanne, Power.ANSWER, scenes.asks(channel, at=now), now))
    assert told == [
        "Sanne Kuipers may not do this.",
        "Counts: Sanne Kuipers · Answer · @spoorlijn · may do it at once",
        f"{STILL}: Sanne Kuipers · Answer · @spoorlijn · in public · needs approval by Sanne Kuipers",
        "Goes second, a narrower place goes first: Sanne Kuipers · Answer · everywhere · may do it at once",
        "Goes second, a closer holder goes first: Every agent · Answer · everywhere · may do it at once",
        "Narrowed by a limit: Everybody · Crisis · everywhere · may not do it",
    ]


def test_the_press_and_the_disabled_are_told(channel: Channel, sanne: User, now: datetime) -> None:
    conversation = scenes.asks(channel, at=now)
    with transaction():
        session.get_one(Contact, conversation.contact_id).press = True
    told = words(mandate.explain(sanne, Power.ANSWER, session.get_one(Conversation, conversation.id), now))
    assert told[0] == "Sanne Kuipers may do this after approval by anybody who may approve."
    assert told[-1].startswith("Narrowed by a limit: Everybody · Press")
    with transaction():
        session.get_one(User, sanne.id).disabled_at = now
    told = words(mandate.explain(session.get_one(User, sanne.id), Power.READ, conversation, now))
    assert told[1] == "The account is disabled."


def test_everybody_together_decides_as_each_alone(channel: Channel, sanne: User, now: datetime) -> None:
    people = [sanne, *(scenes.user(f"{role.value} Iemand", now, role) for role in Role)]
    scenes.user("Weg Gegaan", now, disabled_at=now)
    places = [scenes.asks(channel, at=now), scenes.asks_in_private(channel, at=now)]
    together = {each.user.id: each for each in mandate.everybody(now)}
    assert set(together) == {user.id for user in people}
    for place in places:
        for power in Power:
            alone = {user.id for user in people if mandate.decide(user, power, place, now).kind == Kind.ALLOWED}
            assert {user.id for user in mandate.who_may(power, place, now)} == alone
