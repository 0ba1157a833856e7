"""The live queue in a browser: on a desk and on a wall, with fifty customers who wait."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import claiming
from webcare.models import Channel, Conversation, Role, User
from webcare.web.static import static_url

pytestmark = pytest.mark.browser

Axe = Callable[[Page], list[str]]
Connected = Callable[[Page], None]
MINUTE = timedelta(minutes=1)
GREEN = "rgb(28, 107, 58)"


@pytest.fixture
def lena(desk: Desk) -> User:
    return scenes.user("Lena de Boer", desk.now, Role.LEAD, language="en")


@pytest.fixture
def fifty(desk: Desk, channel: Channel) -> list[int]:
    """Fifty customers, of whom five are late and ten nearly; who waits longest first."""
    now = desk.now
    ages = [*range(62, 67), *(47 + number * 0.9 for number in range(10)), *(1 + number for number in range(35))]
    posts = [
        scenes.incoming(f"Vraag {number}", at=now - age * MINUTE, by=scenes.customer(number))
        for number, age in enumerate(ages)
    ]
    made = scenes.receive(channel, *posts, now=now)
    return [message.conversation_id for message in made]


def figure(page: Page, name: str) -> Locator:
    return page.locator(f'[data-figure="{name}"]')


def dots(page: Page, state: str = "") -> Locator:
    return page.locator(f'.sky .dot[data-timer="{state}"]' if state else ".sky .dot")


def at(page: Page, conversation_id: int) -> float:
    """Where a customer's dot stands, in percents of the field."""
    return float(
        page.locator(f'.dot[data-conversation="{conversation_id}"]').get_attribute("x").rstrip("%")  # type: ignore[union-attr]
    )


def test_fifty_who_wait_are_fifty_dots_that_agree_with_the_numbers(
    lena: User, fifty: list[int], log_in: LogIn, connected: Connected
) -> None:
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    expect(figure(page, "waiting")).to_have_text("50")
    expect(dots(page)).to_have_count(50)
    expect(figure(page, "late")).to_have_text("5")
    expect(dots(page, "late")).to_have_count(5)
    expect(figure(page, "risk")).to_have_text("10")
    expect(dots(page, "at_risk")).to_have_count(10)
    assert at(page, fifty[0]) > 90 > at(page, fifty[5]) > 67.5 > at(page, fifty[-1])


def test_what_happens_moves_the_figures_without_any_request(
    desk: Desk, channel: Channel, lena: User, sanne: User, fifty: list[int], log_in: LogIn, connected: Connected
) -> None:
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    expect(page.locator("#people .people")).to_be_visible()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    scenes.asks(channel, at=desk.now, by=scenes.customer(100))
    expect(figure(page, "waiting")).to_have_text("51")
    expect(dots(page)).to_have_count(51)
    for each in fifty[:2]:
        scenes.answer(session.get_one(Conversation, each), by=sanne, at=desk.now)
    expect(figure(page, "waiting")).to_have_text("49")
    expect(figure(page, "late")).to_have_text("3")
    expect(page.locator(f'.dot[data-conversation="{fifty[0]}"]')).to_have_count(0)
    assert [url for url in requested if "/live/figures" in url] == []


def test_the_dots_go_on_and_change_their_shape_by_the_clock_alone(
    desk: Desk, channel: Channel, lena: User, log_in: LogIn, connected: Connected
) -> None:
    """The browser's clock goes forty minutes ahead; no server says anything."""
    soon = scenes.asks(channel, at=desk.now - 50 * MINUTE)
    fresh = scenes.asks(channel, at=desk.now - 2 * MINUTE, by=scenes.BRAM)
    page = log_in(lena)
    page.clock.install(time=desk.now)
    page.goto("/live/wall")
    connected(page)
    expect(dots(page, "at_risk")).to_have_count(1)
    before = at(page, fresh.id)
    page.context.set_offline(True)
    page.clock.fast_forward("11:00")
    expect(dots(page, "late")).to_have_count(1)
    expect(figure(page, "late")).to_have_text("1")
    assert at(page, soon.id) > 90
    assert at(page, fresh.id) > before + 10


def test_a_dot_opens_its_conversation(lena: User, fifty: list[int], log_in: LogIn, connected: Connected) -> None:
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    page.locator(f'.dot[data-conversation="{fifty[0]}"]').click()
    page.wait_for_url(f"**/conversations/{fifty[0]}")
    expect(page.locator("#talk")).to_contain_text("Vraag 4")


