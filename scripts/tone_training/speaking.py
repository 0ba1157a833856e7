"""The languages: learnt from how often words are used (wordfreq, CC BY-SA 4.0) and from the Dutch and English rows."""

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sparse
import wordfreq
from sklearn.linear_model import LogisticRegression

from tone_training.rows import Row
from webcare.tone.pieces import is_word, parts, pieces

BUCKETS = 2**17
LANGUAGES = [
    "nl",
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "pl",
    "tr",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "hu",
    "ro",
    "id",
    "ar",
    "ru",
    "uk",
]
CODES = {"nb": "no"}  # as the platform calls it
WORDS = 20_000  # the most used of each language
LINES = 2_500  # made up per language, of words as often as they are used
LONGEST = 14  # words in one
REAL = 2_500  # rows of each language
LEVELS = 127


def fitted(rows: Sequence[Row]) -> tuple[tuple[str, ...], float, bytes]:
    """The languages, the scale of a byte, and the bytes: per bucket one for each language."""
    texts, answers = _lines(rows)
    fit = LogisticRegression(C=1.0, max_iter=150, tol=1e-4, fit_intercept=False)
    fit.fit(_features(texts), np.array(answers))
    table = fit.coef_ - fit.coef_.mean(0)
    scale = float(np.quantile(np.abs(table[table != 0]), 0.9995)) / LEVELS
    packed = (np.clip(np.round(table / scale), -LEVELS, LEVELS) + 128).astype(np.uint8)
    return tuple(CODES.get(each, each) for each in fit.classes_), scale, packed.T.tobytes()


def _lines(rows: Sequence[Row]) -> tuple[list[list[str]], list[str]]:
    texts: list[list[str]] = []
    answers: list[str] = []
    for language in LANGUAGES:
        made = [*_made_up(language), *_real(rows, language)]
        texts += made
        answers += [language] * len(made)
    return texts, answers


def _made_up(language: str) -> Iterator[list[str]]:
    """Lines of words as often as they are used; always the same ones."""
    words = [word for word in wordfreq.top_n_list(language, WORDS) if is_word(word)]
    often = np.array([wordfreq.word_frequency(word, language) for word in words])
    chance = np.random.default_rng(len(words))
    drawn = chance.choice(len(words), size=LINES * LONGEST, p=often / often.sum())
    lengths = chance.integers(1, LONGEST, size=LINES)
    for number, length in enumerate(lengths):
        yield [words[each] for each in drawn[number * LONGEST : number * LONGEST + length]]


def _real(rows: Sequence[Row], language: str) -> Iterator[list[str]]:
    spoken = [row for row in rows if row.language == language]
    for row in spoken[:: max(1, len(spoken) // REAL)]:
        words = [word for word in pieces(row.text)[0] if is_word(word)]
        if words:
            yield words


def _features(texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    places: list[int] = []
    ends, values = [0], []
    for words in texts:
        found = [each % BUCKETS for word in dict.fromkeys(words) for each in parts(word)]
        places += found
        values += [1 / np.sqrt(len(set(words)))] * len(found)
        ends.append(len(places))
    matrix = sparse.csr_matrix((values, places, ends), shape=(len(texts), BUCKETS))
    matrix.sum_duplicates()
    return matrix
