"""When the volume of a subject leaves the usual for that hour and weekday. Pure: counts in, a verdict out.

A moment is compared with the same time of day (half an hour around it) on each of the fourteen days before, the same
weekday twice. Counts are compared by their square roots, so that chance weighs the same on a busy noon and in a quiet
night; medians keep earlier storms out of the usual. How far a moment stands out is measured over the last five minutes
and over the last hour; it is a spike only where it stands out further than every quarter of a day but one of the last
week: what happens twice a week is usual, however high it is. Measured by `python -m bench spikes`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import accumulate, islice
from math import sqrt

SLOT = timedelta(minutes=5)
DAY = 288  # slots
NEEDED = 2 * DAY  # with less behind it, nothing is known of the usual
KEPT = 21 * DAY  # more behind it changes nothing
WIDTHS = (1, 12)  # five minutes, and an hour
DAYS = 14
AROUND = 6  # slots on either side
CHANCE = 0.5  # the standard deviation of the root of a count that only chance moves
CLEAR = 6.0  # of these deviations
BLOCK = 72  # slots: a quarter of a day
WEEK = 28  # blocks
FEWEST = 10  # messages: fewer is no crisis
RATIO = 1.5  # times the usual
QUIET = timedelta(hours=6)  # after one suggestion there is none on the same subject
FEWEST_READ = 10  # messages with a sentiment, to say anything of their share
WORSE = 0.1  # so much above the usual share of negative messages is told as a reason
PRAISE = 0.25  # a smaller negative share than this, and than the usual, is no crisis
VOLUME, NEGATIVE = "volume", "negative"


@dataclass(frozen=True)
class Standing:
    """How far a moment stands out: by so many deviations, with so many messages where so many are usual."""

    score: float
    messages: int
    usual: float
    slots: int  # the stretch that was counted, back from the moment


@dataclass(frozen=True)
class Tone:
    """Of messages whose sentiment is known: how many, how many of them negative, and which share usually is."""

    read: int
    negative: int
    usual_share: float | None = None

    @property
    def share(self) -> float | None:
        """The negative share; None where too few were read to say."""
        return self.negative / self.read if self.read >= FEWEST_READ else None


def reasons(volume: Standing | None, negative: Standing | None, tone: Tone) -> tuple[str, ...]:
    """Why a crisis is suggested, as codes; empty: it is not.

    `negative` is how the negative messages alone stand. Many messages of which hardly any is negative are no crisis.
    """
    share, usual = tone.share, tone.usual_share
    if volume is not None and share is not None and share < PRAISE and (usual is None or share <= usual):
        volume = None
    worse = share is not None and share >= (usual or 0.0) + WORSE
    found = [VOLUME] if volume is not None else []
    if negative is not None or (found and worse):
        found.append(NEGATIVE)
    return tuple(found)


class Volume:
    """Counts per five minutes, oldest first, without holes. Not to be shared between threads."""

    def __init__(self, counts: Sequence[int], lags: Sequence[int] = ()) -> None:
        """`lags`: how many slots ago the same time of day was, one to fourteen days back, where clocks were changed."""
        self._counts = counts
        self._lags = tuple(lags) or tuple(DAY * day for day in range(1, DAYS + 1))
        self._known: dict[int, Standing] = {}

    @cached_property
    def _sums(self) -> dict[int, list[int]]:
        """Per width, what was counted in that many slots up to each."""
        total = [0, *accumulate(self._counts)]
        return {width: [total[end] - total[max(0, end - width)] for end in range(1, len(total))] for width in WIDTHS}

    @cached_property
    def _roots(self) -> dict[int, list[float]]:
        return {width: [sqrt(each) for each in sums] for width, sums in self._sums.items()}

    def standing(self, slot: int) -> Standing:
        """How far the moment at the end of this slot stands out, by whichever stretch shows it best."""
        if slot not in self._known:
            self._known[slot] = max((self._over(width, slot) for width in WIDTHS), key=lambda each: each.score)
        return self._known[slot]

    def spike(self, slot: int) -> Standing | None:
        """The same if it is a spike; None if it is not, or if too little is known."""
        if slot < NEEDED:
            return None
        now = self.standing(slot)
        enough = now.messages >= FEWEST and now.messages >= RATIO * now.usual
        if not enough or now.score <= CLEAR or self._is_surpassed(slot, now.score):
            return None
        return now

    def _over(self, width: int, slot: int) -> Standing:
        roots = self._roots[width]
        usual = self._usual(roots, slot)
        if not usual:
            return Standing(0.0, self._sums[width][slot], 0.0, width)
        middle = _median(usual)
        spread = 1.4826 * _median([abs(each - middle) for each in usual])
        return Standing((roots[slot] - middle) / max(spread, CHANCE), self._sums[width][slot], middle**2, width)

    def _usual(self, roots: Sequence[float], slot: int) -> list[float]:
        found: list[float] = []
        for day, lag in enumerate(self._lags, start=1):
            middle = slot - lag
            if middle < 0:
                break
            around = roots[max(0, middle - AROUND) : middle + AROUND + 1]
            found += around
            if day % 7 == 0:
                found += around
        return found

    def _is_surpassed(self, slot: int, score: float) -> bool:
        """Whether two quarters of a day of the week before held a moment that stood out as far."""
        ends = range(slot, max(NEEDED, slot - WEEK * BLOCK), -BLOCK)
        found = (self._reached(range(max(NEEDED, end - BLOCK), end), score) for end in ends)
        return sum(islice((each for each in found if each), 2)) == 2

    def _reached(self, slots: Iterable[int], score: float) -> bool:
        """Whether it stood out as far in any of them; so few messages that it cannot have done are not looked at."""
        needed = (score * CHANCE) ** 2
        loud = (slot for slot in slots if any(sums[slot] >= needed for sums in self._sums.values()))
        return any(self.standing(slot).score >= score for slot in loud)


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
