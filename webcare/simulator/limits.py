"""X's rate limits per endpoint and user: windows of a quarter of an hour, and of a day for what is sent."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from webcare.simulator import problems

QUARTER = 15 * 60
DAY = 24 * 60 * 60
PER_QUARTER = {
    "me": 75,
    "mentions": 300,
    "own_posts": 900,
    "posts_by_id": 900,
    "search": 300,
    "users": 900,
    "dm_events": 15,
    "chat": 15,
    "create_post": 100,
    "delete_post": 50,
    "hide_post": 50,
    "send_dm": 15,
    "delete_dm": 300,
}
PER_DAY = {"create_post": 10_000, "send_dm": 1_440}


@dataclass
class Window:
    """How much of a limit is used, and until when."""

    used: int = 0
    until: float = 0.0


class Limits:
    """Counts requests. `factor` multiplies every limit, for tests that do not wait."""

    def __init__(self, factor: float = 1.0, clock: Callable[[], float] = time.time) -> None:
        """Nothing is used yet."""
        self.factor = factor
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[tuple[int, str, int], Window] = {}

    def take(self, account_id: int, endpoint: str) -> dict[str, str]:
        """Count one request; the headers that say how the limit stands. Raises Problem 429 when it is used up."""
        with self._lock:
            left, limit, until = self._count(account_id, endpoint, QUARTER, PER_QUARTER[endpoint])
            headers = _headers("x-rate-limit-", limit, left, until)
            if endpoint in PER_DAY:
                day_left, day_limit, day_until = self._count(account_id, endpoint, DAY, PER_DAY[endpoint])
                headers |= _headers("x-user-limit-24hour-", day_limit, day_left, day_until)
                left = min(left, day_left)
        if left < 0:
            problem = problems.too_many()
            problem.headers = headers
            raise problem
        return headers

    def _count(self, account_id: int, endpoint: str, seconds: int, limit: int) -> tuple[int, int, float]:
        limit = max(1, int(limit * self.factor))
        window = self._windows.setdefault((account_id, endpoint, seconds), Window())
        if window.until <= self._clock():
            window.used, window.until = 0, self._clock() + seconds
        window.used += 1
        return limit - window.used, limit, window.until


def _headers(prefix: str, limit: int, left: int, until: float) -> dict[str, str]:
    return {f"{prefix}limit": str(limit), f"{prefix}remaining": str(max(0, left)), f"{prefix}reset": str(int(until))}
