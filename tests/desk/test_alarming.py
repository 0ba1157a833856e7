"""An urgent conversation alarms who is on stand-by until somebody takes it on, at any hour."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import alarming, clock, drilling, urgency
from webcare.models import Alert, Channel, Conversation, Grant, Power, Push, PushSubscription, Role, User

MINUTE = timedelta(minutes=1)


@pytest.fixture
def henk(channel: Channel, now: datetime) -> User:
    """On stand-by, at home, with a telephone."""
    made = scenes.user("Henk Thuis", now, standby=True, away_since=now)
    with transaction():
        keys = {"endpoint": "https://push.example/henk", "p256dh": "x", "auth": "x"}
        session.add(PushSubscription(user_id=made.id, created_at=now, **keys))
    return made


def urgent(channel: Channel, now: datetime) -> int:
    number = scenes.asks(channel, at=now).id
    with transaction():
        urgency.mark(session.get_one(Conversation, number), by=None, now=now)
    return number


def tick(at: datetime) -> None:
    with transaction():
        clock.tick(now=at)


def pushes() -> list[tuple[str, datetime]]:
    session.expire_all()
    return [(each.kind, each.not_before) for each in session.scalars(select(Push).order_by(Push.id))]


def test_who_is_on_stand_by_is_told_at_once_and_again_until_somebody_takes_it_on(
    channel: Channel, henk: User, now: datetime
) -> None:
    night = now + timedelta(hours=14)  # quiet hours hold nothing back here
    number = urgent(channel, night)
    for seconds in (0, 1, 60, 119, 120, 121):
        tick(night + timedelta(seconds=seconds))
    assert pushes() == [("urgent", night), ("urgent", night + alarming.AGAIN)]

    with transaction():
        urgency.accept(session.get_one(Conversation, number), by=session.get_one(User, henk.id), now=night + 3 * MINUTE)
    tick(night + 5 * MINUTE)
    assert len(pushes()) == 2


def test_a_second_danger_is_told_at_once_however_short_after_the_first(
    channel: Channel, henk: User, now: datetime
) -> None:
    number = urgent(channel, now)
    tick(now)
    soon = now + timedelta(seconds=30)
    with transaction():
        there = session.get_one(Conversation, number)
        urgency.accept(there, by=session.get_one(User, henk.id), now=soon)
    with transaction():
        urgency.mark(session.get_one(Conversation, number), by=None, now=soon)
    for seconds in (30, 60, 149, 150):
        tick(now + timedelta(seconds=seconds))

    assert pushes() == [("urgent", now), ("urgent", soon), ("urgent", soon + alarming.AGAIN)]


def test_who_is_not_on_stand_by_is_not_told(channel: Channel, henk: User, now: datetime) -> None:
    with transaction():
        session.get_one(User, henk.id).standby = False
    urgent(channel, now)
    tick(now)

    assert pushes() == []


def test_a_drill_alarms_nobody_at_home(channel: Channel, henk: User, now: datetime) -> None:
    urgent(scenes.channel(now, external_id="102", handle="oefening", training=True), now)
    tick(now)

    assert pushes() == []


def test_a_drill_does_not_silence_a_real_alarm(channel: Channel, henk: User, now: datetime) -> None:
    scenes.channel(now, external_id="102", handle="oefening", training=True)
    lena = scenes.user("Lena de Boer", now, Role.LEAD)
    with transaction():
        played = drilling.start("drill-stranded", name="Oefening", minutes=5, by=lena, now=now)
        drilling.take_part(played, by=session.get_one(User, henk.id), now=now)
    urgent(channel, now)
    tick(now)

    assert pushes() == [("urgent", now)]


def alarmed() -> list[int | None]:
    session.expire_all()
    return list(session.scalars(select(Alert.conversation_id).order_by(Alert.conversation_id)))


def test_alarms_that_nobody_at_home_may_answer_hide_no_other(
    channel: Channel, henk: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarming, "AT_ONCE", 2)
    other = scenes.channel(now, external_id="101", handle="elders")
    for number in range(5):
        urgent(other, now - (9 - number) * MINUTE)
    last = urgent(channel, now)
    with transaction():
        theirs = session.query(Grant).where(Grant.role == Role.AGENT, Grant.power == Power.ANSWER)
        theirs.update({"channel_id": channel.id})
    tick(now)

    assert alarmed() == [last]


def test_of_very_many_alarms_each_has_its_turn(
    channel: Channel, henk: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarming, "AT_ONCE", 2)
    monkeypatch.setattr(alarming, "AT_MOST", 4)
    ids = [urgent(channel, now - (9 - number) * MINUTE) for number in range(7)]
    tick(now)
    assert alarmed() == ids[:4]
    tick(now)

    assert alarmed() == ids
    tick(now)
    assert len(pushes()) == 7, "each is told once in two minutes"
