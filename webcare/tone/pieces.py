"""Cuts a text into what the model weighs: its different words, and the pairs and turns of phrase they stand in.

Handles, addresses and digits say nothing of tone or language, so all of a kind count as one. Training and reading cut
alike, for both do it here.
"""

import re
from functools import lru_cache
from zlib import crc32

_TOKEN = re.compile(
    r"https?://\S+|www\.\S+|@\w+|[:;=xX8][-'o^]?[)(DPp/\\|\]\[*]+(?!\w)|<3|\^\^"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,:]\d+)*|\.{2,}|!+|\?+|[^\w\s]"
)
_LONG = re.compile(r"(.)\1{2,}")
_NEGATIONS = frozenset(
    [
        "niet",
        "geen",
        "nooit",
        "niks",
        "niets",
        "nergens",
        "zonder",
        "not",
        "no",
        "never",
        "nothing",
        "without",
        "cannot",
    ]
)
_STOPS = frozenset((".", ",", "!", "?", "!!", "??", ";", ":", "…", ".."))
_REACH = 3  # so many words after "not" are read as denied
_SHORTEST, _LONGEST = 2, 5  # letters, of the parts of words
SHOUTED = "SHOUTED"  # no word is in capitals here
_HANDLE, _ADDRESS, _NUMBER = "@", "url", "0"
LONGEST_TEXT = 2_000  # characters; whoever writes more has said it by then
LONGEST_WORD = 40


def pieces(text: str) -> tuple[dict[str, None], list[bytes]]:
    """The different words in their order, and the keys of pairs and of words that are denied."""
    words: dict[str, None] = {}
    turns: list[bytes] = []
    previous, denied = "^", 0
    for token in _TOKEN.findall(_LONG.sub(r"\1\1", _plain(text[:LONGEST_TEXT]))):
        word = _word(token)
        words[word] = None
        if len(token) > 2 and token.isupper():
            words[SHOUTED] = None
        turns.append(f"b={previous} {word}".encode())
        if denied > 0 and word.isalpha():
            turns.append(f"n={word}".encode())
        denied = _REACH if word in _NEGATIONS or word.endswith("n't") else 0 if word in _STOPS else denied - 1
        previous = word
    turns.append(f"b={previous} $".encode())
    return words, turns


def parts(word: str) -> list[int]:
    """The hashes of what a word is made of: itself and, of a real word, every stretch of two to five letters."""
    whole = crc32(b"w=" + word.encode())
    if not is_word(word):
        return [whole]
    spelled = f" {word} ".encode()
    end = len(spelled) + 1
    stretches = [
        crc32(spelled[start : start + length])
        for length in range(_SHORTEST, _LONGEST + 1)
        for start in range(end - length)
    ]
    return [whole, *stretches]


def is_word(token: str) -> bool:
    """Whether it is a word of some language, rather than a mark, a number or an address."""
    return token[0].isalpha() and token not in (_ADDRESS, SHOUTED)


def _plain(text: str) -> str:
    """As it was typed, without the way the platform writes a few marks."""
    return text if "&" not in text else text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


@lru_cache(maxsize=50_000)
def _word(token: str) -> str:
    """How a token is counted."""
    if token[0].isalpha():
        if token.startswith(("http", "www.")):
            return _ADDRESS
        return token.lower().replace("’", "'")[:LONGEST_WORD]
    if token[0] == "@" and len(token) > 1:
        return _HANDLE
    return _NUMBER if token[0].isdigit() else token
