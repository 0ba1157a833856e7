"""Power given and taken back."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class GrantGiven(Event):
    """Power was given."""

    grant_id: int


@dataclass(frozen=True, kw_only=True)
class GrantWithdrawn(Event):
    """Power was taken back."""

    grant_id: int


@dataclass(frozen=True, kw_only=True)
class LimitSet(Event):
    """Answering was narrowed."""

    limit_id: int


@dataclass(frozen=True, kw_only=True)
class LimitLifted(Event):
    """A limit was taken away."""

    limit_id: int
