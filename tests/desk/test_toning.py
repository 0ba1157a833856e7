from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import closing, receiving, toning
from webcare.errors import BadInput
from webcare.exchange import Incoming
from webcare.models import Channel, Conversation, EventRow, Message, ToneCorrection, User

ANGRY = "Weer vertraging, schandalig, wat een waardeloze service!"
GLAD = "Hartelijk bedankt, geweldig geholpen!"
PLAIN = "Hoe laat vertrekt de trein naar Zwolle?"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(engine: Engine, now: datetime) -> Channel:
    return scenes.channel(now)


def arrives(desk: Channel, now: datetime, *messages: Incoming) -> None:
    with transaction():
        receiving.receive(session.get_one(Channel, desk.id), messages, now=now)


def tones() -> list[str | None]:
    return list(session.scalars(select(Message.sentiment).order_by(Message.id)))


def shown() -> list[str | None]:
    return list(session.scalars(select(Conversation.sentiment).order_by(Conversation.id)))


def told() -> list[EventRow]:
    return list(session.scalars(select(EventRow).where(EventRow.kind == "message_toned").order_by(EventRow.id)))


def test_what_customers_wrote_is_read_after_it_arrived(desk: Channel, now: datetime) -> None:
    texts = (ANGRY, GLAD, PLAIN)
    arrives(desk, now, *(scenes.incoming(t, at=now, by=scenes.customer(n)) for n, t in enumerate(texts)))
    assert tones() == [None, None, None]

    assert toning.read(now=now) == 3
    assert tones() == ["negative", "positive", "neutral"]
    assert shown() == ["negative", "positive", "neutral"]
    assert set(session.scalars(select(Message.language))) == {"nl"}
    assert toning.read(now=now) == 0


def test_the_list_shows_the_tone_of_the_customers_last_words(desk: Channel, now: datetime) -> None:
    first = scenes.incoming(ANGRY, at=now)
    arrives(desk, now, first, scenes.incoming(GLAD, at=now + MINUTE, thread_id=first.thread_id))
    toning.read(now=now)
    assert shown() == ["positive"]


def test_an_answer_of_the_brand_has_no_tone(desk: Channel, now: datetime) -> None:
    first = scenes.incoming(ANGRY, at=now)
    arrives(desk, now, first, scenes.answer_elsewhere(first, GLAD, at=now + MINUTE))
    toning.read(now=now)
    assert tones() == ["negative", None]
    assert shown() == ["negative"]


def test_a_message_without_words_is_left_alone(desk: Channel, now: datetime) -> None:
    arrives(desk, now, scenes.incoming("", at=now))
    assert toning.read(now=now) == 0
    assert tones() == [None]


def test_screens_hear_of_it_when_it_shows_and_without_a_word_of_the_text(desk: Channel, now: datetime) -> None:
    texts = (ANGRY, PLAIN)
    arrives(desk, now, *(scenes.incoming(t, at=now, by=scenes.customer(n)) for n, t in enumerate(texts)))
    toning.read(now=now)
    (event,) = told()
    assert event.data == {"message_id": 1, "sentiment": "negative"}
    assert event.conversation_id == 1


def test_that_somebody_calmed_down_shows(desk: Channel, now: datetime) -> None:
    first = scenes.incoming(ANGRY, at=now)
    arrives(desk, now, first)
    toning.read(now=now)
    arrives(desk, now, scenes.incoming(PLAIN, at=now + MINUTE, thread_id=first.thread_id))
    toning.read(now=now)
    assert [event.data["sentiment"] for event in told()] == ["negative", "neutral"]
    assert shown() == ["neutral"]


def test_what_is_closed_and_old_is_read_without_waking_screens(desk: Channel, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    arrives(desk, now, scenes.incoming(ANGRY, at=now))
    with transaction():
        there = session.scalars(select(Conversation)).one()
        closing.close(there, reason="no_answer_needed", by=session.get_one(User, sofie.id), now=now)
    toning.read(now=now + timedelta(days=2))
    assert shown() == ["negative"]
    assert told() == []


def test_edited_words_are_read_anew(desk: Channel, now: datetime) -> None:
    first = scenes.incoming(ANGRY, at=now)
    arrives(desk, now, first)
    toning.read(now=now)
    edit = replace(first, external_id=scenes.platform_id(), text=GLAD)
    arrives(desk, now, replace(edit, versions=(first.external_id, edit.external_id)))
    assert tones() == [None]
    toning.read(now=now)
    assert (tones(), shown()) == (["positive"], ["positive"])


def test_words_that_were_edited_while_they_were_read_are_read_again(
    desk: Channel, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives(desk, now, scenes.incoming(ANGRY, at=now))
    read = toning.tone.each

    def edited_meanwhile(texts: list[str]) -> list[toning.tone.Tone]:
        found = read(texts)
        with transaction():
            session.scalars(select(Message)).one().text = GLAD
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(toning.tone, "each", edited_meanwhile)
        toning.read(now=now)
    assert tones() == [None]
    toning.read(now=now)
    assert tones() == ["positive"]


def test_a_colleague_knows_better_and_that_is_kept_with_who_and_when(desk: Channel, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    arrives(desk, now, scenes.incoming(PLAIN, at=now))
    toning.read(now=now)
    with transaction():
        message, by = session.scalars(select(Message)).one(), session.get_one(User, sofie.id)
        toning.correct(message, "negative", by=by, now=now)

    kept = session.scalars(select(ToneCorrection)).one()
    assert (kept.was, kept.sentiment, kept.by_id, kept.corrected_at) == ("neutral", "negative", sofie.id, now)
    assert (tones(), shown()) == (["negative"], ["negative"])
    event = session.scalars(select(EventRow).where(EventRow.kind == "tone_corrected")).one()
    assert (event.actor_id, event.data) == (sofie.id, {"message_id": 1, "sentiment": "negative", "was": "neutral"})


def test_what_a_colleague_said_is_not_read_over(desk: Channel, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    arrives(desk, now, scenes.incoming(PLAIN, at=now))
    with transaction():
        toning.correct(session.scalars(select(Message)).one(), "positive", by=sofie, now=now)
    assert toning.read(now=now) == 0
    assert tones() == ["positive"]


@pytest.mark.parametrize("said", ["", "angry", "NEGATIVE"])
def test_there_are_three_tones_and_no_other(desk: Channel, now: datetime, said: str) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    arrives(desk, now, scenes.incoming(PLAIN, at=now))
    with pytest.raises(BadInput), transaction():
        toning.correct(session.scalars(select(Message)).one(), said, by=sofie, now=now)
    assert session.scalars(select(ToneCorrection)).all() == []


def test_more_than_a_page_is_read_page_by_page_the_newest_first(desk: Channel, now: datetime) -> None:
    for start in (0, 100):
        arrives(
            desk, now, *(scenes.incoming(PLAIN, at=now, by=scenes.customer(start + number)) for number in range(60))
        )
    assert toning.read(now=now) == 100
    assert tones()[:20] == [None] * 20
    assert toning.read(now=now) == 20
    assert None not in tones()
