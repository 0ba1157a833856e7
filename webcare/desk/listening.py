"""What listens to the discussion as a whole: one loop of the worker that sorts, notices and suggests."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from webcare.desk import noticing, sorting, suggesting

EVERY = timedelta(minutes=5)  # as often as the detector was measured with
STEPS = 20  # of sorting, before the rest has its turn
BREATH = 0.005  # seconds between two transactions, for those who write meanwhile


@dataclass
class Listener:
    """Not to be shared between threads."""

    _next: datetime | None = None

    def step(self, now: datetime) -> None:
        """Sort in what is new; every five minutes notice what is new and judge what is unusual."""
        for _ in range(STEPS):
            if not sorting.step(now=now):
                break
            time.sleep(BREATH)
        if noticing.count_days(now=now):
            return  # one day at a time: the first weeks are not read in one breath
        if self._next is None or now >= self._next:
            self._next = now + EVERY
            noticing.notice(now=now)
            suggesting.look(now=now)
