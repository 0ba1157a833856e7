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

    alarm(conversation, desk)  # another danger in the same conversation
    expect(bar).to_be_visible()
    if sound:
        until(lambda: tones(page) == 6, page)


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


def test_claims_about_to_lapse_warn_their_holder_who_works_in_another_and_keeps_them_by_one_press(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn, axe: Callable[[Page], list[str]]
) -> None:
    silent = desk.now - timedelta(minutes=14)
    opened, *others = (
        scenes.asks(channel, at=desk.now, by=by).id for by in (scenes.ANNA, scenes.BRAM, scenes.customer(3))
    )
    with transaction():
        for each in (opened, *others):
            claiming.claim(session.get_one(Conversation, each), by=session.get_one(User, sanne.id), now=silent)
    page = log_in(sanne)
    page.goto(f"/conversations/{opened}")
    bar = page.locator(".bar.claims")
    expect(bar).to_contain_text("2 claims of yours return to the queue in two minutes: Bram Bakker, Klant 3")
    until(lambda: life_of(opened) > silent, page)
    assert [life_of(each) for each in others] == [silent, silent]
    assert axe(page) == []

    bar.get_by_role("button", name="Keep them").click()

    expect(bar).to_have_count(0)
    until(lambda: all(life_of(each) > silent for each in others), page)


def test_a_claim_about_to_lapse_warns_its_holder_on_every_page_while_it_is_open(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn
) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    with transaction():
        mine, me = session.get_one(Conversation, conversation.id), session.get_one(User, sanne.id)
        claiming.claim(mine, by=me, now=desk.now - timedelta(minutes=12))
    page = log_in(sanne)
    page.clock.install()
    page.goto("/settings")
    page.get_by_role("heading", level=1).wait_for()
    bar = page.locator(".bar.claims")
    expect(bar).to_have_count(0)
    with transaction():
        session.get_one(Conversation, conversation.id).sign_of_life_at = desk.now - timedelta(minutes=14)
    page.clock.fast_forward("01:00")
    expect(bar).to_contain_text("A claim of yours returns to the queue in two minutes: Anna de Vries")

    bar.get_by_role("link", name="Anna de Vries").click()

    expect(page.locator(".head .claimed.when-mine")).to_be_visible()
    expect(bar).to_have_count(0)


def life_of(conversation_id: int) -> datetime:
    session.remove()
    sign = session.get_one(Conversation, conversation_id).sign_of_life_at
    assert sign is not None
    return sign
