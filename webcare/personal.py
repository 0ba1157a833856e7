"""One statement, never the same text twice: a greeting of its own before it, for each customer. Pure.

The statement is approved as a block; what stands around it is one of the greetings below and a signature, and needs no
new approval. A greeting in other words does: "It is not true that" fits before any statement. Source: DOMAIN, Crisis.
"""

import re
from collections.abc import Callable, Collection, Iterator

LONGEST_GREETING = 60  # characters
ROOM = LONGEST_GREETING + 12  # what a statement leaves free, for a greeting and a signature
GREETINGS = {
    "nl": ("Dag {name},", "Hallo {name},", "Hoi {name},", "Goedendag {name},", "{name}, goed dat je het meldt.",
           "Dag {name}, dank voor je bericht.", "Hallo {name}, we lezen mee.", "{name}, we horen je."),
    "en": ("Hi {name},", "Hello {name},", "Good day {name},", "Dear {name},", "{name}, thank you for telling us.",
           "Hello {name}, thanks for your message.", "Hi {name}, we hear you.", "{name}, we are reading along."),
}  # fmt: skip
_A_NAME = re.compile(r"[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?")


def first_name(name: str, handle: str) -> str:
    """What to call somebody: the first word of the name if it is one, or else the handle."""
    word = next(iter(name.split()), "")
    return word if _A_NAME.fullmatch(word) else f"@{handle}"


def texts(statement: str, name: str, handle: str, language: str | None, turn: int) -> Iterator[str]:
    """The statement in different clothes, beginning at another greeting each turn."""
    greetings = GREETINGS.get(language or "nl", GREETINGS["en"])
    for each in _names(name, handle):
        for number in range(len(greetings)):
            yield f"{greetings[(number + turn) % len(greetings)].format(name=each)} {statement}"


def choose(offered: Iterator[str], taken: Collection[str], fits: Callable[[str], bool], otherwise: str) -> str:
    """The first text nobody had yet and that fits; the bare statement when there is none: then a person must write."""
    return next((text for text in offered if text not in taken and fits(text)), otherwise)


def wears(text: str, statement: str, name: str, handle: str) -> bool:
    """Whether a text (without signature) is this statement, word for word, after a listed greeting to this person."""
    if not text.endswith(statement):
        return False
    greeting = text.removesuffix(statement)
    if not greeting[-1:].isspace():
        return False
    return greeting.strip() in {
        each.format(name=called)
        for greetings in GREETINGS.values()
        for each in greetings
        for called in _names(name, handle)
    }


def _names(name: str, handle: str) -> list[str]:
    called = first_name(name, handle)
    return [called] if called.startswith("@") else [called, f"@{handle}"]
