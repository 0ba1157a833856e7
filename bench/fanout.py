"""From a message's commit to every screen: 200 real Socket.IO clients, 50 messages a second, one web process.

The writer is a process of its own, as the worker is. Each message opens a conversation, so each must reach every
screen exactly once as a row.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import lru_cache
from pathlib import Path

import socketio

from bench import data
from bench.server import Desk, desk
from bench.table import Figure, at_most, exactly, percentile
from webcare.database import session

SCREENS = 200
PER_SECOND = 50
SECONDS = 20
SETTLE = 3


class OnceForAll:
    """Screens that share a room get the same text: reading it once leaves the cores to what is measured."""

    dumps = staticmethod(json.dumps)
    loads = staticmethod(lru_cache(maxsize=256)(json.loads))


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fanout.sqlite3'}"
        data.migrated(url)
        data.fill(1_000)
        with desk(url) as served:
            cookies = [served.cookie(5 + number % 30) for number in range(SCREENS)]
            session.remove()
            heard, committed = asyncio.run(_watch(served, url, cookies))
            megabytes = served.megabytes()
    return _figures(heard, committed, megabytes)


def _figures(heard: list[dict[str, list[float]]], committed: dict[str, float], megabytes: float) -> list[Figure]:
    delays = [(times[0] - at) * 1000 for screen in heard for row, at in committed.items() if (times := screen.get(row))]
    missing = sum(row not in screen for screen in heard for row in committed)
    load = f"{SCREENS} screens, {PER_SECOND} messages/s"
    return [
        Figure(f"message to every screen, {load}, p50", f"{percentile(delays, 0.5):,.1f} ms"),
        at_most("  p99", percentile(delays, 0.99), 250, "ms"),
        exactly("  missing", missing, 0, "deliveries"),
        exactly("  twice", sum(_repeats(screen, committed) for screen in heard), 0, "deliveries"),
        at_most("  the web process, own memory", megabytes, 250, "MB"),
    ]


def _repeats(screen: dict[str, list[float]], committed: dict[str, float]) -> int:
    return sum(len(screen.get(row, ())) > 1 for row in committed)


async def _watch(served: Desk, url: str, cookies: list[str]) -> tuple[list[dict[str, list[float]]], dict[str, float]]:
    heard: list[dict[str, list[float]]] = [{} for _ in cookies]
    screens = []
    for cookie, screen in zip(cookies, heard, strict=True):
        client = socketio.AsyncClient(reconnection=False, json=OnceForAll)
        client.on("happened", _listener(screen))
        headers = {"Cookie": cookie, "Origin": served.url}
        await client.connect(served.url, headers=headers, transports=["websocket"])
        screens.append(client)
    await asyncio.sleep(SETTLE)
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.writer", url, str(PER_SECOND), str(SECONDS), stdout=subprocess.PIPE
    )
    written, _ = await writer.communicate()
    await asyncio.sleep(SETTLE)
    for client in screens:
        await client.disconnect()
    return heard, json.loads(written)


def _listener(screen: dict[str, list[float]]):
    def listen(message: dict) -> None:
        now = time.time()
        for row, count in Counter(item["id"] for item in message["items"] if item["kind"] == "row").items():
            screen.setdefault(row, []).extend([now] * count)

    return listen
