"""How well it does, always on rows that were not trained on, beside the figures to beat."""

import time
from collections.abc import Sequence
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from tone_training.making import Fit
from tone_training.rows import PARTS, Row
from webcare import tone

SETS = {"tweet-mt": "Dutch tweets, translated", "review": "Dutch reviews", "tweet": "English tweets"}
TO_BEAT = {"tweet-mt": (0.759, 0.699), "review": (0.908, 0.908), "tweet": (0.790, 0.747)}  # of the data's README
FOLDS = 5

Figures = dict[str, tuple[float, float]]


def cross_validated(rows: Sequence[Row], *, baseline: bool) -> dict[str, list[float]]:
    """Train five times without a fifth and measure on that fifth; prints and gives accuracy and macro-F1 per set."""
    ours: list[str] = []
    plain: list[str] = []
    tested: list[Row] = []
    for fold in range(FOLDS):
        training, held = _split(rows, fold)
        ours += Fit(training).predicted(held)
        plain += _baseline(training, held) if baseline else []
        tested += held
        print(f"fold {fold + 1} of {FOLDS}: {len(training)} trained on, {len(held)} held back", flush=True)
    found = _figures(tested, ours)
    beside = _figures(tested, plain) if baseline else {}
    heads = ("accuracy / macro-F1, held-back rows", "this model", "baseline, same rows", "of the README")
    print(f"\n{heads[0]:38}{heads[1]:>16}{heads[2]:>22}{heads[3]:>16}")
    for kind, name in SETS.items():
        if kind in found:
            print(f"{name:38}{_pair(found.get(kind)):>16}{_pair(beside.get(kind)):>22}{_pair(TO_BEAT[kind]):>16}")
    return {kind: [round(each, 3) for each in pair] for kind, pair in found.items()}


def of_file(path: Path, held: Sequence[Row]) -> None:
    """The file as the product reads it: its figures on the tenth that was kept out of it, its languages, its speed."""
    tone.use(path)
    tone.of("warm")
    started = time.perf_counter()
    tones = tone.each(row.text for row in held)
    taken = time.perf_counter() - started
    figures = _figures(held, [each.sentiment for each in tones])
    print("the file, on the tenth it never saw: " + ", ".join(f"{SETS[k]} {_pair(v)}" for k, v in figures.items()))
    for language in ("nl", "en"):
        these = [each.language for each, row in zip(tones, held, strict=True) if row.language == language]
        if these:
            right, unsure = these.count(language) / len(these), these.count(None) / len(these)
            print(f"language {language}: {right:.1%} right, {unsure:.1%} not named, of {len(these)}")
    print(f"{len(held) / taken:,.0f} texts a second" if held else "")


def _split(rows: Sequence[Row], fold: int) -> tuple[list[Row], list[Row]]:
    size = PARTS // FOLDS
    held = [row for row in rows if row.part // size == fold and row.kind in SETS]
    out = {row.group for row in held}
    return [row for row in rows if row.group not in out], held


def _figures(rows: Sequence[Row], said: Sequence[str]) -> Figures:
    figures: Figures = {}
    for kind in SETS:
        pairs = [(row.label, answer) for row, answer in zip(rows, said, strict=True) if row.kind == kind]
        if pairs:
            right, answers = zip(*pairs, strict=True)
            labels = sorted(set(right))
            figures[kind] = accuracy_score(right, answers), f1_score(right, answers, average="macro", labels=labels)
    return figures


def _baseline(training: Sequence[Row], held: Sequence[Row]) -> list[str]:
    """What the data's README measured: characters two to five, logistic regression."""
    reading = TfidfVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
    features = reading.fit_transform(row.text for row in training if row.kind != "own")
    fit = LogisticRegression(C=5.0, max_iter=200).fit(features, [row.label for row in training if row.kind != "own"])
    return list(fit.predict(reading.transform(row.text for row in held)))


def _pair(figures: tuple[float, float] | None) -> str:
    return f"{figures[0]:.3f} / {figures[1]:.3f}" if figures else "–"
