"""Logging in at the organisation's own service: a real provider (npm's oidc-provider) and a real browser between."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from config import Config
from tests.access.issuing import CLIENT_SECRET, Provider, provider
from tests.browser.conftest import PATIENCE
from tests.serving import Desk, free_port
from webcare.access import factors
from webcare.database import session, transaction
from webcare.models import Identity, User

pytestmark = pytest.mark.browser

Axe = Callable[[Page], list[str]]


PORT = free_port()  # of the organisation's log-in service: each of the two must know the other's address


@pytest.fixture
def config(config: Config) -> Config:
    """A desk that knows the organisation's log-in service."""
    settings = {
        "sso_issuer": f"http://127.0.0.1:{PORT}",
        "sso_client_id": "webcare",
        "sso_client_secret": SecretStr(CLIENT_SECRET),
        "sso_label": "Spoorlijn-ID",
    }
    return config.model_copy(update=settings)


@pytest.fixture
def there(desk: Desk) -> Iterator[Provider]:
    """The service, which knows this desk."""
    with provider(f"{desk.url}/login/sso/callback", PORT) as running:
        yield running


@pytest.fixture
def stranger(chromium: Browser, desk: Desk) -> Iterator[Page]:
    """A browser in which nobody is logged in, and what it may not say in its console."""
    context = chromium.new_context(base_url=desk.url, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert not wrong, wrong


def connect(desk: Desk, user: User, there: Provider) -> None:
    with transaction():
        factors.require(False, by=session.get_one(User, user.id), now=desk.now)
        session.add(Identity(user_id=user.id, issuer=there.url, subject="s-1", linked_at=desk.now))


def test_a_colleague_logs_in_at_the_organisation_and_comes_back_to_the_page_that_was_asked_for(
    desk: Desk, sanne: User, there: Provider, stranger: Page, axe: Axe
) -> None:
    connect(desk, sanne, there)
    there.next_person("s-1")
    stranger.goto("/settings")
    assert axe(stranger) == []

    stranger.get_by_role("link", name="Log in with Spoorlijn-ID").click()

    expect(stranger).to_have_url(f"{desk.url}/settings")
    expect(stranger.get_by_text("sanne.").first).to_be_visible()
    assert [each["httpOnly"] for each in stranger.context.cookies(desk.url) if "session" in each["name"]] != []
    stranger.goto("/inbox")
    stranger.wait_for_selector("html[data-connected]", state="attached")


def test_who_is_unknown_here_is_told_what_to_do_and_stays_outside(
    desk: Desk, sanne: User, there: Provider, stranger: Page
) -> None:
    there.next_person("nobody-here", email=sanne.email)
    stranger.goto("/login")

    stranger.get_by_role("link", name="Log in with Spoorlijn-ID").click()

    expect(stranger.get_by_text("You have no account here that is connected with Spoorlijn-ID")).to_be_visible()
    stranger.goto("/inbox")
    expect(stranger).to_have_url(f"{desk.url}/login?next=/inbox")


def test_who_gives_up_there_reads_how_to_go_on(desk: Desk, sanne: User, there: Provider, stranger: Page) -> None:
    connect(desk, sanne, there)
    there.next_person(None)
    stranger.goto("/login")

    stranger.get_by_role("link", name="Log in with Spoorlijn-ID").click()

    expect(stranger.get_by_text("You were not logged in at Spoorlijn-ID.")).to_be_visible()
    there.next_person("s-1")
    stranger.goto("/login")
    stranger.get_by_role("link", name="Log in with Spoorlijn-ID").click()
    expect(stranger.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
