"""What is found, in which order, and for whom; the same on either database."""

from datetime import datetime, timedelta
from itertools import chain, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from tests import scenes
from tests.mandate.rows import START, grant
from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import noting, receiving, tagging
from webcare.inbox import search, words
from webcare.inbox.search import Page, Wanted
from webcare.mandate import Mandate
from webcare.models import Audience, Channel, Contact, Conversation, Grant, Message, Power, Role, User

AT = START + timedelta(hours=5)
BSN = "123456782"


@pytest.fixture
def sanne(channel: Channel, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now)


def find(user: User, now: datetime, typed: str, before: int | None = None) -> Page:
    return search.find(mandate.of(user, now), Wanted.of({"q": typed}), str(before) if before else None)


def found(user: User, now: datetime, typed: str) -> list[int]:
    return [hit.row.id for hit in find(user, now, typed).hits]


def test_a_word_is_found_in_what_customers_said_the_newest_first(channel: Channel, sanne: User, now: datetime) -> None:
    older = scenes.asks(channel, "Waar blijft de Intercity?", at=now, by=scenes.ANNA).id
    scenes.asks(channel, "Mijn kaart doet het niet.", at=now, by=scenes.STRANGER)
    newer = scenes.asks(channel, "Is de intercity er al?", at=now, by=scenes.BRAM).id
    assert found(sanne, now, "intercity") == [newer, older]
    assert found(sanne, now, "INTERCITY kaart") == []
    assert found(sanne, now, "intercity blijft") == [older]


@pytest.mark.parametrize("typed", ["cafe", "Café", "café,", '"het café"', "#café", "caf*"])
def test_case_accents_and_signs_make_no_difference(typed: str, channel: Channel, sanne: User, now: datetime) -> None:
    there = scenes.asks(channel, "Is het CAFÉ-restaurant open?😡", at=now).id
    assert found(sanne, now, typed) == [there]


def test_words_between_quotes_stand_together(channel: Channel, sanne: User, now: datetime) -> None:
    together = scenes.asks(channel, "Er rijdt geen trein.", at=now).id
    scenes.asks(channel, "De trein heeft geen stoelen.", at=now, by=scenes.BRAM)
    assert found(sanne, now, '"geen trein"') == [together]
    assert found(sanne, now, "geen-trein") == [together]


def test_words_that_stand_nowhere_are_looked_for_as_beginnings(channel: Channel, sanne: User, now: datetime) -> None:
    there = scenes.asks(channel, "Wat een vertragingen vandaag!", at=now).id
    page = find(sanne, now, "vertraging")
    assert [hit.row.id for hit in page.hits] == [there]
    assert page.wanted.loosely
    assert find(sanne, now, "vertragingen").wanted.loosely is False
    assert found(sanne, now, "ertraging") == []


def test_answers_and_notes_are_found_as_well(channel: Channel, sanne: User, now: datetime) -> None:
    there = scenes.asks(channel, at=now)
    with transaction():
        noting.write(session.get_one(Conversation, there.id), "Let op: schadeclaim loopt.", by=sanne, now=now)
    question = scenes.incoming("Hallo?", at=now, by=scenes.BRAM)
    scenes.receive(channel, question)
    scenes.receive(channel, scenes.answer_elsewhere(question, "Stuur ons het dossiernummer.", at=now))
    assert found(sanne, now, "schadeclaim") == [there.id]
    (hit,) = find(sanne, now, "dossiernummer").hits
    assert hit.message.direction == "outbound"


def test_a_conversation_stands_there_once_with_how_often(channel: Channel, sanne: User, now: datetime) -> None:
    for minute in range(3):
        scenes.receive(channel, scenes.direct_message(f"Fiets nummer {minute}", at=now + timedelta(minutes=minute)))
    (hit,) = find(sanne, now, "fiets").hits
    assert hit.others == 2
    assert hit.message.text == "Fiets nummer 2"


def test_page_after_page_gives_all_of_it_once(
    channel: Channel, sanne: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 4)
    monkeypatch.setattr(search, "STEP", 3)
    for number in range(11):
        scenes.asks(channel, f"Storing {number}", at=now, by=scenes.customer(number))
    pages, before = [], None
    for _turn in range(3):
        page = find(sanne, now, "storing", before)
        pages.append([hit.row.id for hit in page.hits])
        before = page.next
    assert [len(page) for page in pages] == [4, 4, 3]
    assert before is None
    assert list(chain(*pages)) == sorted(chain(*pages), reverse=True)


