from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import urgency
from webcare.exchange import Picture
from webcare.models import Conversation, EventRow, Role

FRAME = {"Turbo-Frame": "talk"}


def test_a_conversation_is_a_whole_page_with_the_list_beside_it(desk: Desk) -> None:
    page = desk.sanne.get(f"{desk.here}?view=open")

    assert page.status_code == 200
    assert "Waar blijft mijn trein?" in page.text
    assert 'id="list"' in page.text
    assert f'id="composer-{desk.conversation_id}"' in page.text


def test_an_open_page_gets_only_the_frame(desk: Desk) -> None:
    page = desk.sanne.get(desk.here, headers=FRAME)

    assert page.text.lstrip().startswith('<turbo-frame id="talk"')
    assert 'id="list"' not in page.text


def test_the_button_says_what_it_does_and_from_which_account(desk: Desk) -> None:
    page = desk.sanne.get(desk.here).text

    assert "Post publicly as @spoorlijn" in page
    assert "Send DM to Anna as @spoorlijn" in page
    assert "Save note" in page
    assert "You may answer in public as @spoorlijn" in page


def test_pictures_of_a_known_customer_are_veiled_beside_abuse_and_where_somebody_may_be_in_danger(desk: Desk) -> None:
    picture = Picture(url="https://pbs.twimg.com/media/b.png", alt="een trein", width=640, height=480)
    said = {"calm": "Weer te laat, schande!", "abusive": "Kijk dan, klootzak", "urgent": "Kijk dan"}
    people = {name: scenes.customer(number) for number, name in enumerate(said)}
    asked = {
        name: scenes.asks(desk.channel, said[name], at=desk.now, by=people[name], pictures=(picture,)).id
        for name in said
    }
    with transaction():
        for number in asked.values():
            session.get_one(Conversation, number).contact.first_seen_at -= timedelta(days=90)
        urgency.mark(session.get_one(Conversation, asked["urgent"]), by=None, now=desk.now)

    pages = {name: desk.sanne.get(f"/conversations/{number}").text for name, number in asked.items()}

    veiled = {name for name, page in pages.items() if 'data-blurred="true"' in page}
    assert veiled == {"abusive", "urgent"}
    assert 'data-blurred="false"' in pages["calm"]


def test_who_may_not_answer_sees_that_before_typing(desk: Desk) -> None:
    executive = desk.visitor("Eva Directeur", Role.ADMIN)

    page = executive.get(desk.here).text

    assert "Not within your mandate" in page


def test_a_private_conversation_has_no_public_tab(desk: Desk) -> None:
    private = scenes.asks_in_private(desk.channel, at=desk.now)

    page = desk.sanne.get(f"/conversations/{private.id}").text

    assert "Post publicly" not in page
    assert 'id="tab-private"' in page


def test_opening_a_private_conversation_is_recorded(desk: Desk) -> None:
    private = scenes.asks_in_private(desk.channel, at=desk.now).id
    desk.sanne.get(f"/conversations/{private}")
    desk.sanne.get(desk.here)

    session.remove()
    read = session.scalars(select(EventRow).where(EventRow.kind == "conversation_read")).all()

    assert [(event.conversation_id, event.actor_id) for event in read] == [(private, desk.ids["sanne"])]


def test_what_one_may_not_read_is_not_there(desk: Desk) -> None:
    private = scenes.asks_in_private(desk.channel, at=desk.now).id
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    for path in (f"/conversations/{private}", f"/conversations/{private}/side", f"/conversations/{private}/timeline"):
        assert admin.get(path).status_code == 404, path
    assert admin.get("/conversations/999999").status_code == 404


def test_the_private_side_of_a_customer_is_hidden_from_who_may_not_read_it(desk: Desk) -> None:
    scenes.asks_in_private(desk.channel, "Mijn klantnummer is 4412.", at=desk.now)
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    assert "4412" in desk.sanne.get(f"{desk.here}/side").text
    assert "4412" not in admin.get(f"{desk.here}/side").text


def test_earlier_answers_and_how_long_they_took_stand_beside_it(desk: Desk) -> None:
    before = desk.now - timedelta(days=9)
    old = scenes.asks(desk.channel, "Ik heb mijn aansluiting gemist.", at=before)
    scenes.answer(old, by=desk.user("sanne"), at=before + timedelta(minutes=18))

    side = desk.sanne.get(f"{desk.here}/side").text

    assert "18 min" in side


def test_earlier_messages_come_on_demand(desk: Desk) -> None:
    first = desk.sanne.get(f"{desk.here}/timeline", headers=STREAMED)

    assert first.status_code == 200
    assert first.content_type.startswith("text/vnd.turbo-stream.html")
    assert desk.sanne.get(f"{desk.here}/timeline?before=nonsense").status_code == 422


def test_what_customers_write_is_text_and_nothing_else(desk: Desk) -> None:
    nasty = "<img src=x onerror=alert(1)><style>*{}</style>{{ 7 * 7 }}"
    conversation = scenes.asks(desk.channel, nasty, at=desk.now)

    page = desk.sanne.get(f"/conversations/{conversation.id}").text

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "{{ 7 * 7 }}" in page


def test_an_encrypted_message_says_where_it_can_be_read(desk: Desk) -> None:
    conversation = scenes.asks_in_private(desk.channel, "", at=desk.now, encrypted=True)

    page = desk.sanne.get(f"/conversations/{conversation.id}").text

    assert "Encrypted message." in page
    assert "https://x.com/messages/" in page


@pytest.mark.parametrize(("language", "words"), [("en", "41,250 followers"), ("nl", "41.250 volgers")])
def test_followers_are_written_as_the_reader_writes_numbers(desk: Desk, language: str, words: str) -> None:
    with transaction():
        session.get_one(Conversation, desk.conversation_id).contact.followers = 41_250
        desk.user("sanne").language = language

    assert words in desk.sanne.get(f"{desk.here}/side").text
