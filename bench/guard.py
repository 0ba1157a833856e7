"""The guard: how long one check takes, beside a long conversation by DM, and how good it is on the examples."""

import time

from bench.table import Figure, at_most, percentile
from tests.guard import labelled
from webcare import guard
from webcare.guard import Context
from webcare.guard.finding import BLOCKED

ROUNDS = 5
ANSWER = 280  # what X takes
DIRECT_MESSAGES = 40  # with that contact, beside the answer


def run() -> list[Figure]:
    said = tuple(
        f"Bericht {number}: " + "de trein had weer vertraging en nu wil ik mijn geld terug, kan dat? " * 4
        for number in range(DIRECT_MESSAGES)
    )
    context = Context(handles=labelled.CONTEXT.handles, private_texts=labelled.CONTEXT.private_texts + said)
    examples = list(labelled.examples())
    everything = " ".join(example.text for example in examples)
    answers = [everything[start : start + ANSWER] for start in range(0, len(everything), ANSWER)]
    short = _times([example.text for example in examples], context)
    full = _times(answers, context)
    scores, _ = labelled.scores()
    figures = [
        at_most("guard, one answer of 280 characters, p99", percentile(full, 0.99), 5, "ms"),
        Figure("  p50; and of the examples p50, p99", _three(full, short)),
    ]
    for code, score in scores.items():
        bar = 0.98 if code in BLOCKED else 0.95
        value = f"{score.precision:.3f} and {score.recall:.3f} of {score.right + score.missed}"
        kept = min(score.precision, score.recall) >= bar
        figures.append(Figure(f"  {code}: precision and recall", value, f"≥ {bar}", kept))
    return figures


def _three(full: list[float], short: list[float]) -> str:
    return f"{percentile(full, 0.5):.2f}; {percentile(short, 0.5):.2f}, {percentile(short, 0.99):.2f} ms"


def _times(texts: list[str], context: Context) -> list[float]:
    """Milliseconds per check, of each text the best of some rounds: what else the machine does is not measured."""
    best = dict.fromkeys(range(len(texts)), float("inf"))
    for _ in range(ROUNDS):
        for number, text in enumerate(texts):
            started = time.perf_counter()
            guard.check(text, "public", known=labelled.KNOWN, context=context)
            best[number] = min(best[number], (time.perf_counter() - started) * 1000)
    return list(best.values())
