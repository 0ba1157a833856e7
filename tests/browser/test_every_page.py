"""No page is forgotten: each page of the desk stands in a test in which axe looks at it, and the last ones are here."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.access import resets
from webcare.database import session, transaction
from webcare.desk import crisis
from webcare.models import Channel, Crisis, Role, User

pytestmark = pytest.mark.browser

Axe = Callable[[Page], list[str]]

# What a press, a form or a mail leads to, and where axe looks at it then.
LED_TO = {
    "claims.choose": "test_every_page",
    "crises.new": "test_crisis",
    "crises.report": "test_crisis",
    "crisis_answers.index": "test_crisis",
    "escalation_links.show": "test_escalation",
    "factors.app": "test_passkeys",
    "joining.show": "test_passkeys",
    "management.show": "test_tone",
    "second_steps.show": "test_passkeys",
}
# Parts of a page, files, and what only leads on.
NO_PAGE = {
    "alerts.bar",
    "approvals.show",
    "conversations.earlier",
    "conversations.powers",
    "conversations.side",
    "crises.bars",
    "crises.figures",
    "devices.manifest",
    "devices.service_worker",
    "health.show",
    "inbox.filters",
    "inbox.rows",
    "live_queue.waiting",
    "media.avatar",
    "media.thumbnail",
    "people.index",
    "questions.new",
    "replies.show",
    "reports.teams",
    "search.hits",
    "sso.confirm",
    "sso.show",
    "static.file",
    "tags.index",
    "themes.rising",
}


def addresses(file: Path) -> Iterator[str]:
    """What a test goes to, as far as its text says; a number stands for whatever is filled in."""
    for each in ast.walk(ast.parse(file.read_text())):
        if isinstance(each, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in each.values)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def endpoints(app: Flask) -> Iterator[str]:
    """What axe is led to by an address, in any file in which it looks."""
    map_ = app.url_map.bind("desk")
    for file in Path(__file__).parent.glob("test_*.py"):
        for address in addresses(file) if "axe(" in file.read_text() else ():
            path = address.removeprefix("1").partition("?")[0]  # what stands before is the desk's own address
            try:
                yield map_.match(path if path.startswith("/") else "/nowhere", method="GET")[0]
            except (HTTPException, RequestRedirect):
                continue


def test_axe_looks_at_every_page(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {name for name in there - NO_PAGE if not name.endswith(".export")}
    assert pages - set(endpoints(app)) - set(LED_TO) == set(), "let axe look at it, or say why it is no page"
    assert (NO_PAGE | set(LED_TO)) - there == set(), "these are of nothing"
    for name in set(LED_TO.values()):
        assert "axe(" in (Path(__file__).parent / f"{name}.py").read_text()


@pytest.fixture
def people(desk: Desk) -> dict[str, User]:
    named = {"lead": Role.LEAD, "executive": Role.EXECUTIVE, "admin": Role.ADMIN}
    return {name: scenes.user(f"{name.title()} Jansen", desk.now, role, language="en") for name, role in named.items()}


@pytest.fixture
def gathered(desk: Desk, channel: Channel, people: dict[str, User]) -> tuple[int, int]:
    """A conversation, and the crisis that gathered it."""
    number = scenes.asks(channel, "Dubbel afgeschreven!", at=desk.now - timedelta(minutes=3)).id
    with transaction():
        by = session.get_one(User, people["lead"].id)
        since = desk.now - timedelta(hours=1)
        terms = crisis.Terms(name="Storing", words=("dubbel afgeschreven",), since=since)
        found = crisis.declare(terms, by=by, now=desk.now).id
    return number, found


def looks_well(page: Page, axe: Axe, path: str) -> None:
    page.goto(path)
    assert axe(page) == [], path
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_a_crisis_on_a_phone(
    desk: Desk, people: dict[str, User], gathered: tuple[int, int], log_in: LogIn, axe: Axe, dark: bool
) -> None:
    number, lead = gathered[1], people["lead"].id
    page = log_in(people["lead"], width=390, height=844, touch=True, dark=dark)
    for path in ("/crises", "/crises/new", f"/crises/{number}", f"/crises/{number}/answers"):
        looks_well(page, axe, path)
    with transaction():
        crisis.end(session.get_one(Crisis, number), by=session.get_one(User, lead), now=desk.now)
    looks_well(page, axe, f"/crises/{number}/report")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_what_is_seldom_seen(
    desk: Desk, people: dict[str, User], gathered: tuple[int, int], log_in: LogIn, axe: Axe, dark: bool
) -> None:
    number, executive = gathered[0], people["executive"].id
    phone = {"width": 390, "height": 844, "touch": True, "dark": dark}
    with transaction():
        token = resets.issue(session.get_one(User, executive), by=None, now=desk.now, by_mail=False)
    lead, boss, admin = (log_in(people[name], **phone) for name in ("lead", "executive", "admin"))
    looks_well(lead, axe, f"/conversations/{number}/escalation/page")
    looks_well(lead, axe, f"/conversations/{number}")
    lead.get_by_role("button", name="More", exact=True).tap()
    lead.get_by_role("button", name="Give it to a colleague…").tap()
    expect(lead.get_by_role("dialog").get_by_role("button", name="Admin Jansen")).to_be_visible()
    assert axe(lead) == []
    looks_well(boss, axe, f"/executives/{executive}/account")
    looks_well(admin, axe, f"/users/{executive}/sessions")
    admin.context.clear_cookies()
    looks_well(admin, axe, f"/reset/{token}")
    expect(admin.get_by_label("New password", exact=True)).to_be_visible()
