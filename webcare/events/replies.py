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
    """It may not leave now; `why` is `channel_stopped`, `channel_off` or `mandate`."""

    why: str


class ReplyDeletionRequested(OfReply):
    """Somebody wants it gone from the platform."""


class ReplyDeleted(OfReply):
    """It is gone from the platform."""


# Four eyes.


@dataclass(frozen=True, kw_only=True)
class ReplyApprovalAsked(OfReply):
    """It waits for approval: of one person, of a team, or of anybody who may."""

    approver: int | None = None
    approver_team: int | None = None


class ReplyApproved(OfReply):
    """Somebody else approved its exact text."""


class ReplyChanged(OfReply):
    """Whoever was asked put their own words in its place."""


class ReplySentBack(OfReply):
    """It goes back to its writer, with a reason."""


@dataclass(frozen=True, kw_only=True)
class ReplyDeputyAsked(OfReply):
    """Nobody decided in time: a deputy may decide as well (None: anybody who may approve)."""

    deputy: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyStandbyCalled(OfReply):
    """No approver was there: the person on stand-by was called."""

    standby: int


@dataclass(frozen=True, kw_only=True)
class StatementApproved(Event):
    """A text was approved beforehand, to be sent unchanged when nobody is there to approve."""

    statement_id: int


@dataclass(frozen=True, kw_only=True)
class StatementWithdrawn(Event):
    """It may not be sent any more."""

    statement_id: int
