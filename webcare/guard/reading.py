"""A text as a person reads it: digits are digits in any script, what cannot be seen is not there."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

URL = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){1,3}/\S+", re.IGNORECASE)
_REACH_LEFT = 40

# What a number is said to be. The label nearest to its left counts.
_LABELS = re.compile(
    r"\b(?:"
    r"(?P<bsn>b\.?s\.?n\.?(?:[- ]?(?:nummer|nr))?\b|burger ?service ?(?:nummer|nr)|sofi(?:[- ]?(?:nummer|nr))?\b"
    r"|citizen service number"
    r"|social security (?:number|no))"
    r"|(?P<phone>tel\b|tel(?:efoon)?(?:nummer|nr)?|mobiel(?:nummer)?|mobile|06-?nummer|bel(?:len|t)?\b|belde"
    r"|gebeld|phone|call|whatsapp|appen?\b|sms)"
    r"|(?P<other>(?:order|bestel(?:ling)?|klant|factuur|dossier|zaak|ticket|case|referentie|reserverings?|boekings?|polis|lid"
    r"|kenmerk|trein|rit|claim|track|kvk|btw|rsin|aanvraag|melding|vergoeding|kaart|product|artikel|serie|customer"
    r"|reference|booking|invoice|member|tracking|train|serial|account|kamer van koophandel)[- ]?"
    r"(?:s\b|en\b|and ?trace\b|nummers?|nrs?|numbers?|no|code|id)?\b)"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """A piece of what is read, before it is a finding: `code` is a Code, `text` what stands there."""

    code: str
    start: int
    end: int
    text: str = ""
    name: str = ""


class Reading:
    """A text and the same with every character in its plain form; `place` leads back from one to the other."""

    def __init__(self, text: str) -> None:
        """Read it once; plain text is taken as it is."""
        self.text = text
        self._starts: Sequence[int] | None = None
        self.plain = text
        if not text.isascii():
            self._flatten()
        self.urls = [match.span() for match in URL.finditer(self.plain)] if "/" in text or "www" in text else []

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of `plain` stands in the text."""
        if self._starts is None:
            return start, end
        return self._starts[start], self._starts[end]

    def in_url(self, start: int, end: int) -> bool:
        """Whether it is part of an address on the web."""
        return any(first <= start and end <= last for first, last in self.urls)

    def label(self, start: int) -> str | None:
        """What the number that begins here is said to be: `bsn`, `phone`, `other`, or nothing."""
        found = None
        for match in _LABELS.finditer(self.plain, max(0, start - _REACH_LEFT), start):
            found = match.lastgroup
        return found

    def _flatten(self) -> None:
        letters: list[str] = []
        starts: list[int] = []
        for index, letter in enumerate(self.text):
            plain = letter if letter.isascii() else _plain(letter)
            if plain:
                letters.append(plain)
                starts.append(index)
        self.plain = "".join(letters)
        self._starts = [*starts, len(self.text)]


def squashed(text: str) -> str:
    """Letters and digits only, in lower case: two spellings of one number or address are the same."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _plain(letter: str) -> str:
    """One character, or nothing for what has no width."""
    category = unicodedata.category(letter)
    if category in ("Cf", "Me") or "\ufe00" <= letter <= "\ufe0f":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Pd" or letter == "\u2212":
        return "-"
    if category == "Zs":
        return " "
    if letter in "‘’ʼ":
        return "'"
    wide = "\uff01" <= letter <= "\uff5e" or "\U0001d400" <= letter <= "\U0001d7ff" or "\u2460" <= letter <= "\u2468"
    return unicodedata.normalize("NFKC", letter) if wide else letter
