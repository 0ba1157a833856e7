"""The guard: what was posted all the same, and what was unveiled."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class GuardOverruled(Event):
    """Somebody posted a text with these findings in it, after having seen them."""

    codes: tuple[str, ...]
    audience: str = "public"


@dataclass(frozen=True, kw_only=True)
class MaskOpened(Event):
    """Somebody looked at a number that is masked on screen; `opened` is the message's id."""

    opened: int
