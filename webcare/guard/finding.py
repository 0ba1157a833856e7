"""What the guard found, and what it is told about the brand and the conversation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from webcare.guard.patterns import Pattern
from webcare.guard.phones import international
from webcare.guard.reading import Span, squashed


class Severity(StrEnum):
    """A block stays; a warning can be overruled, which is recorded."""

    BLOCK = "block"
    WARN = "warn"


class Code(StrEnum):
    """What was found. Of two that overlap the one that stands first here is told."""

    BSN = "bsn"
    CARD = "card"
    IBAN = "iban"
    EMAIL = "email"
    ORDER = "order"
    PHONE = "phone"
    ADDRESS = "address"
    PLACEHOLDER = "placeholder"
    HANDLE = "handle"
    PROMISE = "promise"
    WRONG_WINDOW = "wrong_window"


class Remedy(StrEnum):
    """What can be done about it, beside taking it out."""

    MOVE_TO_DM = "move_to_dm"
    REMOVE = "remove"
    FILL_IN = "fill_in"
    WRITE_DOWN = "write_down"


BLOCKED = frozenset({Code.BSN, Code.CARD})
SENTENCES = frozenset({Code.PROMISE, Code.WRONG_WINDOW})
_REMEDIES = {
    Code.PLACEHOLDER: (Remedy.FILL_IN, Remedy.REMOVE),
    Code.HANDLE: (Remedy.REMOVE,),
    Code.PROMISE: (Remedy.WRITE_DOWN, Remedy.REMOVE),
}


@dataclass(frozen=True)
class Finding:
    """One piece of a text: `piece` is what stands from `start` to `end`; `name` that of the channel's pattern."""

    code: Code
    start: int
    end: int
    piece: str
    name: str = ""

    @property
    def severity(self) -> Severity:
        """Whether it can be overruled."""
        return Severity.BLOCK if self.code in BLOCKED else Severity.WARN

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What to do, the best first."""
        return _REMEDIES.get(self.code, (Remedy.MOVE_TO_DM, Remedy.REMOVE))


@dataclass(frozen=True)
class Known:
    """What the brand itself published, never flagged, and how its order numbers look."""

    own: frozenset[str] = frozenset()  # squashed: letters and digits only, lower case
    phones: frozenset[str] = frozenset()  # +31…
    handles: frozenset[str] = frozenset()  # lower case, without the at sign
    patterns: tuple[Pattern, ...] = ()

    @classmethod
    def of(cls, lines: Iterable[str], *, handles: Iterable[str] = (), patterns: Iterable[Pattern] = ()) -> "Known":
        """Out of what an admin typed: numbers, addresses and handles, one a line."""
        typed = [line.strip() for line in lines if line.strip()]
        named = {line.removeprefix("@").lower() for line in typed if " " not in line}
        return cls(
            own=frozenset(squashed(line) for line in typed),
            phones=frozenset(number for line in typed if (number := international(line))),
            handles=frozenset(handle.lower() for handle in handles) | named,
            patterns=tuple(patterns),
        )

    def has(self, span: Span) -> bool:
        """Whether the brand published this itself."""
        said = squashed(span.text)
        if span.code == Code.PHONE and international(span.text) in self.phones:
            return True
        if span.code == Code.ADDRESS:
            return any(said in own for own in self.own)
        return said in self.own


@dataclass(frozen=True)
class Context:
    """The conversation in which it is about to be said."""

    handles: frozenset[str] = frozenset()  # of the contact and everybody in the thread, lower case
    private_texts: tuple[str, ...] = field(default=(), repr=False)  # what was said, or drafted, by DM
    public_texts: tuple[str, ...] = field(default=(), repr=False)
    promised: bool = False  # a promise goes with it
