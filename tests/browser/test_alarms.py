"""What must not be missed: an urgent conversation is heard until it is taken on; who is late, is told at once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import claiming, urgency
from webcare.models import Channel, Conversation, User

pytestmark = pytest.mark.browser

Connected = Callable[[Page], None]

COUNT_TONES = """
  window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""
UNTOUCHED = """
  // A script from outside counts as a touch for this browser, so what it would say is told by hand.
  let touched = false;
  document.addEventListener("pointerdown", () => { touched = true; }, true);
  Object.defineProperty(navigator, "userActivation", { get: () => ({ hasBeenActive: touched }) });
"""
COUNT_WARNINGS = """
  window.warnings = [];
  new MutationObserver((changes) => changes.forEach((change) =>
    change.addedNodes.forEach((node) => window.warnings.push(node.textContent)))
  ).observe(document.getElementById("alert"), { childList: true });
"""


def alarm(conversation: Conversation, desk: Desk) -> None:
    with transaction():
        urgency.mark(session.get_one(Conversation, conversation.id), by=None, now=desk.now)


def tones(page: Page) -> int:
    return int(page.evaluate("window.tones"))


def until(true: Callable[[], bool], page: Page) -> None:
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(50)
    pytest.fail("it did not become so within five seconds")


@pytest.mark.parametrize("sound", [True, False], ids=["on", "off"])
def test_an_alarm_sounds_for_who_asked_until_it_is_taken_on_from_any_page(
    desk: Desk, channel: Channel, log_in: LogIn, connected: Connected, sound: bool
) -> None:
    conversation = scenes.asks(channel, "Er ligt iemand naast het spoor", at=desk.now)
    page = log_in(scenes.user("Sanne Kuipers", desk.now, language="en", sound=sound))
    page.clock.install()
    page.add_init_script(COUNT_TONES)
    page.goto("/settings")
    connected(page)
    page.locator("h1").click()
    alarm(conversation, desk)

    bar = page.locator(".bar.alarm")
    expect(bar).to_be_visible()
    if sound:
        until(lambda: tones(page) == 2, page)
        page.clock.fast_forward(11_000)
        until(lambda: tones(page) == 4, page)
    bar.get_by_role("button", name="I take this on").click()

    expect(bar).to_have_count(0)
    page.clock.fast_forward(11_000)
    page.wait_for_timeout(100)
    assert tones(page) == (4 if sound else 0)
    session.remove()
    assert session.get_one(Conversation, conversation.id).urgent_accepted_at is not None


def test_a_page_that_nobody_touched_makes_no_sound(desk: Desk, channel: Channel, log_in: LogIn) -> None:
    alarm(scenes.asks(channel, at=desk.now), desk)
    page = log_in(scenes.user("Sanne Kuipers", desk.now, language="en", sound=True))
    page.add_init_script(COUNT_TONES + UNTOUCHED)
    page.goto("/settings")
    expect(page.locator(".bar.alarm")).to_be_visible()
    page.wait_for_timeout(1500)
    assert tones(page) == 0
    page.locator("h1").click()
    until(lambda: tones(page) == 2, page)


def test_who_holds_a_conversation_is_told_once_that_it_became_late(
    desk: Desk, channel: Channel, sanne: User, daan: User, log_in: LogIn, connected: Connected
) -> None:
    already_late, in_time = (
        scenes.asks(channel, at=desk.now - timedelta(minutes=ago), by=by)
        for ago, by in ((90, scenes.ANNA), (30, scenes.BRAM))
    )
    with transaction():
        for each in (already_late, in_time):
            claiming.claim(session.get_one(Conversation, each.id), by=session.get_one(User, sanne.id), now=desk.now)
    hers, his = log_in(sanne), log_in(daan)
    for page in (hers, his):
        page.clock.install()
        page.goto("/inbox")
        connected(page)
        page.evaluate(COUNT_WARNINGS)
        page.wait_for_timeout(1200)
        assert page.evaluate("window.warnings") == []
        page.clock.fast_forward("31:00")

    until(lambda: bool(hers.evaluate("window.warnings")), hers)
    for page in (hers, his):
        page.wait_for_timeout(1200)
    assert hers.evaluate("window.warnings") == ["A conversation of yours is late"]
    assert his.evaluate("window.warnings") == []


def test_a_claim_about_to_lapse_warns_its_holder_who_keeps_it(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn
) -> None:
    conversation, silent = scenes.asks(channel, at=desk.now), desk.now - timedelta(minutes=14)
    with transaction():
        claiming.claim(session.get_one(Conversation, conversation.id), by=session.get_one(User, sanne.id), now=silent)
    page = log_in(sanne)
    page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => !window.looks });")
    page.goto(f"/conversations/{conversation.id}")
    warning = page.get_by_text("Your claim returns to the queue in two minutes.")
    expect(warning).to_be_visible()

    page.evaluate("window.looks = true")
    page.get_by_role("button", name="Keep it").click()

    expect(warning).to_be_hidden()
    until(lambda: life_of(conversation) > silent, page)


def life_of(conversation: Conversation) -> datetime:
    session.remove()
    sign = session.get_one(Conversation, conversation.id).sign_of_life_at
    assert sign is not None
    return sign
