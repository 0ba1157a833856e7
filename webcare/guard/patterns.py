"""How a brand's order and customer numbers look, in a language that cannot run away: `SP-######`.

`#` is a digit, `?` a letter, `*` either; everything else stands for itself, capitals or not. No repetition, no choice:
what is made of it takes time in proportion to the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from webcare.guard.reading import Reading, Span

LONGEST = 40
FEWEST_WILDCARDS = 4
_WILDCARDS = {"#": "[0-9]", "?": "[A-Za-z]", "*": "[A-Za-z0-9]"}


class PatternUnclear(ValueError):
    """A pattern that is too long, or so open that it would find ordinary words."""


@dataclass(frozen=True)
class Pattern:
    """One pattern by its name. Raises PatternUnclear."""

    name: str
    template: str
    _compiled: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile it once."""
        template = self.template.strip()
        wild = [letter for letter in template if letter in _WILDCARDS]
        if len(template) > LONGEST or len(wild) < FEWEST_WILDCARDS or set(wild) == {"?"}:
            raise PatternUnclear(template)
        if not all(letter in _WILDCARDS or letter.isprintable() for letter in template):
            raise PatternUnclear(template)
        body = "".join(_WILDCARDS.get(letter) or re.escape(letter) for letter in template)
        object.__setattr__(self, "_compiled", re.compile(rf"(?<![^\W_]){body}(?![^\W_])", re.IGNORECASE))

    def find(self, reading: Reading) -> Iterator[Span]:
        """Every place where it fits."""
        for match in self._compiled.finditer(reading.plain):
            yield Span("order", match.start(), match.end(), match[0], self.name)
