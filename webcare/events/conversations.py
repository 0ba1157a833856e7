"""Conversations: who holds them, what they are marked with, whether they are open."""

from dataclasses import dataclass

from webcare.events.base import Event


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


@dataclass(frozen=True, kw_only=True)
class ConversationGathered(Event):
    """It joined a gathering."""

    gathering_id: int


class UrgencyAccepted(Event):
    """Somebody took the alarm on."""


class UrgencyTakenBack(Event):
    """Who had marked it by hand found that it was not urgent."""


@dataclass(frozen=True, kw_only=True)
class UrgentClosingProposed(Event):
    """One of the two people who must agree."""

    reason: str | None = None
