"""Scenario files: what customers say, when, and how they react."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from webcare.simulator.cast import Cast

FOLDER = Path(__file__).parent / "scenarios"
DAY_HOURS = 12.0
Item = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One thing a customer may say."""

    text: str
    topic: str = "any"
    lang: str = "nl"
    dm: bool = False
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A day on the simulated platform."""

    name: str
    pace: list[Item] = field(default_factory=list)
    opening: list[Item] = field(default_factory=list)
    moments: list[Item] = field(default_factory=list)
    stories: dict[str, list[Item]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    reactions: dict[str, Any] = field(default_factory=dict)
    customers: dict[str, Any] = field(default_factory=dict)
    cast: Cast = field(default_factory=Cast)

    def per_minute(self, hour: float) -> float:
        """How many posts a minute at this hour of the day; straight between the points of `pace`."""
        if not self.pace:
            return 0.0
        before = [each for each in self.pace if each["hour"] <= hour]
        after = [each for each in self.pace if each["hour"] > hour]
        if not before or not after:
            return float((before or after)[-1]["per_minute"])
        low, high = before[-1], after[0]
        share = (hour - low["hour"]) / (high["hour"] - low["hour"])
        return float(low["per_minute"] + share * (high["per_minute"] - low["per_minute"]))

    def plays(self) -> bool:
        """Whether anything happens by itself, after the opening."""
        return bool(self.lines or self.moments or self.reactions)

    def due_between(self, hour: float, until: float) -> list[str]:
        """The stories that begin after `hour` and not after `until`."""
        return [each["story"] for each in self.moments if hour < each["hour"] <= until]


def known() -> list[str]:
    """The names of the scenarios there are."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "stories")


def load(name: str) -> Scenario:
    """Read a scenario. Raises LookupError for one that is not there."""
    if name not in known():
        raise LookupError(f"There is no scenario {name!r}. There are: {', '.join(known())}.")
    raw = _read(f"{name}.yaml") or {}
    return Scenario(
        name=name,
        pace=raw.get("pace", []),
        opening=raw.get("opening", []),
        moments=raw.get("moments", []),
        stories=_read(raw["stories"]) if "stories" in raw else {},
        lines=[line for path in raw.get("texts", []) for line in _lines(_read(path))],
        reactions=_read(raw["reactions"]) if "reactions" in raw else {},
        customers=raw.get("customers", {}),
        cast=Cast(_read(raw["people"])) if "people" in raw else Cast(),
    )


def _read(path: str) -> Any:
    return yaml.safe_load((FOLDER / path).read_text(encoding="utf-8"))


def _lines(groups: list[Item]) -> list[Line]:
    return [
        Line(
            text=text,
            topic=group["kind"],
            lang=group.get("lang", "nl"),
            dm=group.get("dm", False),
            pictures=tuple(group.get("pictures", ())),
        )
        for group in groups
        for text in group["texts"]
    ]
