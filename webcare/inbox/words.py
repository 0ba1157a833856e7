"""Words as they are looked for: out of what somebody typed, in a text that was found, and in each database's own terms.

A word is letters and digits, without case or accents. Several words that stand together, as in "ns-app" or between
quotes, are found together only; a star finds what begins so.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

LONGEST = 200  # characters of what is looked for
MOST = 10  # pieces of it
SHORTEST_BEGINNING = 3  # letters: less would find everything
BEFORE, WHOLE = 50, 160  # characters of an excerpt, before the first word that was found and in all

_TYPED = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"[^\W_]+")
_MARKED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")

_Standing = tuple[int, int, str]  # where a word begins and ends in a text, and the word


@dataclass(frozen=True)
class Piece:
    """Words that must stand together; of the last one perhaps only the beginning."""

    words: tuple[str, ...]
    begins: bool = False

    def matches(self, words: Sequence[str]) -> bool:
        """Whether these are its words."""
        *whole, last = words
        ends = last.startswith(self.words[-1]) if self.begins else last == self.words[-1]
        return ends and tuple(whole) == self.words[:-1]


def pieces(typed: str) -> tuple[Piece, ...]:
    """What somebody looks for. Empty when there is no word in it."""
    found = (_piece(quoted or bare, bare.endswith("*")) for quoted, bare in _TYPED.findall(typed[:LONGEST]))
    return tuple(islice((piece for piece in found if piece is not None), MOST))


def beginnings(wanted: Sequence[Piece], *, numbers: bool = False) -> tuple[Piece, ...]:
    """The same, where each last word may go on; `numbers` too, where none is masked."""
    return tuple(replace(piece, begins=_may_begin(piece.words[-1], numbers=numbers)) for piece in wanted)


def for_sqlite(wanted: Sequence[Piece]) -> str:
    """As SQLite's index of words is asked."""
    return " ".join(f'"{" ".join(piece.words)}"{" *" if piece.begins else ""}' for piece in wanted)


def for_postgresql(wanted: Sequence[Piece]) -> str:
    """As PostgreSQL's text search is asked."""
    return " & ".join(f"({_following(piece)})" for piece in wanted)


def excerpt(text: str, wanted: Sequence[Piece]) -> list[tuple[str, bool]]:
    """The part of a text where the words stand, in parts, each with whether it was looked for."""
    standing = _standing(text)
    spans = sorted(span for piece in wanted for span in _places(standing, piece))
    start = _start(text, spans[0][0] if spans else 0)
    end = _end(text, start + WHOLE)
    parts, at = [("…", False)] if start else [], start
    for begin, stop in spans:
        if at <= begin < end:
            parts += [(text[at:begin], False), (text[begin:stop], True)]
            at = stop
    parts += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return [(words, sought) for words, sought in parts if words]


def holds(text: str, wanted: Sequence[Piece]) -> bool:
    """Whether every piece stands in a text."""
    standing = _standing(text)
    return all(any(_places(standing, piece)) for piece in wanted)


def _piece(typed: str, starred: bool) -> Piece | None:
    words = tuple(_plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", typed)))
    return Piece(words, starred and _may_begin(words[-1])) if words else None


def _may_begin(word: str, *, numbers: bool = False) -> bool:
    """In messages numbers are found whole only, so that nobody finds one that is masked digit by digit."""
    return len(word) >= SHORTEST_BEGINNING and (numbers or not any(letter.isdigit() for letter in word))


def _following(piece: Piece) -> str:
    *whole, last = (f"'{word}'" for word in piece.words)
    return " <-> ".join([*whole, f"{last}:*" if piece.begins else last])


def _standing(text: str) -> list[_Standing]:
    return [(match.start(), match.end(), _plain(match.group())) for match in _WORD.finditer(text)]


def _places(standing: Sequence[_Standing], piece: Piece) -> Iterator[tuple[int, int]]:
    """Where a piece stands, from its first letter to after its last."""
    for number in range(len(standing) - len(piece.words) + 1):
        here = standing[number : number + len(piece.words)]
        if piece.matches([word for _start, _end, word in here]):
            yield here[0][0], here[-1][1]


def _plain(word: str) -> str:
    plain = _MARKED.sub(lambda letter: _unmarked(letter.group()), word).lower()
    return plain.replace("\u03c2", "\u03c3")  # a Greek s at the end of a word, as the databases fold it


@lru_cache(1024)
def _unmarked(letter: str) -> str:
    """Without its accent, where the letter under it is one of the alphabet; as the databases do."""
    plain = unicodedata.normalize("NFD", letter)[0]
    return plain if plain.isascii() and plain.isalpha() else letter


def _start(text: str, first: int) -> int:
    """Where an excerpt begins: at a word, a little before the first that was looked for."""
    if first <= BEFORE:
        return 0
    space = text.find(" ", first - BEFORE, first)
    return space + 1 if space >= 0 else first


def _end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - BEFORE, end)
    return space if space >= 0 else end
