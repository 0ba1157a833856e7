"""Messages, as the platform tells them, and notes."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfMessage(Event):
    """Something about one message."""

    message_id: int


class MessageReceived(OfMessage):
    """The contact wrote."""


class MessagePostedElsewhere(OfMessage):
    """The brand wrote from the platform's own app, or with another tool."""


@dataclass(frozen=True, kw_only=True)
class MessageEdited(OfMessage):
    """The author replaced the text; `after_answer` when the brand had answered the older one."""

    after_answer: bool = False


@dataclass(frozen=True, kw_only=True)
class MessageToned(OfMessage):
    """The tone of what the contact wrote was found, and shows on screens."""

    sentiment: str


@dataclass(frozen=True, kw_only=True)
class TonesFound(Event):
    """The tone of messages around an answer was found, and shows nowhere but in figures."""

    message_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ToneCorrected(OfMessage):
    """`by` said what the tone of a message is; `was` stood there before."""

    sentiment: str
    was: str | None = None


class MessageDeleted(OfMessage):
    """The author took it away; a tombstone stays."""


class NoteWritten(OfMessage):
    """A colleague left a note for the team."""


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """The contact has another name, handle or picture."""

    contact_id: int


@dataclass(frozen=True, kw_only=True)
class ContactMarked(Event):
    """The contact is press, somebody says."""

    contact_id: int


@dataclass(frozen=True, kw_only=True)
class ContactUnmarked(Event):
    """The contact is not press after all."""

    contact_id: int
