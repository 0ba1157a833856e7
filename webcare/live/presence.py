"""Who reads and who types in a conversation, now. Not a claim, and kept nowhere: it is gone when the screen is.

In memory of this process. Several processes share it by another class with the same three methods.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

TYPING_LASTS = 4.0  # seconds after the last key


@dataclass
class Presence:
    """The people in each conversation."""

    _reading: dict[int, dict[str, tuple[int, str]]] = field(default_factory=dict)
    _typing: dict[int, dict[int, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reads(self, conversation_id: int, sid: str, user_id: int, name: str) -> None:
        """A screen opened this conversation."""
        with self._lock:
            self._reading.setdefault(conversation_id, {})[sid] = (user_id, name)

    def types(self, conversation_id: int, user_id: int, typing: bool) -> None:
        """Somebody touched a key in it, or stopped."""
        with self._lock:
            here = self._typing.setdefault(conversation_id, {})
            here[user_id] = time.monotonic() + TYPING_LASTS if typing else 0.0

    def leaves(self, conversation_id: int, sid: str) -> None:
        """A screen went elsewhere."""
        with self._lock:
            here = self._reading.get(conversation_id, {})
            user_id, _name = here.pop(sid, (0, ""))
            if user_id not in {each for each, _ in here.values()}:
                self._typing.get(conversation_id, {}).pop(user_id, None)
            if not here:
                self._reading.pop(conversation_id, None)
                self._typing.pop(conversation_id, None)

    def of(self, conversation_id: int) -> dict[str, Any]:
        """Who is there, each once, and which of them type."""
        with self._lock:
            people = dict(self._reading.get(conversation_id, {}).values())
            typing = self._typing.get(conversation_id, {})
            now = time.monotonic()
            return {
                "conversation": conversation_id,
                "reading": [{"user": user_id, "name": name} for user_id, name in sorted(people.items())],
                "typing": [user_id for user_id in sorted(people) if typing.get(user_id, 0.0) > now],
            }
