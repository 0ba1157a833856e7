"""The pages beside the inbox: log-in, settings, administration, errors."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.serving import Desk
from webcare.access import accounts, demo
from webcare.database import session, transaction
from webcare.models import Channel, Feed, Gap, Quarantined, User

Axe = Callable[[Page], list[str]]
LogIn = Callable[..., Page]

PAGES = [
    "/settings",
    "/users",
    "/invitations/new",
    "/channels",
    "/channels/new",
    "/channels/1",
    "/channels/1/guard",
    "/quarantine",
    "/quarantine/1",
]


@pytest.fixture
def ilse(desk: Desk, channel: Channel) -> User:
    """An admin of a desk where something of everything is wrong."""
    with transaction():
        demo.create(desk.now)
        feed = Feed(channel_id=channel.id, kind="mentions", failing_since=desk.now, failure="unavailable")
        session.add_all([feed, Feed(channel_id=channel.id, kind="own_posts", succeeded_at=desk.now, lag_seconds=3)])
        session.flush()
        session.add(Gap(feed_id=feed.id, before_id="9", noticed_at=desk.now))
        session.add(
            Quarantined(
                channel_id=channel.id, fingerprint="f", reason="no author", size=3, payload="{}", received_at=desk.now
            )
        )
        session.get_one(Channel, channel.id).credits_depleted_at = desk.now
    return accounts.with_email("ilse@spoorlijn.example")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_an_admin(log_in: LogIn, ilse: User, axe: Axe, dark: bool) -> None:
    page = log_in(ilse, dark=dark)
    for path in PAGES:
        page.goto(path)
        assert axe(page) == [], path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_way_in(log_in: LogIn, desk: Desk, ilse: User, axe: Axe, dark: bool) -> None:
    desk.app.config["WEBCARE"] = desk.app.config["WEBCARE"].model_copy(update={"demo": True})
    page = log_in(ilse, dark=dark)
    page.context.clear_cookies()
    page.goto("/login")
    assert axe(page) == []
    page.get_by_label("Password").fill("wrong")
    page.get_by_label("E-mail address").fill("nobody@spoorlijn.example")
    page.get_by_role("button", name="Log in", exact=True).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="do not belong together")).to_be_visible()
    assert axe(page) == []


def test_axe_finds_nothing_on_a_form_that_was_filled_in_wrong(log_in: LogIn, ilse: User, axe: Axe) -> None:
    page = log_in(ilse)
    page.goto("/channels/1")
    page.locator("#target_minutes").evaluate("field => { field.type = 'text'; field.value = 'an hour'; }")
    page.get_by_label("Op deze tijden").check()
    service = page.locator("form").filter(has=page.locator("#target_minutes"))
    service.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#target_minutes-wrong")).to_be_visible()
    assert axe(page) == []


def test_axe_finds_nothing_on_a_page_that_is_not_there(log_in: LogIn, ilse: User, axe: Axe) -> None:
    page = log_in(ilse).context.new_page()  # one that may be told of a 404
    page.goto("/users/1/nowhere")
    expect(page.get_by_role("heading", name="Niet gevonden")).to_be_visible()
    assert axe(page) == []


def test_no_page_is_wider_than_a_phone(log_in: LogIn, ilse: User) -> None:
    page = log_in(ilse, width=360, height=740, touch=True)
    for path in PAGES:
        page.goto(path)
        widths = page.evaluate("[document.querySelector('main').scrollWidth, document.documentElement.scrollWidth]")
        assert max(widths) <= 360, path


def test_one_click_logs_in_as_one_of_the_demonstration(log_in: LogIn, desk: Desk, ilse: User) -> None:
    desk.app.config["WEBCARE"] = desk.app.config["WEBCARE"].model_copy(update={"demo": True})
    page = log_in(ilse)
    page.context.clear_cookies()
    page.goto("/inbox?view=open")
    page.get_by_role("button", name="Sanne Kuipers").click()
    page.wait_for_url("**/inbox?view=open")


def test_settings_are_changed_by_keyboard_alone(log_in: LogIn, ilse: User) -> None:
    page = log_in(ilse)
    page.goto("/settings")
    page.get_by_label("Taal").focus()
    page.keyboard.type("English")
    page.get_by_label("Ondertekening").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Ilse")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    expect(page.get_by_label("Signature")).to_have_value("Ilse")


def test_an_account_is_disabled_and_enabled_from_the_list(log_in: LogIn, ilse: User) -> None:
    page = log_in(ilse)
    page.goto("/users")
    page.get_by_role("button", name="Daan Visser uitschakelen").click()
    expect(page.get_by_text("Daan Visser kan niet meer inloggen.")).to_be_visible()
    page.get_by_role("button", name="Daan Visser inschakelen").click()
    expect(page.get_by_text("Daan Visser kan weer inloggen.")).to_be_visible()
