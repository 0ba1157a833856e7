"""The wrong window: words of a DM that are about to be said in public."""

import re
from collections.abc import Iterable, Iterator

from webcare.guard.reading import Reading, Span

RUN = 8  # words in a row that nobody writes twice by chance
_WORD = re.compile(r"\w+")


def pasted(reading: Reading, private: Iterable[str], public: Iterable[str]) -> Iterator[Span]:
    """Where a long run of words also stands in a DM, and was not said in public before."""
    words = list(_WORD.finditer(reading.plain))
    if len(words) < RUN:
        return
    here = [word[0].casefold() for word in words]
    runs = {index: f" {' '.join(here[index : index + RUN])} " for index in range(len(here) - RUN + 1)}
    secret = _only_words(private)
    shared = [index for index, run in runs.items() if run in secret]
    if not shared:
        return
    known = _only_words(public)
    for first, last in _stretches([index for index in shared if runs[index] not in known]):
        start, end = words[first].start(), words[last + RUN - 1].end()
        yield Span("wrong_window", start, end, reading.plain[start:end])


def _only_words(texts: Iterable[str]) -> str:
    """All of it as words with one space around each, and a gap between two texts."""
    return "".join(f" {' '.join(_WORD.findall(text.casefold()))} \n" for text in texts)


def _stretches(marked: list[int]) -> Iterator[tuple[int, int]]:
    """Runs that touch or overlap, as one: index of the first and of the last."""
    stretches: list[list[int]] = []
    for index in marked:
        if stretches and index <= stretches[-1][1] + RUN:
            stretches[-1][1] = index
        else:
            stretches.append([index, index])
    return ((first, last) for first, last in stretches)
