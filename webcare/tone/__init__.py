"""The tone and the language of what a customer wrote: pure, offline, and the same for everybody.

The model is a file of a few megabytes that `scripts/train_tone.py` makes. It is read once, by the first who asks; the
web never asks, only the worker does. It answers two questions about a text and no others: nothing is ever said of
anybody's health, politics, religion, origin or sexuality.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from webcare.tone.model import SENTIMENTS, Model, load

SHIPPED = Path(__file__).with_name("model.bin")
SURE = 0.6  # below it a language is not named

_path = SHIPPED


@dataclass(frozen=True, slots=True)
class Tone:
    """`share` is how sure the sentiment is, from a third to 1; `language` is None where it cannot be told."""

    sentiment: str
    language: str | None
    share: float


def of(text: str) -> Tone:
    """The tone of one text."""
    model = _model(_path)
    shares, spoken = model.read(text)
    best = max(range(3), key=shares.__getitem__)
    language = spoken[0] if spoken is not None and spoken[1] >= SURE else None
    return Tone(SENTIMENTS[best], language, shares[best])


def each(texts: Iterable[str]) -> list[Tone]:
    """The tones of many texts, in their order."""
    return [of(text) for text in texts]


def use(path: Path) -> None:
    """Read this model from here on, afresh: one that this installation trained itself."""
    global _path
    _path = path
    _model.cache_clear()


def about() -> dict[str, object]:
    """What the model in use was trained on, how well it did, and under which conditions it may be used."""
    return _model(_path).about


@cache
def _model(path: Path) -> Model:
    return load(path)
