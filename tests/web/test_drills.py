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
from webcare.models import Channel, Conversation, Crisis, Role, Spike, User

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


def test_nothing_real_is_declared_from_a_drill(seated: Visitor, channel: Channel, now: datetime) -> None:
    scenes.asks(channel, "Dubbel afgeschreven", at=now)
    refused = [seated.get("/crises/new"), seated.post("/crises", {"name": "Betalingen", "words": "dubbel"})]

    assert [answer.status_code for answer in refused] == [409, 409]
    assert "Leave the drill first" in refused[1].text
    assert session.scalars(select(Crisis.training)).all() == [True]
    assert "/crises/new" not in seated.get("/crises").text

    seated.delete(f"/drills/{session.scalars(select(Crisis.id)).one()}/seat")
    assert "/crises/new" in seated.get("/crises").text
    assert seated.post("/crises", {"name": "Betalingen", "words": "dubbel"}).status_code == 303


def test_no_crisis_is_suggested_to_who_sits_in_a_drill(seated: Visitor, channel: Channel, now: datetime) -> None:
    drill = session.scalars(select(Crisis.id)).one()
    for each in (channel, session.scalars(select(Channel).where(Channel.training.is_(True))).one()):
        scenes.asks(each, "iDEAL ligt eruit", at=now - timedelta(minutes=5))
    with transaction():
        facts = {"reasons": ["volume"], "messages": 86, "usual": 3.0, "score": 40.0}
        session.add(Spike(theme_id=None, seen_at=now, started_at=now - timedelta(minutes=10), **facts))
    pages = ("/themes", "/themes/rising", "/crises")

    assert not [page for page in pages if "Is this a crisis?" in seated.get(page).text]
    seated.delete(f"/drills/{drill}/seat")
    assert [page for page in pages if "Is this a crisis?" in seated.get(page).text] == list(pages)


def test_a_crisis_is_declared_on_channels_that_are_real_and_listened_to(
    app: Flask, channel: Channel, willem: User, now: datetime
) -> None:
    gone = kept(scenes.channel(now, external_id="101", handle="opgeheven", name="Oud", disabled_at=now))
    played = session.scalars(select(Channel.id).where(Channel.training.is_(True))).one()
    lead = Visitor(app).log_in(session.get_one(User, willem.id))
    page = lead.get("/crises/new").text

    assert "@spoorlijn" in page
    assert "@opgeheven" not in page
    assert "@oefening" not in page
    for number in (gone.id, played):
        answer = lead.post("/crises", {"name": "X", "words": "dubbel", "channel": str(number)})
        assert answer.status_code == 422
    assert session.scalars(select(Crisis)).all() == []


def test_a_suggestion_that_a_colleague_declared_on_is_not_declared_on_again(
    app: Flask, channel: Channel, willem: User, now: datetime
) -> None:
    scenes.asks(channel, "iDEAL ligt eruit", at=now - timedelta(minutes=5))
    with transaction():
        facts = {"reasons": ["volume"], "messages": 86, "usual": 3.0, "score": 40.0}
        spike = Spike(theme_id=None, seen_at=now, started_at=now - timedelta(minutes=10), **facts)
        session.add(spike)
    number = spike.id
    lead = Visitor(app).log_in(session.get_one(User, willem.id))
    form = {"name": "Betalingen", "words": "ideal", "spike": str(number)}

    assert [lead.post("/crises", form).status_code for _ in range(2)] == [303, 409]
    assert len(session.scalars(select(Crisis.id)).all()) == 1
