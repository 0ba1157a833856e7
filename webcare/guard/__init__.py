"""The guard: what must not be said in public, and what no answer should carry. Pure: text in, findings out.

Blocked: a valid BSN in context, a card number. Warned: the rest, each with what to do. In a DM only what is wrong for
whoever reads it: an empty placeholder, somebody else's handle, a promise nobody wrote down.
Source: DOMAIN, Guarding a public reply.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from webcare.guard import numbers, reach, window, wording
from webcare.guard.finding import SENTENCES, Code, Context, Finding, Known, Remedy, Severity
from webcare.guard.patterns import Pattern, PatternUnclear
from webcare.guard.reading import Reading, Span
from webcare.guard.window import RUN as LONG_RUN
from webcare.models import Audience

__all__ = [
    "LONG_RUN",
    "Code",
    "Context",
    "Finding",
    "Known",
    "Pattern",
    "PatternUnclear",
    "Remedy",
    "Severity",
    "check",
    "masked",
    "numbers_to_mask",
    "without",
]

MASK = "•"
_DIGIT = re.compile(r"\d")  # of any script
_FEWEST_DIGITS = 8  # of anything that is masked


def check(text: str, audience: str, *, known: Known | None = None, context: Context | None = None) -> list[Finding]:
    """What is wrong with this text for these readers, in the order in which it stands there.

    Offsets count characters of `text`; only whole sentences overlap what stands in them. `known` is what the brand
    itself published, `context` the conversation.
    """
    known, context = known or Known(), context or Context()
    reading = Reading(text)
    found = list(_for_anybody(reading, known, context))
    if audience == Audience.PUBLIC:
        found += [span for span in _for_the_public(reading, known, context) if not known.has(span)]
    return [_finding(reading, span) for span in _apart(found)]


def without(text: str, findings: Iterable[Finding]) -> str:
    """The text with these pieces taken out, and nothing else but a doubled space."""
    end = len(text) + 1
    for each in sorted(findings, key=lambda finding: (finding.start, -finding.end), reverse=True):
        before, after = text[: each.start], text[min(each.end, end) :]
        if before.endswith(" ") or not before:
            after = after.removeprefix(" ")
        text, end = before + after, each.start
    return text


def numbers_to_mask(text: str) -> list[tuple[int, int]]:
    """Where a text holds a BSN that nobody should see in passing."""
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return []
    reading = Reading(text)
    return [reading.place(span.start, span.end) for span in numbers.bsns(reading)]


def masked(text: str) -> str:
    """The text with every BSN in it replaced by dots."""
    for start, end in reversed(numbers_to_mask(text)):
        text = text[:start] + MASK * 9 + text[end:]
    return text


def _for_anybody(reading: Reading, known: Known, context: Context) -> Iterator[Span]:
    yield from wording.placeholders(reading)
    yield from wording.handles(reading, known.handles | context.handles)
    if not context.promised:
        yield from wording.promises(reading)


def _for_the_public(reading: Reading, known: Known, context: Context) -> Iterator[Span]:
    yield from numbers.cards(reading)
    yield from numbers.bsns(reading)
    yield from numbers.ibans(reading)
    yield from reach.emails(reading)
    yield from reach.phones(reading)
    yield from reach.addresses(reading)
    for pattern in known.patterns:
        yield from pattern.find(reading)
    yield from window.pasted(reading, context.private_texts, context.public_texts)


def _apart(found: Sequence[Span]) -> list[Span]:
    """Of those that overlap the one whose code comes first; sentences may hold others. In the order of the text."""
    order = list(Code)
    kept: list[Span] = []
    for span in sorted(found, key=lambda each: (order.index(Code(each.code)), each.start, -each.end)):
        if all(span.end <= other.start or span.start >= other.end or _within(other, span) for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda each: (each.start, -each.end))


def _within(piece: Span, span: Span) -> bool:
    """Whether a piece stands in a whole sentence that was found for another reason."""
    return span.code in SENTENCES and piece.code != span.code


def _finding(reading: Reading, span: Span) -> Finding:
    start, end = reading.place(span.start, span.end)
    return Finding(Code(span.code), start, end, reading.text[start:end], span.name)
