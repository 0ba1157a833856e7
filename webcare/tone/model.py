"""The model as a file and in memory: for each hash of a piece of text, how much it says for what.

The file is one line of JSON and then the tables, compressed. A table is one byte per bucket and answer, so the whole
takes a few megabytes, and nothing but Python reads it.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from pathlib import Path
from zlib import crc32

from webcare.tone.pieces import is_word, parts, pieces

FORM = "webcare-tone-1"
SENTIMENTS = ("negative", "neutral", "positive")
_LANE = 3  # bytes: room for the sum of a long text, so that languages are added without running into each other
MOST_REMEMBERED = 50_000  # words; about 20 MB

# What a byte of `weights` stands for, in parts of the largest: by squares, since most pieces say very little.
VALUES = tuple(((byte - 128) / 127) * abs((byte - 128) / 127) for byte in range(256))
_SQUARES = tuple(byte * byte for byte in range(256))

Scores = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """What one word says, over all its parts."""

    scores: Scores
    size: float  # squared: what it adds to the length of the text it stands in
    languages: int | None  # a lane of bits per language, see `_LANE`; None: not a word of any language


@dataclass(eq=False)
class Model:
    """Weights per bucket. `about` says what it was trained on, and under which conditions it may be used."""

    about: dict[str, object]
    languages: tuple[str, ...]
    bias: Scores
    scale: float  # of a byte in `weights`, see `VALUES`
    rarity_scale: float  # of a byte in `rarity`
    language_scale: float
    weights: tuple[bytes, bytes, bytes]  # per sentiment, one byte per bucket, 128 is nothing
    rarity: bytes  # one byte per bucket: how rare a piece is, 0 where it was never seen
    lexicon: dict[int, float]  # hash of a word, in full → its value from -1 to 1
    lexicon_scores: tuple[Scores, Scores]  # what a word of value -1 says, and one of value 1
    language_weights: bytes  # per bucket a lane for each language, in which a byte is used
    _known: dict[str, Word] = field(default_factory=dict, repr=False)

    def read(self, text: str) -> tuple[Scores, tuple[str, float] | None]:
        """How sure it is of each sentiment, together 1, and of the likeliest language; None: no words to tell it by."""
        words, turns = pieces(text)
        known = [self._known.get(word) or self._learn(word) for word in words]
        spoken = [word.languages for word in known if word.languages is not None]
        return self._sentiment(known, turns), self._language(spoken)

    def _sentiment(self, words: Sequence[Word], turns: Iterable[bytes]) -> Scores:
        negative, neutral, positive, size = self._weigh(map(crc32, turns))
        negative += sum([word.scores[0] for word in words])
        neutral += sum([word.scores[1] for word in words])
        positive += sum([word.scores[2] for word in words])
        length = sqrt(size + sum([word.size for word in words])) or 1.0
        return _softmax((negative / length, neutral / length, positive / length), self.bias)

    def _weigh(self, hashes: Iterable[int]) -> tuple[float, float, float, float]:
        """What pieces say for each sentiment, and what they add to the length; those never seen say nothing."""
        rarity, (bad, plain, good) = self.rarity, self.weights
        mask = len(rarity) - 1
        known = [bucket for bucket in [each & mask for each in hashes] if rarity[bucket]]
        negative = sum([VALUES[bad[bucket]] for bucket in known]) * self.scale
        neutral = sum([VALUES[plain[bucket]] for bucket in known]) * self.scale
        positive = sum([VALUES[good[bucket]] for bucket in known]) * self.scale
        return negative, neutral, positive, sum([_SQUARES[rarity[each]] for each in known]) * self.rarity_scale**2

    def _language(self, spoken: Sequence[int]) -> tuple[str, float] | None:
        if not spoken:
            return None
        lanes = sum(spoken).to_bytes(self._width, "little")
        sums = [int.from_bytes(lanes[at : at + _LANE], "little") for at in range(0, self._width, _LANE)]
        top, scale = max(sums), self.language_scale / sqrt(len(spoken))
        return self.languages[sums.index(top)], 1 / sum(exp((each - top) * scale) for each in sums)

    def _learn(self, word: str) -> Word:
        """Weigh a word that was not met lately."""
        hashes = parts(word)
        negative, neutral, positive, size = self._weigh(hashes)
        value = self.lexicon.get(hashes[0], 0.0)
        bad, plain, good = (abs(value) * each for each in self.lexicon_scores[value > 0])
        scores = (negative + bad, neutral + plain, positive + good)
        learnt = Word(scores, size, self._spoken(hashes) if is_word(word) else None)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[word] = learnt
        return learnt

    def _spoken(self, hashes: list[int]) -> int:
        """What the parts of a word say for each language, added up in all lanes at once."""
        width, table = self._width, self.language_weights
        mask = len(table) // width - 1
        starts = [(each & mask) * width for each in hashes]
        return sum([int.from_bytes(table[start : start + width], "little") for start in starts])

    @property
    def _width(self) -> int:
        return len(self.languages) * _LANE


def save(model: Model, path: Path) -> None:
    """Write it to a file."""
    head = {
        "form": FORM,
        "about": model.about,
        "languages": model.languages,
        "bias": model.bias,
        "scales": (model.scale, model.rarity_scale, model.language_scale),
        "buckets": len(model.rarity),
        "lexicon": model.lexicon_scores,
        "words": len(model.lexicon),
    }
    words = struct.pack(f"<{len(model.lexicon)}I", *model.lexicon)
    values = struct.pack(f"<{len(model.lexicon)}f", *model.lexicon.values())
    tables = b"".join((words, values, *model.weights, model.rarity, model.language_weights[::_LANE]))
    path.write_bytes(json.dumps(head, sort_keys=True).encode() + b"\n" + zlib.compress(tables, 9))


def load(path: Path) -> Model:
    """Read it from a file. Raises ValueError when that is no model of this form."""
    line, _, packed = path.read_bytes().partition(b"\n")
    head = json.loads(line)
    if head["form"] != FORM:
        raise ValueError(f"{path} has the form {head['form']!r}, not {FORM!r}")
    tables, size, words = zlib.decompress(packed), head["buckets"], head["words"]
    lexicon = dict(
        zip(struct.unpack_from(f"<{words}I", tables), struct.unpack_from(f"<{words}f", tables, words * 4), strict=True)
    )
    tables = tables[words * 8 :]
    bad, plain, good, rarity = (tables[number * size : (number + 1) * size] for number in range(4))
    scale, rarity_scale, language_scale = head["scales"]
    return Model(
        about=head["about"],
        languages=tuple(head["languages"]),
        bias=_scores(*head["bias"]),
        scale=scale,
        rarity_scale=rarity_scale,
        language_scale=language_scale,
        weights=(bad, plain, good),
        rarity=rarity,
        lexicon=lexicon,
        lexicon_scores=_pair(*head["lexicon"]),
        language_weights=laned(tables[4 * size :]),
    )


def _scores(negative: float, neutral: float, positive: float) -> Scores:
    return negative, neutral, positive


def _pair(bad: list[float], good: list[float]) -> tuple[Scores, Scores]:
    return _scores(*bad), _scores(*good)


def laned(packed: bytes) -> bytes:
    """One byte per bucket and language, with the room that its lane needs."""
    wide = bytearray(len(packed) * _LANE)
    wide[::_LANE] = packed
    return bytes(wide)


def _softmax(raw: Scores, bias: Scores) -> Scores:
    first, second, third = (exp(each + lean) for each, lean in zip(raw, bias, strict=True))
    total = first + second + third
    return first / total, second / total, third / total
