"""The team beside the live queue, and alerts above every page, as a lead and an agent see them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import scenes
from tests.browser.conftest import PATIENCE, LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import alerting, claiming, clock, presence
from webcare.models import Channel, Conversation, Role, User

pytestmark = pytest.mark.browser

Connected = Callable[[Page], None]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def lena(desk: Desk) -> User:
    return scenes.user("Lena de Boer", desk.now, Role.LEAD, language="en")


def until(page: Page, so: str) -> None:
    """Wait until something is so; the page's own policy lets nobody evaluate in it by a timer."""
    for _ in range(PATIENCE // 100):
        if page.evaluate(so):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"not so: {so}")


def waiting(channel: Channel, desk: Desk, number: int) -> list[int]:
    return [
        scenes.asks(channel, at=desk.now - timedelta(minutes=number - each), by=scenes.customer(each)).id
        for each in range(number)
    ]


def look(user: User, desk: Desk) -> None:
    with transaction():
        presence.sign_of_life(session.get_one(User, user.id), now=desk.now)


def wish(user: User, **wishes: Any) -> None:
    with transaction():
        told = {"at_risk": True, "late": True, "push": False, "quiet_from": None, "quiet_until": None}
        alerting.wish(session.get_one(User, user.id), now=user.created_at, **(told | {"sound": False} | wishes))


def test_a_lead_gives_the_oldest_sees_it_at_once_and_takes_it_back(
    desk: Desk, channel: Channel, sanne: User, lena: User, log_in: LogIn, connected: Connected
) -> None:
    waiting(channel, desk, 7)
    look(sanne, desk)
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    row = page.locator(f"#colleague-{sanne.id}")
    expect(row.locator("[data-part=room]")).to_have_text("8")

    row.get_by_role("button", name="What to do for Sanne Kuipers").click()
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("5 conversations given to Sanne.")
    expect(row.locator("[data-part=held]")).to_have_text("5")
    expect(row.locator("[data-part=room]")).to_have_text("3")

    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(row.locator("[data-part=held]")).to_have_text("0")


def test_what_colleagues_do_shows_beside_them_by_itself(
    desk: Desk, channel: Channel, sanne: User, lena: User, log_in: LogIn, connected: Connected
) -> None:
    (number,) = waiting(channel, desk, 1)
    look(sanne, desk)
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    row = page.locator(f"#colleague-{sanne.id}")
    expect(row).to_have_attribute("data-state", "here")

    with transaction():
        claiming.claim(session.get_one(Conversation, number), by=session.get_one(User, sanne.id), now=desk.now)
    expect(row.locator("[data-part=held]")).to_have_text("1")
    with transaction():
        presence.go_away(session.get_one(User, sanne.id), now=desk.now)
    expect(row).to_have_attribute("data-state", "away")
    expect(row.locator("[data-part=held]")).to_have_text("0")


def test_who_is_set_away_hears_it_and_comes_back(
    desk: Desk, channel: Channel, sanne: User, lena: User, log_in: LogIn, connected: Connected
) -> None:
    hers = log_in(sanne)
    hers.goto("/inbox")
    connected(hers)
    leads = log_in(lena)
    leads.goto("/live")
    row = leads.locator(f"#colleague-{sanne.id}")
    expect(row).to_have_attribute("data-state", "here")
    row.get_by_role("button", name="What to do for Sanne Kuipers").click()
    leads.get_by_role("button", name="Set away").click()

    expect(hers.locator("#away")).to_be_visible()
    hers.get_by_role("link", name="I am here again").click()
    hers.get_by_role("button", name="I am here again").click()
    expect(hers.locator("#away")).to_be_hidden()
    expect(row).to_have_attribute("data-state", "here")


def test_what_becomes_late_is_told_once_in_one_bar_with_one_sound(
    desk: Desk, channel: Channel, lena: User, log_in: LogIn, connected: Connected
) -> None:
    wish(lena, sound=True)
    waiting(channel, desk, 4)
    page = log_in(lena)
    page.add_init_script("""
      window.tones = 0;
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
    """)
    page.goto("/inbox")
    connected(page)
    page.locator("h1, .list").first.click()  # a page may sound only after somebody touched it
    with transaction():
        presence.sign_of_life(session.get_one(User, lena.id), now=desk.now + timedelta(minutes=58))
    with transaction():
        clock.tick(now=desk.now + timedelta(minutes=58))

    bar = page.locator("#alerts .bar")
    expect(bar).to_contain_text("3 customers wait too long · 1 nearly does")
    expect(page.locator("#alert")).to_contain_text("3 customers wait too long")
    until(page, "window.tones > 0")
    assert page.evaluate("window.tones") == 2, "two tones, however many wait"

    page.reload()
    expect(bar).to_contain_text("3 customers wait too long")
    assert page.evaluate("window.tones") == 0, "it was told before"
    bar.get_by_role("button", name="Seen").click()
    expect(bar).to_have_count(0)


def test_a_notification_shows_when_the_desk_is_behind_another_window(
    desk: Desk, channel: Channel, lena: User, log_in: LogIn, connected: Connected
) -> None:
    wish(lena, desktop=True)
    waiting(channel, desk, 1)
    page = log_in(lena)
    page.add_init_script("""
      window.shown = [];
      window.Notification = class { static permission = "granted"; constructor(title, said) { shown.push(said); } };
      Object.defineProperty(document, "hidden", { get: () => window.behind === true });
    """)
    page.goto("/inbox")
    connected(page)
    page.evaluate("window.behind = true")
    with transaction():
        presence.sign_of_life(session.get_one(User, lena.id), now=desk.now + timedelta(minutes=70))
    with transaction():
        clock.tick(now=desk.now + timedelta(minutes=70))

    until(page, "window.shown.length > 0")
    assert page.evaluate("window.shown") == [{"body": "1 customer waits too long", "tag": "alerts"}]


def test_a_call_for_help_is_heard_and_answered(
    desk: Desk, channel: Channel, sanne: User, lena: User, log_in: LogIn, connected: Connected
) -> None:
    hers = log_in(sanne)
    hers.goto("/inbox")
    connected(hers)
    leads = log_in(lena)
    leads.goto("/live")
    connected(leads)
    expect(leads.locator(f"#colleague-{sanne.id}")).to_have_attribute("data-state", "here")
    leads.get_by_role("button", name="Call for help").click()

    expect(hers.locator("#alerts .bar")).to_contain_text("A lead calls for help")
    hers.get_by_role("button", name="I am coming").click()
    expect(leads.locator("#people")).to_contain_text("Coming: Sanne.")
    leads.get_by_role("button", name="It is enough").click()
    expect(leads.locator("#people")).not_to_contain_text("called for help")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", ["/live", "/alerts", "/settings/alerts", "/shift"])
def test_axe_finds_nothing(
    desk: Desk, channel: Channel, sanne: User, lena: User, log_in: LogIn, axe: Axe, path: str, dark: bool
) -> None:
    numbers = waiting(channel, desk, 3)
    look(sanne, desk)
    with transaction():
        claiming.claim(session.get_one(Conversation, numbers[0]), by=session.get_one(User, lena.id), now=desk.now)
        presence.sign_of_life(session.get_one(User, lena.id), now=desk.now + timedelta(minutes=70))
    with transaction():
        clock.tick(now=desk.now + timedelta(minutes=70))
    page = log_in(lena, dark=dark)
    page.goto(path)
    expect(page.locator("#alerts .bar")).to_be_visible()
    if path == "/live":
        page.get_by_role("button", name="What to do for Sanne Kuipers").click()
    assert axe(page) == []
