"""Screens of who sits in a drill: they hear that something real is loud, and nothing of what it is."""

from datetime import timedelta

import pytest

from tests import scenes
from tests.live.conftest import Item, Screen, Watch
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import clock, closing, drilling, urgency
from webcare.models import Channel, Conversation, Reason, Role, User

BARS = {"kind": "crisis", "id": "crises"}


@pytest.fixture
def seated(desk: Desk, channel: Channel, watch: Watch) -> Screen:
    """The screen of a lead in a drill, who has heard of everything until now."""
    willem = scenes.user("Willem Post", desk.now, Role.LEAD, here_at=desk.now)
    scenes.channel(desk.now, external_id="900", handle="oefening", training=True)
    with transaction():
        there = session.get_one(User, willem.id)
        played = drilling.start("drill-payments", name="Oefening", minutes=5, by=there, now=desk.now)
        drilling.take_part(played, by=there, now=desk.now)
    screen = watch(willem)
    screen.heard.clear()
    return screen


def asked_again(screen: Screen) -> list[Item]:
    return [item for item in screen.heard if item == BARS]


def nothing_else(screen: Screen) -> bool:
    return {item["kind"] for item in screen.heard} <= {"crisis", "counts"}


def test_who_sits_in_a_drill_hears_that_an_alarm_begins_and_ends_outside(
    desk: Desk, channel: Channel, sanne: User, seated: Screen
) -> None:
    number = scenes.asks(channel, "Er staat een kind op het spoor", at=desk.now).id
    with transaction():
        urgency.mark(session.get_one(Conversation, number), by=None, now=desk.now)
    seated.until(lambda: len(asked_again(seated)) == 1)
    with transaction():
        urgency.accept(session.get_one(Conversation, number), by=session.get_one(User, sanne.id), now=desk.now)
    seated.until(lambda: len(asked_again(seated)) == 2)
    assert nothing_else(seated)


def test_who_sits_in_a_drill_hears_that_an_alarm_outside_was_taken_back(
    desk: Desk, channel: Channel, sanne: User, seated: Screen
) -> None:
    number = scenes.asks(channel, "Het is hier koud", at=desk.now).id
    for act in (urgency.mark, urgency.take_back):
        seated.heard.clear()
        with transaction():
            act(session.get_one(Conversation, number), by=session.get_one(User, sanne.id), now=desk.now)
        seated.until(lambda: len(asked_again(seated)) == 1)
    assert nothing_else(seated)


def test_what_is_not_urgent_outside_leaves_a_drill_alone(desk: Desk, channel: Channel, seated: Screen) -> None:
    quiet = scenes.asks(channel, at=desk.now)
    sanne = scenes.user("Sanne Kuipers", desk.now)
    with transaction():
        there = session.get_one(Conversation, quiet.id)
        closing.close(there, by=session.get_one(User, sanne.id), now=desk.now, reason=Reason.THANKS)
    loud = scenes.asks(channel, at=desk.now, by=scenes.BRAM)
    with transaction():
        urgency.mark(session.get_one(Conversation, loud.id), by=None, now=desk.now)
    seated.until(lambda: asked_again(seated))
    assert len(asked_again(seated)) == 1
    assert nothing_else(seated)


def test_who_sits_in_a_drill_hears_that_customers_outside_wait_too_long(
    desk: Desk, channel: Channel, seated: Screen
) -> None:
    scenes.asks(channel, at=desk.now - timedelta(minutes=61))
    with transaction():
        clock.tick(now=desk.now)
    seated.until(lambda: asked_again(seated))
    assert nothing_else(seated)
