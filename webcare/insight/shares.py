"""The two sums every figure is made with, in one place so that all figures agree."""

from collections.abc import Sequence
from math import ceil
from typing import TypeVar

Value = TypeVar("Value")


def percent(part: int, whole: int) -> int | None:
    """A share in whole percents, rounded down, so that 89.9 is never shown as 90; None of nothing."""
    return None if whole == 0 else part * 100 // whole


def nearest_rank(ordered: Sequence[Value], share: float) -> Value | None:
    """The smallest value that at least this share of them does not exceed; None of nothing."""
    return ordered[max(ceil(share * len(ordered)) - 1, 0)] if ordered else None
