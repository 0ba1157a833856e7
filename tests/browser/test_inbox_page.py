"""The inbox for everybody: without faults for assistive technology, in light and dark, on a phone and on a wall."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import claiming, tagging, urgency
from webcare.models import Channel, Conversation, User
from webcare.web.static import static_url

pytestmark = pytest.mark.browser

Axe = Callable[[Page], list[str]]


@pytest.fixture
def busy(desk: Desk, channel: Channel, sanne: User) -> list[Conversation]:
    """Five who wait: late, nearly late, urgent, in private, and one that was claimed and tagged."""
    at = desk.now
    found = [
        scenes.asks(channel, "Derde keer dat de trein uitvalt", at=at - timedelta(minutes=70), by=scenes.customer(1)),
        scenes.asks(channel, "Twee keer afgeschreven", at=at - timedelta(minutes=50), by=scenes.customer(2)),
        scenes.asks(channel, "Er ligt iemand naast het spoor", at=at - timedelta(minutes=2), by=scenes.customer(3)),
        scenes.asks_in_private(channel, "Kunnen jullie mijn adres wijzigen?", at=at - timedelta(minutes=20)),
        scenes.asks(channel, "Rijdt de nachttrein?", at=at, by=scenes.customer(4)),
    ]
    with transaction():
        by = session.get_one(User, sanne.id)
        urgency.mark(session.get_one(Conversation, found[2].id), by=by, now=at)
        tagging.tag(session.get_one(Conversation, found[1].id), "betaling", by=by, now=at)
        claiming.claim(session.get_one(Conversation, found[1].id), by=by, now=at)
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("view", ["waiting", "mine", "closed", "mentions"])
def test_axe_finds_nothing_in_the_inbox(
    busy: list[Conversation], sanne: User, log_in: LogIn, axe: Axe, view: str, dark: bool
) -> None:
    page = log_in(sanne, dark=dark)
    page.goto(f"/inbox?view={view}")
    assert axe(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_the_filters_and_the_keys(
    busy: list[Conversation], sanne: User, log_in: LogIn, axe: Axe, dark: bool
) -> None:
    page = log_in(sanne, dark=dark)
    page.goto("/inbox")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_label("Audience")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("width", [360, 768, 1024, 1440, 2560])
def test_nothing_sticks_out_sideways(busy: list[Conversation], sanne: User, log_in: LogIn, width: int) -> None:
    page = log_in(sanne, width=width, height=800)
    page.goto("/inbox")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("#rows .row")).to_have_count(5)


def test_a_filter_narrows_the_list_and_is_taken_off_again(busy: list[Conversation], sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto("/inbox")
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Audience").select_option("private")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#rows .row")).to_have_count(1)
    page.get_by_role("link", name="Remove the filter DM").click()
    expect(page.locator("#rows .row")).to_have_count(5)


def test_an_alarm_stands_on_every_page_until_somebody_takes_it_on(
    desk: Desk, busy: list[Conversation], sanne: User, daan: User, log_in: LogIn, connected: Callable[[Page], None]
) -> None:
    page = log_in(daan)
    page.goto("/settings")
    connected(page)
    expect(page.locator(".bar.alarm")).to_contain_text("Klant 3")
    with transaction():
        urgent = session.get_one(Conversation, busy[2].id)
        urgency.accept(urgent, by=session.get_one(User, sanne.id), now=desk.now)
    expect(page.locator(".bar.alarm")).to_have_count(0)


def test_the_timer_says_its_state_in_words_and_shape(busy: list[Conversation], sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto("/inbox")
    expect(page.locator(f"#conversation-{busy[0].id} .timer")).to_have_text("10 min late")
    expect(page.locator(f"#conversation-{busy[1].id} .timer")).to_have_attribute("data-timer", "at_risk")
    expect(page.locator(f"#conversation-{busy[3].id} .timer")).to_have_text("40 min left")


def test_no_page_asks_anything_of_another_host(
    busy: list[Conversation], desk: Desk, sanne: User, log_in: LogIn
) -> None:
    page = log_in(sanne)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/inbox")
    page.wait_for_timeout(300)
    assert [url for url in asked if not url.startswith(desk.url)] == []


def test_the_inbox_weighs_little(busy: list[Conversation], sanne: User, log_in: LogIn) -> None:
    """Everything as it is compressed, cold; and how much of it are scripts."""
    page = log_in(sanne)
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    headers: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    tools.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    tools.on(
        "Network.responseReceived",
        lambda event: headers.update({event["requestId"]: int(event["response"]["encodedDataLength"])}),
    )
    tools.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}))
    page.goto("/inbox")
    page.wait_for_timeout(500)
    scripts = [request for request, kind in kinds.items() if kind == "Script"]
    assert sizes.total() - headers.total() <= 150_000
    assert len(scripts) > 3
    assert sum(sizes[request] - headers[request] for request in scripts) <= 80_000


# name, filter, facts, belongs; the reader is user 7, and now is 100 in units of a thousand seconds
DUE, NOT_YET = str(100_000_000_000), str(100_000_000_001)
WAIT = {"started": "1", "half": "1", "risk": "2"}
CALM = {"started": "1", "risk": NOT_YET, "due": NOT_YET}  # half is counted in service hours, as the server did
CASES: list[tuple[str, dict[str, str], dict[str, str], bool]] = [
    ("waits", {"view": "waiting"}, {"due": "5"}, True),
    ("urgent", {"view": "waiting"}, {"urgent": "1"}, True),
    ("nobody waits", {"view": "waiting"}, {}, False),
    ("gathered", {"view": "waiting"}, {"due": "5", "gathered": "1"}, False),
    ("gathered and mine", {"view": "mine"}, {"assignee": "7", "gathered": "1"}, True),
    ("gathered and promised", {"view": "promises"}, {"promise": "1", "gathered": "1"}, True),
    ("gathered in all", {"view": "open"}, {"gathered": "1"}, False),
    ("closed", {"view": "waiting"}, {"due": "5", "status": "closed"}, False),
    ("in closed", {"view": "closed"}, {"status": "closed"}, True),
    ("mine", {"view": "mine"}, {"assignee": "7"}, True),
    ("his", {"view": "mine"}, {"assignee": "8"}, False),
    ("mention", {"view": "mentions"}, {"asks": ""}, True),
    ("question", {"view": "mentions"}, {"asks": "1"}, False),
    ("promise", {"view": "promises"}, {"promise": "1"}, True),
    ("tag", {"view": "open", "tag": "3"}, {"tags": "1 3"}, True),
    ("other tag", {"view": "open", "tag": "3"}, {"tags": "33"}, False),
    ("nobody's", {"view": "open", "assignee": "nobody"}, {"assignee": ""}, True),
    ("not nobody's", {"view": "open", "assignee": "nobody"}, {"assignee": "8"}, False),
    ("me", {"view": "open", "assignee": "me"}, {"assignee": "7"}, True),
    ("somebody else", {"view": "open", "assignee": "9"}, {"assignee": "7"}, False),
    ("late", {"view": "open", "timer": "late"}, {"due": DUE, **WAIT}, True),
    ("not late yet", {"view": "open", "timer": "late"}, {"due": NOT_YET, **WAIT}, False),
    ("at risk", {"view": "open", "timer": "at_risk"}, {"due": NOT_YET, **WAIT}, True),
    ("half gone", {"view": "open", "timer": "running"}, {"half": DUE, **CALM}, True),
    ("not half gone", {"view": "open", "timer": "running"}, {"half": NOT_YET, **CALM}, False),
    ("fresh", {"view": "open", "timer": "fresh"}, {"half": NOT_YET, **CALM}, True),
    ("a promise alone is fresh", {"view": "open", "timer": "fresh"}, {"due": NOT_YET}, True),
    ("other channel", {"view": "open", "channel": "2"}, {"channel": "1"}, False),
    ("other audience", {"view": "open", "audience": "private"}, {"audience": "public"}, False),
]


def test_the_browser_decides_on_membership_as_the_server_does(sanne: User, log_in: LogIn) -> None:
    """Its own copy of the rules of webcare/inbox/filters.py, case by case."""
    page = log_in(sanne)
    page.goto("/settings")
    answers = page.evaluate(
        """async ([address, given]) => {
          const { belongs } = await import(address);
          return given.map(([facts, filter]) => belongs(facts, filter, "7", 100_000_000_000));
        }""",
        [static_url("js/models/membership.js"), [[{"status": "open"} | facts, asked] for _, asked, facts, _ in CASES]],
    )
    assert [case[0] for case, answer in zip(CASES, answers, strict=True) if answer is not case[3]] == []
