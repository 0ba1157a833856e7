"""Which words can name a topic: no address, nothing of what is nobody's label, and of a long text its beginning."""

import pytest

from webcare.insight import management, topics
from webcare.insight.topics import LONGEST_TEXT, Said

DAYS = [(100, {"trein": 5})] * 5  # what was said before


def found(text: str) -> set[str]:
    """The labels of what ten customers say now and nobody said before."""
    said = [Said(number, text) for number in range(10)]
    return {word for topic in topics.standing_out(topics.candidates(said), 10, DAYS) for word in topic.words}


def test_a_word_that_ten_say_is_a_topic() -> None:
    assert found("de koffieautomaat hapert") == {"koffieautomaat hapert"}


@pytest.mark.parametrize(
    "word",
    [
        *("kankerpatiënt", "gehandicapten", "depression", "hiv"),  # health
        *("PVV", "verkiezingen", "GroenLinks", "Democrats", "D66"),  # politics
        *("moslims", "moskeebezoek", "Jewish", "kerk", "ramadan"),  # religion
        *("Marokkanen", "asielzoekers", "Syriërs", "refugees", "Turkse"),  # origin
        *("homo", "lesbische", "transgenders", "gay", "LGBTQ"),  # sexuality
    ],
)
def test_health_politics_religion_origin_and_sexuality_are_nobodys_label(word: str) -> None:
    assert found(f"{word} koffieautomaat") == {"koffieautomaat"}
    assert topics.counted([Said(number, word) for number in range(10)]) == (10, {})


@pytest.mark.parametrize("word", ["kerkrade", "indoor", "magazijn", "homepage", "godverdomme", "pools", "goedkoop"])
def test_words_that_only_begin_alike_are_topics(word: str) -> None:
    assert found(word) == {word}


def test_addresses_handles_and_links_name_nothing() -> None:
    text = "mail jan@x.nl of (piet@y.nl) naar @spoorlijn,trein https://x.nl/y@z www.x.nl/pad"
    assert topics.terms(text) == {"mail", "trein"}


def test_of_a_long_text_only_the_beginning_is_looked_at() -> None:
    padding = "zo " * (LONGEST_TEXT // 3 + 1)
    assert topics.terms("koffieautomaat " + padding) == {"koffieautomaat"}
    assert topics.terms(padding + "koffieautomaat") == set()
    assert management.words_of(padding + "koffieautomaat").endswith("zo zo")


def test_an_address_is_looked_for_only_where_a_word_begins() -> None:
    assert topics._NOT_WORDS.match("jan@x.nl") is not None
    for place in range(1, 3):
        assert topics._NOT_WORDS.match("jan@x.nl", place) is None


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("@spoorlijn @anna hallo  daar https://t.co/x", "hallo daar"),
        ("hallo @anna daar @piet @mies", "hallo @… daar"),
        ("@spoorlijn", ""),
        ("https://t.co/x @spoorlijn kijk", "kijk"),
    ],
)
def test_a_quote_leaves_out_whom_it_was_written_to_and_what_it_links_to(text: str, quoted: str) -> None:
    assert management.words_of(text) == quoted
