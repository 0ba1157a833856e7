"""What happens appears on every open screen by itself."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count, pairwise

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import claiming
from webcare.models import Channel, Conversation, User

pytestmark = pytest.mark.browser

Connected = Callable[[Page], None]


def claim(conversation: Conversation, by: User, desk: Desk) -> None:
    with transaction():
        claiming.claim(session.get_one(Conversation, conversation.id), by=session.get_one(User, by.id), now=desk.now)


def claims(*conversations: Conversation) -> list[Conversation]:
    session.rollback()
    session.expire_all()
    return [session.get_one(Conversation, each.id) for each in conversations]


def test_a_new_message_appears_without_any_page_request(
    desk: Desk, channel: Channel, sanne: User, daan: User, log_in: LogIn, connected: Connected
) -> None:
    pages = [log_in(sanne), log_in(daan)]
    for page in pages:
        page.goto("/inbox")
        connected(page)
    requested: list[str] = []
    for page in pages:
        page.on("request", lambda request: requested.append(request.url))
    scenes.asks(channel, "Waar blijft mijn trein?", at=desk.now)
    for page in pages:
        expect(page.locator("#rows .row")).to_contain_text("Waar blijft mijn trein?")
        expect(page.locator("#rail [data-count=waiting]")).to_have_text("1")
        expect(page.locator("#strip .dot")).to_have_count(1)
        expect(page.locator("#strip")).to_have_accessible_name("1 customer is waiting: 0 late, 0 nearly late")
    assert requested == []


def test_a_claim_is_seen_by_everybody_and_marked_as_ones_own(
    desk: Desk, channel: Channel, sanne: User, daan: User, log_in: LogIn, connected: Connected
) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    hers, his = log_in(sanne), log_in(daan)
    for page in (hers, his):
        page.goto("/inbox")
        connected(page)
    claim(conversation, sanne, desk)
    expect(hers.locator(".row .claimed")).to_have_text("yours")
    expect(his.locator(".row .claimed")).to_have_text("Sanne")


def test_what_was_missed_offline_is_there_after_coming_back(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    first = scenes.asks(channel, "Eerste vraag", at=desk.now)
    page = log_in(sanne)
    page.goto("/inbox")
    connected(page)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(page.locator("#connection")).to_be_visible()
    claim(first, sanne, desk)
    scenes.asks(channel, "Tweede vraag", at=desk.now, by=scenes.BRAM)
    page.context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()
    expect(page.locator("#rows .row")).to_have_count(2)
    expect(page.locator(f"#conversation-{first.id} .claimed")).to_have_text("yours")


def test_the_list_stands_still_under_the_pointer(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    scenes.asks(channel, "Staat er al", at=desk.now)
    page = log_in(sanne)
    page.goto("/inbox")
    connected(page)
    page.locator("#rows .row").first.hover()
    scenes.asks(channel, "Nieuw en eerder te laat", at=desk.now - timedelta(minutes=50), by=scenes.BRAM)
    expect(page.get_by_role("button", name="1 new conversation")).to_be_visible()
    expect(page.locator("#rows .row")).to_have_count(1)
    page.get_by_role("button", name="1 new conversation").click()
    expect(page.locator("#rows .row")).to_have_count(2)
    expect(page.locator("#rows .row").first).to_contain_text("Nieuw en eerder te laat")


def test_the_title_of_the_tab_tells_how_many_wait(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    page = log_in(sanne)
    page.goto("/inbox")
    connected(page)
    scenes.asks(channel, at=desk.now)
    expect(page).to_have_title("(1) Waiting for an answer · Webcare")


def test_keys_walk_the_list_and_explain_themselves(desk: Desk, channel: Channel, sanne: User, log_in: LogIn) -> None:
    first = scenes.asks(channel, at=desk.now - timedelta(minutes=5))
    second = scenes.asks(channel, at=desk.now, by=scenes.BRAM)
    page = log_in(sanne)
    page.goto("/inbox")
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(rf"/conversations/{first.id}\?view=waiting"))
    expect(page.locator(f"#conversation-{first.id}.current")).to_be_visible()
    page.locator("#list-title").click()
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(rf"/conversations/{second.id}\?view=waiting"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_on_a_slow_line_a_key_means_the_conversation_that_was_chosen_last(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn
) -> None:
    people = (scenes.ANNA, scenes.BRAM, scenes.STRANGER)
    first, second, third = (
        scenes.asks(channel, at=desk.now - timedelta(minutes=9 - number), by=by) for number, by in enumerate(people)
    )
    page = log_in(sanne)
    held: list[Route] = []
    page.route(re.compile(rf"/conversations/({second.id}|{third.id})\?"), lambda route: held.append(route))
    page.goto(f"/conversations/{first.id}?view=waiting")
    page.keyboard.press("j")
    expect(page.locator(f"#conversation-{second.id}.current")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(f"#conversation-{third.id}.current")).to_be_visible()
    expect(page.locator("#rows .current")).to_have_count(1)
    page.keyboard.press("c")
    expect(page.locator("#talk .talk")).to_have_attribute("data-id", str(first.id))
    page.unroute_all()
    for route in held:
        with suppress(Error):  # the one that was given up
            route.continue_()
    expect(page.locator(f"#conversation-{third.id} .claimed.mine")).to_be_visible()
    assert [each.claimed_by_id for each in claims(first, second, third)] == [None, None, sanne.id]


def test_a_conversation_that_cannot_be_fetched_leaves_the_open_one_marked_and_its_keys_at_work(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn
) -> None:
    first = scenes.asks(channel, at=desk.now - timedelta(minutes=5))
    second = scenes.asks(channel, at=desk.now, by=scenes.BRAM)
    page = log_in(sanne)
    page.goto(f"/conversations/{first.id}?view=waiting")
    page.route(re.compile(rf"/conversations/{second.id}\?"), lambda route: route.abort())
    page.keyboard.press("j")
    expect(page.locator(f"#conversation-{first.id}.current")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator(f"#conversation-{first.id} .claimed.mine")).to_be_visible()


SPOKEN = """() => {
  window.spoken = [];
  const status = document.getElementById("status");
  const note = () => window.spoken.push([Date.now(), Number.parseInt(status.textContent)]);
  new MutationObserver(note).observe(status, { childList: true });
}"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_rows_that_follow_are_there_before_somebody_reaches_the_end(
    width: int, height: int, desk: Desk, channel: Channel, sanne: User, log_in: LogIn
) -> None:
    for number in range(70):
        scenes.asks(channel, f"Vraag {number}", at=desk.now, by=scenes.customer(number))
    page = log_in(sanne, width=width, height=height)
    page.goto("/inbox")
    rows = page.locator("#rows .row")
    expect(rows).to_have_count(30)
    page.wait_for_timeout(300)
    assert rows.count() == 30, "what nobody scrolls to is not fetched"

    for number in (25, 50):
        rows.nth(number).scroll_into_view_if_needed()
        expect(rows).to_have_count(60 if number == 25 else 70)
    expect(page.get_by_text("Show more")).to_have_count(0)


