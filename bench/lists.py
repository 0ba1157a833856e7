"""The inbox and its lists at 1,000,000 conversations, 1 % of them open: server time of whole requests.

Beside it 10,000 conversations of which half are open, so that each list has as many rows to draw.
"""

import tempfile
import time
from pathlib import Path

from bench import data
from bench.server import in_process
from bench.table import Figure, at_most, percentile

FEW, MANY = 10_000, 1_000_000
REQUESTS = 60
PAGES = {
    "inbox page": "/inbox",
    "next rows": "/inbox/rows?view=waiting&after=1763287200000000_5",
    "mine": "/inbox/rows?view=mine",
    "all open": "/inbox/rows?view=open",
    "mentions": "/inbox/rows?view=mentions",
    "closed": "/inbox/rows?view=closed",
    "waiting, one tag": "/inbox/rows?view=waiting&tag=3",
    "closed, one tag, DM": "/inbox/rows?view=closed&tag=3&audience=private",
    "late only": "/inbox/rows?view=waiting&timer=late",
}


def run() -> list[Figure]:
    few, many = _at(FEW, opened=0.5), _at(MANY, opened=data.OPEN_SHARE)
    figures = []
    for name, milliseconds in many.items():
        figures.append(at_most(f"{name}, {MANY:,} conversations, p95", milliseconds, 50, "ms"))
        figures.append(at_most(f"  against {FEW:,}", milliseconds / few[name], 2, "×"))
    return figures


def _at(conversations: int, *, opened: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'lists.sqlite3'}"
        data.migrated(url)
        data.fill(conversations, opened=opened)
        with in_process(url, data.NOW) as client:
            return {name: _p95(client, path) for name, path in PAGES.items()}


def _p95(client, path: str) -> float:
    times = []
    for number in range(REQUESTS + 3):
        started = time.perf_counter()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} gave {answer.status_code}")
        if number >= 3:  # the first ones fill the caches of templates and statements
            times.append((time.perf_counter() - started) * 1000)
    return percentile(times, 0.95)
