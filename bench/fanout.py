"""From a message's commit to every screen: 200 real Socket.IO clients, 50 messages a second, one web process.

The writer is a process of its own, as the worker is. Each message opens a conversation, so each must reach every
screen exactly once as a row.
"""

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import lru_cache
from pathlib import Path

import aiohttp

from bench import data
from bench.server import Desk, desk
from bench.table import Figure, at_most, exactly, percentile
from webcare.database import session

SCREENS = 200
PER_SECOND = 50
SECONDS = 20
SETTLE = 5


@lru_cache(maxsize=256)
def _rows(packet: str) -> Counter[str]:
    """The rows in one packet. Screens that share a room get the same text: it is read once, for what is measured is
    the desk, and both share the cores."""
    name, message = json.loads(packet.removeprefix("42"))
    if name != "happened":
        return Counter()
    return Counter(item["id"] for item in message["items"] if item["kind"] == "row")


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fanout.sqlite3'}"
        data.migrated(url)
        data.fill(1_000)
        with desk(url) as served:
            cookies = [served.cookie(5 + number % 30) for number in range(SCREENS)]
            session.remove()
            gc.disable()  # this process, that listens: its own pauses of 200 ms would count as the desk's
            heard, committed = asyncio.run(_watch(served, url, cookies))
            gc.enable()
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
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as browser:
        screens = [
            asyncio.create_task(_listen(browser, served, cookie, screen))
            for cookie, screen in zip(cookies, heard, strict=True)
        ]
        await asyncio.sleep(SETTLE)
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.writer", url, str(PER_SECOND), str(SECONDS), stdout=subprocess.PIPE
        )
        written, _ = await writer.communicate()
        await asyncio.sleep(SETTLE)
        for screen in screens:
            screen.cancel()
        await asyncio.gather(*screens, return_exceptions=True)
    return heard, json.loads(written)


async def _listen(browser: aiohttp.ClientSession, served: Desk, cookie: str, heard: dict[str, list[float]]) -> None:
    """One screen: Socket.IO's own protocol over a real WebSocket, without what a client library spends on it."""
    headers = {"Cookie": cookie, "Origin": served.url}
    async with browser.ws_connect(f"{served.url}/socket.io/?EIO=4&transport=websocket", headers=headers) as socket:
        await socket.send_str("40")
        async for packet in socket:
            if packet.data == "2":
                await socket.send_str("3")
            elif packet.data.startswith("42"):
                now = time.time()
                for row, count in _rows(packet.data).items():
                    heard.setdefault(row, []).extend([now] * count)
