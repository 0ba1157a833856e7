"""The event log as a feed: what happened after a given event, and a watch that wakes when it grew.

Ids follow the order of commits in both databases (docs/decisions/001), so "greater than the last" misses nothing.
"""

import threading
import time
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, func, select

from webcare.database import EVENT_NOTICE, is_sqlite, session
from webcare.models import EventRow

LOOK_EVERY = 0.06


def latest_event() -> int:
    """The id of the newest event: where a screen that is drawn now begins to listen."""
    return session.scalar(_newest()) or 0


@cache
def _newest() -> Select[int]:
    return select(func.max(EventRow.id))


def events_after(event_id: int, limit: int = 1000) -> list[EventRow]:
    """What happened after that event, oldest first."""
    statement = select(EventRow).where(EventRow.id > event_id).order_by(EventRow.id).limit(limit)
    return list(session.scalars(statement))


class Watch:
    """A connection of its own that notices commits of any process. It may wake for nothing, never sleep through one."""

    def __init__(self, stop: threading.Event) -> None:
        """Begin to watch: what is committed from now on wakes, and so does a stop."""
        self._stop = stop
        self._sqlite = is_sqlite()
        pooled = session.get_bind().engine.raw_connection()
        self._connection = cast(Any, pooled.driver_connection)
        pooled.detach()  # never goes back to the pool: it listens until it is closed
        self._version = 0
        if self._sqlite:
            self._version = self._look()
        else:
            self._connection.autocommit = True
            self._connection.execute(f"LISTEN {EVENT_NOTICE}")

    def wait(self, seconds: float) -> bool:
        """Wait until something was committed, at most this long. Whether something was."""
        until, grew = time.monotonic() + seconds, self._grew(0)
        while not grew and not self._stop.is_set() and (left := until - time.monotonic()) > 0:
            grew = self._grew(min(left, LOOK_EVERY))
        return grew

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _grew(self, within: float) -> bool:
        return self._has_new_version(within) if self._sqlite else self._has_notice(within)

    def _has_new_version(self, within: float) -> bool:
        self._stop.wait(within)
        known, self._version = self._version, self._look()
        return known != self._version

    def _look(self) -> int:
        """SQLite's own count of commits by other connections; costs microseconds, reads no table."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _has_notice(self, within: float) -> bool:
        return any(True for _notice in self._connection.notifies(timeout=within, stop_after=1))
