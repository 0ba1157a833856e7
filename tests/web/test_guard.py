from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import replying
from webcare.models import EventRow, NumberPattern, OwnDetail, Promise, Reply, ReplyStatus, Role

IBAN = "NL91ABNA0417164300"
BSN = "123456782"
CARD = "4111 1111 1111 1111"


def overruled() -> list[EventRow]:
    session.remove()
    return list(session.scalars(select(EventRow).where(EventRow.kind == "guard_overruled")))


def look(desk: Desk, text: str, audience: str = "public", **fields: str) -> str:
    answer = desk.sanne.post(f"{desk.here}/guard", {"text": text, "audience": audience} | fields)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("text", [f"Uw BSN is {BSN}.", f"Kaart {CARD}", f"bsn: {BSN[:4]}.{BSN[4:6]}.{BSN[6:]}"])
def test_a_bsn_or_card_number_is_blocked_whatever_the_form_says(desk: Desk, text: str) -> None:
    tries: list[dict[str, object]] = [
        {},
        {"overruled": "bsn,card"},
        {"overruled": ["bsn", "card", "iban", "*"], "anyway": "1"},
        {"overruled": "BSN,CARD", "refers_to_dm": "on", "closes": "on"},
    ]
    for fields in tries:
        refused = desk.answer(desk.sanne, text, **fields)

        assert refused.status_code == 422
        assert 'data-error="guard_blocked"' in refused.text
        assert "Post it anyway" not in refused.text
        assert "Move to DM" in refused.text
        assert f'target="findings-{desk.conversation_id}"' in refused.text
    assert scenes.replies() == []
    assert overruled() == []


@pytest.mark.parametrize("spelled", [IBAN, IBAN.lower(), "nl91 Abna 0417 1643 00", "NL91\u200bABNA0417164300"])
def test_a_warning_can_be_overruled_and_that_is_recorded_without_the_text(desk: Desk, spelled: str) -> None:
    text = f"We storten op {spelled}."

    warned = desk.answer(desk.sanne, text)
    assert warned.status_code == 409
    assert "Post it anyway" in warned.text
    assert scenes.replies() == []

    sent = desk.answer(desk.sanne, text, overruled="iban")

    (reply,), (event,) = scenes.replies(), overruled()
    assert sent.status_code == 200
    assert (reply.status, reply.overruled) == (ReplyStatus.QUEUED, ["iban"])
    assert (event.actor_id, event.conversation_id) == (desk.ids["sanne"], desk.conversation_id)
    assert event.data == {"codes": ["iban"], "audience": "public"}
    assert "Sanne sent an answer in spite of a warning" in desk.daan.get(desk.here).text


def test_what_was_not_overruled_is_still_warned_of(desk: Desk) -> None:
    refused = desk.answer(desk.sanne, f"{IBAN} en 06-12345678", overruled="iban")

    assert refused.status_code == 409
    assert 'value="iban,phone"' in refused.text
    assert scenes.replies() == []


def test_a_dm_may_hold_numbers_but_no_empty_placeholder(desk: Desk) -> None:
    assert desk.answer(desk.sanne, f"Uw BSN {BSN} en {IBAN}", audience="private").status_code == 200
    refused = desk.answer(desk.sanne, "Hoi {naam}, dank!", audience="private")

    assert refused.status_code == 409
    assert "Not filled in yet" in refused.text
    assert "Send it anyway" in refused.text
    assert "Move to DM" not in refused.text


def test_what_the_desk_finds_while_one_types_is_listed_and_nothing_is_kept(desk: Desk) -> None:
    before = len(scenes.kinds())

    html = look(desk, f"Hoi, uw rekening {IBAN} klopt. <script>")

    assert f'target="findings-{desk.conversation_id}"' in html
    assert "Bank account" in html
    assert 'data-guard-start-param="17"' in html
    assert "Post it anyway" not in html
    assert "textarea" not in html
    assert len(scenes.kinds()) == before
    assert scenes.replies() == []


def test_nothing_found_empties_the_list(desk: Desk) -> None:
    for audience in ("public", "private", "note", "nonsense"):
        html = look(desk, "We zoeken het uit.", audience)
        assert "<li" not in html
        assert f'target="findings-{desk.conversation_id}"' in html


def test_a_finding_of_customers_words_is_shown_as_text(desk: Desk) -> None:
    html = look(desk, "Hoi <b>, 06-12345678")

    assert "<b>," not in html
    assert "&lt;b&gt;" in html


def test_a_text_of_a_book_is_not_read(desk: Desk) -> None:
    answer = desk.sanne.post(f"{desk.here}/guard", {"text": "a" * 20_001, "audience": "public"})

    assert answer.status_code == 422


