"""Searching as an agent does: by the keyboard, on a phone, and into the middle of a long conversation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import noting, receiving
from webcare.models import Channel, Conversation, Message, User

pytestmark = pytest.mark.browser

Axe = Callable[[Page], list[str]]


@pytest.fixture
def told(desk: Desk, channel: Channel, sanne: User) -> Conversation:
    """A customer who said much, long ago about a bicycle; another who said little, also about bicycles."""
    long_ago = desk.now - timedelta(hours=5)
    scenes.asks(channel, "Mag mijn fiets mee in de trein?", at=long_ago, by=scenes.BRAM)
    first = scenes.direct_message("Ik ben mijn fiets kwijt in de Intercity", at=long_ago)
    rest = [
        scenes.direct_message(f"Nog iets, nummer {number}", at=long_ago + timedelta(minutes=number))
        for number in range(1, 120)
    ]
    messages = scenes.receive(channel, first, *rest, now=desk.now)
    there = scenes.conversation_of(messages[0])
    with transaction():
        noting.write(there, "Ligt bij gevonden voorwerpen.", by=session.get_one(User, sanne.id), now=desk.now)
    return there


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


def found(page: Page, desk: Desk, channel: Channel, many: int) -> Page:
    """So many customers tell of a failure, and somebody looks for it."""
    for number in range(many):
        scenes.asks(channel, f"Storing {number}", at=desk.now, by=scenes.customer(number))
    page.goto("/search?q=storing")
    return page


def test_what_was_said_is_found_by_keyboard_and_opens_where_it_was_said(
    told: Conversation, sanne: User, log_in: LogIn
) -> None:
    page = log_in(sanne)
    page.goto("/inbox")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("fiets intercity")
    page.keyboard.press("Enter")
    expect(page.locator(".hits .row")).to_have_count(1)
    expect(page.locator(".hits mark")).to_have_text(["fiets", "Intercity"])
    page.locator("h1").first.click()  # out of the field
    page.keyboard.press("j")
    sought = page.locator(".entry.sought")
    expect(sought).to_contain_text("Ik ben mijn fiets kwijt")
    expect(sought).to_be_in_viewport()
    expect(page.locator(".hits .row.current")).to_have_count(1)

    page.reload()
    expect(sought).to_be_in_viewport()
    expect(page.get_by_role("searchbox")).to_have_value("fiets intercity")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_one_walks_what_was_found_and_comes_back_to_it_on_a_phone(
    told: Conversation, sanne: User, log_in: LogIn
) -> None:
    page = log_in(sanne, width=390, height=800)
    page.goto("/inbox")
    page.get_by_role("link", name="Search").click()
    search(page, "fiets")
    expect(page.locator(".hits .row")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".hits .row a").first.click()
    expect(page.locator(".entry.sought")).to_be_in_viewport()
    expect(page.locator(".list")).to_be_hidden()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".hits .row")).to_have_count(2)


def test_further_back_is_added_below_and_the_focus_goes_on_there(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn
) -> None:
    page = found(log_in(sanne), desk, channel, 35)
    expect(page.locator(".hits .row")).to_have_count(30)
    page.get_by_role("link", name="Search further back").press("Enter")
    expect(page.locator(".hits .row")).to_have_count(35)
    expect(page.get_by_role("link", name="Search further back")).to_have_count(0)
    expect(page.locator(".hits .row a").nth(30)).to_be_focused()


def test_after_a_dismissal_the_next_that_was_found_opens(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn
) -> None:
    page = found(log_in(sanne), desk, channel, 3)
    page.keyboard.press("j")
    expect(page.locator("#talk h1")).to_contain_text("Klant 2")
    page.keyboard.press("n")
    expect(page.locator("#talk h1")).to_contain_text("Klant 1")


def test_what_was_found_stays_true_while_somebody_writes_beside_it(
    desk: Desk, channel: Channel, told: Conversation, sanne: User, log_in: LogIn
) -> None:
    page = log_in(sanne)
    page.goto("/search?q=fiets")
    expect(page.locator(".hits .row")).to_have_count(2)
    page.locator(".hits .row a").last.click()
    page.get_by_role("textbox", name="Your text").fill("Ja, dat mag.")
    with transaction():
        there = session.get_one(Conversation, told.id)
        message = session.scalars(
            select(Message).where(Message.conversation_id == there.id).order_by(Message.id)
        ).first()
        assert message is not None
        receiving.gone(session.get_one(Channel, channel.id), [message.external_id or ""], now=desk.now)
    expect(page.locator(".hits .row")).to_have_count(1)
    expect(page.locator(".hits")).not_to_contain_text("Intercity")
    page.evaluate("document.dispatchEvent(new CustomEvent('live:reset', { detail: {} }))")
    page.evaluate("document.dispatchEvent(new CustomEvent('live:gone', { detail: { id: 'conversation-999' } }))")
    expect(page.locator(".hits .row.current")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Your text")).to_have_value("Ja, dat mag.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_a_search(told: Conversation, sanne: User, log_in: LogIn, axe: Axe, dark: bool) -> None:
    page = log_in(sanne, dark=dark)
    for address in ("/search", "/search?q=fiets", "/search?q=anna", "/search?q=zeppelin"):
        page.goto(address)
        assert axe(page) == [], address
