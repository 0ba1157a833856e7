"""How X counts, against its own published rules and examples."""

import json
from pathlib import Path

import pytest

from webcare.channels import registry
from webcare.channels.x.texts import weighted_length
from webcare.models import Audience

VECTORS = json.loads((Path(__file__).parent / "weighted_lengths.json").read_text(encoding="utf-8"))  # the browser's too


@pytest.mark.parametrize(
    ("text", "length"),
    [
        *VECTORS,
        ("This is a test.", 15),
        ("H🐱☺", 5),  # an emoji counts two, whatever it is made of
        ("\U00010000\U0010ffff", 4),
        ("저찀쯿쿿", 8),
        ("の" * 140, 280),
        ("é", 1),
        ("e\u0301", 1),  # composed before it is counted
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("“Ja” – zei zij…", 16),
        ("€", 2),
        ("http://test.com", 23),
        ("https://test.com", 23),
        ("test.com", 23),
        ("Test https://test.com test https://test.com test.com test", 86),
        ("spoorlijn.nl/vertraging?trein=12", 23),
        ("Kijk op https://spoorlijn.example/a, ja.", 36),
        ("mail klant@spoorlijn.nl", 23),  # an address for mail is no link
        ("3.5 uur", 7),
    ],
)
def test_a_text_is_as_long_as_x_says(text: str, length: int) -> None:
    assert weighted_length(text) == length


def test_the_published_example_of_a_full_post_fits_exactly() -> None:
    cats = "\U0001f431" * 140
    assert weighted_length(cats) == registry.text("x").limit(Audience.PUBLIC)


def test_a_direct_message_may_be_longer() -> None:
    assert registry.text("x").limit(Audience.PRIVATE) == 10_000