def test_a_page_stops_looking_after_a_while_and_the_next_goes_on(
    channel: Channel, sanne: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "STEP", 2)
    monkeypatch.setattr(search, "FURTHEST", 4)
    hers = scenes.asks(channel, "storing", at=now, by=scenes.ANNA).id
    for number in range(6):
        scenes.asks_in_private(channel, "storing", at=now, by=scenes.customer(number))
    with transaction():
        session.execute(update(Grant).where(Grant.power == Power.READ).values(audience=Audience.PUBLIC))
    page = find(sanne, now, "storing")
    assert page.hits == []
    assert not page.is_empty
    further = find(sanne, now, "storing", page.next)
    assert [hit.row.id for hit in further.hits] == [hers]
    assert further.next is None


def test_what_one_may_not_read_is_not_found(channel: Channel, sanne: User, now: datetime) -> None:
    scenes.asks_in_private(channel, "Mijn dossier?", at=now)
    with transaction():
        session.execute(delete(Grant).where(Grant.role == Role.AGENT))
    page = find(sanne, now, "dossier")
    assert page.hits == page.customers == []
    assert find(sanne, now, "annadevries").customers == []


def test_what_was_deleted_is_found_no_more(channel: Channel, sanne: User, now: datetime) -> None:
    (message,) = scenes.receive(channel, scenes.incoming("Geheim woord: zwaluw", at=now))
    assert found(sanne, now, "zwaluw") == [message.conversation_id]
    with transaction():
        receiving.gone(session.get_one(Channel, channel.id), [message.external_id or ""], now=now)
    assert found(sanne, now, "zwaluw") == []


def test_what_was_edited_is_found_by_its_new_words(channel: Channel, sanne: User, now: datetime) -> None:
    (message,) = scenes.receive(channel, scenes.incoming("Waar is mijn paraplu?", at=now))
    with transaction():
        session.execute(update(Message).where(Message.id == message.id).values(text="Waar is mijn koffer?"))
    assert found(sanne, now, "paraplu") == []
    assert found(sanne, now, "koffer") == [message.conversation_id]


@pytest.mark.parametrize("typed", ["Anna de Vries", "anna", "@annadevries", "ANNADEV", "vries anna"])
def test_a_customer_is_found_by_name_and_by_handle(typed: str, channel: Channel, sanne: User, now: datetime) -> None:
    scenes.asks(channel, at=now - timedelta(days=1))
    latest = scenes.asks(channel, "Nog een vraag", at=now).id
    assert [row.id for row in find(sanne, now, typed).customers] == [latest]


