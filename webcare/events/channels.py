"""Channels: their settings, their stop, and what goes wrong in reading them."""

from dataclasses import dataclass

from webcare.events.base import Event


class ChannelConnected(Event):
    """A channel was connected, or its credentials replaced."""


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(Event):
    """An admin changed its settings; `fields` names them."""

    fields: tuple[str, ...] = ()


class ChannelStopped(Event):
    """Nothing leaves this channel until it is lifted."""


class ChannelStopLifted(Event):
    """Replies leave again."""


@dataclass(frozen=True, kw_only=True)
class ChannelFailed(Event):
    """A feed stopped working; told once, not at every try."""

    feed: str
    failure: str


@dataclass(frozen=True, kw_only=True)
class ChannelRecovered(Event):
    """A feed works again."""

    feed: str


@dataclass(frozen=True, kw_only=True)
class GapNoticed(Event):
    """Messages may be missing."""

    gap_id: int


@dataclass(frozen=True, kw_only=True)
class GapFilled(Event):
    """They were found."""

    gap_id: int


@dataclass(frozen=True, kw_only=True)
class MessageQuarantined(Event):
    """A message of the platform could not be read; the rest flows on."""

    quarantine_id: int


@dataclass(frozen=True, kw_only=True)
class QuarantineResolved(Event):
    """An admin looked at it and laid it aside."""

    quarantine_id: int
