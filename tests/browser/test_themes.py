"""Themes in a browser: their pages, and what rises on the live page and on the wall."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import scenes
from tests.browser.conftest import LogIn
from tests.insight.discussion import burst, every, say, sort_everything
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import suggesting, theming
from webcare.models import Channel, Role, Spike, User

pytestmark = pytest.mark.browser

Axe = Callable[[Page], list[str]]
Connected = Callable[[Page], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def lena(desk: Desk) -> User:
    return scenes.user("Lena de Boer", desk.now, Role.LEAD, language="en")


@pytest.fixture
def betalen(desk: Desk, channel: Channel, lena: User) -> int:
    """A theme that twenty angry customers speak of at once, after quiet weeks; nothing is suggested yet."""
    say(channel, every(2 * HOUR, desk.now - 20 * DAY, desk.now - HOUR, "ideal?"))
    say(channel, burst(20, desk.now, "ideal doet het niet"), sentiment="negative")
    with transaction():
        made = theming.make("Betalen", ["ideal"], [], by=lena, now=desk.now)
    with transaction():
        theming.make("Fietsen", ["fiets"], [], by=lena, now=desk.now)
    sort_everything(desk.now)
    return made.id


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_themes(
    desk: Desk, lena: User, betalen: int, log_in: LogIn, axe: Axe, dark: bool
) -> None:
    suggesting.look(now=desk.now)
    page = log_in(lena, dark=dark)
    for path in ("/themes", "/themes?period=weeks", f"/themes/{betalen}", f"/themes/{betalen}/edit", "/themes/new"):
        page.goto(path)
        assert axe(page) == [], path


def test_on_a_phone_no_page_of_themes_is_wider_than_the_screen(
    desk: Desk, lena: User, betalen: int, log_in: LogIn
) -> None:
    suggesting.look(now=desk.now)
    page = log_in(lena, width=390, height=844, touch=True)
    for path in ("/themes", f"/themes/{betalen}", "/themes/new"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_the_live_page_shows_what_rises_and_a_suggestion_as_soon_as_it_is_there(
    desk: Desk, lena: User, betalen: int, log_in: LogIn, connected: Connected
) -> None:
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    rising = page.locator(".rising")
    expect(rising.get_by_role("row", name="Betalen")).to_contain_text("20")
    expect(rising.locator(".suggestion")).to_have_count(0)

    suggesting.look(now=desk.now)

    expect(rising.locator(".suggestion")).to_contain_text("Is this a crisis? Betalen")
    rising.get_by_role("button", name="No crisis: Betalen").click()
    expect(page.get_by_text("Suggested crisis: Betalen")).to_be_attached()
    session.rollback()
    assert session.query(Spike).one().dismissed_by_id == lena.id


def test_a_wall_shows_what_rises_and_nothing_of_it_can_be_pressed(
    lena: User, betalen: int, log_in: LogIn, axe: Axe
) -> None:
    page = log_in(lena)
    page.goto("/live/wall")

    expect(page.locator(".rising").get_by_role("row", name="Betalen")).to_contain_text("100%")
    expect(page.locator(".rising").locator("a, button")).to_have_count(0)
    assert axe(page) == []


def test_a_theme_is_followed_from_the_page(lena: User, log_in: LogIn) -> None:
    page = log_in(lena)
    page.goto("/themes")
    page.get_by_role("link", name="Follow a theme").click()
    page.get_by_label("Name").fill("Diefstal")
    page.get_by_label("Words").fill("gestolen\naangifte")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Diefstal")).to_be_visible()
    expect(page.get_by_text("gestolen, aangifte")).to_be_visible()
