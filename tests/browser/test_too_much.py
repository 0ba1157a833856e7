"""More text than anybody can send: said in words, and it stays where it was typed."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session
from webcare.models import Channel, Message, User

pytestmark = pytest.mark.browser

FIVE_MEGABYTES = 5_000_000


def test_a_note_of_five_megabytes_is_refused_and_stays_in_the_box(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn
) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    page.get_by_role("tab", name="Note").click()
    box = page.get_by_label("Your text")
    fill = (
        "(box, length) => { box.value = 'x'.repeat(length); box.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    box.evaluate(fill, FIVE_MEGABYTES)

    page.get_by_role("button", name="Save note").click()

    expect(page.locator("#notices")).to_contain_text("This is more than can be sent at once.")
    assert box.evaluate("box => box.value.length") == FIVE_MEGABYTES
    session.remove()
    assert session.scalars(select(Message.id).where(Message.direction == "note")).all() == []


def test_a_reply_that_is_too_long_cannot_even_be_sent(desk: Desk, channel: Channel, sanne: User, log_in: LogIn) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    box = page.get_by_label("Your text")
    box.fill("x" * 300)

    expect(page.get_by_role("button", name="Post publicly")).to_be_disabled()
    box.press("Control+Enter")
    expect(box).to_have_value("x" * 300)
