"""What is added up: counts, and how long answers took. Pure."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, chain, repeat
from math import ceil
from typing import NamedTuple

from webcare.models import How, Reason

TONES = ("negative", "neutral", "positive")  # from worse to better
HOWS: Mapping[str, str] = {
    How.PUBLIC: "public",
    How.PRIVATE: "private",
    How.MOVED_TO_DM: "moved_to_dm",
    How.IN_PRIVATE: "in_private",
    How.REFERRED_TO_DM: "referred_to_dm",
    How.COVERED: "covered",
}
REASONS: Mapping[str, str] = {str(reason): str(reason) for reason in Reason} | {"covered": "covered_by_another"}
COUNTED = ("answered", "in_time", "in_time_by_the_clock", "dismissed", "dismissed_late", "by_ceo")  # of ended waits
TONE_COUNTS = (*(f"before_{tone}" for tone in TONES), *(f"after_{tone}" for tone in TONES), "better", "worse")
SUMMED = (*COUNTED, "reopened", *HOWS.values(), *REASONS.values(), *TONE_COUNTS)  # the columns of a WaitSum
OPEN = ("open", "open_late", "open_late_by_the_clock")  # as they stand at one moment; never in a sum
SMALL = 256  # lists shorter than this on average are put into one before anything is looked up in them


def packed(seconds: Iterable[int]) -> bytes:
    """Seconds in ascending order, as they are kept."""
    return array("i", sorted(seconds)).tobytes()


class Counted(NamedTuple):
    """Many values: each that occurs, ascending, and how many are at most that."""

    values: "array[int]"
    upto: "array[int]"

    @classmethod
    def of(cls, lists: Iterable["array[int]"]) -> "Counted":
        """All in one by counting each value: a pass over them instead of sorting them."""
        counts = Counter(array("i", b"".join(lists)))
        values = sorted(counts)
        return cls(array("i", values), array("q", accumulate(map(counts.__getitem__, values))))

    def at_most(self, value: int) -> int:
        """How many are at most so much."""
        place = bisect_right(self.values, value)
        return self.upto[place - 1] if place else 0


@dataclass
class Durations:
    """How long many answers took, in whole seconds; any number of ascending lists, and what was counted together."""

    lists: list["array[int]"] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)

    def add(self, kept: bytes) -> None:
        """Take in a packed list."""
        if kept:
            self.lists.append(array("i", kept))

    def join(self, other: "Durations") -> None:
        """Take in another; its lists are shared, not copied."""
        self.lists += other.lists
        self.counted += other.counted

    def __len__(self) -> int:
        return sum(map(len, self.lists)) + sum(each.upto[-1] for each in self.counted)

    def values(self) -> Iterator[int]:
        """Each of them, in no order."""
        yield from chain.from_iterable(self.lists)
        for each in self.counted:
            before = (0, *each.upto)
            for value, low, high in zip(each.values, before, each.upto, strict=False):
                yield from repeat(value, high - low)

    def percentiles(self, *shares: float) -> list[int | None]:
        """For each share the duration that so many of the answers took at most: the nearest rank; None without any."""
        total = len(self)
        if not total:
            return [None for _share in shares]
        if sum(map(len, self.lists)) < SMALL * len(self.lists):
            self.lists, self.counted = [], [*self.counted, Counted.of(self.lists)]  # for whoever takes this in, too
        return [self._at(ceil(share * total)) for share in shares]

    def _at(self, rank: int) -> int:
        """The smallest value that so many do not exceed: halving between the lowest and the highest."""
        everything = [*self.lists, *(each.values for each in self.counted)]
        low, high = min(each[0] for each in everything), max(each[-1] for each in everything)
        while low < high:
            middle = (low + high) // 2
            listed = sum([bisect_right(each, middle) for each in self.lists])
            if listed + sum([each.at_most(middle) for each in self.counted]) >= rank:
                high = middle
            else:
                low = middle + 1
        return low


@dataclass
class Tally:
    """Counts by name, and durations until any answer and until one of substance."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*SUMMED, *OPEN), 0))
    took: Durations = field(default_factory=Durations)
    took_substance: Durations = field(default_factory=Durations)

    def add(self, other: "Tally") -> None:
        """Take in another; its lists of durations are shared, not copied."""
        for name, number in other.counts.items():
            self.counts[name] += number
        self.took.join(other.took)
        self.took_substance.join(other.took_substance)

    def count(self, **numbers: int) -> None:
        """Add these numbers."""
        for name, number in numbers.items():
            self.counts[name] += number


def together(tallies: Iterable[Tally]) -> Tally:
    """All of them in one."""
    whole = Tally()
    for each in tallies:
        whole.add(each)
    return whole
