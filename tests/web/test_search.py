from datetime import timedelta

from sqlalchemy import select

from tests import scenes
from tests.web.desk import Desk
from webcare.database import session
from webcare.inbox import timeline
from webcare.models import Conversation, Message, Role


def test_an_agent_finds_a_message_and_opens_it_beside_what_was_found(desk: Desk) -> None:
    message = session.scalars(select(Message)).first()
    assert message is not None
    page = desk.sanne.get("/search?q=trein").text
    assert "<mark>trein</mark>" in page
    assert f"{desk.here}?q=trein&amp;message={message.id}" in page
    opened = desk.sanne.get(f"{desk.here}?q=trein&message={message.id}").text
    assert f'data-sought="{message.id}"' in opened
    assert 'action="/search"' in opened, "what was found stands beside it"
    assert 'action="/search"' not in desk.sanne.get(desk.here).text


def test_words_of_customers_are_no_markup(desk: Desk) -> None:
    scenes.asks(desk.channel, "<mark>zwaluw</mark> <script>", at=desk.now, by=scenes.BRAM)
    page = desk.sanne.get("/search?q=zwaluw+<script>").text
    assert "&lt;mark&gt;<mark>zwaluw</mark>&lt;/mark&gt;" in page
    assert "<script>" not in page


def test_a_message_long_ago_is_shown_when_it_is_what_was_found(desk: Desk) -> None:
    first, *rest = (
        scenes.direct_message(f"Bericht {number}", at=desk.now - timedelta(hours=9) + timedelta(minutes=number))
        for number in range(120)
    )
    old, *_newer = scenes.receive(desk.channel, first, *rest)
    number, here = old.id, f"/conversations/{old.conversation_id}"
    assert "Bericht 0<" not in desk.sanne.get(here).text
    assert "Bericht 0<" in desk.sanne.get(f"{here}?q=bericht&message={number}").text


def test_a_message_too_long_ago_leaves_the_page_as_it_is(desk: Desk) -> None:
    conversation = desk.conversation
    message = session.scalars(select(Message)).one()
    assert timeline.reaching(conversation, message.id) > timeline.PAGE
    assert timeline.reaching(conversation, message.id + 1) == timeline.PAGE, "no such message"
    assert timeline.reaching(conversation, None) == timeline.PAGE
    many = [scenes.direct_message("Hallo", at=desk.now + timedelta(seconds=number)) for number in range(600)]
    old, *_newer = scenes.receive(desk.channel, *many)
    there = scenes.conversation_of(old)
    assert timeline.reaching(there, old.id) == timeline.PAGE


def test_somebody_without_a_mandate_finds_nothing(desk: Desk) -> None:
    eva = desk.visitor("Eva Smit", Role.EMPLOYEE)
    assert "Nothing was found" in eva.get("/search?q=trein").text


def test_a_search_for_nothing_explains_itself(desk: Desk) -> None:
    for address in ("/search", "/search?q=", "/search?q=%20"):
        assert "Look in everything that was said" in desk.sanne.get(address).text
    assert "Nothing was found" in desk.sanne.get("/search?q=%F0%9F%98%A1").text
    assert desk.sanne.get("/search?q=" + "x" * 5000).status_code == 200
    assert desk.sanne.get("/search/hits?q=trein&before=9999999999999999999").status_code == 200


def test_that_words_of_a_dm_were_shown_is_recorded(desk: Desk) -> None:
    there = scenes.asks_in_private(desk.channel, "Mijn dossier is zwaluw", at=desk.now).id
    desk.sanne.get("/search?q=trein")
    assert "conversation_read" not in scenes.kinds(session.get_one(Conversation, there))
    desk.sanne.get("/search?q=zwaluw")
    assert scenes.kinds(session.get_one(Conversation, there)).count("conversation_read") == 1
