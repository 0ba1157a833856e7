"""Tone and language: how good the shipped file is on rows it never saw, how fast it reads, what it weighs.

The figures to beat are those of the data's README. A tenth of the rows, always the same, was kept out of the file; a
tweet and its translation fall in the same tenth.
"""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bench.table import Figure, at_least, at_most
from webcare import tone

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
SETS = {
    "tweet-mt": ("Dutch tweets, translated", 0.699),
    "review": ("Dutch reviews", 0.908),
    "tweet": ("English tweets", 0.747),
}
PARTS = 10  # as scripts/tone_training/rows.py divides
ROUNDS = 3
READING = """
import resource, sys
from webcare import tone
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
tone.of("warm")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@dataclass(frozen=True)
class Row:
    kind: str
    language: str
    text: str
    label: str


def run() -> list[Figure]:
    figures = [
        at_most("tone, size of the model file", tone.SHIPPED.stat().st_size / 1e6, 10, "MB"),
        Figure("  memory it takes in the process that reads (the worker)", f"{_memory():.0f} MB"),
    ]
    if not DATA.is_dir():
        return [*figures, Figure("  how good and how fast", f"no data in {DATA}")]
    held = [row for name in ("sentiment-nl", "sentiment-en") for row in _held(DATA / f"{name}.jsonl.gz")]
    figures.append(
        at_least(
            "  texts per second of a core, words never met before", _speed([row.text for row in held]), 2_000, "/s"
        )
    )
    tones = tone.each(row.text for row in held)
    for kind, (name, bar) in SETS.items():
        pairs = [(row.label, found.sentiment) for row, found in zip(held, tones, strict=True) if row.kind == kind]
        value = macro_f1(pairs)
        right = sum(label == said for label, said in pairs) / len(pairs)
        told = f"{value:.3f} and {right:.3f} of {len(pairs)}"
        figures.append(Figure(f"  {name}: macro-F1 and accuracy", told, f"> {bar}", value > bar))
    return figures + [_language(code, held, tones) for code in ("nl", "en")]


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean over the labels that occur of how well each was found, precision and recall alike."""
    scores = []
    for label in {label for label, _said in pairs}:
        both = sum(right == said == label for right, said in pairs)
        either = sum(right == label for right, _said in pairs) + sum(said == label for _right, said in pairs)
        scores.append(2 * both / either)
    return sum(scores) / len(scores)


def _held(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Row(row["kind"], row["lang"], row["text"], row["label"]) for row in rows if _part(row["id"]) == 0]


def _part(number: str) -> int:
    return int(sha256(number.removeprefix("mt-").encode()).hexdigest(), 16) % PARTS


def _language(code: str, held: Sequence[Row], tones: Sequence[tone.Tone]) -> Figure:
    said = [found.language for row, found in zip(held, tones, strict=True) if row.language == code and row.kind in SETS]
    right, unnamed = said.count(code) / len(said), said.count(None) / len(said)
    return Figure(f"  language {code}: right, and not named", f"{right:.1%}, {unnamed:.1%} of {len(said)}")


def _speed(texts: Sequence[str]) -> float:
    """Texts per second of one core, of the best of some rounds, each with an empty memory for words."""
    best = float("inf")
    for _ in range(ROUNDS):
        tone.use(tone.SHIPPED)
        tone.of("warm")
        started = time.process_time()
        tone.each(texts)
        best = min(best, time.process_time() - started)
    return len(texts) / best


def _memory() -> float:
    """What reading the file adds to a process that had not done so."""
    where = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    told = subprocess.run([sys.executable, "-c", READING], capture_output=True, text=True, check=True, env=where)
    return float(told.stdout)
