"""Labelled texts: the sets of the folder, the project's own examples, and what colleagues corrected."""

import csv
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OWN = Path(__file__).with_name("examples.tsv")
NON_COMMERCIAL = {"tweet": "US airline tweets", "tweet-mt": "US airline tweets, translated"}
PARTS = 10  # the rows of one part are never trained on: the file that is shipped can be measured by anybody


@dataclass(frozen=True)
class Row:
    """One text, what it expresses, and how sure the annotators were of that."""

    group: str  # texts of one group say the same, in two languages
    kind: str
    text: str
    language: str
    label: str
    sure: float = 1.0

    @property
    def part(self) -> int:
        """Which tenth it falls in, always the same."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % PARTS

    @property
    def held_back(self) -> bool:
        """Whether it is kept for measuring alone."""
        return self.part == 0 and self.kind not in ("own", "correction")


def read(folder: Path, corrections: Path | None, *, free: bool) -> list[Row]:
    """All rows there are."""
    found = [*_set(folder / "sentiment-nl.jsonl.gz"), *_set(folder / "sentiment-en.jsonl.gz")]
    if free:
        found = [row for row in found if row.kind not in NON_COMMERCIAL]
    return [*found, *own(), *(_corrections(corrections) if corrections else ())]


def own() -> list[Row]:
    """The examples that were written for this project."""
    with OWN.open(encoding="utf-8") as lines:
        kept = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Row(f"own-{n}", "own", text, spoken, label) for n, (label, spoken, text) in enumerate(kept)]


def counted(rows: Sequence[Row]) -> str:
    """How many of each kind."""
    return ", ".join(f"{number} {kind}" for kind, number in Counter(row.kind for row in rows).most_common())


def sources(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows of each kind, for the file."""
    return dict(Counter(row.kind for row in rows))


def condition(rows: Sequence[Row]) -> str:
    """Under which condition a model of these rows may be used."""
    if NON_COMMERCIAL.keys() & {row.kind for row in rows}:
        return "CC BY-NC-SA 4.0: not for commercial use, see webcare/tone/LICENSE.md"
    return "No condition of non-commercial use"


def _set(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_row(json.loads(line)) for line in lines]


def _row(line: dict[str, str]) -> Row:
    group = line["id"].removeprefix("mt-")
    return Row(group, line["kind"], line["text"], line["lang"], line["label"], float(line.get("confidence", 1.0)))


def _corrections(path: Path) -> list[Row]:
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Row(f"correction-{n}", "correction", line["text"], line["language"] or "", line["sentiment"])
        for n, line in enumerate(lines)
    ]
