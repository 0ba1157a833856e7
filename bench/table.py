"""What a bench gives, and how it is printed beside its bar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Figure:
    """One measured figure; `bar` is what DESIGN asks for, `kept` whether it was met (None: told, not judged)."""

    what: str
    value: str
    bar: str = ""
    kept: bool | None = None


def at_most(what: str, value: float, bar: float, unit: str) -> Figure:
    return Figure(what, f"{value:,.1f} {unit}", f"≤ {bar:,g} {unit}", value <= bar)


def at_least(what: str, value: float, bar: float, unit: str) -> Figure:
    return Figure(what, f"{value:,.0f} {unit}", f"≥ {bar:,g} {unit}", value >= bar)


def exactly(what: str, value: int, bar: int, unit: str) -> Figure:
    return Figure(what, f"{value:,} {unit}", f"{bar:,} {unit}", value == bar)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies; nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def printed(figures: Iterable[Figure]) -> None:
    rows = [(each.what, each.value, each.bar, {True: "yes", False: "NO", None: ""}[each.kept]) for each in figures]
    rows.insert(0, ("what", "figure", "bar", "kept"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for number, row in enumerate(rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