def test_the_keyboard_reaches_the_same_customers_in_a_list(
    desk: Desk, lena: User, sanne: User, fifty: list[int], log_in: LogIn, connected: Connected
) -> None:
    with transaction():
        claiming.claim(session.get_one(Conversation, fifty[0]), by=session.get_one(User, sanne.id), now=desk.now)
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    page.get_by_text("Everybody who waits, as a list").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#waiting li")).to_have_count(50)
    expect(page.locator("#waiting li").first).to_contain_text("Sanne")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversations/*")


def test_the_list_follows_while_it_is_open(
    desk: Desk, channel: Channel, lena: User, log_in: LogIn, connected: Connected
) -> None:
    scenes.asks(channel, at=desk.now - 5 * MINUTE)
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    page.get_by_text("Everybody who waits, as a list").click()
    expect(page.locator("#waiting li")).to_have_count(1)
    scenes.asks(channel, at=desk.now, by=scenes.BRAM)
    expect(page.locator("#waiting li")).to_have_count(2)


def test_an_empty_queue_says_so(desk: Desk, channel: Channel, lena: User, log_in: LogIn) -> None:
    page = log_in(lena)
    page.goto("/live")
    expect(page.locator(".sky").get_by_text("Nobody is waiting")).to_be_visible()
    expect(figure(page, "share")).to_have_text("–")
    scenes.asks(channel, at=desk.now)
    expect(page.locator(".sky").get_by_text("Nobody is waiting")).to_be_hidden()


def test_passing_what_consumers_expect_turns_nothing_green(
    desk: Desk, channel: Channel, lena: User, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    it_is_noon(desk)
    for number in range(9):
        scenes.answer(
            scenes.asks(channel, at=desk.now - 50 * MINUTE, by=scenes.customer(number)), by=sanne, at=desk.now
        )
    scenes.asks(channel, at=desk.now - 70 * MINUTE, by=scenes.customer(9))
    page = log_in(lena)
    page.goto("/live")
    connected(page)
    part = page.locator(".gauge .part")
    expect(figure(page, "share")).to_have_text("90")
    expect(part).to_have_css("fill", GREEN)
    scenes.asks(channel, at=desk.now - 70 * MINUTE, by=scenes.customer(10))
    expect(figure(page, "share")).to_have_text("81")
    expect(part).not_to_have_css("fill", GREEN)
    expect(page.get_by_text("53% expect an answer within the hour")).to_be_visible()
    expect(page.get_by_text("90% own target")).to_be_visible()


def it_is_noon(desk: Desk) -> None:
    """So that an hour ago was today, whenever the test runs; the next noon, since grants begin when they are given."""
    began = datetime.now(UTC)
    noon = began.replace(hour=11, minute=0)
    ahead = (noon if noon > began else noon + timedelta(days=1)) - began
    desk.app.config["CLOCK"] = lambda: datetime.now(UTC) + ahead


def test_a_wall_screen_shows_no_name_and_nothing_to_press(
    desk: Desk, lena: User, sanne: User, fifty: list[int], log_in: LogIn, connected: Connected
) -> None:
    with transaction():
        claiming.claim(session.get_one(Conversation, fifty[0]), by=session.get_one(User, sanne.id), now=desk.now)
    page = log_in(lena, width=1920, height=1080)
    page.goto("/live/wall")
    connected(page)
    expect(dots(page)).to_have_count(50)
    words = page.content()
    assert not [word for word in ("Sanne", "Kuipers", "Lena", "Klant", "Vraag", "klant0") if word in words]
    assert page.locator("a, button, input, summary, [tabindex]").count() == 0
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert sizes == [1920, 1080], "everything is on the screen at once"


def test_a_wall_screen_comes_back_by_itself(
    desk: Desk, channel: Channel, lena: User, log_in: LogIn, connected: Connected
) -> None:
    page = log_in(lena, width=1920, height=1080)
    page.goto("/live/wall")
    connected(page)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(page.locator("#live")).not_to_have_attribute("data-line", "on")
    scenes.asks(channel, at=desk.now)
    page.context.set_offline(False)
    expect(page.locator("#live")).to_have_attribute("data-line", "on")
    expect(figure(page, "waiting")).to_have_text("1")


def test_without_a_socket_the_numbers_are_asked_for(desk: Desk, channel: Channel, lena: User, log_in: LogIn) -> None:
    page = log_in(lena, width=1920, height=1080)
    page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    page.goto("/live/wall")
    scenes.asks(channel, at=desk.now)
    expect(page.locator("#live")).to_have_attribute("data-line", "asked")
    expect(figure(page, "waiting")).to_have_text("1")


def test_a_wall_screen_takes_a_new_version_by_itself(
    desk: Desk, channel: Channel, lena: User, log_in: LogIn, connected: Connected
) -> None:
    page = log_in(lena, width=1920, height=1080)
    page.goto("/live/wall")
    connected(page)
    with page.expect_navigation():
        page.evaluate(
            "document.getElementById('live').dataset.queueVersionValue = 'an older one';"
            "document.dispatchEvent(new CustomEvent('live:reset'))"
        )
    connected(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["/live", "/live/wall"])
def test_axe_finds_nothing_on_the_live_queue(
    lena: User, fifty: list[int], log_in: LogIn, connected: Connected, axe: Axe, path: str, dark: bool
) -> None:
    page = log_in(lena, dark=dark)
    page.goto(path)
    connected(page)
    expect(dots(page)).to_have_count(50)
    for listing in page.locator("details.listing > summary").all():
        listing.click()
    if path == "/live":
        expect(page.locator("#waiting li")).to_have_count(50)
    assert axe(page) == []


def test_the_live_queue_is_no_wider_than_a_phone(lena: User, fifty: list[int], log_in: LogIn) -> None:
    page = log_in(lena, width=360, height=740, touch=True)
    page.goto("/live")
    expect(dots(page)).to_have_count(50)
    page.get_by_text("Everybody who waits, as a list").click()
    expect(page.locator("#waiting li")).to_have_count(50)
    widths = page.evaluate("[document.querySelector('main').scrollWidth, document.documentElement.scrollWidth]")
    assert max(widths) <= 360


def test_browser_and_server_place_a_dot_by_the_same_quarters(desk: Desk, lena: User, log_in: LogIn) -> None:
    """Three quarters of the time at 67.5 %, the deadline at 90 %, and what is late still inside the field."""
    page = log_in(lena)
    page.goto("/live")
    placed: list[float] = page.evaluate(
        "async ([module, moments]) => { const { place } = await import(module);"
        " return moments.map((now) => place(0, 2700, 3600, now)); }",
        [static_url("js/pages/live/counted.js"), [-5, 0, 1350, 2700, 3150, 3600, 7200, 360_000]],
    )
    assert placed[:6] == pytest.approx([0, 0, 0.3375, 0.675, 0.7875, 0.9])
    assert 0.9 < placed[6] < placed[7] < 1
