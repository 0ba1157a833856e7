"""Words of abuse veil the pictures that come with them, and plain anger does not."""

import pytest

from webcare import abuse


@pytest.mark.parametrize(
    "text", ["Kijk dan, KLOOTZAK!", "Ik weet waar je woont", "Fuck you and your trains", "@x hoer"]
)
def test_abuse_is_recognised(text: str) -> None:
    assert abuse.is_abusive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Godverdomme, weer te laat",
        "Wat een klotezooi bij jullie",
        "Mijn behoerde vraag",
        "De trein naar Sterfte",
        "",
        None,
    ],
)
def test_anger_and_parts_of_words_are_not(text: str | None) -> None:
    assert not abuse.is_abusive(text)
