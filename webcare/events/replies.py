"""Replies, from the undo window to the platform and back."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfReply(Event):
    """Something about one reply."""

    reply_id: int


class ReplyQueued(OfReply):
    """It waits for its undo window."""


class ReplyCancelled(OfReply):
    """Undone before it left."""


class ReplySending(OfReply):
    """A worker has it; from here on it may be public."""


class ReplySent(OfReply):
    """The platform confirmed it."""


@dataclass(frozen=True, kw_only=True)
class ReplyFailed(OfReply):
    """The platform refused it, or it could not be reached."""

    failure: str


class ReplyUncertain(OfReply):
    """Nobody knows yet whether it was published."""


@dataclass(frozen=True, kw_only=True)
class ReplyHeld(OfReply):
    """It may not leave now; `why` is `channel_stopped` or `mandate`."""

    why: str


class ReplyDeletionRequested(OfReply):
    """Somebody wants it gone from the platform."""


class ReplyDeleted(OfReply):
    """It is gone from the platform."""
