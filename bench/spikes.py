"""The spike detector on real brands: mentions of six of them per five minutes, over eight weeks, with labelled windows.

A window is found when a suggestion falls inside it; its delay is counted from the labelled moment, the middle of the
window. A false alarm is a suggestion outside every window. After one suggestion there is none for six hours, for the
detector and for what it is compared with alike: a robust z over the trailing three-day median.
"""

import csv
import gzip
import json
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from bench.table import Figure
from webcare.insight import spikes
from webcare.insight.spikes import Volume

DATA = Path(__file__).parent.parent.parent / "shared" / "data" / "brand-volume"
THREE_DAYS = 3 * spikes.DAY
HEIGHTS = (6, 8, 10, 15, 30)  # of the robust z


@dataclass(frozen=True)
class Brand:
    """One brand's mentions, and the windows in which something happened."""

    name: str
    times: list[datetime]
    counts: list[int]
    windows: list[tuple[datetime, datetime]]

    @property
    def weeks(self) -> float:
        return len(self.counts) / (7 * spikes.DAY)


@dataclass
class Score:
    """How one way of looking did over all brands."""

    windows: int = 0
    found: int = 0
    alarms: int = 0
    weeks: float = 0.0

    def __post_init__(self) -> None:
        self.delays: list[float] = []

    @property
    def a_week(self) -> float:
        return self.alarms / self.weeks

    def add(self, brand: Brand, suggested: list[datetime]) -> None:
        self.weeks += brand.weeks
        self.alarms += sum(not any(first <= at <= last for first, last in brand.windows) for at in suggested)
        for first, last in brand.windows:
            self.windows += 1
            inside = [at for at in suggested if first <= at <= last]
            if inside:
                self.found += 1
                self.delays.append((inside[0] - (first + (last - first) / 2)) / timedelta(minutes=1))


def run() -> list[Figure]:
    if not DATA.exists():
        return [Figure("spikes: the labelled series are not on this machine", str(DATA), "", None)]
    brands = [_read(name, windows) for name, windows in json.loads((DATA / "windows.json").read_text()).items()]
    ours, others = Score(), {height: Score() for height in HEIGHTS}
    for brand in brands:
        volume, heights = Volume(brand.counts), _robust(brand.counts)
        ours.add(brand, _suggested(brand, lambda slot, volume=volume: volume.spike(slot) is not None))
        for height, score in others.items():
            score.add(brand, _suggested(brand, lambda slot, h=height, z=heights: z[slot] > h))
    rivals = [score.found for score in others.values() if score.a_week <= ours.a_week]
    beaten = min((score.a_week for score in others.values() if score.found >= ours.found), default=float("inf"))
    found = f"{ours.found} of {ours.windows} windows"
    return [
        Figure("spikes, found", found, f"> {max(rivals, default=0)}", ours.found > max(rivals, default=0)),
        Figure("  false alarms per brand and week", f"{ours.a_week:.2f}", f"< {beaten:.2f}", ours.a_week < beaten),
        Figure("  delay after the labelled moment, median", f"{median(ours.delays):.0f} min"),
        Figure("  delay, the slowest", f"{max(ours.delays):.0f} min"),
        *(
            Figure(f"  beside it: robust z > {height}", f"{score.found} with {score.a_week:.2f} a week")
            for height, score in others.items()
        ),
    ]


def _read(name: str, windows: list[list[str]]) -> Brand:
    with gzip.open(DATA / f"{name}.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    times = [datetime.fromisoformat(row["timestamp"]) for row in rows]
    labelled = [(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in windows]
    return Brand(name, times, [int(row["value"]) for row in rows], labelled)


def _suggested(brand: Brand, stands_out: Callable[[int], bool]) -> list[datetime]:
    """The moments at which a crisis would have been suggested, looking once in five minutes."""
    suggested: list[datetime] = []
    for slot, at in enumerate(brand.times):
        if suggested and at - suggested[-1] < spikes.QUIET:
            continue
        if stands_out(slot):
            suggested.append(at)
    return suggested


def _robust(counts: list[int]) -> list[float]:
    return list(_heights(counts))


def _heights(counts: list[int]) -> Iterator[float]:
    """How many robust deviations each count lies above the median of the three days before it."""
    before: list[int] = []
    for slot, count in enumerate(counts):
        if len(before) < spikes.DAY:
            yield 0.0
        else:
            middle = median(before)
            spread = 1.4826 * median(sorted(abs(each - middle) for each in before))
            yield (count - middle) / max(spread, 1.0)
        insort(before, count)
        if slot >= THREE_DAYS:
            del before[bisect_left(before, counts[slot - THREE_DAYS])]
