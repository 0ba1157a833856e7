"""The geometry of charts: where bars and lines stand, for templates to draw as SVG; beside each stands its table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT = 960, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 26
ROOM, DEPTH = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
LABELS = 8  # under a chart, at most
GAP = 0.22  # of a bar's room stays empty


@dataclass(frozen=True)
class Bar:
    """One piece of a bar; `kind` is its CSS class, `says` what a pointer is told."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    says: str


@dataclass(frozen=True)
class Mark:
    """A text and where it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """Everything that is drawn; a line is the `points` of its pieces, broken where there is nothing to show."""

    bars: Sequence[Bar] = ()
    lines: Sequence[str] = ()
    dots: Sequence[Mark] = ()
    labels: Sequence[Mark] = ()
    scale: Sequence[Mark] = ()


def stacked(columns: Sequence[tuple[str, Sequence[tuple[str, int, str]]]]) -> Chart:
    """One bar a column, of pieces one on the other; each piece is its kind, its number and what it says."""
    most = max((sum(number for _kind, number, _says in pieces) for _label, pieces in columns), default=0)
    top = rounded_up(most)
    step = ROOM / max(len(columns), 1)
    bars = []
    for place, (_label, pieces) in enumerate(columns):
        level = 0
        for kind, number, says in pieces:
            if number:
                height = DEPTH * number / top
                y = TOP + DEPTH * (1 - level / top) - height
                x = LEFT + (place + GAP / 2) * step
                bars.append(Bar(_r(x), _r(y), _r(step * (1 - GAP)), _r(height), kind, says))
                level += number
    return Chart(bars=bars, labels=_labels([label for label, _pieces in columns]), scale=_scale(top))


def shares(columns: Sequence[tuple[str, int | None, str]]) -> Chart:
    """A line of percents; each column is its label, its share (None: nothing to show) and what it says."""
    step = ROOM / max(len(columns), 1)
    pieces: list[list[str]] = [[]]
    dots = []
    for place, (_label, share, says) in enumerate(columns):
        if share is None:
            pieces.append([])
            continue
        x, y = _r(LEFT + (place + 0.5) * step), level(share)
        pieces[-1].append(f"{x},{y}")
        dots.append(Mark(x, y, says))
    lines = [" ".join(piece) for piece in pieces if len(piece) > 1]
    return Chart(lines=lines, dots=dots, labels=_labels([label for label, *_rest in columns]), scale=_scale(100, "%"))


def level(share: float) -> float:
    """How high a percentage stands in a chart of shares."""
    return _r(TOP + DEPTH * (1 - share / 100))


def rounded_up(most: float) -> int:
    """The top of a scale: 1, 2 or 5 times a power of ten, or four of them."""
    if most <= 4:
        return 4
    power = 10 ** int(log10(most))
    return int(next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= most))


def _labels(texts: Sequence[str]) -> list[Mark]:
    every = max(1, ceil(len(texts) / LABELS))
    step = ROOM / max(len(texts), 1)
    return [
        Mark(_r(LEFT + (place + 0.5) * step), HEIGHT - 8, text)
        for place, text in enumerate(texts)
        if place % every == 0
    ]


def _scale(top: int, unit: str = "") -> list[Mark]:
    return [Mark(LEFT - 8, _r(TOP + DEPTH * (1 - part / 4)), f"{_short(top * part / 4)}{unit}") for part in range(5)]


def _short(number: float) -> str:
    if number >= 1_000:
        return f"{number / 1_000:g}k"
    return f"{number:g}"


def _r(number: float) -> float:
    return round(number, 1)


def heat(values: Iterable[float], levels: int = 7) -> float:
    """Of how many customers an hour one step of colour is."""
    return max(values, default=0.0) / levels
