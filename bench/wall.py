"""The wall screen: 50 of them right within a second, and one in a real browser that runs for minutes without growing.

A process of its own takes in customers and helps them all the while. For how long: WEBCARE_BENCH_WALL_MINUTES, or 10.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
from playwright.sync_api import CDPSession, sync_playwright

from bench import data
from bench.server import Desk, desk
from bench.table import Figure, at_most, exactly, percentile
from webcare.database import session

SCREENS = 50
PER_SECOND = 5
SECONDS = 30
SETTLE = 3
WITHIN = 1000  # milliseconds
A_LEAD = 1
MINUTES = float(os.environ.get("WEBCARE_BENCH_WALL_MINUTES", "10"))
GROWTH = 15.0  # % that the browser's memory may differ between the first and the last third, after collecting garbage


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'wall.sqlite3'}"
        data.migrated(url)
        data.fill(10_000)
        with desk(url) as served:
            cookie = served.cookie(A_LEAD)
            session.remove()
            return [*_delays(served, url, cookie), *_memory(served, url, cookie)]


def _delays(served: Desk, url: str, cookie: str) -> list[Figure]:
    heard, committed = asyncio.run(_watch(served, url, cookie))
    base = [counts[0][1] for counts in heard]
    delays, missing = [], 0
    for screen, before in zip(heard, base, strict=True):
        for number, at in enumerate(sorted(committed.values()), start=1):
            seen = next((moment for moment, waiting in screen if waiting >= before + number), None)
            missing += seen is None
            if seen is not None:
                delays.append((seen - at) * 1000)
    return [
        Figure(f"customer to the numbers of {SCREENS} wall screens, p50", f"{percentile(delays, 0.5):,.0f} ms"),
        at_most("  p99", percentile(delays, 0.99), WITHIN, "ms"),
        exactly("  missing", missing, 0, "numbers"),
    ]


async def _watch(served: Desk, url: str, cookie: str) -> tuple[list[list[tuple[float, int]]], dict[str, float]]:
    heard: list[list[tuple[float, int]]] = [[] for _ in range(SCREENS)]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as browser:
        screens = [asyncio.create_task(_listen(browser, served, cookie, screen)) for screen in heard]
        await asyncio.sleep(SETTLE)
        writer = await asyncio.create_subprocess_exec(*_writer(url, SECONDS), stdout=subprocess.PIPE)
        written, _ = await writer.communicate()
        await asyncio.sleep(SETTLE)
        for screen in screens:
            screen.cancel()
        await asyncio.gather(*screens, return_exceptions=True)
    return heard, json.loads(written)


def _writer(url: str, seconds: int) -> list[str]:
    return [sys.executable, "-m", "bench.writer", url, str(PER_SECOND), str(seconds)]


async def _listen(browser: aiohttp.ClientSession, served: Desk, cookie: str, heard: list[tuple[float, int]]) -> None:
    headers = {"Cookie": cookie, "Origin": served.url}
    async with browser.ws_connect(f"{served.url}/socket.io/?EIO=4&transport=websocket", headers=headers) as socket:
        await socket.send_str('40{"wall":true}')
        async for packet in socket:
            if packet.data == "2":
                await socket.send_str("3")
            elif packet.data.startswith("40"):
                await socket.send_str('42["catch_up",{"since":0}]')
            elif packet.data.startswith("42"):
                heard += [
                    (time.time(), item["facts"]["waiting"])
                    for item in json.loads(packet.data[2:])[1]["items"]
                    if item["kind"] == "queue"
                ]


def _memory(served: Desk, url: str, cookie: str) -> list[Figure]:
    """A wall in Chromium under load, looked at every few seconds after its garbage was collected."""
    name, _, value = cookie.partition("=")
    seconds = int(MINUTES * 60)
    began_with = served.megabytes()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        context.add_cookies([{"name": name, "value": value, "url": served.url}])
        page = context.new_page()
        page.goto(f"{served.url}/live/wall")
        page.wait_for_selector("html[data-connected]", state="attached")
        looks = context.new_cdp_session(page)
        looks.send("Performance.enable")
        churn = subprocess.Popen([sys.executable, "-m", "bench.churn", url, str(PER_SECOND), str(seconds)])
        seen = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            page.wait_for_timeout(min(10_000, max(1, (until - time.monotonic()) * 1000)))
            seen.append(_look(looks))
        churn.wait()
        waiting = page.locator('[data-figure="waiting"]').inner_text()
        browser.close()
    return _grown(seen, began_with, served.megabytes(), waiting)


def _look(looks: CDPSession) -> tuple[float, float]:
    """Its heap in megabytes and its elements, after collecting garbage."""
    looks.send("HeapProfiler.collectGarbage")
    metrics = {each["name"]: each["value"] for each in looks.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6, metrics["Nodes"]


def _grown(seen: list[tuple[float, float]], began_with: float, ended_with: float, waiting: str) -> list[Figure]:
    third = max(len(seen) // 3, 1)
    first, last = (
        [sum(each) / len(part) for each in zip(*part, strict=True)] for part in (seen[:third], seen[-third:])
    )
    load = f"{MINUTES:g} minutes, {PER_SECOND} customers/s"
    return [
        Figure(f"wall screen in Chromium, {load}: it shows at the end", f"{waiting} waiting"),
        Figure("  heap, first and last third", f"{first[0]:.2f} and {last[0]:.2f} MB"),
        at_most("  growth of the heap", (last[0] / first[0] - 1) * 100, GROWTH, "%"),
        at_most("  growth of its elements", (last[1] / first[1] - 1) * 100, GROWTH, "%"),
        Figure("  the web process, before and after", f"{began_with:.0f} and {ended_with:.0f} MB"),
    ]


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
