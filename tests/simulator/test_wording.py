"""X's weighted length, by X's published rules."""

import pytest

from webcare.simulator.wording import weight, word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("Goedemorgen", 11),
        ("é", 1),
        ("e\u0301", 1),  # composed first
        ("“Aanhalingstekens” – en meer…", 29 + 1),  # the ellipsis weighs two
        ("日本", 4),
        ("🚂", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇳🇱", 2),
        ("🇳🇱🇧🇪", 4),
        ("❤️", 2),
        ("https://a.example/", 23),
        ("zie https://a.example/een/heel/lang/adres?met=vraag en meer", 4 + 23 + 8),
        ("https://a.example, https://b.example.", 23 + 2 + 23 + 1),
    ],
)
def test_a_text_weighs_what_x_says(text: str, expected: int) -> None:
    assert weight(text) == expected


def test_a_mention_is_no_address() -> None:
    assert word("mail anna@spoorlijn.example of @Spoorlijn, niet @veel_te_lange_naam_1").handles == ("spoorlijn",)


def test_a_hashtag_is_not_made_of_an_escaped_sign() -> None:
    entities = word("wij & zij &#39; #trein2 #12").entities
    assert [each["tag"] for each in entities["hashtags"]] == ["trein2"]
