"""The event itself: what every kind carries, its name and its fields."""

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
