"""Whether a password would be guessed early: a list of common ones, and how people make theirs longer.

No rule about kinds of characters: they make passwords worse. A short sentence passes.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

COMMON = Path(__file__).with_name("common_passwords.txt")
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty", "qwertz")
COLUMNS = ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",)
SHORTEST_RUN = 4  # characters in a row that follow a keyboard, the alphabet or the digits
SHORTEST_WORD = 4  # of a name; shorter ones are in too many words
ENOUGH_BESIDE = 8  # characters that must remain beside what is easily guessed
FEWEST_KINDS = 5  # different characters
INSTEAD = str.maketrans("0134578@$!|", "oieastbasil")


def is_guessable(password: str, about: Iterable[str] = ()) -> bool:
    """Whether it is among the first that are tried; `about` are names and addresses of its owner and the brand."""
    plain = password.lower()
    if len(set(plain)) < FEWEST_KINDS or _repeats(plain):
        return True
    if len(_without_runs(plain)) < ENOUGH_BESIDE or _is_common(plain):
        return True
    return len(_without(plain, _words(about))) < ENOUGH_BESIDE


def _is_common(plain: str) -> bool:
    """On the list, in any spelling: with a year or some signs around it, `p@ssw0rd`, or two of the list in a row."""
    core = plain.strip("0123456789!@#$%^&*()_+-=?., ")
    beside = len(plain) - len(core)
    for letters in {re.sub(r"[\W_]+", "", word) for word in (plain, core, core.translate(INSTEAD))}:
        if letters in _common() and beside <= ENOUGH_BESIDE:
            return True
        if any(letters[:cut] in _common() and letters[cut:] in _common() for cut in range(5, len(letters) - 4)):
            return True
    words = set(re.findall(r"[a-z]+", core))
    return len(words) == 1 and words <= _common()


def _repeats(plain: str) -> bool:
    """The same thing twice or more: `welkomwelkom`."""
    return plain in (plain + plain)[1:-1]


def _without_runs(plain: str) -> str:
    """What remains without walks along a keyboard, the alphabet or the digits."""
    rest, at = "", 0
    while at < len(plain):
        length = _run(plain, at)
        rest += "" if length else plain[at]
        at += length or 1
    return rest


def _run(plain: str, at: int) -> int:
    """How long the walk is that begins here; 0 when it is too short to count."""
    length = SHORTEST_RUN
    if not _is_walk(plain[at : at + length]):
        return 0
    while at + length < len(plain) and _is_walk(plain[at : at + length + 1]):
        length += 1
    return length


def _is_walk(part: str) -> bool:
    return len(part) >= SHORTEST_RUN and any(part in row or part in row[::-1] for row in _walks())


@cache
def _walks() -> tuple[str, ...]:
    return tuple(row + row for row in ROWS) + COLUMNS


def _words(about: Iterable[str]) -> list[str]:
    """The words of names and addresses, longest first; of an address also the parts around the @."""
    words = {word for each in about for word in re.split(r"[\W_]+", each.lower()) if len(word) >= SHORTEST_WORD}
    return sorted(words, key=len, reverse=True)


def _without(plain: str, words: list[str]) -> str:
    letters = re.sub(r"[\W_]+", "", plain)
    for word in words:
        letters = letters.replace(word, "")
    return letters if words else plain


@cache
def _common() -> frozenset[str]:
    """The list, read once."""
    return frozenset(line for line in COMMON.read_text("utf-8").splitlines() if not line.startswith("#"))
