"""A real Chromium against the whole application: pages, sockets, and what a person would do with them."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import Engine

from config import Config
from tests import scenes
from tests.serving import Desk, serving
from webcare import access
from webcare.access import grants
from webcare.database import transaction
from webcare.models import Channel, User

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PATIENCE = 30_000  # milliseconds; how fast it is, is shown in bench/
FAILURES = Path(__file__).parent / "failures"
# A pane may be asked for while the mandate to read it is being withdrawn: then it is not there.
HARMLESS = re.compile(
    r"ERR_INTERNET_DISCONNECTED|WebSocket connection to|net::ERR_|status of (401|409|413|422)|Failed to fetch"
    r"|status of 404 .*/conversations/\d+/(side|powers)\)"
)

LogIn = Callable[..., Page]
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    item.stash.setdefault(REPORTS, {})[report.when] = report
    return report


REPORTS = pytest.StashKey[dict[str, pytest.TestReport]]()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("No Chromium found. Install it with: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def desk(engine: Engine, config: Config) -> Iterator[Desk]:
    """A running desk with the grants of every installation."""
    with serving(config) as running:
        with transaction():
            grants.seed(running.now)
        yield running


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return scenes.channel(desk.now)


@pytest.fixture
def sanne(desk: Desk) -> User:
    return scenes.user("Sanne Kuipers", desk.now, language="en")


@pytest.fixture
def daan(desk: Desk) -> User:
    return scenes.user("Daan Visser", desk.now, language="en")


@pytest.fixture
def log_in(chromium: Browser, desk: Desk, request: pytest.FixtureRequest) -> Iterator[LogIn]:
    """Give a browser of its own to a user: `page = log_in(sanne)`; `width`, `height`, `dark`, `touch` as wished.

    A script error or a refusal by the content policy fails the test; of a failed test a picture is kept.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def give(user: User, *, width: int = 1440, height: int = 900, dark: bool = False, touch: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            is_mobile=touch,
            base_url=desk.url,
        )
        contexts.append(context)
        context.add_cookies([{"name": access.COOKIE, "value": desk.token(user), "url": desk.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: _note(wrong, "error", str(error)))
        page.on("console", lambda said: _note(wrong, said.type, f"{said.text} ({said.location['url']})"))
        return page

    yield give
    failed = any(report.failed for report in request.node.stash.get(REPORTS, {}).values())
    for number, context in enumerate(contexts):
        if failed and context.pages:
            FAILURES.mkdir(exist_ok=True)
            context.pages[0].screenshot(path=FAILURES / f"{request.node.name}-{number}.png")
        context.close()
    assert not wrong, wrong


def _note(wrong: list[str], kind: str, text: str) -> None:
    if kind == "error" and not HARMLESS.search(text):
        wrong.append(text)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Everything axe finds wrong on a page, as sentences."""
    source = AXE.read_text() if AXE.exists() else pytest.fail("axe-core is missing. Install it with: npm ci")

    def look(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{each['id']}: {each['help']} ({node['html'][:200]}) {node['failureSummary'][:300]}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    return look


@pytest.fixture
def connected() -> Callable[[Page], None]:
    """Wait until a page hears what happens."""

    def wait(page: Page) -> None:
        page.wait_for_selector("html[data-connected]", state="attached")

    return wait
