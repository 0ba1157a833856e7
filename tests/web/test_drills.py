"""Who sits in a drill: what they see, and what of the real desk reaches them all the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import scenes
from tests.visitor import Visitor
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import clock, drilling, urgency
from webcare.models import Channel, Conversation, Crisis, Role, User

LOUD = "an urgent conversation waits outside"
LATE = "customers outside wait too long"


@pytest.fixture
def channel(app: Flask, now: datetime) -> Channel:
    with transaction():
        grants.seed(now - timedelta(days=40))
    scenes.channel(now, external_id="900", handle="oefening", training=True)
    return kept(scenes.channel(now))


@pytest.fixture
def willem(channel: Channel, now: datetime) -> User:
    return kept(scenes.user("Willem Post", now, Role.LEAD, language="en", here_at=now))


@pytest.fixture
def seated(app: Flask, willem: User, now: datetime) -> Visitor:
    """Willem, who leads, and sits in a drill he started."""
    with transaction():
        there = session.get_one(User, willem.id)
        played = drilling.start("drill-payments", name="Oefening", minutes=5, by=there, now=now)
        drilling.take_part(played, by=there, now=now)
    return Visitor(app).log_in(session.get_one(User, willem.id))


def kept(row: Any) -> Any:
    """Apart from any session: a request of a visitor ends the one that a test began."""
    session.refresh(row)
    session.expunge(row)
    return row


def urgent(number: int, now: datetime) -> None:
    with transaction():
        urgency.mark(session.get_one(Conversation, number), by=None, now=now)


def test_the_bar_of_a_drill_says_that_something_urgent_waits_outside_in_nobodys_words(
    seated: Visitor, channel: Channel, willem: User, now: datetime
) -> None:
    number = scenes.asks(channel, "Er staat een kind op het spoor", at=now).id
    assert LOUD not in seated.get("/crises/bars").text
    urgent(number, now)
    for page in (seated.get("/crises/bars").text, seated.get("/inbox").text):
        assert LOUD in page
        assert "Leave the drill" in page
        assert "Anna" not in page
        assert "op het spoor" not in page

    with transaction():
        urgency.accept(session.get_one(Conversation, number), by=session.get_one(User, willem.id), now=now)
    assert LOUD not in seated.get("/crises/bars").text


def test_after_leaving_it_stands_there_to_be_taken_on(seated: Visitor, channel: Channel, now: datetime) -> None:
    urgent(scenes.asks(channel, at=now).id, now)
    drill = session.scalars(select(Crisis.id)).one()
    seated.delete(f"/drills/{drill}/seat")

    assert "Urgent: Anna de Vries" in seated.get("/inbox").text


def test_what_one_may_not_read_outside_is_not_told_either(app: Flask, seated: Visitor, now: datetime) -> None:
    boss = scenes.user("Lotte Baas", now, Role.EXECUTIVE, language="en")
    drill = session.scalars(select(Crisis.id)).one()
    there = Visitor(app).log_in(session.get_one(User, boss.id))
    there.post(f"/drills/{drill}/seat")
    real = session.scalars(select(Channel).where(Channel.training.is_(False))).one()
    urgent(scenes.asks_in_private(real, at=now).id, now)

    assert LOUD in seated.get("/crises/bars").text
    assert LOUD not in there.get("/crises/bars").text


def test_the_bar_says_that_customers_wait_too_long_while_every_lead_sits_there(
    app: Flask, seated: Visitor, channel: Channel, now: datetime
) -> None:
    scenes.asks(channel, at=now - timedelta(minutes=61))
    with transaction():
        clock.tick(now=now)

    assert LATE in seated.get("/crises/bars").text
    assert "Anna" not in seated.get("/alerts").text
