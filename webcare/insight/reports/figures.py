"""The figures of a report, out of a tally. Source: DOMAIN, response timer, rules 4, 7 and 8."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from webcare.insight import shares
from webcare.insight.reports.tally import HOWS, REASONS, TONES, Durations, Tally

MEDIAN, P90 = 0.5, 0.9
TO_DM = ("moved_to_dm", "in_private", "referred_to_dm")


@dataclass(frozen=True)
class Share:
    """Part of a whole; of nothing there is no share."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """In whole percents, as everywhere."""
        return shares.percent(self.part, self.whole)


@dataclass(frozen=True)
class Spread:
    """How long answers took: half of them at most the median, nine in ten at most the other."""

    number: int
    median: timedelta | None
    p90: timedelta | None

    @classmethod
    def of(cls, durations: Durations) -> "Spread":
        """The spread of these durations, to the second."""
        median, p90 = durations.percentiles(MEDIAN, P90)
        return cls(len(durations), _seconds(median), _seconds(p90))


@dataclass(frozen=True)
class Tones:
    """How customers sounded before the answer and after it: of those who wrote again."""

    before: Mapping[str, int]
    after: Mapping[str, int]
    better: int
    worse: int

    @property
    def number(self) -> int:
        """How many wrote again."""
        return sum(self.before.values())


@dataclass(frozen=True)
class Figures:
    """What became of the waits that began in a period. `waits` = answered + dismissed + open."""

    counts: Mapping[str, int]
    first: Spread
    took_substance: Durations = field(repr=False, compare=False)

    @classmethod
    def of(cls, tally: Tally) -> "Figures":
        """The figures of a tally, to which nothing is added any more."""
        return cls(tally.counts, Spread.of(tally.took), tally.took_substance)

    @cached_property
    def substance(self) -> Spread:
        """Until the first answer of substance; looked for only where it is shown, which is not in every row."""
        return Spread.of(self.took_substance)

    def __getitem__(self, name: str) -> int:
        return self.counts[name]

    @property
    def waits(self) -> int:
        """All that began: the inflow."""
        return self["answered"] + self["dismissed"] + self["open"]

    @property
    def share(self) -> Share:
        """Answered within the target, in service hours: the figure of DOMAIN's rule 8."""
        return Share(self["in_time"], self["answered"] + self["open_late"])

    @property
    def share_by_the_clock(self) -> Share:
        """The same counted day and night, so that nobody can polish the figure with opening hours."""
        return Share(self["in_time_by_the_clock"], self["answered"] + self["open_late_by_the_clock"])

    @property
    def hows(self) -> dict[str, int]:
        """The answered by the way in which they were."""
        return {how: self[name] for how, name in HOWS.items()}

    @property
    def reasons(self) -> dict[str, int]:
        """The dismissed by why."""
        return {reason: self[name] for reason, name in REASONS.items()}

    @property
    def to_dm(self) -> int:
        """Answers with which a public question went on in private."""
        return sum(self[name] for name in TO_DM)

    @property
    def tones(self) -> Tones:
        """Before and after the answer."""
        before = {tone: self[f"before_{tone}"] for tone in TONES}
        after = {tone: self[f"after_{tone}"] for tone in TONES}
        return Tones(before, after, self["better"], self["worse"])


def _seconds(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(seconds=number)
