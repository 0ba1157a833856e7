"""The tone of what customers write: it arrives on open screens, is corrected, and is read by management."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import transaction
from webcare.desk import sorting, theming, toning
from webcare.models import Channel, Role, User

pytestmark = pytest.mark.browser

Axe = Callable[[Page], list[str]]
ANGRY = "@spoorlijn weer vertraging, schandalig, wat een waardeloze service!"
GLAD = "@spoorlijn ondanks de vertraging hartelijk bedankt, geweldig geholpen!"


def test_the_tone_arrives_while_somebody_types_and_is_corrected_on_every_screen(
    desk: Desk, channel: Channel, sanne: User, daan: User, log_in: LogIn, connected: Callable[[Page], None]
) -> None:
    conversation = scenes.asks(channel, ANGRY, at=desk.now - timedelta(minutes=5))
    mine, theirs = log_in(sanne), log_in(daan)
    for page in (mine, theirs):
        page.goto(f"/conversations/{conversation.id}")
        connected(page)
    box = mine.get_by_label("Your text")
    box.fill("Wat vervelend, ")

    toning.read(now=desk.now)
    for page in (mine, theirs):
        expect(page.locator(".entry button.tone")).to_have_text("negative")
        expect(page.locator("#rows .row .tone")).to_have_text("negative")

    mine.locator(".entry button.tone").click()
    mine.get_by_role("button", name="positive").click()
    for page in (mine, theirs):
        expect(page.locator(".entry button.tone")).to_have_text("positive")
        expect(page.locator("#rows .row .tone")).to_have_text("positive")
    expect(box).to_have_value("Wat vervelend, ")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_page_for_management_and_a_phone_shows_all_of_it(
    desk: Desk, channel: Channel, log_in: LogIn, axe: Axe, dark: bool
) -> None:
    lead = scenes.user("Lena de Boer", desk.now, Role.LEAD, language="en")
    with transaction():
        theming.make("vertraging", ["vertraging"], [], by=lead, now=desk.now)
    for number in range(8):
        said = GLAD if number % 4 == 0 else ANGRY
        scenes.asks(channel, said, at=desk.now - timedelta(minutes=number + 1), by=scenes.customer(number))
    while toning.read(now=desk.now) or sorting.step(now=desk.now):
        pass
    page = log_in(lead, dark=dark)
    page.goto("/reports")
    page.get_by_role("link", name="For management").click()
    expect(page.get_by_role("heading", name="What customers say")).to_be_visible()
    expect(page.locator(".quotes li").first).to_be_visible()
    assert axe(page) == []

    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