def test_who_cannot_read_a_conversation_learns_nothing_of_it(desk: Desk) -> None:
    number = scenes.asks_in_private(desk.channel, "Mijn geheim", at=desk.now, by=scenes.BRAM).id
    session.remove()
    eva = desk.visitor("Eva Smit", Role.EXECUTIVE)

    assert eva.post(f"/conversations/{number}/guard", {"text": "x", "audience": "private"}).status_code == 404


def test_a_promise_in_words_asks_for_a_promise_on_record(desk: Desk) -> None:
    text = "We bellen u morgen."
    assert "A promise that is not written down" in look(desk, text)
    assert "A promise that is not written down" not in look(desk, text, promises="on")
    assert desk.answer(desk.sanne, text).status_code == 409

    due = (desk.now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    sent = desk.answer(desk.sanne, text, promises="on", promise_what="Bellen", promise_due=due)

    assert sent.status_code == 200
    session.remove()
    assert session.scalars(select(Promise.what)).all() == ["Bellen"]
    assert overruled() == []


def test_words_of_a_dm_are_noticed_in_a_public_answer_by_who_may_read_them(desk: Desk) -> None:
    secret = "mijn moeder is gisteren overleden en daarom reisde ik zonder kaartje"
    scenes.asks_in_private(desk.channel, f"Hallo, {secret}, kan dat?", at=desk.now - timedelta(minutes=5))
    session.remove()

    assert "Said in a DM before" in look(desk, f"U schreef: {secret}.")
    assert "Said in a DM before" not in look(desk, f"U schreef: {secret}.", "private")
    assert "Said in a DM before" not in look(
        desk, "Mijn moeder is gisteren jarig geweest en toen reisde ik met een kaartje"
    )


def test_a_handle_is_welcome_when_its_owner_takes_part(desk: Desk) -> None:
    first = session.scalars(select(scenes.Message)).one()
    follows = {"thread_id": first.external_id or "", "in_reply_to": first.external_id}
    scenes.receive(desk.channel, scenes.incoming("Ik ook! En @Conducteur", at=desk.now, by=scenes.BRAM, **follows))
    scenes.receive(desk.channel, scenes.incoming("Vraag @treinmens maar", at=desk.now, **follows))
    session.remove()

    assert "Somebody who is not" not in look(desk, "@AnnaDeVries @brambakker @treinmens @spoorlijn")
    assert "Somebody who is not" in look(desk, "@pietpuk")


def test_what_an_admin_listed_is_never_flagged_and_patterns_are(desk: Desk) -> None:
    with transaction():
        session.add(OwnDetail(channel_id=desk.channel_id, words="030-7515155", created_at=desk.now))
        session.add(
            NumberPattern(channel_id=desk.channel_id, name="Bestelnummer", template="SP-######", created_at=desk.now)
        )

    html = look(desk, "Bel +31 30 7515155 over sp-482913")

    assert "Bestelnummer" in html
    assert "Phone number" not in html


def test_trying_again_asks_the_guard_again(desk: Desk) -> None:
    desk.answer(desk.sanne, f"Op {IBAN} dan.", overruled="iban")
    (reply,) = scenes.replies()
    with transaction():
        replying.failed(session.get_one(Reply, reply.id), "unavailable", None, now=desk.now)
    assert desk.sanne.post(f"/replies/{reply.uuid}/retry", headers=STREAMED).status_code == 200

    with transaction():
        there = session.get_one(Reply, reply.id)
        replying.failed(there, "unavailable", None, now=desk.now)
        session.add(NumberPattern(channel_id=desk.channel_id, name="Dan", template="##########", created_at=desk.now))
        there.text = f"BSN {BSN} ^SK"
    refused = desk.sanne.post(f"/replies/{reply.uuid}/retry", {"overruled": "bsn"}, headers=STREAMED)

    assert refused.status_code == 422
    assert scenes.replies()[0].status == ReplyStatus.FAILED


def test_news_and_guard_are_both_passed_with_what_was_pressed_before(desk: Desk) -> None:
    first = session.scalars(select(scenes.Message)).one()
    seen = desk.conversation.last_message_id
    scenes.receive(
        desk.channel,
        scenes.incoming("Nog iets", at=desk.now, thread_id=first.external_id or "", in_reply_to=first.external_id),
    )
    session.remove()
    uuid, shown = str(uuid4()), desk.conversation.last_message_id

    news = desk.answer(desk.sanne, IBAN, seen_message_id=seen, uuid=uuid, overruled="iban")
    assert (news.status_code, 'name="overruled" value="iban" data-carried' in news.text) == (409, True)
    warned = desk.answer(desk.sanne, IBAN, seen_message_id=seen, uuid=uuid, anyway=shown)
    assert f'name="anyway" value="{shown}" data-carried' in warned.text
    sent = desk.answer(desk.sanne, IBAN, seen_message_id=seen, uuid=uuid, anyway=shown, overruled="iban")

    assert sent.status_code == 200
    assert len(scenes.replies()) == 1
