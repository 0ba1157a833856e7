"""The guard: how long one check takes, beside a long conversation by DM, and how good it is on the examples."""

import time

from bench.table import Figure, at_most, percentile
from tests.guard import labelled
from webcare import guard
from webcare.guard import Context
from webcare.guard.finding import BLOCKED

ROUNDS = 5
DIRECT_MESSAGES = 40  # with that contact, beside the answer


def run() -> list[Figure]:
    said = tuple(
        f"Bericht {number}: " + "de trein had weer vertraging en nu wil ik mijn geld terug, kan dat? " * 4
        for number in range(DIRECT_MESSAGES)
    )
    context = Context(handles=labelled.CONTEXT.handles, private_texts=labelled.CONTEXT.private_texts + said)
    examples = list(labelled.examples())
    longest = " ".join(example.text for example in examples)[:2_800]  # ten times what X takes
    short = _times([example.text for example in examples], context)
    long = _times([longest], context)
    scores, _ = labelled.scores()
    figures = [
        at_most("guard, one answer checked, p99", percentile(short, 0.99), 5, "ms"),
        Figure(
            "  p50; and one of 2,800 characters", f"{percentile(short, 0.5):.2f} and {percentile(long, 0.5):.1f} ms"
        ),
    ]
    for code, score in scores.items():
        bar = 0.98 if code in BLOCKED else 0.95
        value = f"{score.precision:.3f} and {score.recall:.3f} of {score.right + score.missed}"
        kept = min(score.precision, score.recall) >= bar
        figures.append(Figure(f"  {code}: precision and recall", value, f"≥ {bar}", kept))
    return figures


def _times(texts: list[str], context: Context) -> list[float]:
    """Milliseconds per check, after the first round."""
    times = []
    for number in range(ROUNDS + 1):
        for text in texts:
            started = time.perf_counter()
            guard.check(text, "public", known=labelled.KNOWN, context=context)
            if number:
                times.append((time.perf_counter() - started) * 1000)
    return times
