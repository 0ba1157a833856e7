"""Who is in which room, kept whole while many threads come and go.

The library's own manager looks whether a room exists and then makes it, in two steps: of two screens that come first at
the same moment one would stand in a room nobody speaks to, connected and silent for ever. One lock makes it one step.
"""

import threading
from collections.abc import Iterator
from typing import Any

from socketio import Manager


class Rooms(Manager):  # type: ignore[misc]
    """The library's manager, one thread at a time wherever it changes or reads its rooms."""

    def __init__(self) -> None:
        super().__init__()
        self._one_at_a_time = threading.RLock()

    def pre_connect(self, eio_sid: str, namespace: str) -> Any:
        """Register somebody who knocks."""
        with self._one_at_a_time:
            return super().pre_connect(eio_sid, namespace)

    def connect(self, sid: str, namespace: str) -> Any:
        """Register somebody who came in."""
        with self._one_at_a_time:
            return super().connect(sid, namespace)

    def pre_disconnect(self, sid: str, namespace: str) -> Any:
        """Note that somebody is about to go."""
        with self._one_at_a_time:
            return super().pre_disconnect(sid, namespace)

    def basic_disconnect(self, sid: str, namespace: str, **options: Any) -> None:
        """Take somebody out of every room."""
        with self._one_at_a_time:
            super().basic_disconnect(sid, namespace, **options)

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        """Let somebody into a room, which is made if it is not there; who has gone meanwhile enters none."""
        with self._one_at_a_time:
            if eio_sid is not None or sid in self.rooms.get(namespace, {}).get(None, ()):
                super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)

    def basic_leave_room(self, sid: str, namespace: str, room: Any) -> None:
        """Let somebody out of a room, which goes when it is empty."""
        with self._one_at_a_time:
            super().basic_leave_room(sid, namespace, room)

    def get_participants(self, namespace: str, room: Any) -> Iterator[Any]:
        """Who is in a room at this moment."""
        with self._one_at_a_time:
            return iter(list(super().get_participants(namespace, room)))
