"""The CEO's phone of 390 px: the personal link with a passkey, and where an answer starts from."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import scenes
from tests.browser.test_passkeys import colleague, desk, finger, make_passkey
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import escalating, linking
from webcare.desk.briefing import Brief
from webcare.models import Conversation, Escalation, EscalationLink, EventRow, Role, User

__all__ = ["desk"]  # a fixture
pytestmark = pytest.mark.browser

LogIn = Callable[..., Page]
PHONE: dict[str, Any] = {"width": 390, "height": 844, "touch": True}
WORDS = "Waar is de directie als het misgaat?"
HAPPENED, PROPOSED = "Er is twee keer afgeschreven.", "Iedereen krijgt zijn geld terug."


@pytest.fixture
def mark(desk: Desk) -> User:
    """The CEO, with a passkey still to make."""
    return colleague(desk, "Mark Jansen", Role.EXECUTIVE)


@pytest.fixture
def link(desk: Desk, mark: User) -> str:
    """The address that was mailed to the CEO."""
    sanne = scenes.user("Sanne Kuipers", desk.now)
    number = scenes.asks(scenes.channel(desk.now), WORDS, at=desk.now - timedelta(minutes=5)).id
    with transaction():
        there, asker, asked = (
            session.get_one(kind, each) for kind, each in ((Conversation, number), (User, sanne.id), (User, mark.id))
        )
        by_then = desk.now + timedelta(minutes=30)
        brief = Brief("Een reactie van jou", HAPPENED, PROPOSED)
        escalating.ask(there, to=asked, by=asker, now=desk.now, answer_by=by_then, brief=brief)
        token = linking.make(session.scalars(select(Escalation)).one(), asked, now=desk.now)
    return f"/escalations/links/{token}"


def with_passkey_logged_out(page: Page) -> None:
    """A phone on which somebody made a passkey, and logged out since."""
    finger(page)
    make_passkey(page)
    page.context.clear_cookies()


def used() -> list[int | None]:
    """Whose links were used up."""
    session.remove()
    return list(session.scalars(select(EventRow.actor_id).where(EventRow.kind == "escalation_link_used")))


def test_a_passkey_leads_from_the_link_to_the_open_question_once(mark: User, link: str, log_in: LogIn) -> None:
    owner = mark.id
    phone = log_in(mark, **PHONE)
    with_passkey_logged_out(phone)
    phone.goto(link)
    expect(phone.get_by_text(WORDS)).to_have_count(0)
    phone.get_by_role("button", name="Open it with a passkey").tap()
    expect(phone.get_by_role("heading", name="Een reactie van jou")).to_be_visible()
    expect(phone.get_by_text(WORDS)).to_be_visible()
    expect(phone.get_by_label("Your public answer")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert used() == [owner]
    phone.goto(link)
    expect(phone.get_by_text("This link was used already")).to_be_visible()


def test_somebody_elses_passkey_opens_nothing_and_uses_nothing_up(
    desk: Desk, mark: User, link: str, log_in: LogIn
) -> None:
    noor = log_in(colleague(desk, "Noor Jansen", Role.EXECUTIVE), **PHONE)
    with_passkey_logged_out(noor)
    noor.goto(link)
    noor.get_by_role("button", name="Open it with a passkey").tap()
    expect(noor.get_by_role("alert").filter(has_text="This is another person's passkey")).to_be_visible()
    expect(noor.get_by_text(WORDS)).to_have_count(0)
    assert [cookie["name"] for cookie in noor.context.cookies()].count("webcare") == 0
    assert used() == []
    session.remove()
    assert set(session.scalars(select(EscalationLink.used_at))) == {None}


def test_an_answer_starts_empty_or_from_what_is_known_and_is_led_in_four_steps(
    desk: Desk, mark: User, link: str, log_in: LogIn
) -> None:
    phone = log_in(mark, **PHONE)
    phone.goto(f"/escalations/{session.scalars(select(Escalation.id)).one()}")
    expect(phone.get_by_role("list", name="In this order").locator("b")).to_have_text(
        ["Listen:", "Ask:", "Show:", "Share:"]
    )
    box, left = phone.get_by_label("Your public answer"), phone.locator(".composer .left")
    for press, text in (("Start from the facts", HAPPENED), ("The team's proposal", PROPOSED), ("Start empty", "")):
        phone.get_by_role("button", name=press).tap()
        expect(box).to_have_value(text)
        expect(box).to_be_focused()
        expect(left).to_have_text(str(280 - len(f"{text} ^Mark Jansen")))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    with phone.expect_response("**/draft"):
        phone.get_by_role("button", name="Start from the facts").tap()
    phone.reload()
    expect(box).to_have_value(HAPPENED)
