from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from webcare import mandate
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import sorting, theming, toning
from webcare.insight import management, themes
from webcare.insight.management import Overview
from webcare.insight.themes import Period
from webcare.models import Channel, Message, Role, User

MINUTE = timedelta(minutes=1)
LATE = "@spoorlijn alweer vertraging bij de overstap, schandalig slechte service https://t.co/x"
GLAD = "@spoorlijn geweldige hulp bij mijn vertraging vandaag, hartelijk bedankt allemaal"
TONES = {LATE[:30]: "negative", GLAD[:30]: "positive"}
PLAIN = "@spoorlijn hoe lang duurt de vertraging naar Zwolle volgens de planning?"


@pytest.fixture
def lead(engine: Engine, now: datetime) -> User:
    with transaction():
        grants.seed(now - timedelta(days=1))
    return scenes.user("Lena de Boer", now, Role.LEAD)


@pytest.fixture
def desk(lead: User, now: datetime) -> Channel:
    return scenes.channel(now)


def said(desk: Channel, now: datetime, texts: Iterable[str], start: int = 0) -> None:
    for number, text in enumerate(texts):
        scenes.asks(desk, text, at=now - MINUTE * (number + 1), by=scenes.customer(start + number))


def overview(lead: User, now: datetime) -> Overview:
    """As a colleague heard it: what the model makes of these texts is not what is tried here."""
    with transaction():
        for message in session.scalars(select(Message)).all():
            toning.correct(message, TONES.get((message.text or "")[:30], "neutral"), by=lead, now=now)
    while sorting.step(now=now):
        pass
    return management.overview(mandate.readable(lead, now), Period.WEEK, now)


def follow(lead: User, now: datetime, name: str = "vertraging", words: Iterable[str] = ("vertraging",)) -> None:
    with transaction():
        theming.make(name, words, [], by=lead, now=now)


def test_a_theme_is_shown_with_its_size_its_tone_and_what_was_said(desk: Channel, lead: User, now: datetime) -> None:
    follow(lead, now)
    said(desk, now, [LATE, LATE, LATE, GLAD, PLAIN, "Mag mijn hond mee in de trein?"])
    found = overview(lead, now)

    (told,) = found.themes
    assert (told.line.messages, told.customers) == (5, 5)
    assert (told.line.negative_share, told.line.positive_share) == (60, 20)
    assert [quote.sentiment for quote in told.quotes] == ["negative", "negative", "positive"]
    assert (found.now.messages, found.now.customers, found.now.read) == (6, 6, 6)
    assert (found.now.negative, found.now.positive, found.now.neutral) == (3, 1, 2)


def test_quotes_carry_no_name_and_no_address(desk: Channel, lead: User, now: datetime) -> None:
    follow(lead, now)
    said(desk, now, [LATE + " zegt @mariekevos ook"])
    (told,) = overview(lead, now).themes
    assert [quote.text for quote in told.quotes] == [
        "alweer vertraging bij de overstap, schandalig slechte service zegt @… ook"
    ]


def test_a_dm_counts_for_who_may_read_it_and_is_never_quoted(desk: Channel, lead: User, now: datetime) -> None:
    follow(lead, now)
    scenes.asks_in_private(desk, LATE, at=now - MINUTE)
    (told,) = overview(lead, now).themes
    assert (told.line.messages, told.quotes, told.words) == (1, (), ())


def test_who_may_read_nothing_is_told_nothing(desk: Channel, lead: User, now: datetime) -> None:
    follow(lead, now)
    said(desk, now, [LATE] * 6)
    newcomer = scenes.user("Noor Smit", now, Role.EMPLOYEE)
    found = overview(newcomer, now)
    assert (found.now.messages, found.themes) == (0, ())


def test_the_time_before_stands_beside_it(desk: Channel, lead: User, now: datetime) -> None:
    said(desk, now - timedelta(days=8), [LATE] * 2)
    said(desk, now, [LATE] * 3, start=10)
    found = overview(lead, now)
    assert (found.before.messages, found.now.messages) == (2, 3)


def test_the_sizes_are_those_of_the_themes_page(desk: Channel, lead: User, now: datetime) -> None:
    follow(lead, now)
    follow(lead, now, "overstap", ["overstap"])
    said(desk, now, [LATE, LATE, PLAIN])
    found = overview(lead, now)
    lines = themes.overview(mandate.readable(lead, now), Period.WEEK, now)
    assert [told.line for told in found.themes] == [line for line in lines if line.messages]


def test_themes_for_which_there_is_no_room_are_counted_apart_from_those_on_which_nothing_was_said(
    desk: Channel, lead: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(management, "MOST_THEMES", 1)
    for name in ("vertraging", "overstap", "zwolle", "fiets"):
        follow(lead, now, name, [name])
    said(desk, now, [LATE, LATE, PLAIN])
    found = overview(lead, now)

    assert [told.line.theme.name for told in found.themes] == ["vertraging"]
    assert (found.smaller, found.silent) == (2, 1)


def test_customers_words_are_those_of_several_customers_and_not_the_themes_own(
    desk: Channel, lead: User, now: datetime
) -> None:
    follow(lead, now)
    said(desk, now, [f"@spoorlijn {where} vertraging bij de overstap" for where in ("Zwolle", "Assen", "Goes")])
    said(desk, now, ["@spoorlijn vertraging door een kapotte bovenleiding"] * 3, start=20)  # one said it first
    (told,) = overview(lead, now).themes
    assert any("overstap" in words for words in told.words)
    assert not any("bovenleiding" in words or words == "vertraging" for words in told.words)


def test_one_customer_is_quoted_once_and_what_most_reacted_to_comes_first() -> None:
    at = datetime(2026, 11, 16)

    def message(conversation: int, likes: int) -> Message:
        text = f"dit is een lange zin met {likes} reacties eronder"
        facts = {"text": text, "sentiment": "negative", "reach": {"likes": likes}, "posted_at": at}
        return Message(conversation_id=conversation, **facts)

    found = list(management.quotes([message(1, 3), message(2, 5), message(2, 9), message(3, 1)]))
    assert [(quote.conversation_id, quote.text.split()[6]) for quote in found] == [(2, "9"), (1, "3")]


def test_a_text_too_long_to_be_quoted_is_not_cut_short_into_a_quote() -> None:
    text = "dit is een lange zin die eerst prima klinkt" + " " * management.LONGEST_TEXT + "maar anders eindigt"
    facts = {"sentiment": "negative", "reach": {}, "posted_at": datetime(2026, 11, 16)}
    messages = [Message(conversation_id=1, text=text, **facts), Message(conversation_id=2, text=text[:43], **facts)]
    assert [quote.conversation_id for quote in management.quotes(messages)] == [2]
