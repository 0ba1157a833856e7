"""What an answer said would follow."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfPromise(Event):
    """Something about one promise."""

    promise_id: int


class PromiseMade(OfPromise):
    """An answer said that more will follow."""


class PromiseFulfilled(OfPromise):
    """It was kept."""


class PromiseWithdrawn(OfPromise):
    """It was taken back."""


class PromiseResumed(OfPromise):
    """That it was kept or taken back was a slip: it stands again."""
