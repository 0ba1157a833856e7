"""The advice for an answer in person: attacks and canned phrases, in Dutch and English, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcare import coaching
from webcare.coaching import ATTACKS, CANNED, Kind

PLAIN = (
    "Dit had niet mogen gebeuren en dat spijt me. Iedereen krijgt zijn geld binnen 24 uur terug.",
    "Ik heb u gehoord. Wat ik nog niet weet: hoe laat stond u op het perron?",
    "Vandaag rijden er weer treinen; morgen staat er een tweede ploeg klaar.",
    "Het domein van de storing was klein, maar voor u was het groot.",
    "I read what you wrote, and I am sorry. Everybody gets the money back within a day.",
    "What happened at the station? Tell me, and I will look into it myself.",
    "Our engineers believe the cable failed twice.",
)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_of_a_person_get_no_advice(text: str) -> None:
    assert coaching.look(text) == []


@pytest.mark.parametrize(
    ("kind", "phrase"), [(Kind.ATTACK, each) for each in ATTACKS] + [(Kind.CANNED, each) for each in CANNED]
)
def test_every_phrase_of_the_lists_is_found_in_a_sentence(kind: Kind, phrase: str) -> None:
    written = phrase.replace("…", "heel erg")
    advice = coaching.look(f"Beste Anna, {written.capitalize()}! Groet.")
    assert kind in {each.kind for each in advice}


def test_the_place_of_a_phrase_is_told() -> None:
    text = "Dit is Ónzin, zeg ik."
    (advice,) = coaching.look(text)
    assert (advice.kind, advice.phrase, text[advice.start : advice.end]) == (Kind.ATTACK, "Ónzin", "Ónzin")


def test_a_phrase_over_two_lines_is_found() -> None:
    assert [each.kind for each in coaching.look("Excuses voor\nhet ongemak.")] == [Kind.CANNED]


def test_of_phrases_that_overlap_the_longest_counts() -> None:
    (advice,) = coaching.look("We apologise for any inconvenience.")
    assert advice.phrase == "apologise for any inconvenience"


def test_a_word_inside_another_is_none() -> None:
    assert coaching.look("Domein, kabeldomper, believes, families") == []


def test_a_curly_apostrophe_is_an_apostrophe() -> None:
    assert [each.kind for each in coaching.look("You don’t understand.")] == [Kind.ATTACK]


@given(st.text())
def test_any_text_can_be_looked_at_and_places_lie_in_it(text: str) -> None:
    last = 0
    for each in coaching.look(text):
        assert text[each.start : each.end] == each.phrase
        assert last <= each.start < each.end <= len(text)
        last = each.end
