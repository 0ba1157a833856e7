"""What a good answer in person does not do: attack, or speak in canned phrases. Advice, never a lock. Pure.

The order of a good answer is: listen, ask, show results, share a vision. Source: DOMAIN, Where the rules come from.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What is wrong with a phrase."""

    ATTACK = "attack"
    CANNED = "canned"


@dataclass(frozen=True)
class Advice:
    """One phrase that a reader would stumble over, and where it stands in the text."""

    kind: Kind
    phrase: str
    start: int
    end: int


# Whole words, any case, accents ignored; … stands for a few words in between.
ATTACKS = (
    # Dutch
    "onzin",
    "leugen",
    "leugens",
    "leugenaar",
    "je liegt",
    "u liegt",
    "jullie liegen",
    "u overdrijft",
    "je overdrijft",
    "overdrijf niet",
    "doe normaal",
    "stel je niet aan",
    "zeur niet",
    "gezeur",
    "gezeik",
    "zeikerd",
    "belachelijk",
    "idioot",
    "dom",
    "sukkel",
    "trol",
    "mond houden",
    "hou je mond",
    "eigen schuld",
    "uw eigen schuld",
    "had je maar",
    "had u maar",
    "dan moet je maar",
    "dan moet u maar",
    "niet zo moeilijk",
    "leer eerst",
    "lees eerst",
    "u begrijpt het niet",
    "je begrijpt het niet",
    "je snapt het niet",
    "sneu",
    "zielig",
    "aandacht trekken",
    "ga dan naar de concurrent",
    "advocaat op af",
    # English
    "nonsense",
    "rubbish",
    "liar",
    "lies",
    "you are lying",
    "you lie",
    "you exaggerate",
    "stop whining",
    "whining",
    "grow up",
    "ridiculous",
    "idiot",
    "stupid",
    "moron",
    "troll",
    "shut up",
    "your own fault",
    "you should have",
    "you do not understand",
    "you don't understand",
    "calm down",
    "get over it",
    "pathetic",
    "attention seeking",
    "then go to a competitor",
    "our lawyers",
)
CANNED = (
    # Dutch
    "excuses voor het ongemak",
    "onze excuses voor eventueel ongemak",
    "eventueel ongemak",
    "bedankt voor uw bericht",
    "bedankt voor je bericht",
    "bedankt voor uw begrip",
    "bedankt voor je begrip",
    "wij betreuren",
    "we betreuren",
    "wij nemen uw klacht serieus",
    "wij nemen dit … serieus",
    "we nemen dit … serieus",
    "nemen we zeer serieus",
    "nemen wij zeer serieus",
    "heeft onze volle aandacht",
    "heeft onze aandacht",
    "uw mening is belangrijk",
    "klanttevredenheid staat",
    "de klant staat … centraal",
    "wij doen er alles aan",
    "we doen er alles aan",
    "wij streven ernaar",
    "we streven ernaar",
    "vervelend om te horen",
    "wat vervelend",
    "hopende u",
    "conform beleid",
    "volgens de procedure",
    "neem contact op met onze klantenservice",
    "in goede banen",
    "lering trekken",
    "intern opgepakt",
    "neem ik mee",
    "nemen wij mee",
    # English
    "sorry for the inconvenience",
    "apologise for any inconvenience",
    "apologize for any inconvenience",
    "any inconvenience",
    "thank you for your message",
    "thank you for reaching out",
    "thank you for your understanding",
    "thank you for your patience",
    "we regret",
    "we take this very seriously",
    "we take … seriously",
    "has our full attention",
    "your opinion is important",
    "your feedback is important",
    "your call is important",
    "customer satisfaction is",
    "the customer comes first",
    "we strive to",
    "we are doing everything we can",
    "sorry to hear that",
    "as per our policy",
    "per company policy",
    "please contact our customer service",
    "lessons learned",
    "lessons will be learned",
    "thoughts and prayers",
    "going forward",
)


def look(text: str) -> list[Advice]:
    """Every phrase that sounds like an attack or like nobody in particular, in the order of the text.

    Of phrases that overlap the longest counts.
    """
    found = sorted(_found(text), key=lambda each: (each.start, each.start - each.end))
    kept: list[Advice] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _found(text: str) -> Iterator[Advice]:
    plain = _plain(text)
    for kind, pattern in _patterns():
        for match in pattern.finditer(plain):
            yield Advice(kind, text[match.start() : match.end()], match.start(), match.end())


def _plain(text: str) -> str:
    """Lower case without accents, letter for letter, so that places stay the same."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in text).replace("’", "'")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return (_one_of(Kind.ATTACK, ATTACKS), _one_of(Kind.CANNED, CANNED))


def _one_of(kind: Kind, phrases: tuple[str, ...]) -> tuple[Kind, re.Pattern[str]]:
    longest_first = sorted(phrases, key=len, reverse=True)
    parts = (r"\s+".join(_word(word) for word in phrase.split()) for phrase in longest_first)
    return kind, re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _word(word: str) -> str:
    return r"(?:\w+\s+){0,3}?\w+" if word == "…" else re.escape(word)
