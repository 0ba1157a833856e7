"""Everything that can happen, in the past tense.

An event holds ids and codes, never what anybody wrote: erasing a person leaves the log whole. Its kind is the name of
its class in snake case; a field that is added is optional, so that old rows stay readable.
"""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """What every event carries: when, by whom (None: the clock or the platform), and where."""

    version: ClassVar[int] = 1

    at: datetime
    by: int | None = None
    channel_id: int | None = None
    conversation_id: int | None = None

    @classmethod
    @cache
    def kind(cls) -> str:
        """The stable name in the log: `ConversationClaimed` is `conversation_claimed`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def data(self) -> dict[str, Any]:
        """The fields of this kind alone, as they go into the log."""
        return {name: getattr(self, name) for name in self._own_names()}

    @classmethod
    @cache
    def _own_names(cls) -> tuple[str, ...]:
        common = {field.name for field in fields(Event)}
        return tuple(field.name for field in fields(cls) if field.name not in common)


@dataclass(frozen=True, kw_only=True)
class OfMessage(Event):
    """Something about one message."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class OfReply(Event):
    """Something about one reply."""

    reply_id: int


@dataclass(frozen=True, kw_only=True)
class OfWait(Event):
    """Something about one wait."""

    wait_id: int


# Messages, as the platform tells them.


class MessageReceived(OfMessage):
    """The contact wrote."""


class MessagePostedElsewhere(OfMessage):
    """The brand wrote from the platform's own app, or with another tool."""


@dataclass(frozen=True, kw_only=True)
class MessageEdited(OfMessage):
    """The author replaced the text; `after_answer` when the brand had answered the older one."""

    after_answer: bool = False


class MessageDeleted(OfMessage):
    """The author took it away; a tombstone stays."""


class NoteWritten(OfMessage):
    """A colleague left a note for the team."""


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """The contact has another name, handle or picture."""

    contact_id: int


# The response timer.


class WaitOpened(OfWait):
    """A customer began to wait."""


class WaitMoved(OfWait):
    """The start moved, by a message that arrived late or a deletion."""


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
    """It turned out to be part of another: the answer between them is gone, or an earlier message came."""

    into: int


class WaitAtRisk(OfWait):
    """Three quarters of the time have gone."""


class WaitLate(OfWait):
    """The time has gone."""


# Conversations.


class ConversationOpened(Event):
    """The first message of a contact in a thread arrived."""


class ConversationReopened(Event):
    """A closed conversation is open again."""


@dataclass(frozen=True, kw_only=True)
class ConversationClosed(Event):
    """Nothing more is to be done."""

    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationClaimed(Event):
    """`by` holds it now; `taken_from` when a colleague held it before."""

    taken_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationAssigned(Event):
    """`by` handed it to `to`."""

    to: int
    taken_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationReleased(Event):
    """Nobody holds it; `why` is `released`, `expired`, `closed`, `away` or `absent`."""

    holder: int
    why: str = "released"


@dataclass(frozen=True, kw_only=True)
class ConversationTagged(Event):
    """A tag was put on."""

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationUntagged(Event):
    """A tag was taken off."""

    tag_id: int


class ConversationRead(Event):
    """Somebody opened a private conversation."""


class ConversationAsked(Event):
    """A mention that asked for nothing was made a wait, by hand."""


@dataclass(frozen=True, kw_only=True)
class ConversationUrgent(Event):
    """A word rule marked it, or a person did."""

    rule_id: int | None = None


class UrgencyAccepted(Event):
    """Somebody took the alarm on."""


@dataclass(frozen=True, kw_only=True)
class UrgentClosingProposed(Event):
    """One of the two people who must agree."""

    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationGathered(Event):
    """It joined a gathering."""

    gathering_id: int


@dataclass(frozen=True, kw_only=True)
class GatheringStandChosen(Event):
    """It began, or ceased, to stand for its gathering in the lists."""

    gathering_id: int
    stands: bool


@dataclass(frozen=True, kw_only=True)
class GatheringClaimed(Event):
    """`by` holds every conversation of it."""

    gathering_id: int


# Replies.


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


# Promises.


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


# Channels.


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


# People.


@dataclass(frozen=True, kw_only=True)
class OfUser(Event):
    """Something about one user."""

    user_id: int


class UserCreated(OfUser):
    """An account was made."""


class UserChanged(OfUser):
    """Settings changed."""


class UserWentAway(OfUser):
    """Not here for now."""


class UserCameBack(OfUser):
    """Here again."""


class LoggedIn(OfUser):
    """A session began."""


@dataclass(frozen=True, kw_only=True)
class SessionRevoked(OfUser):
    """A session ended; its sockets are closed at once."""

    session_id: int


@dataclass(frozen=True, kw_only=True)
class GrantGiven(Event):
    """Power was given."""

    grant_id: int


@dataclass(frozen=True, kw_only=True)
class GrantWithdrawn(Event):
    """Power was taken back."""

    grant_id: int
