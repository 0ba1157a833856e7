"""What happens in a crisis and in a drill. What was said there stands in its rows, never here."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfCrisis(Event):
    """Something in one crisis."""

    crisis_id: int


@dataclass(frozen=True, kw_only=True)
class CrisisDeclared(OfCrisis):
    """A lead declared it; of a suggestion, which."""

    spike_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CrisisThemeChanged(OfCrisis):
    """It gathers by other words or tags from now on."""


@dataclass(frozen=True, kw_only=True)
class CrisisNoted(OfCrisis):
    """Something was written in its log."""

    entry_id: int


@dataclass(frozen=True, kw_only=True)
class CrisisStatementProposed(OfCrisis):
    """A text waits for somebody else's approval."""

    statement_id: int


@dataclass(frozen=True, kw_only=True)
class CrisisStatementApproved(OfCrisis):
    """It may be sent, with a greeting around it."""

    statement_id: int


@dataclass(frozen=True, kw_only=True)
class CrisisStatementWithdrawn(OfCrisis):
    """It may not be sent any more."""

    statement_id: int


@dataclass(frozen=True, kw_only=True)
class CrisisEnded(OfCrisis):
    """It is over: what it narrowed is free again."""


@dataclass(frozen=True, kw_only=True)
class CrisisReopened(OfCrisis):
    """It was ended too early."""


@dataclass(frozen=True, kw_only=True)
class DrillBegan(OfCrisis):
    """The simulator plays."""


@dataclass(frozen=True, kw_only=True)
class DrillStopped(OfCrisis):
    """The simulator plays no more."""


@dataclass(frozen=True, kw_only=True)
class TrainingSeatTaken(OfCrisis):
    """Somebody takes part in a drill, and sees nothing else meanwhile."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class TrainingSeatLeft(OfCrisis):
    """Somebody is back at the real desk."""

    user_id: int
