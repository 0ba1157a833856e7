"""Whom it concerns is told once that a customer is about to wait too long, or does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import scenes
from tests.two_at_once import before_it_is_committed
from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import alerting, claiming, clock, drilling, presence
from webcare.inbox import alerts
from webcare.models import (
    Alert,
    AlertKind,
    AlertWish,
    Channel,
    Conversation,
    Grant,
    HelpCall,
    Push,
    PushSubscription,
    Role,
    User,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def conversation(channel: Channel, now: datetime) -> Conversation:
    return scenes.asks(channel, at=now)


@pytest.fixture
def sanne(channel: Channel, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now, here_at=now + 44 * MINUTE)


@pytest.fixture
def lena(channel: Channel, now: datetime) -> User:
    return scenes.user("Lena de Boer", now, Role.LEAD, here_at=now + 44 * MINUTE)


def claim(conversation: Conversation, by: User, at: datetime) -> None:
    with transaction():
        there = session.get_one(Conversation, conversation.id)
        claiming.claim(there, by=session.get_one(User, by.id), now=at)


def tick(at: datetime) -> None:
    with transaction():
        clock.tick(now=at)


def look(user: User, at: datetime) -> None:
    with transaction():
        presence.sign_of_life(session.get_one(User, user.id), now=at)


def told(user: User) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(Alert.kind).where(Alert.user_id == user.id).order_by(Alert.id)))


def standing(user: User, at: datetime) -> list[str]:
    session.expire_all()
    return [each.alert.kind for each in alerts.standing(mandate.of(session.get_one(User, user.id), at)).all]


def with_device(user: User, now: datetime) -> None:
    with transaction():
        keys = {"endpoint": f"https://push.example/{user.id}", "p256dh": "x", "auth": "x"}
        session.add(PushSubscription(user_id=user.id, created_at=now, **keys))


def wishes(user: User, **wishes: Any) -> None:
    with transaction():
        there = session.get_one(User, user.id)
        usual = {"at_risk": True, "late": True, "sound": False, "desktop": False, "push": True}
        alerting.wish(there, now=there.created_at, **(usual | {"quiet_from": None, "quiet_until": None} | wishes))


def pushes() -> list[datetime]:
    session.expire_all()
    return list(session.scalars(select(Push.not_before).order_by(Push.id)))


def test_what_is_at_risk_is_told_to_its_owner_and_to_nobody_else(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    claim(conversation, sanne, now + 44 * MINUTE)
    tick(now + 45 * MINUTE)

    assert (told(sanne), told(lena)) == ([AlertKind.AT_RISK], [])


def test_what_is_late_is_told_to_its_owner_and_to_the_lead(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    claim(conversation, sanne, now + 44 * MINUTE)
    tick(now + 45 * MINUTE)
    look(lena, now + 60 * MINUTE)
    tick(now + 60 * MINUTE)

    assert told(sanne) == [AlertKind.AT_RISK, AlertKind.LATE]
    assert told(lena) == [AlertKind.LATE]


def test_what_nobody_holds_is_told_to_the_lead(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    tick(now + 45 * MINUTE)

    assert (told(sanne), told(lena)) == ([], [AlertKind.AT_RISK])


def test_an_owner_who_is_not_here_is_told_and_the_lead_as_well(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    claim(conversation, sanne, now + 44 * MINUTE)
    look(lena, now + 50 * MINUTE)
    tick(now + 50 * MINUTE)

    assert (told(sanne), told(lena)) == ([AlertKind.AT_RISK], [AlertKind.AT_RISK])
    assert standing(lena, now + 50 * MINUTE) == [AlertKind.AT_RISK]


def test_what_its_owner_left_stands_for_the_lead_until_they_are_back(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    claim(conversation, sanne, now + 44 * MINUTE)
    look(lena, now + 50 * MINUTE)
    tick(now + 50 * MINUTE)
    look(sanne, now + 51 * MINUTE)

    assert (standing(sanne, now + 51 * MINUTE), standing(lena, now + 51 * MINUTE)) == ([AlertKind.AT_RISK], [])


@pytest.mark.parametrize("says_so", [True, False])
def test_a_lead_is_told_once_when_an_owner_who_was_told_leaves(
    conversation: Conversation, sanne: User, lena: User, now: datetime, says_so: bool
) -> None:
    claim(conversation, sanne, now + 44 * MINUTE)
    tick(now + 45 * MINUTE)
    if says_so:
        with transaction():
            presence.go_away(session.get_one(User, sanne.id), now=now + 46 * MINUTE)
    for minute in (50, 51, 52):
        look(lena, now + minute * MINUTE)
        tick(now + minute * MINUTE)

    assert (told(sanne), told(lena)) == ([AlertKind.AT_RISK], [AlertKind.AT_RISK])
    assert standing(lena, now + 52 * MINUTE) == [AlertKind.AT_RISK]


def test_everything_is_told_once_however_often_the_clock_looks(
    conversation: Conversation, lena: User, now: datetime
) -> None:
    for minute in (45, 46, 60, 61, 90):
        look(lena, now + minute * MINUTE)
        tick(now + minute * MINUTE)

    assert told(lena) == [AlertKind.AT_RISK, AlertKind.LATE]


def test_what_became_late_while_nothing_ran_is_told_as_late_alone(
    conversation: Conversation, lena: User, now: datetime
) -> None:
    look(lena, now + 120 * MINUTE)
    tick(now + 120 * MINUTE)

    assert told(lena) == [AlertKind.LATE]


def test_without_a_lead_who_is_here_the_stand_by_list_is_told(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    with transaction():
        presence.stand_by(session.get_one(User, sanne.id), on=True, by=lena, now=now)
    tick(now + 50 * MINUTE)

    assert (told(sanne), told(lena)) == ([AlertKind.AT_RISK], [])


def test_who_is_told_may_read_it(conversation: Conversation, lena: User, now: datetime) -> None:
    with transaction():
        session.query(Grant).where(Grant.role == Role.LEAD).update({"withdrawn_at": now})
    tick(now + 45 * MINUTE)

    assert told(lena) == []


def test_an_alert_is_gone_for_who_may_not_read_it_any_more(
    conversation: Conversation, lena: User, now: datetime
) -> None:
    tick(now + 45 * MINUTE)
    assert standing(lena, now + 45 * MINUTE) == [AlertKind.AT_RISK]

    with transaction():
        session.query(Grant).where(Grant.role == Role.LEAD).update({"withdrawn_at": now + 46 * MINUTE})
    assert standing(lena, now + 47 * MINUTE) == []


def test_an_alert_goes_by_itself_when_the_customer_is_answered(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    look(lena, now + 60 * MINUTE)
    tick(now + 60 * MINUTE)
    assert standing(lena, now + 61 * MINUTE) == [AlertKind.LATE]

    scenes.answer(conversation, by=sanne, at=now + 62 * MINUTE)
    assert standing(lena, now + 63 * MINUTE) == []


def test_what_is_at_risk_is_no_leads_concern_once_somebody_takes_it(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    tick(now + 45 * MINUTE)
    claim(conversation, sanne, now + 46 * MINUTE)

    assert standing(lena, now + 46 * MINUTE) == []


def test_late_stands_in_the_place_of_at_risk(conversation: Conversation, lena: User, now: datetime) -> None:
    tick(now + 45 * MINUTE)
    look(lena, now + 60 * MINUTE)
    tick(now + 60 * MINUTE)

    assert standing(lena, now + 60 * MINUTE) == [AlertKind.LATE]


def test_what_was_seen_stands_no_more_and_what_came_after_does(
    conversation: Conversation, channel: Channel, lena: User, now: datetime
) -> None:
    scenes.asks(channel, at=now + MINUTE, by=scenes.BRAM)
    tick(now + 45 * MINUTE)
    newest = session.scalars(select(Alert.id)).one()
    tick(now + 46 * MINUTE)
    with transaction():
        alerting.see(lena, up_to=newest, now=now + 46 * MINUTE)

    assert standing(lena, now + 46 * MINUTE) == [AlertKind.AT_RISK]


def test_nobody_is_told_of_a_drill(channel: Channel, lena: User, now: datetime) -> None:
    drill = scenes.channel(now, external_id="102", handle="oefening", training=True)
    scenes.asks(drill, at=now)
    tick(now + 45 * MINUTE)

    assert told(lena) == []


def drill_with(*people: User, at: datetime) -> None:
    """They sit down at the training desk."""
    scenes.channel(at, external_id="102", handle="oefening", training=True)
    with transaction():
        first = session.get_one(User, people[0].id)
        played = drilling.start("drill-payments", name="Oefening", minutes=5, by=first, now=at)
        for each in people:
            drilling.take_part(played, by=session.get_one(User, each.id), now=at)


def test_a_drill_is_not_disturbed_while_another_lead_is_there(
    conversation: Conversation, lena: User, now: datetime
) -> None:
    willem = scenes.user("Willem Post", now, Role.LEAD, here_at=now + 44 * MINUTE)
    drill_with(lena, at=now + MINUTE)
    tick(now + 45 * MINUTE)

    assert (told(lena), told(willem)) == ([], [AlertKind.AT_RISK])


def test_while_every_lead_sits_in_a_drill_they_are_told_there(
    conversation: Conversation, lena: User, now: datetime
) -> None:
    drill_with(lena, at=now + MINUTE)
    tick(now + 45 * MINUTE)

    assert told(lena) == [AlertKind.AT_RISK]
    assert standing(lena, now + 45 * MINUTE) == [], "the page of the drill lists nothing real"
    outside = alerts.standing_outside(mandate.of(session.get_one(User, lena.id), now + 45 * MINUTE))
    assert [each.alert.kind for each in outside.all] == [AlertKind.AT_RISK]


def test_what_was_told_before_a_drill_does_not_disturb_it(
    conversation: Conversation, lena: User, now: datetime
) -> None:
    tick(now + 45 * MINUTE)
    drill_with(lena, at=now + 46 * MINUTE)

    assert told(lena) == [AlertKind.AT_RISK]
    assert alerts.standing_outside(mandate.of(session.get_one(User, lena.id), now + 47 * MINUTE)).all == ()


def test_what_comes_together_is_one_push(channel: Channel, lena: User, now: datetime) -> None:
    with_device(lena, now)
    for number in range(20):
        scenes.asks(channel, at=now + timedelta(seconds=number), by=scenes.customer(number))
    tick(now + 45 * MINUTE)
    tick(now + 45 * MINUTE + timedelta(seconds=19))

    assert len(told(lena)) == 20
    assert pushes() == [now + 45 * MINUTE + alerting.GATHERED]


def test_the_next_push_waits_five_minutes(channel: Channel, lena: User, now: datetime) -> None:
    with_device(lena, now)
    for minute in range(11):
        scenes.asks(channel, at=now + minute * MINUTE, by=scenes.customer(minute))
    for minute in range(11):
        look(lena, now + (45 + minute) * MINUTE)
        tick(now + (45 + minute) * MINUTE)

    first = now + 45 * MINUTE + alerting.GATHERED
    assert pushes() == [first, first + alerting.PUSH_EVERY, first + 2 * alerting.PUSH_EVERY]


def test_quiet_hours_hold_a_push_back_and_not_what_stands_in_the_page(
    conversation: Conversation, lena: User, now: datetime
) -> None:
    with_device(lena, now)
    wishes(lena, quiet_from=12 * 60, quiet_until=14 * 60)  # it is noon in Amsterdam
    tick(now + 45 * MINUTE)

    assert pushes() == []
    assert standing(lena, now + 45 * MINUTE) == [AlertKind.AT_RISK]


@pytest.mark.parametrize(
    ("hours", "clock_says", "quiet"),
    [
        ((22 * 60, 7 * 60), "23:30", True),
        ((22 * 60, 7 * 60), "06:59", True),
        ((22 * 60, 7 * 60), "07:00", False),
        ((22 * 60, 7 * 60), "12:00", False),
        ((9 * 60, 10 * 60), "09:00", True),
        ((9 * 60, 10 * 60), "10:00", False),
        ((None, None), "03:00", False),
        ((480, 480), "08:00", False),
    ],
)
def test_quiet_hours_are_in_ones_own_zone(hours: tuple[int | None, int | None], clock_says: str, quiet: bool) -> None:
    hour, minute = map(int, clock_says.split(":"))
    at = datetime.fromisoformat(f"2026-11-16T{hour:02}:{minute:02}:00+01:00")
    wish = AlertWish(user_id=1, quiet_from=hours[0], quiet_until=hours[1])

    assert alerts.is_quiet(wish, "Europe/Amsterdam", at) == quiet


def test_who_does_not_wish_to_hear_of_what_is_at_risk_hears_of_what_is_late(
    conversation: Conversation, lena: User, now: datetime
) -> None:
    wishes(lena, at_risk=False)
    tick(now + 45 * MINUTE)
    look(lena, now + 60 * MINUTE)
    tick(now + 60 * MINUTE)

    assert told(lena) == [AlertKind.LATE]


def test_a_call_for_help_reaches_who_is_here_and_who_is_on_stand_by(
    channel: Channel, sanne: User, lena: User, now: datetime
) -> None:
    at = now + 45 * MINUTE
    home, asleep = (scenes.user(name, now) for name in ("Henk Thuis", "Ada Slaapt"))
    with transaction():
        presence.stand_by(session.get_one(User, home.id), on=True, by=lena, now=now)
        presence.go_away(session.get_one(User, home.id), now=now)
    wishes(home, quiet_from=0, quiet_until=24 * 60 - 1)
    with_device(home, now)
    with transaction():
        call = alerting.call_for_help(session.get_one(User, lena.id), now=at)

    assert [told(user) for user in (sanne, home, asleep, lena)] == [["help"], ["help"], [], []]
    assert pushes() == [at], "who is on stand-by is called, also in quiet hours"

    with transaction():
        there = session.get_one(User, home.id)
        alerting.come(session.get_one(HelpCall, call.id), by=there, now=at + MINUTE)
    session.expire_all()
    assert [user.id for user in alerts.coming(call)] == [home.id]
    assert session.get_one(User, home.id).away_since is None
    assert (standing(home, at), standing(sanne, at)) == ([], ["help"])


def test_a_second_call_is_the_same_call_and_an_ended_one_stands_on_no_page(
    sanne: User, lena: User, now: datetime
) -> None:
    at = now + 45 * MINUTE
    with transaction():
        call = alerting.call_for_help(session.get_one(User, lena.id), now=at)
        assert alerting.call_for_help(session.get_one(User, lena.id), now=at).id == call.id
    with transaction():
        alerting.end(session.get_one(HelpCall, call.id), by=lena, now=at)

    assert (told(sanne), standing(sanne, at), alerts.open_call(at)) == (["help"], [], None)


def test_of_two_leads_who_call_for_help_at_once_one_call_stands(
    channel: Channel, sanne: User, lena: User, now: datetime
) -> None:
    other, at = scenes.user("Willem Post", now, Role.LEAD), now + 45 * MINUTE

    def call_as(lead: int) -> Callable[[], HelpCall]:
        return lambda: alerting.call_for_help(session.get_one(User, lead), now=at)

    before_it_is_committed(call_as(lena.id), call_as(other.id))

    calls = session.scalars(select(HelpCall)).all()
    assert [call.called_by_id for call in calls] == [lena.id]
    assert told(sanne) == ["help"]


def test_what_tells_of_a_wait_that_ended_is_laid_aside_a_while_later(
    conversation: Conversation, sanne: User, lena: User, now: datetime
) -> None:
    look(lena, now + 60 * MINUTE)
    tick(now + 60 * MINUTE)
    scenes.answer(conversation, by=sanne, at=now + 61 * MINUTE)
    unseen = select(Alert.id).where(Alert.seen_at.is_(None))
    tick(now + 65 * MINUTE)
    assert session.scalars(unseen).all() != []

    tick(now + 72 * MINUTE)
    assert session.scalars(unseen).all() == []
