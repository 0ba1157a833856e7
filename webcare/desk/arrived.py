"""A message that was just taken in: what the rules ask of it, without the weight of a row in the session."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webcare.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One new message, in the columns of `Message`."""

    id: int
    channel_id: int
    conversation_id: int
    direction: str
    audience: str
    external_id: str
    text: str
    language: str | None
    asks: bool
    history: bool
    posted_at: datetime
    arrived_at: datetime
    reply_id: None = None
    deleted_at: None = None
    ends_public_wait: bool = True

    @classmethod
    def of(cls, number: int, row: dict[str, Any]) -> "Arrived":
        """From the row as it was inserted."""
        return cls(id=number, **{name: row[name] for name in _NAMES})


Spoken = Message | Arrived
_NAMES = tuple(name for name in Arrived.__slots__ if name not in ("id", "reply_id", "deleted_at", "ends_public_wait"))