def test_a_customer_one_may_read_is_found_behind_many_namesakes(
    channel: Channel, sanne: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NAMESAKES", 3)
    hers = scenes.asks(channel, at=now).id
    for number in range(8):
        scenes.asks_in_private(channel, at=now, by=scenes.customer(number))
    with transaction():
        session.execute(update(Contact).values(name="Jan Smit"))
        session.execute(update(Grant).where(Grant.power == Power.READ).values(audience=Audience.PUBLIC))
    assert [row.id for row in find(sanne, now, "jan").customers] == [hers]


def test_a_handle_is_found_by_its_beginning_with_digits_too(channel: Channel, sanne: User, now: datetime) -> None:
    there = scenes.asks(channel, at=now, by=scenes.customer(1985)).id
    assert [row.id for row in find(sanne, now, "@klant19").customers] == [there]


def test_a_conversation_without_words_of_its_own_is_no_match(channel: Channel, sanne: User, now: datetime) -> None:
    (message,) = scenes.receive(channel, scenes.incoming("zwaluw", at=now))
    number = message.conversation_id
    for text, expected in ((None, []), ("zwaluw", [number]), ("", []), ("de zwaluw", [number])):
        with transaction():
            session.execute(update(Message).values(text=text))
        assert found(sanne, now, "zwaluw") == expected


@pytest.mark.parametrize("said", ["Naar İstanbul toe", "ΟΔΟΣ hier", "trein\ufe0f komt", "12 µg zout", "Ærlig МОСКВА"])
def test_words_of_other_languages_are_found_as_they_were_written(
    said: str, channel: Channel, sanne: User, now: datetime
) -> None:
    there = scenes.asks(channel, said, at=now).id
    for word in said.split():
        assert found(sanne, now, word) == [there], word


def test_a_very_long_text_is_taken_in_and_found_by_its_beginning(channel: Channel, sanne: User, now: datetime) -> None:
    long = "zwaluw " + " ".join(f"woord{number}" for number in range(200_000))
    there = scenes.asks(channel, long, at=now).id
    assert found(sanne, now, "zwaluw") == [there]


def test_who_has_the_name_as_a_handle_comes_first(channel: Channel, sanne: User, now: datetime) -> None:
    exact = scenes.asks(channel, at=now).id
    for number in range(8):
        scenes.asks(channel, at=now, by=scenes.customer(number))
    with transaction():
        session.execute(update(Contact).values(name="Jan Smit"))
        session.execute(update(Contact).where(Contact.handle == scenes.ANNA.handle).values(handle="Jan"))
    found = [row.id for row in find(sanne, now, "@jan").customers]
    assert len(found) == search.CUSTOMERS
    assert found[0] == exact


def test_a_customer_who_renamed_is_found_by_the_new_name_only(channel: Channel, sanne: User, now: datetime) -> None:
    there = scenes.asks(channel, at=now).id
    with transaction():
        session.execute(update(Contact).values(name="Iris Zomer", handle="iriszomer"))
    assert [row.id for row in find(sanne, now, "zomer").customers] == [there]
    assert find(sanne, now, "vries").customers == []


@pytest.mark.parametrize(
    "form",
    [
        "{0}",
        "x.com/anna/status/{0}",
        "HTTPS://X.com/anna/status/{0}",
        "https://x.com/annadevries/status/{0}",
        "https://twitter.com/i/status/{0}?s=20",
    ],
)
def test_a_post_is_found_by_its_number_or_address(form: str, channel: Channel, sanne: User, now: datetime) -> None:
    (message,) = scenes.receive(channel, scenes.incoming("Kijk hier eens", at=now, external_id="1859876543210987654"))
    assert found(sanne, now, form.format("1859876543210987654")) == [message.conversation_id]
    assert found(sanne, now, form.format("1859876543210987655")) == []


@pytest.mark.parametrize("typed", [BSN, "123456782*", "12345*", f'"bsn {BSN}"', "123 456 782"])
def test_a_masked_number_is_not_found_either(typed: str, channel: Channel, sanne: User, now: datetime) -> None:
    there = scenes.asks(channel, f"Mijn BSN {BSN} staat fout, en bsn 123 456 782 ook", at=now).id
    assert found(sanne, now, typed) == []
    (hit,) = find(sanne, now, "staat fout").hits
    assert hit.row.id == there
    assert BSN not in "".join(words for words, _sought in hit.excerpt)


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "'", "*", "a:b", "NEAR(a b)", "a OR", "'; DROP TABLE message; --", "😡"]
)
def test_signs_are_no_orders_to_a_database(typed: str, channel: Channel, sanne: User, now: datetime) -> None:
    scenes.asks(channel, at=now)
    assert find(sanne, now, typed).hits == []


TEXTS = ("De trein is weg", "trein en bus", "Bus te laat", "te laat, te laat", "Één BUS!", "treinbus", "laat maar")
TYPED = ("trein", "bus", "te laat", '"te laat"', "een bus", "trein*", "laat te", "en")


@pytest.fixture
def much(channel: Channel, sanne: User, now: datetime) -> list[Message]:
    """Every text in public and in a DM, with and without a tag, on two channels."""
    channels = [channel, scenes.channel(now, external_id="101", handle="elders")]
    for number, (there, private, tagged) in enumerate(product(channels, (False, True), (False, True))):
        for place, text in enumerate(TEXTS):
            asks = scenes.asks_in_private if private else scenes.asks
            made = asks(there, text, at=now, by=scenes.customer(number * 10 + place))
            if tagged:
                with transaction():
                    tagging.tag(session.get_one(Conversation, made.id), "bijzonder", by=sanne, now=now)
    return list(session.scalars(select(Message)))


grants = st.builds(
    grant,
    st.just(Power.READ),
    channel_id=st.sampled_from([None, 1, 2]),
    audience=st.sampled_from([None, *Audience]),
    tag_id=st.sampled_from([None, 1]),
)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(typed=st.sampled_from(TYPED), given=st.lists(grants, max_size=3))
def test_a_search_finds_what_plain_python_finds_in_what_may_be_read(
    much: list[Message], sanne: User, now: datetime, typed: str, given: list[Grant]
) -> None:
    held, wanted = Mandate(sanne, tuple(given), frozenset(), AT), Wanted.of({"q": typed})
    expected = {
        message.conversation_id
        for message in much
        if words.holds(message.text or "", wanted.pieces)
        and held.readable().allows(session.get_one(Conversation, message.conversation_id))
    }
    page = search.find(held, wanted)
    assert {hit.row.id for hit in page.hits if not page.wanted.loosely} == expected
