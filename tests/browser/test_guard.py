"""The guard while somebody types: what it lists, where it leads, and that it leaves the text alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session
from webcare.models import Channel, Conversation, EventRow, User

pytestmark = pytest.mark.browser

Axe = Callable[[Page], list[str]]
IBAN = "NL91 ABNA 0417 1643 00"


@pytest.fixture
def conversation(desk: Desk, channel: Channel) -> Conversation:
    said = "@spoorlijn mijn BSN is 123456782, waar blijft mijn geld?"
    return scenes.asks(channel, said, at=desk.now - timedelta(minutes=20))


@pytest.fixture
def page(conversation: Conversation, sanne: User, log_in: LogIn) -> Page:
    opened = log_in(sanne)
    opened.goto(f"/conversations/{conversation.id}")
    return opened


def test_an_iban_is_noticed_and_moves_to_a_dm_with_the_text(page: Page) -> None:
    box, text = page.get_by_label("Your text"), f"Hoi Anna! We storten op {IBAN}. 🚆"
    box.press_sequentially(text)

    finding = page.locator(".findings li")
    expect(finding).to_contain_text("Bank account")
    expect(finding).to_contain_text(IBAN)
    expect(box).to_have_value(text)
    expect(box).to_be_focused()
    page.get_by_role("button", name="Post publicly as @spoorlijn").click()
    expect(page.locator(".refusal")).to_contain_text("perhaps not go out")
    expect(page.get_by_role("button", name="Post it anyway")).to_be_visible()
    assert scenes.replies() == []

    finding.get_by_role("button", name="Move to DM").click()

    expect(page.get_by_role("tab", name="DM")).to_have_attribute("aria-selected", "true")
    expect(box).to_have_value(text)
    expect(finding).to_have_count(0)
    page.get_by_role("button", name="Send DM to Anna as @spoorlijn").click()
    expect(box).to_have_value("")
    (reply,) = scenes.replies()
    assert (reply.audience, reply.text, reply.overruled) == ("private", f"{text} ^SK", [])
    assert reply.conversation_id == session.scalars(select(Conversation.id)).one()


def test_remove_takes_out_the_finding_and_nothing_else(page: Page) -> None:
    box = page.get_by_label("Your text")
    box.fill("🚆 Bel 06-12345678 of mail anna@voorbeeld.nl graag.")
    expect(page.locator(".findings li")).to_have_count(2)

    page.get_by_role("button", name="Remove 06-12345678").click()

    expect(box).to_have_value("🚆 Bel of mail anna@voorbeeld.nl graag.")
    expect(page.locator(".findings li")).to_have_count(1)
    page.get_by_role("button", name="Remove anna@voorbeeld.nl").click()
    expect(box).to_have_value("🚆 Bel of mail graag.")
    expect(page.locator(".findings li")).to_have_count(0)


def test_a_warning_is_overruled_by_one_more_press_and_another_text_asks_anew(page: Page) -> None:
    box = page.get_by_label("Your text")
    box.fill("Bel 06-12345678.")
    box.press("Control+Enter")
    expect(page.get_by_role("button", name="Post it anyway")).to_be_visible()
    box.press_sequentially(" Of niet.")
    expect(page.get_by_role("button", name="Post it anyway")).to_have_count(0)
    box.press("Control+Enter")

    page.get_by_role("button", name="Post it anyway").click()

    expect(box).to_have_value("")
    expect(page.locator(".findings li")).to_have_count(0)
    assert [reply.overruled for reply in scenes.replies()] == [["phone"]]


def test_a_bsn_offers_no_way_to_post_it(page: Page) -> None:
    box = page.get_by_label("Your text")
    box.fill("Uw BSN is 123456782.")
    expect(page.locator(".findings li.block")).to_contain_text("BSN: never in public")
    box.press("Control+Enter")

    expect(page.locator(".refusal")).to_contain_text("never goes out in public")
    expect(page.get_by_role("button", name="Post it anyway")).to_have_count(0)
    expect(box).to_have_value("Uw BSN is 123456782.")
    assert scenes.replies() == []


def test_a_promise_is_written_down_and_is_no_finding_any_more(page: Page) -> None:
    page.get_by_label("Your text").fill("We bellen u morgen.")
    page.get_by_role("button", name="Write it down").click()

    expect(page.get_by_label("What was promised")).to_be_visible()
    expect(page.locator(".findings li")).to_have_count(0)


def test_what_is_to_be_filled_in_is_selected(page: Page) -> None:
    box = page.get_by_label("Your text")
    box.fill("🚆 Hoi {naam}, dank!")
    page.get_by_role("button", name="Fill in").click()

    box.press_sequentially("Anna")

    expect(box).to_have_value("🚆 Hoi Anna, dank!")


def test_the_bsn_of_a_customer_is_shown_to_who_asks(page: Page) -> None:
    words = page.locator(".entry.in .words")
    expect(words).to_contain_text("mijn BSN is •••••••••")
    assert "123456782" not in page.content()

    page.get_by_role("button", name="Show it").click()

    expect(words).to_contain_text("mijn BSN is 123456782")
    expect(page.get_by_text("A BSN is hidden here.")).to_have_count(0)
    session.remove()
    assert session.scalars(select(EventRow.kind).where(EventRow.kind == "mask_opened")).all() == ["mask_opened"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_wrong_with_findings(
    conversation: Conversation, sanne: User, log_in: LogIn, axe: Axe, dark: bool
) -> None:
    page = log_in(sanne, dark=dark, width=390, height=844, touch=True) if dark else log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    page.get_by_label("Your text").fill(f"Uw BSN 123456782, {IBAN}, {{naam}}, @pietpuk. We bellen u morgen.")
    expect(page.locator(".findings li")).to_have_count(5)
    assert axe(page) == []

    page.get_by_label("Your text").fill(f"{IBAN}")
    expect(page.locator(".findings li")).to_have_count(1)
    page.get_by_label("Your text").press("Control+Enter")
    expect(page.get_by_role("button", name="Post it anyway")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
