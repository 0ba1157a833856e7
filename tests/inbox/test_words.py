"""Words as somebody types them, and where they stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcare.inbox.words import Piece, beginnings, excerpt, for_postgresql, for_sqlite, holds, pieces


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Vertraging", [Piece(("vertraging",))]),
        ("  trein   perron ", [Piece(("trein",)), Piece(("perron",))]),
        ("café CAFÉ cafe\u0301", [Piece(("cafe",))] * 3),
        ("NS-app", [Piece(("ns", "app"))]),
        ('"geen trein" vandaag', [Piece(("geen", "trein")), Piece(("vandaag",))]),
        ("vertrag*", [Piece(("vertrag",), begins=True)]),
        ("@jan_de_vries #storing", [Piece(("jan", "de", "vries")), Piece(("storing",))]),
        ("ab* 1234*", [Piece(("ab",)), Piece(("1234",))]),
        ('"', []),
        ("?! * - 😡", []),
        ('AND OR NOT NEAR( "', [Piece(("and",)), Piece(("or",)), Piece(("not",)), Piece(("near",))]),
    ],
)
def test_what_is_typed_is_words_and_nothing_else(typed: str, found: list[Piece]) -> None:
    assert list(pieces(typed)) == found


def test_very_much_is_cut_off() -> None:
    assert len(pieces("een " * 500)) == 10


def test_each_database_is_asked_in_its_own_terms() -> None:
    wanted = pieces('trein "geen bus" uitval*')
    assert for_sqlite(wanted) == '"trein" "geen bus" "uitval" *'
    assert for_postgresql(wanted) == "('trein') & ('geen' <-> 'bus') & ('uitval':*)"


def test_numbers_are_never_looked_for_by_their_beginning() -> None:
    assert beginnings(pieces("1234 zit12 ov perron")) == (
        Piece(("1234",)),
        Piece(("zit12",)),
        Piece(("ov",)),
        Piece(("perron",), begins=True),
    )


def test_an_excerpt_marks_what_was_looked_for() -> None:
    assert excerpt("Geen Café, wel treinen!", pieces("cafe trein*")) == [
        ("Geen ", False),
        ("Café", True),
        (", wel ", False),
        ("treinen", True),
        ("!", False),
    ]


def test_an_excerpt_of_a_long_text_is_where_the_word_stands() -> None:
    text = "woord " * 60 + "eindelijk de storing " + "slot " * 60
    parts = excerpt(text, pieces("storing"))
    assert ("storing", True) in parts
    whole = "".join(words for words, _sought in parts)
    assert whole.startswith("…woord")
    assert whole.endswith("slot…")
    assert len(whole) < 175


@given(st.text(max_size=400), st.text(max_size=20))
def test_an_excerpt_shows_nothing_that_was_not_said(text: str, typed: str) -> None:
    shown = "".join(words for words, _sought in excerpt(text, pieces(typed)))
    assert shown.removeprefix("…").removesuffix("…") in text or shown in text


@given(st.lists(st.sampled_from(["trein", "Bus", "geen", "één", "a-b", "12"]), max_size=6), st.sampled_from("., -!"))
def test_a_text_holds_each_word_that_stands_in_it(words: list[str], between: str) -> None:
    text = f"{between} ".join(words)
    assert all(holds(text, pieces(word)) for word in words)
    assert not holds(text, pieces("tram"))
