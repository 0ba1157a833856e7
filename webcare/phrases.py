"""Phrases in a text: whole words, any case, accents ignored. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache


def plain(text: str) -> str:
    """Lower case without accents, with single spaces."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(text.casefold().split())


def finder(phrases: Iterable[str]) -> Callable[[str], str | None]:
    """What finds the first of these phrases that stands in a text, as it was given; of two that begin there the longer.

    None: no phrase does.
    """
    as_given = {plain(each): each for each in phrases if plain(each)}
    pattern = _pattern(tuple(sorted(as_given, key=len, reverse=True)))

    def find(text: str) -> str | None:
        found = pattern.search(plain(text)) if as_given else None
        return as_given[found.group()] if found else None

    return find


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")
