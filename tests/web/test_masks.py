from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session
from webcare.inbox import rows
from webcare.live import drawing
from webcare.models import Conversation, EventRow, Message, Role

BSN = "123456782"
GROUPED = "2986.15.010"
SAID = f"Mijn BSN is {BSN}, waar blijft mijn geld?"


@pytest.fixture
def told(desk: Desk) -> Conversation:
    """A customer who posts a BSN for everybody to read, after an earlier conversation in which another one stood."""
    earlier = scenes.incoming(f"bsn {GROUPED}", at=desk.now - timedelta(days=3))
    scenes.receive(desk.channel, earlier)
    made = scenes.asks(desk.channel, SAID, at=desk.now - timedelta(minutes=5))
    number = made.id
    session.remove()
    return session.get_one(Conversation, number)


def opened() -> list[EventRow]:
    session.remove()
    return list(session.scalars(select(EventRow).where(EventRow.kind == "mask_opened")))


def test_a_bsn_of_a_customer_is_masked_wherever_it_would_show(desk: Desk, told: Conversation) -> None:
    number = told.id
    for path in ("/inbox", f"/conversations/{number}", f"/conversations/{number}/side"):
        page = desk.sanne.get(path)
        assert page.status_code == 200, path
        assert BSN not in page.text, path
        assert GROUPED not in page.text, path
        assert "•••••••••" in page.text, path
    page = desk.sanne.get(f"/conversations/{number}").text
    assert "Mijn BSN is •••••••••, waar blijft mijn geld?" in page
    assert "A BSN is hidden here." in page


def test_the_live_feed_carries_no_bsn(desk: Desk, told: Conversation) -> None:
    events = list(session.scalars(select(EventRow).where(EventRow.conversation_id == told.id)))
    with desk.app.test_request_context(), drawing.speaking(desk.app, "nl"):
        sent = str([drawing.row(each) for each in rows.rows_of([told.id])]) + str(drawing.conversation(told, events))

    assert "•••••••••" in sent
    assert BSN not in sent


def test_it_is_shown_to_who_asks_and_that_is_recorded(desk: Desk, told: Conversation) -> None:
    message = session.scalars(select(Message).where(Message.conversation_id == told.id)).one()
    number = message.id

    shown = desk.sanne.post(f"/messages/{number}/unveiling", headers=STREAMED)

    assert shown.status_code == 200
    assert SAID in shown.text
    assert f'target="words-{number}"' in shown.text
    (event,) = opened()
    assert (event.actor_id, event.conversation_id, event.data) == (desk.ids["sanne"], told.id, {"opened": number})
    assert BSN not in desk.sanne.get(f"/conversations/{told.id}").text
    assert BSN not in desk.daan.get(f"/conversations/{told.id}").text


def test_who_may_not_read_it_is_shown_nothing(desk: Desk) -> None:
    private = scenes.asks_in_private(desk.channel, SAID, at=desk.now, by=scenes.BRAM)
    number = session.scalars(select(Message.id).where(Message.conversation_id == private.id)).one()
    session.remove()
    eva = desk.visitor("Eva Smit", Role.EXECUTIVE)

    assert eva.post(f"/messages/{number}/unveiling", headers=STREAMED).status_code == 404
    assert desk.sanne.post("/messages/999999/unveiling", headers=STREAMED).status_code == 404
    assert desk.sanne.get(f"/messages/{number}/unveiling").status_code == 405
    assert opened() == []


def test_news_that_holds_a_bsn_is_shown_without_it(desk: Desk) -> None:
    first = session.scalars(select(Message)).one()
    seen = desk.conversation.last_message_id
    follows = {"thread_id": first.external_id or "", "in_reply_to": first.external_id}
    scenes.receive(desk.channel, scenes.incoming(SAID, at=desk.now, **follows))
    session.remove()

    refused = desk.answer(desk.sanne, seen_message_id=seen)

    assert refused.status_code == 409
    assert "•••••••••" in refused.text
    assert BSN not in refused.text


def test_other_numbers_of_nine_digits_stay_readable(desk: Desk) -> None:
    there = scenes.asks(desk.channel, f"Ordernummer {BSN}?", at=desk.now)
    number = there.id
    session.remove()

    page = desk.sanne.get(f"/conversations/{number}").text

    assert f"Ordernummer {BSN}?" in page
    assert "A BSN is hidden here." not in page
