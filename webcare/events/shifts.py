"""Who is at work, how much they take, and what a lead moves between them."""

from dataclasses import dataclass

from webcare.events.base import Event
from webcare.events.people import OfUser


@dataclass(frozen=True, kw_only=True)
class MostHeldSet(OfUser):
    """How many conversations somebody is given at once."""

    most: int


@dataclass(frozen=True, kw_only=True)
class StandbySet(OfUser):
    """Somebody can be called, or not any more."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class HandedOverTogether(OfUser):
    """Conversations went to `user_id`, or away from who was set away, in one act."""

    handover_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class HandoverUndone(OfUser):
    """They went back, as far as nothing had happened with them."""

    handover_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class TeamAssigningSet(Event):
    """Whether the people of a team are given what waits."""

    team_id: int
    on: bool
