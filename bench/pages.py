"""What a browser gets: weight of the inbox, first paint of the answer box, Lighthouse on log-in and inbox."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response, sync_playwright

from bench import data
from bench.server import ROOT, Desk, desk, free_port
from bench.table import Figure, at_least, at_most
from webcare.database import session

LIGHTHOUSE = shutil.which("lighthouse") or shutil.which("lighthouse", path=str(ROOT / "node_modules" / ".bin"))
FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]
OPEN_A_ROW = """
  (number) => new Promise((done) => {
    const link = document.querySelectorAll("#rows .row a")[number];
    const id = new URL(link.href).pathname.split("/").pop();
    const clicked = performance.now();
    link.click();
    const look = () => {
      const box = document.querySelector(`#composer-${id} textarea`);
      const painted = () => done(performance.now() - clicked);
      requestAnimationFrame(box && box.checkVisibility() ? painted : look);
    };
    look();
  })
"""
BARS = {"performance": 95, "accessibility": 100, "best-practices": 100}
# In the document by the time the browser first paints: then it was painted then; else with the next frame.
WATCH_FIRST_PAINT = """
  window.answerBox = null;
  const look = () => {
    const box = document.querySelector("textarea");
    if (!box || !box.checkVisibility()) return requestAnimationFrame(look);
    const seen = performance.now();
    requestAnimationFrame(() => {
      const frame = performance.now();
      setTimeout(() => {
        const [first] = performance.getEntriesByName("first-contentful-paint");
        window.answerBox = first && first.startTime > seen ? first.startTime : frame;
      }, 500);
    });
  };
  look();
"""


def run() -> list[Figure]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'pages.sqlite3'}"
        data.migrated(url)
        last = data.fill(10_000)
        with desk(url) as served:
            cookie = served.cookie(5)
            session.remove()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                figures = [*_weight(browser, served, cookie), *_answer_box(browser, served, cookie, last - 3)]
                browser.close()
                return figures + _lighthouse(playwright, served, cookie, chromium, Path(folder))


def _visitor(browser: Browser, served: Desk, cookie: str):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    _log_in(context, served, cookie)
    return context


def _log_in(context: BrowserContext, served: Desk, cookie: str) -> None:
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": served.url}])


def _weight(browser: Browser, served: Desk, cookie: str) -> list[Figure]:
    context = _visitor(browser, served, cookie)
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright marks what it is given
    page.goto(f"{served.url}/inbox")
    page.wait_for_timeout(1500)
    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers if answer.status == 200}
    scripts = sum(size for url, size in sizes.items() if url.split("?")[0].endswith(".js"))
    context.close()
    return [
        at_most("inbox, cold, compressed", sum(sizes.values()) / 1000, 150, "kB"),
        at_most("  of which JavaScript", scripts / 1000, 80, "kB"),
        Figure("  requests", str(len(answers))),
    ]


def _answer_box(browser: Browser, served: Desk, cookie: str, conversation: int) -> list[Figure]:
    context = _visitor(browser, served, cookie)
    page = context.new_page()
    page.goto(f"{served.url}/inbox")  # the day has begun: styles and scripts are in the cache
    clicks = [_click(page, number) for number in range(9)]
    page.add_init_script(WATCH_FIRST_PAINT)
    times = []
    for _ in range(9):
        page.goto(f"{served.url}/conversations/{conversation}")
        page.wait_for_timeout(1_500)
        times.append(page.evaluate("window.answerBox"))
    context.close()
    return [
        at_most("answer box painted, from the list, median of 9", sorted(clicks)[4], 300, "ms"),
        at_most("answer box painted, whole page, median of 9", sorted(times)[4], 300, "ms"),
    ]


def _click(page: Page, number: int) -> float:
    """Open a conversation from the list, as agents do all day: milliseconds until its answer box is painted."""
    page.wait_for_selector("html[data-connected]")
    page.wait_for_timeout(500)
    return page.evaluate(OPEN_A_ROW, number)


def _lighthouse(playwright: Playwright, served: Desk, cookie: str, chromium: str | None, folder: Path) -> list[Figure]:
    """In a browser that is logged in as a person's is: a header that is sent along is left out of some requests."""
    if LIGHTHOUSE is None:
        return [Figure("Lighthouse", "not installed: npm install --no-save lighthouse")]
    figures = []
    for name, path, held in (("log-in", "/login", None), ("inbox", "/inbox", cookie)):
        port, report = free_port(), folder / f"{name}.json"
        browser = playwright.chromium.launch_persistent_context(
            str(folder / name),
            executable_path=chromium,
            args=[*FLAGS, "--headless=new", f"--remote-debugging-port={port}"],
        )
        if held is not None:
            _log_in(browser, served, held)
        command = [LIGHTHOUSE, served.url + path, f"--port={port}", "--quiet", "--preset=desktop", "--output=json"]
        command += [f"--output-path={report}", "--disable-storage-reset"]
        command += ["--only-categories=performance,accessibility,best-practices"]
        subprocess.run(command, check=True, capture_output=True)
        browser.close()
        found = json.loads(report.read_text())
        if urlsplit(found["finalDisplayedUrl"]).path != path:
            raise RuntimeError(f"Lighthouse was sent on to {found['finalDisplayedUrl']}")
        figures += [
            at_least(f"Lighthouse {name}, {category}", found["categories"][category]["score"] * 100, bar, "of 100")
            for category, bar in BARS.items()
        ]
    return figures
