"""Answering a customer, as people do it: with two browsers, by touch, by keyboard alone, without a connection."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.models import Channel, Conversation, Message, Role, User

pytestmark = pytest.mark.browser

Connected = Callable[[Page], None]
Axe = Callable[[Page], list[str]]

NOTE_ANSWER_BOX = """
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector("textarea")) return;
    window.boxAt = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
"""

TYPE_ON = """
  (more) => document.addEventListener("turbo:submit-start", () => setTimeout(() => {
    const box = document.querySelector("textarea");
    box.value += more;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }), { once: true })
"""


@pytest.fixture
def conversation(desk: Desk, channel: Channel) -> Conversation:
    return scenes.asks(channel, "@spoorlijn waar blijft mijn trein?", at=desk.now - timedelta(minutes=20))


@pytest.fixture
def both(conversation: Conversation, sanne: User, daan: User, log_in: LogIn, connected: Connected) -> tuple[Page, Page]:
    """The same conversation on the screens of Sanne and of Daan."""
    number = conversation.id
    hers, his = log_in(sanne), log_in(daan)
    for page in (hers, his):
        page.goto(f"/conversations/{number}")
        connected(page)
    return hers, his


def write(page: Page, text: str) -> None:
    page.get_by_label("Your text").fill(text)


def add_message(desk: Desk, text: str) -> None:
    """The same customer writes on."""
    session.remove()
    first = session.scalars(select(Message).order_by(Message.id)).first()
    channel = session.scalars(select(Channel)).one()
    assert first is not None
    follows = {"thread_id": first.external_id or "", "in_reply_to": first.external_id}
    scenes.receive(channel, scenes.incoming(text, at=desk.now, **follows))


def test_the_loser_of_a_claim_keeps_the_text(both: tuple[Page, Page]) -> None:
    hers, his = both
    write(his, "Ik kijk even mee.")
    hers.get_by_role("button", name="Claim").click()
    expect(hers.locator(".head .when-mine.claimed")).to_be_visible()

    expect(his.locator(".head")).to_contain_text("Sanne has it")
    his.get_by_label("Your text").press("Control+Enter")

    expect(his.locator(".refusal")).to_contain_text("Sanne Kuipers has this conversation")
    expect(his.get_by_label("Your text")).to_have_value("Ik kijk even mee.")
    expect(his.get_by_text("Draft kept")).to_be_visible()
    his.reload()
    expect(his.get_by_label("Your text")).to_have_value("Ik kijk even mee.")
    assert scenes.replies() == []


def test_two_colleagues_see_each_other_read_and_type(both: tuple[Page, Page]) -> None:
    hers, his = both
    expect(hers.locator(".presence")).to_contain_text("Daan")
    his.get_by_label("Your text").press_sequentially("Hoi")
    expect(hers.locator(".presence")).to_have_text("Daan is typing…")


def test_ctrl_enter_sends_once_and_no_other_key_does(conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    box = page.get_by_label("Your text")
    box.press_sequentially("Hij komt eraan.")
    for key in ("Enter", "Shift+Enter", "Alt+Enter"):
        box.press(key)
    assert scenes.replies() == []

    box.press("Control+Enter")
    box.press("Control+Enter")

    expect(page.locator(".entry.reply")).to_contain_text("Hij komt eraan.")
    expect(box).to_have_value("")
    assert [reply.text for reply in scenes.replies()] == ["Hij komt eraan. ^SK"]


def test_a_text_can_be_taken_back_while_the_seconds_are_counted(
    conversation: Conversation, sanne: User, log_in: LogIn
) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    write(page, "Te snel.")
    page.get_by_role("button", name="Post publicly as @spoorlijn").click()
    expect(page.locator(".band.undo")).to_contain_text("leaves in")

    page.locator(".band.undo").get_by_role("button", name="Undo").click()

    expect(page.get_by_label("Your text")).to_have_value("Te snel. ^SK")
    expect(page.locator(".entry.reply")).to_have_count(0)
    assert [reply.status for reply in scenes.replies()] == ["cancelled"]


def test_a_text_that_is_taken_back_changes_neither_another_text_nor_who_will_read_it(
    channel: Channel, conversation: Conversation, sanne: User, log_in: LogIn
) -> None:
    number = conversation.id
    with transaction():
        session.get_one(Channel, channel.id).undo_seconds = 60
    page = log_in(sanne)
    page.goto(f"/conversations/{number}")
    write(page, "Te snel.")
    page.get_by_role("button", name="Post publicly as @spoorlijn").click()
    expect(page.get_by_label("Your text")).to_have_value("")
    page.get_by_role("tab", name="Note").click()
    write(page, "Ze belde al drie keer.")
    page.locator(".band.undo").get_by_role("button", name="Undo").click()

    expect(page.locator(".refusal")).to_contain_text("There is another text in the box")
    expect(page.get_by_label("Your text")).to_have_value("Ze belde al drie keer.")
    expect(page.get_by_role("tab", name="Note")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("Draft kept")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Your text")).to_have_value("Ze belde al drie keer.")
    expect(page.get_by_role("tab", name="Note")).to_have_attribute("aria-selected", "true")

    write(page, "")
    page.get_by_role("button", name="Put the text back").click()
    expect(page.get_by_label("Your text")).to_have_value("Te snel. ^SK")
    expect(page.get_by_role("tab", name="Public reply")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".refusal")).to_be_empty()


def test_news_refuses_an_answer_until_it_was_seen(
    desk: Desk, conversation: Conversation, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    connected(page)
    write(page, "Hij komt eraan.")
    add_message(desk, "Laat maar, hij is er.")
    expect(page.locator(".timeline")).to_contain_text("Laat maar, hij is er.")

    page.get_by_label("Your text").press("Control+Enter")

    expect(page.locator(".refusal")).to_contain_text("Laat maar, hij is er.")
    expect(page.get_by_label("Your text")).to_have_value("Hij komt eraan.")
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator(".entry.reply")).to_contain_text("Hij komt eraan.")
    assert len(scenes.replies()) == 1


def test_what_stood_on_the_screen_for_two_seconds_counts_as_seen(
    desk: Desk, conversation: Conversation, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    connected(page)
    add_message(desk, "Laat maar, hij is er.")
    expect(page.locator(".timeline")).to_contain_text("Laat maar, hij is er.")
    page.wait_for_timeout(2300)
    write(page, "Fijn!")
    page.get_by_label("Your text").press("Control+Enter")

    expect(page.locator(".entry.reply")).to_contain_text("Fijn!")


def test_without_a_connection_the_text_stays(conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    write(page, "Ik zit in een tunnel.")
    page.context.set_offline(True)
    page.get_by_label("Your text").press("Control+Enter")

    expect(page.locator(".refusal")).to_contain_text("No connection")
    expect(page.get_by_label("Your text")).to_have_value("Ik zit in een tunnel.")
    page.context.set_offline(False)
    page.get_by_label("Your text").press("Control+Enter")
    expect(page.locator(".entry.reply")).to_contain_text("Ik zit in een tunnel.")
    assert len(scenes.replies()) == 1


def test_what_is_typed_while_a_text_is_being_sent_stays(conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    write(page, "Hij komt eraan.")
    box = page.get_by_label("Your text")
    page.evaluate(TYPE_ON, " En nog iets.")
    box.press("Control+Enter")

    expect(page.locator(".entry.reply")).to_contain_text("Hij komt eraan.")
    expect(box).to_have_value("En nog iets.")
    expect(page.get_by_text("Draft kept")).to_be_visible()
    page.reload()
    expect(box).to_have_value("En nog iets.")
    assert [reply.text for reply in scenes.replies()] == ["Hij komt eraan. ^SK"]


def test_another_text_after_a_lost_answer_is_not_taken_for_the_first(
    conversation: Conversation, sanne: User, log_in: LogIn
) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    write(page, "Hij komt eraan.")
    page.route("**/replies", answer_is_lost, times=1)
    box = page.get_by_label("Your text")
    box.press("Control+Enter")
    expect(page.locator(".refusal")).to_contain_text("No connection")

    write(page, "Hij komt over vijf minuten.")
    box.press("Control+Enter")
    expect(page.locator(".refusal")).to_contain_text("This text was not sent")
    expect(box).to_have_value("Hij komt over vijf minuten.")
    assert [reply.text for reply in scenes.replies()] == ["Hij komt eraan. ^SK"]
    box.press("Control+Enter")

    expect(box).to_have_value("")
    assert [reply.text for reply in scenes.replies()] == ["Hij komt eraan. ^SK", "Hij komt over vijf minuten. ^SK"]


def answer_is_lost(route: Route) -> None:
    """The desk takes it, and nobody hears of that."""
    route.fetch()
    route.abort()


def test_a_draft_survives_an_expired_log_in(desk: Desk, conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    number = conversation.id
    page = log_in(sanne)
    page.goto(f"/conversations/{number}")
    write(page, "Nog niet klaar")
    page.context.clear_cookies()
    page.get_by_label("Your text").press_sequentially(" met typen")
    page.get_by_label("Your text").press("Control+Enter")
    expect(page.locator("#notices, .refusal").filter(has_text="Log in")).to_be_visible()
    expect(page.get_by_label("Your text")).to_have_value(re.compile("met typen"))

    page.context.add_cookies([{"name": "webcare", "value": desk.token(sanne), "url": desk.url}])
    page.reload()

    expect(page.get_by_label("Your text")).to_have_value(re.compile("Nog niet klaar met typen|met typenNog niet klaar"))


def test_moving_to_a_dm_keeps_the_text_and_changes_what_the_button_says(
    conversation: Conversation, sanne: User, log_in: LogIn
) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    write(page, "Uw code is 4412.")
    page.get_by_role("tab", name="DM").click()

    expect(page.get_by_label("Your text")).to_have_value("Uw code is 4412.")
    expect(page.get_by_role("button", name="Post publicly")).to_be_hidden()
    page.get_by_role("button", name="Send DM to Anna as @spoorlijn").click()
    expect(page.locator(".entry.reply")).to_contain_text("A DM to Anna de Vries")
    assert [reply.audience for reply in scenes.replies()] == ["private"]


def test_each_tab_says_what_is_written_there(conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    box = page.get_by_label("Your text")

    expect(box).to_have_attribute("placeholder", "Write an answer…")
    for tab, hint in (("DM", "Write a message…"), ("Note", "Write a note for the team…")):
        page.get_by_role("tab", name=tab).click()
        expect(box).to_have_attribute("placeholder", hint)


def test_the_signature_and_links_count_as_x_counts_them(conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    left = page.locator(".composer .left")
    expect(left).to_have_text("280")
    write(page, "Zie https://spoorlijn.example/vertraging/vandaag?lijn=utrecht-amersfoort-zwolle 🚆")
    expect(left).to_have_text(str(280 - len("Zie ") - 23 - len(" ") - 2 - len(" ^SK")))
    write(page, "a" * 277)
    expect(left).to_have_text("-1")
    expect(page.get_by_role("button", name="Post publicly")).to_be_disabled()


def test_one_key_dismisses_closes_and_opens_the_next(
    desk: Desk, channel: Channel, conversation: Conversation, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    number = conversation.id
    second = scenes.asks(channel, "Compliment voor de conducteur!", at=desk.now, by=scenes.BRAM).id
    page = log_in(sanne)
    page.goto(f"/conversations/{number}")
    connected(page)
    page.keyboard.press("n")

    expect(page).to_have_url(re.compile(rf"/conversations/{second}"))
    expect(page.locator(".toast")).to_contain_text("No answer needed")
    page.keyboard.press("u")
    expect(page.locator(f"#conversation-{number}")).to_be_visible()
    session.remove()
    assert session.get_one(Conversation, number).status == "open"


def test_one_key_makes_a_mention_a_question(
    desk: Desk, channel: Channel, sanne: User, log_in: LogIn, connected: Connected
) -> None:
    mention = scenes.asks(channel, "RT @spoorlijn", at=desk.now, by=scenes.BRAM, asks=False).id
    page = log_in(sanne)
    page.goto(f"/conversations/{mention}")
    connected(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Make it a question")
    page.keyboard.press("Escape")
    page.keyboard.press("q")

    expect(page.get_by_role("button", name="Make it a question")).to_have_count(0)
    expect(page.locator(".head .timer")).to_be_visible()
    session.remove()
    assert session.get_one(Conversation, mention).wait_started_at is not None


def test_closing_while_a_customer_waits_asks_why(conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    number = conversation.id
    page = log_in(sanne)
    page.goto(f"/conversations/{number}")
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog", name="Close without an answer?")
    dialog.get_by_role("button", name="Spam").click()

    expect(page.locator(".head")).to_contain_text("Closed")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Reopen").click()
    expect(page.locator(".head")).not_to_contain_text("Closed")


def test_from_claim_to_answer_by_keyboard_alone(conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne)
    page.goto("/inbox")
    page.keyboard.press("j")
    expect(page.locator(".head h1")).to_contain_text("Anna de Vries")
    page.keyboard.press("c")
    expect(page.locator(".head .when-mine.claimed")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_label("Tag", exact=True)).to_be_focused()
    page.keyboard.type("vertraging")
    page.keyboard.press("Enter")
    expect(page.locator(".head .tag")).to_contain_text("vertraging")
    expect(page.get_by_label("Tag", exact=True)).to_be_hidden()  # the form is gone: the focus is nobody's
    page.keyboard.press("r")
    page.keyboard.type("Hij komt over 5 minuten.")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".entry.reply")).to_contain_text("Hij komt over 5 minuten.")
    expect(page.get_by_label("Your text")).to_be_focused()


@pytest.mark.parametrize("moved", [True, False])
def test_a_change_of_the_page_takes_no_focus_from_what_a_key_gave_it_to(
    moved: bool, conversation: Conversation, sanne: User, log_in: LogIn
) -> None:
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")
    tab = page.get_by_role("tab").first
    tab.focus()
    page.evaluate(
        """async (moved) => {
          const tab = document.activeElement;
          const change = `<turbo-stream action="append" target="${tab.id}"><template></template></turbo-stream>`;
          window.Turbo.renderStreamMessage(change);
          if (moved) document.querySelector("#list a").focus();
          else tab.blur();
          for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        }""",
        moved,
    )
    if moved:
        expect(page.locator("#list a").first).to_be_focused()
    else:
        expect(tab).to_be_focused()


def test_from_claim_to_answer_by_touch_on_a_phone(conversation: Conversation, sanne: User, log_in: LogIn) -> None:
    page = log_in(sanne, width=360, height=740, touch=True)
    page.goto("/inbox")
    page.locator("#rows .row .who a").first.tap()
    expect(page.locator(".head h1")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    page.get_by_role("button", name="Claim").tap()
    expect(page.locator(".head .when-mine.claimed")).to_be_visible()
    page.get_by_label("Your text").tap()
    page.keyboard.type("Hij komt eraan.")
    page.get_by_role("button", name="Post publicly").tap()
    expect(page.locator(".entry.reply")).to_contain_text("Hij komt eraan.")
    page.get_by_role("button", name="About this customer").tap()
    expect(page.locator(".side")).to_contain_text("Anna de Vries")
    page.get_by_role("button", name="Back to the conversation").tap()
    page.get_by_role("link", name="Back to the list").tap()
    expect(page.locator("#list")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_lead_stops_the_channel_and_lifts_the_stop(
    desk: Desk, conversation: Conversation, log_in: LogIn, sanne: User
) -> None:
    number = conversation.id
    lead = scenes.user("Lena de Boer", desk.now, Role.LEAD, language="en")
    agent = log_in(sanne)
    agent.goto(f"/conversations/{number}")
    agent.get_by_role("button", name="More").click()
    expect(agent.get_by_role("button", name="Stop the channel…")).to_be_hidden()

    page = log_in(lead)
    page.goto(f"/conversations/{number}")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Stop the channel…").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop the channel").click()
    expect(page.locator(".band.stopped")).to_contain_text("@spoorlijn is stopped.")
    page.get_by_role("button", name="Lift the stop").click()
    expect(page.locator(".band.stopped")).to_have_count(0)


def test_the_first_frame_of_a_conversation_holds_its_answer_box(
    desk: Desk, channel: Channel, conversation: Conversation, sanne: User, log_in: LogIn
) -> None:
    for number in range(30):  # so that the list alone is worth a frame
        scenes.asks(channel, f"{number}: {secrets.token_hex(100)}", at=desk.now, by=scenes.customer(number))
    page = log_in(sanne)
    page.goto(f"/conversations/{conversation.id}")  # styles and scripts are in the cache
    page.add_init_script(NOTE_ANSWER_BOX)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": 8_000, "uploadThroughput": -1}  # bytes a second
    line.send("Network.emulateNetworkConditions", slow)
    page.reload()
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime > window.boxAt")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1600])
def test_axe_finds_nothing_on_a_conversation(
    conversation: Conversation,
    channel: Channel,
    desk: Desk,
    sanne: User,
    log_in: LogIn,
    axe: Axe,
    *,
    dark: bool,
    width: int,
) -> None:
    number = conversation.id
    scenes.submit(conversation, by=sanne, at=desk.now)
    page = log_in(sanne, width=width, height=900, dark=dark)
    page.goto(f"/conversations/{number}")
    expect(page.locator(".entry.reply")).to_be_visible()

    assert axe(page) == []
