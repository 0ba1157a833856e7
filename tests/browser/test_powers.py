"""An open composer follows the power to answer, as it is given and taken by somebody else; what is typed stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import scenes
from tests.browser.conftest import LogIn
from tests.serving import Desk
from webcare.access import limits
from webcare.access.terms import LimitTerms
from webcare.database import session, transaction
from webcare.desk import crisis
from webcare.models import Channel, Conversation, Crisis, Limit, LimitKind, Narrowing, Role, User

pytestmark = pytest.mark.browser

Connected = Callable[[Page], None]
TEXT = "Hoi Anna, we kijken het na."


@pytest.fixture
def conversation(desk: Desk, channel: Channel) -> Conversation:
    return scenes.asks(channel, at=desk.now - timedelta(minutes=20))


@pytest.fixture
def lena(desk: Desk) -> User:
    return scenes.user("Lena de Boer", desk.now, Role.LEAD, language="en")


def opened(page: Page, conversation: Conversation, connected: Connected) -> Page:
    page.goto(f"/conversations/{conversation.id}")
    connected(page)
    page.get_by_label("Your text").fill(TEXT)
    return page


def narrow(desk: Desk, user: User, effect: Narrowing) -> Limit:
    """An admin narrows answering for one agent."""
    with transaction():
        by = session.get_one(User, user.id)
        terms = LimitTerms(kind=LimitKind.OTHER, effect=effect, user_id=by.id, valid_from=desk.now)
        return limits.put(terms, by=by, now=desk.now)


def test_a_limit_changes_the_button_of_an_open_composer_and_lifting_it_changes_it_back(
    desk: Desk, conversation: Conversation, sanne: User, lena: User, log_in: LogIn, connected: Connected
) -> None:
    hers, leads = (opened(log_in(user), conversation, connected) for user in (sanne, lena))
    number = sanne.id
    limit = narrow(desk, sanne, Narrowing.WITH_APPROVAL)

    expect(hers.get_by_role("button", name="Ask for approval")).to_be_enabled()
    expect(hers.get_by_text("By your mandate an answer here is approved first.").first).to_be_visible()
    expect(hers.get_by_label("Your text")).to_have_value(TEXT)
    expect(leads.get_by_role("button", name="Post publicly as @spoorlijn")).to_be_enabled()

    with transaction():
        limits.lift(session.get_one(Limit, limit.id), by=session.get_one(User, number), now=desk.now)
    expect(hers.get_by_role("button", name="Post publicly as @spoorlijn")).to_be_enabled()
    hers.get_by_role("button", name="Post publicly as @spoorlijn").click()
    expect(hers.get_by_label("Your text")).to_have_value("")


def test_who_may_not_answer_any_more_keeps_the_text_and_reads_why(
    desk: Desk, conversation: Conversation, sanne: User, lena: User, log_in: LogIn, connected: Connected
) -> None:
    hers, leads = (opened(log_in(user), conversation, connected) for user in (sanne, lena))
    narrow(desk, sanne, Narrowing.REFUSED)

    expect(hers.get_by_text("Not within your mandate").first).to_be_visible()
    expect(hers.get_by_role("button", name="Post publicly as @spoorlijn")).to_be_disabled()
    expect(hers.get_by_label("Your text")).to_have_value(TEXT)
    expect(leads.get_by_role("button", name="Post publicly as @spoorlijn")).to_be_enabled()


def test_a_crisis_that_gathers_an_open_conversation_says_so_above_its_composer(
    desk: Desk, conversation: Conversation, sanne: User, lena: User, log_in: LogIn, connected: Connected
) -> None:
    hers = opened(log_in(sanne), conversation, connected)
    with transaction():
        terms = crisis.Terms(name="Vertraging", words=["mijn trein"], since=desk.now - timedelta(hours=1))
        there = crisis.declare(terms, by=session.get_one(User, lena.id), now=desk.now).id

    band = hers.get_by_text("In the crisis “Vertraging”: what is said here in public is approved first.")
    expect(band).to_be_visible()
    expect(hers.get_by_role("button", name="Ask for approval")).to_be_enabled()
    expect(hers.get_by_label("Your text")).to_have_value(TEXT)

    with transaction():
        crisis.end(session.get_one(Crisis, there), by=session.get_one(User, lena.id), now=desk.now)
    expect(band).to_have_count(0)
    expect(hers.get_by_role("button", name="Post publicly as @spoorlijn")).to_be_enabled()
