"""The response timer."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfWait(Event):
    """Something about one wait."""

    wait_id: int


class WaitOpened(OfWait):
    """A customer began to wait."""


@dataclass(frozen=True, kw_only=True)
class WaitMoved(OfWait):
    """The start moved, by a message that arrived late or a deletion; `was` is where it began, in microseconds."""

    was: int | None = None


@dataclass(frozen=True, kw_only=True)
class WaitAnswered(OfWait):
    """The platform confirmed the brand's answer; `how` as in Wait.how."""

    how: str


@dataclass(frozen=True, kw_only=True)
class WaitDismissed(OfWait):
    """Somebody found that no answer is needed; `late` when it already was."""

    reason: str
    late: bool = False


class WaitReopened(OfWait):
    """A dismissal was undone, or the only answer was deleted."""


@dataclass(frozen=True, kw_only=True)
class WaitMerged(OfWait):
    """It turned out to be part of another: the answer between them is gone, or an earlier message came.

    `was` is where it began, in microseconds: its row is gone.
    """

    into: int
    was: int | None = None


class WaitAtRisk(OfWait):
    """Three quarters of the time have gone."""


class WaitLate(OfWait):
    """The time has gone."""