def test_twenty_quick_updates_are_a_few_announcements_that_sum_them_up(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    """By the page's own clock: a slow machine makes the pauses between them longer, never shorter."""
    page = log_in(sanne)
    page.clock.install(time=desk.now)
    page.goto("/inbox")
    connected(page)
    page.evaluate(SPOKEN)
    for number in range(20):
        scenes.asks(channel, at=desk.now, by=scenes.customer(number))
    expect(page.locator("#rows .row")).to_have_count(20)
    page.clock.fast_forward(10_000)
    page.wait_for_function("window.spoken.reduce((sum, [, number]) => sum + number, 0) >= 20")
    spoken: list[tuple[int, int]] = page.evaluate("window.spoken")
    pauses = [later[0] - sooner[0] for sooner, later in pairwise(spoken)]
    assert [pause for pause in pauses if pause < 9_900] == []
    assert sum(number for _at, number in spoken) == 20


def test_a_screen_survives_twenty_updates_a_second(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    opened = scenes.asks(channel, "Vraag", at=desk.now, by=scenes.customer(0))
    page = log_in(sanne)
    page.goto(f"/conversations/{opened.id}")
    connected(page)
    page.locator(".composer textarea").first.click()
    typed = "Wat vervelend, we kijken het meteen voor je na en laten van ons horen."
    with flood(desk, channel):
        page.keyboard.type(typed, delay=40)
        page.keyboard.press("ArrowLeft")
    box = page.locator(".composer textarea").first
    assert box.input_value().startswith(typed)
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.evaluate("document.activeElement.selectionStart") == len(typed) - 1
    assert page.locator("#rows .row").count() > 1 or page.locator(".newer").is_visible()


@contextmanager
def flood(desk: Desk, channel: Channel) -> Iterator[None]:
    """Twenty customers a second write, until the block ends."""
    over = threading.Event()

    def write() -> None:
        for number in count():
            people = [scenes.customer((number * 5 + each) % 60) for each in range(5)]
            scenes.receive(channel, *(scenes.incoming(f"Nog {number}", at=desk.now, by=who) for who in people))
            if over.wait(0.25):
                return session.remove()
        return None

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
