"""An agent asks, an approver decides: two or three browsers on the same conversation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.models import Channel, Conversation, Effect, Grant, Power, Reply, Role, User

pytestmark = pytest.mark.browser

Connected = Callable[[Page], None]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def conversation(desk: Desk, channel: Channel) -> Conversation:
    with transaction():
        session.get_one(Channel, channel.id).undo_seconds = 60
    return scenes.asks(channel, "@spoorlijn waar blijft mijn trein?", at=desk.now - timedelta(minutes=20))


@pytest.fixture
def nina(desk: Desk) -> User:
    """New here: what she writes goes out after approval."""
    new, since = scenes.user("Nina Nieuw", desk.now, language="en"), desk.now - timedelta(days=1)
    with transaction():
        session.add(
            Grant(
                user_id=new.id,
                power=Power.ANSWER,
                effect=Effect.WITH_APPROVAL,
                valid_from=since,
                granted_at=since,
            )
        )
    return new


@pytest.fixture
def fatima(desk: Desk) -> User:
    return scenes.user("Fatima Amrani", desk.now, Role.LEAD, language="en")


def reply() -> Reply:
    session.remove()
    return session.scalars(select(Reply).order_by(Reply.id.desc()).limit(1)).one()


def ask(page: Page, conversation_id: int, text: str) -> None:
    """Open the conversation, write, and ask for approval."""
    page.goto(f"/conversations/{conversation_id}")
    page.get_by_label("Your text").fill(text)
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.locator(".entry.reply")).to_contain_text("Waits for approval")
    expect(page.get_by_label("Your text")).to_have_value("")


def test_an_agent_asks_and_an_approver_approves(
    conversation: Conversation, nina: User, fatima: User, log_in: LogIn, connected: Connected
) -> None:
    number = conversation.id
    hers, leads = log_in(nina), log_in(fatima)
    leads.goto("/approvals")
    connected(leads)
    expect(leads.get_by_text("Nothing waits for your approval")).to_be_visible()
    ask(hers, number, "Hij komt eraan.")

    expect(leads.locator('#rail [data-count="approvals"]')).to_have_text("1")
    expect(leads.locator(".approvals .exact")).to_have_text("Hij komt eraan. ^NN")
    leads.get_by_role("link", name="Read and decide").click()
    expect(leads.locator(".deciding .exact")).to_have_text("Hij komt eraan. ^NN")
    expect(leads.locator("#rows")).to_contain_text("Waits for approval")
    leads.get_by_role("button", name="Approve this text").click()

    expect(leads.locator(".deciding")).to_have_count(0)
    expect(leads.locator('#rail [data-count="approvals"]')).to_have_text("")
    expect(hers.locator(".entry.reply")).to_contain_text("Approved by Fatima")
    for page in (hers, leads):  # both can still undo
        expect(page.locator(".band.undo").get_by_role("button", name="Undo")).to_be_visible()
    leads.locator(".band.undo").get_by_role("button", name="Undo").click()
    expect(hers.locator(".entry.reply")).to_have_count(0)
    assert reply().status == "cancelled"


def test_an_approver_changes_the_text_while_the_page_goes_on(
    desk: Desk, conversation: Conversation, nina: User, fatima: User, log_in: LogIn, connected: Connected
) -> None:
    number = conversation.id
    hers, leads = log_in(nina), log_in(fatima)
    leads.goto(f"/conversations/{number}")
    connected(leads)
    ask(hers, number, "Hij komt eraan.")
    leads.get_by_text("Change it").click()
    box = leads.get_by_label("Your own text; it leaves under your signature")
    expect(box).to_have_value("Hij komt eraan.")
    box.fill("Hij rijdt over vijf minuten.")
    ask(hers, number, "En nog iets.")

    expect(leads.locator(".deciding")).to_have_count(2)  # drawn again, and what was typed still stands
    expect(box.first).to_have_value("Hij rijdt over vijf minuten.")
    leads.locator(".deciding details[open]").get_by_role("button", name="Post publicly as @spoorlijn").click()

    expect(hers.locator(".timeline")).to_contain_text("Hij rijdt over vijf minuten. ^FA")
    expect(hers.locator(".timeline")).to_contain_text("Changed by Fatima")


def test_sent_back_with_a_reason_the_text_can_be_put_back(
    conversation: Conversation, nina: User, fatima: User, log_in: LogIn, connected: Connected
) -> None:
    number = conversation.id
    hers, leads = log_in(nina), log_in(fatima)
    ask(hers, number, "Hij komt eraan.")
    connected(hers)
    leads.goto(f"/conversations/{number}")
    leads.get_by_text("Send it back", exact=True).first.click()
    leads.get_by_label("Why? Nina will read it").fill("Zeg eerst sorry.")
    leads.locator(".deciding details[open]").get_by_role("button", name="Send it back").click()

    expect(hers.locator(".entry.reply")).to_contain_text("Sent back by Fatima: Zeg eerst sorry.")
    hers.get_by_role("button", name="Put the text back").click()
    expect(hers.get_by_label("Your text")).to_have_value("Hij komt eraan. ^NN")


def test_a_reason_that_is_being_typed_stays_when_the_panel_is_drawn_anew(
    desk: Desk,
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    log_in: LogIn,
    connected: Connected,
) -> None:
    number, another = conversation.id, scenes.asks(channel, at=desk.now - timedelta(minutes=9), by=scenes.BRAM)
    hers, leads = log_in(nina), log_in(fatima)
    ask(hers, number, "Hij komt eraan.")
    leads.goto(f"/conversations/{number}")
    connected(leads)
    leads.get_by_text("Send it back", exact=True).first.click()
    leads.get_by_label("Why? Nina will read it").fill("Zeg eerst sorry.")
    leads.get_by_label("Your text").focus()  # it is not the field in use that stays
    with leads.expect_response(lambda answer: answer.url.endswith("/approval")):
        ask(hers, another.id, "Ook die komt eraan.")
    expect(leads.get_by_label("Why? Nina will read it")).to_have_value("Zeg eerst sorry.")
    expect(leads.get_by_label("Why? Nina will read it")).to_be_visible()


def test_of_two_approvers_at_once_one_wins_and_the_other_is_told_who(
    desk: Desk, conversation: Conversation, nina: User, fatima: User, log_in: LogIn
) -> None:
    number = conversation.id
    lena = scenes.user("Lena de Boer", desk.now, Role.LEAD, language="en")
    hers, pages = log_in(nina), [log_in(fatima), log_in(lena)]
    ask(hers, number, "Hij komt eraan.")
    for page in pages:
        page.route("**/socket.io/**", lambda route: route.abort())  # neither hears of the other
        page.goto(f"/conversations/{number}")
        expect(page.get_by_role("button", name="Approve this text")).to_be_visible()

    for page in pages:
        page.get_by_role("button", name="Approve this text").click(no_wait_after=True)

    expect(pages[1].locator("#notices")).to_contain_text("Fatima Amrani was just ahead of you")
    assert reply().status == "queued"
    assert scenes.kinds().count("reply_approved") == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_stands_in_anybodys_way(
    conversation: Conversation, nina: User, fatima: User, log_in: LogIn, axe: Axe, dark: bool
) -> None:
    number = conversation.id
    ask(log_in(nina), number, "Hij komt eraan.")
    for width in (1440, 390):
        page = log_in(fatima, width=width, dark=dark)
        for path in ("/approvals", f"/conversations/{number}"):
            page.goto(path)
            expect(page.locator(".exact")).to_be_visible()
            assert axe(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
