"""The labelled examples: a text, who will read it, and the pieces that are to be found in it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from webcare import guard
from webcare.guard import Code, Context, Known, Pattern

MARK = re.compile(r"⟦(\w+)\|(.*?)⟧", re.DOTALL)
KNOWN = Known.of(
    ["030-7515155", "service@spoorlijn.nl", "@spoorlijn_reis", "Laan van Puntenburg 100, 3511 ER Utrecht"],
    handles=["spoorlijn"],
    patterns=[Pattern("ordernummer", "SP-######")],
)
CONTEXT = Context(
    handles=frozenset({"annadevries", "brambakker"}),
    private_texts=(
        "Hallo, mijn moeder is gisteren overleden en daarom reisde ik zonder geldig kaartje naar huis.",
        "Wat vervelend om te horen dat je trein vandaag zo veel vertraging had.",
        "We maken het bedrag van de boete deze keer helemaal aan je over.",
    ),
    public_texts=("Wat vervelend om te horen dat je trein vandaag zo veel vertraging had.",),
)


@dataclass(frozen=True)
class Example:
    text: str
    audience: str
    pieces: tuple[tuple[str, str, int], ...]

    def found(self) -> list[tuple[str, str, int]]:
        """What the guard says, in the same shape."""
        findings = guard.check(self.text, self.audience, known=KNOWN, context=CONTEXT)
        return [(each.code, each.piece, each.start) for each in findings]


@dataclass
class Score:
    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def examples() -> Iterator[Example]:
    kept = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text())
    for audience, texts in kept.items():
        for marked in texts:
            yield parsed(marked, audience)


def parsed(marked: str, audience: str) -> Example:
    text, pieces, last = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        pieces.append((match[1], match[2], len(text)))
        text += match[2]
        last = match.end()
    return Example(text + marked[last:], audience, tuple(pieces))


def scores() -> tuple[dict[Code, Score], list[str]]:
    """Precision and recall per code over all examples, and in words what went wrong."""
    made = {code: Score() for code in Code}
    wrong = []
    for example in examples():
        expected, found = Counter(example.pieces), Counter(example.found())
        for code, _piece, _start in (expected & found).elements():
            made[Code(code)].right += 1
        for code, piece, _start in (expected - found).elements():
            made[Code(code)].missed += 1
            wrong.append(f"missed {code} {piece!r} in {example.text!r}")
        for code, piece, _start in (found - expected).elements():
            made[Code(code)].wrong += 1
            wrong.append(f"wrong {code} {piece!r} in {example.text!r}")
    return made, wrong
