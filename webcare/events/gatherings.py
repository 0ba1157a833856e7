"""Conversations that are worked as one."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class GatheringStandChosen(Event):
    """It began, or ceased, to stand for its gathering in the lists."""

    gathering_id: int
    stands: bool


@dataclass(frozen=True, kw_only=True)
class GatheringClaimed(Event):
    """`by` holds every conversation of it."""

    gathering_id: int
