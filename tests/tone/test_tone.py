from pathlib import Path

import pytest

from webcare import tone
from webcare.tone.model import load, save
from webcare.tone.pieces import parts, pieces


@pytest.mark.parametrize(
    ("text", "sentiment", "language"),
    [
        ("@spoorlijn weer vertraging, ik ben het zat en niemand die iets weet. Schandalig!", "negative", "nl"),
        ("@spoorlijn wat een waardeloze service, mijn geld is nog steeds niet terug", "negative", "nl"),
        ("@spoorlijn hartelijk bedankt, wat een geweldige conducteur!", "positive", "nl"),
        ("@spoorlijn hoe laat vertrekt de trein naar Zwolle morgen?", "neutral", "nl"),
        ("@united worst airline ever, three hours late and you lost my bag", "negative", "en"),
        ("@united thank you so much, the crew was amazing!", "positive", "en"),
        ("@united what is the gate for the flight to Denver tomorrow?", "neutral", "en"),
    ],
)
def test_what_is_plainly_said_is_understood(text: str, sentiment: str, language: str) -> None:
    found = tone.of(text)
    assert (found.sentiment, found.language) == (sentiment, language)
    assert 1 / 3 <= found.share <= 1


@pytest.mark.parametrize("text", ["", " ", "@spoorlijn", "https://t.co/abc", "🚆", "?!", "\x00", "12:04"])
def test_of_a_text_without_words_no_language_is_named(text: str) -> None:
    assert tone.of(text).language is None


def test_other_languages_are_told_apart() -> None:
    said = {
        "de": "Ich warte schon seit einer Stunde auf den Zug und niemand weiß etwas",
        "fr": "Bonjour, je n'ai pas reçu mon billet, pouvez-vous m'aider s'il vous plaît ?",
        "es": "Hola, ¿a qué hora sale el próximo tren? No puedo encontrar la información",
        "nl": "Kunnen jullie mij vertellen waar mijn pakket is gebleven?",
        "en": "Could you tell me where my parcel has gone?",
    }
    assert {code: tone.of(text).language for code, text in said.items()} == {code: code for code in said}


def test_the_same_text_always_sounds_the_same_whatever_was_read_before() -> None:
    text = "@spoorlijn de trein is te laat"
    first = tone.of(text)
    tone.each(f"iets heel anders {number} met andere woorden" for number in range(200))
    assert tone.of(text) == first


def test_who_is_written_to_and_what_is_linked_says_nothing() -> None:
    assert tone.of("@spoorlijn te laat https://t.co/a") == tone.of("@anderspoor te laat https://t.co/b")


def test_a_denied_word_is_not_the_word_itself() -> None:
    assert b"n=blij" in pieces("ik ben niet blij")[1]
    assert b"n=blij" not in pieces("ik ben blij")[1]
    assert b"n=blij" not in pieces("nee, niet. ik ben blij")[1]


def test_a_mark_has_no_parts_and_a_word_has_many() -> None:
    assert len(parts("!")) == 1
    assert len(parts("trein")) == 1 + 6 + 5 + 4 + 3


def test_a_text_without_end_is_read_up_to_a_point() -> None:
    assert tone.of("heel slecht " * 100_000).sentiment == tone.of("heel slecht " * 1_000).sentiment


def test_a_model_comes_back_from_its_file_as_it_went_in(tmp_path: Path) -> None:
    shipped = load(tone.SHIPPED)
    save(shipped, tmp_path / "again.bin")
    again = load(tmp_path / "again.bin")
    text = "@spoorlijn bedankt voor de snelle hulp"
    assert again.read(text) == shipped.read(text)
    assert again.about == shipped.about


def test_a_file_of_another_form_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "old.bin").write_bytes(b'{"form": "webcare-tone-0"}\n')
    with pytest.raises(ValueError, match=r"old\.bin"):
        load(tmp_path / "old.bin")


def test_the_shipped_file_is_small_and_says_under_which_condition_it_may_be_used() -> None:
    assert tone.SHIPPED.stat().st_size <= 10_000_000
    assert "not for commercial use" in str(tone.about()["condition"])
    assert "CC BY-NC-SA 4.0" in tone.SHIPPED.with_name("LICENSE.md").read_text(encoding="utf-8")
