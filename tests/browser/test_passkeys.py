"""Passkeys and codes in Chromium, with its own virtual authenticator."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from config import Config
from tests import scenes
from tests.serving import Desk, serving
from webcare import access
from webcare.access import accounts, grants, login_sessions, passwords
from webcare.database import session, transaction
from webcare.models import Role, User
from webcare.web.security import limiter

Axe = Callable[[Page], list[str]]
LogIn = Callable[..., Page]
PASSWORD = "een lange zin als sleutel"


@pytest.fixture
def desk(engine: Engine, config: Config) -> Iterator[Desk]:
    """A running desk at a name, since browsers make no passkeys for a number."""
    with serving(config, "localhost") as running:
        limiter.reset()
        with transaction():
            grants.seed(running.now)
        yield running


@pytest.fixture
def noor(desk: Desk) -> User:
    """An agent with a password."""
    return colleague(desk, "Noor Jansen", Role.AGENT)


def colleague(desk: Desk, name: str, role: Role) -> User:
    with transaction():
        return accounts.create(
            f"{name.split(maxsplit=1)[0].lower()}@spoorlijn.example",
            name=name,
            role=role,
            password_hash=passwords.hashed(PASSWORD),
            language="en",
            now=desk.now,
        )


def finger(page: Page) -> Callable[[bool], Any]:
    """Give the browser something that makes and uses passkeys. What is returned says whether a finger lies on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def lies(there: bool) -> Any:
        facts = {"authenticatorId": made["authenticatorId"], "isUserVerified": there}
        return devtools.send("WebAuthn.setUserVerified", facts)

    return lies


def weakly(page: Page, desk: Desk, user: User) -> None:
    """Give the browser a log-in by password alone."""
    with transaction():
        token = login_sessions.begin(user, device="", address="", lasts=timedelta(days=1), now=desk.now)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": access.COOKIE, "value": token, "url": desk.url}])


def make_passkey(page: Page, name: str = "My phone") -> None:
    page.goto("/settings/factors")
    page.get_by_label("Name of the new passkey").fill(name)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("The passkey is kept.")).to_be_visible()


def log_in_with_password(page: Page, user: User) -> None:
    page.context.clear_cookies()
    page.goto("/login?next=/settings")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def test_a_passkey_alone_logs_in(log_in: LogIn, noor: User) -> None:
    page = log_in(noor)
    finger(page)
    make_passkey(page)
    page.context.clear_cookies()
    page.goto("/login?next=/settings")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url("**/settings")
    expect(page.get_by_role("heading", name="Noor Jansen")).to_be_visible()


def test_a_passkey_is_the_second_step_after_a_password(log_in: LogIn, noor: User) -> None:
    page = log_in(noor)
    finger(page)
    make_passkey(page)
    log_in_with_password(page, noor)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/settings")


def test_who_may_publish_makes_a_passkey_and_goes_on(log_in: LogIn, desk: Desk, noor: User) -> None:
    page = log_in(noor)
    finger(page)
    weakly(page, desk, noor)
    page.goto("/inbox")
    expect(page.get_by_text("a password alone is too little")).to_be_visible()
    make_passkey(page)
    page.goto("/inbox")
    page.wait_for_selector("html[data-connected]", state="attached")


def test_an_app_is_set_up_and_asked_for(log_in: LogIn, desk: Desk, noor: User) -> None:
    page = log_in(noor)
    page.goto("/settings/factors")
    page.get_by_role("button", name="Set up an app").click()
    expect(page.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
    inside = "svg => [svg.getBoundingClientRect(), svg.querySelector('.qrline').getBoundingClientRect()]"
    square, drawn = page.locator(".qr svg").evaluate(inside)
    assert square["width"] == pytest.approx(square["height"])
    assert (drawn["top"] > square["top"], drawn["bottom"] < square["bottom"]) == (True, True), "nothing is cut off"
    page.get_by_text("No camera?").click()
    app = pyotp.TOTP(page.locator("code.one-time").inner_text())
    page.get_by_label("The code the app shows now").fill(app.at(datetime.now(UTC) - timedelta(seconds=30)))
    page.get_by_role("button", name="It works").click()
    expect(page.get_by_text("The app works.")).to_be_visible()
    page.get_by_role("button", name="Make recovery codes").click()
    recovery = page.locator(".codes code").first.inner_text()

    for code in (app.now(), recovery):
        log_in_with_password(page, noor)
        page.get_by_label("Code of your app").fill(code)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url("**/settings")


def test_a_passkey_shows_once_more_that_it_is_you(log_in: LogIn, desk: Desk) -> None:
    ilse = colleague(desk, "Ilse Bakker", Role.ADMIN)
    page = log_in(ilse)
    finger(page)
    make_passkey(page)
    with transaction():
        for found in login_sessions.live_of(ilse, desk.now):
            found.confirmed_at = desk.now - timedelta(minutes=11)
    page.goto("/channels/new")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/channels/new")


def test_a_passkey_is_renamed_and_opens_nothing_once_taken_away(log_in: LogIn, desk: Desk) -> None:
    ilse = colleague(desk, "Ilse Bakker", Role.ADMIN)
    page = log_in(ilse)
    finger(page)
    make_passkey(page)
    page.get_by_label("Name of the passkey").fill("Blue key")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_text("The passkey is called Blue key now.")).to_be_visible()
    page.get_by_role("button", name="Take away: Blue key").click()
    expect(page.get_by_text("The passkey is taken away.")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/login")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_text("This passkey was not accepted.")).to_be_visible()


def test_a_passkey_that_nobody_opened_with_finger_or_pin_is_not_enough(log_in: LogIn, noor: User) -> None:
    page = log_in(noor)
    somebody_is_there = finger(page)
    make_passkey(page)
    somebody_is_there(False)
    page.context.clear_cookies()
    page.goto("/login")
    status = page.evaluate("""async () => {
        const { toSign, answer } = await import("/static/x/js/pages/door/passkey.js");
        const headers = {"X-CSRFToken": document.querySelector("meta[name=csrf-token]").content};
        const asked = await (await fetch("/passkeys/challenges/log-in", {method: "POST", headers})).json();
        const publicKey = toSign({...asked, userVerification: "discouraged"});
        const body = new URLSearchParams({passkey: answer(await navigator.credentials.get({publicKey}))});
        return (await fetch("/login/passkey", {method: "POST", headers, body})).status;
    }""")
    assert status == 422


def test_an_answer_that_was_used_opens_nothing_again(log_in: LogIn, noor: User) -> None:
    page = log_in(noor)
    finger(page)
    make_passkey(page)
    page.context.clear_cookies()
    page.goto("/login?next=/settings")
    with page.expect_request("**/login/passkey") as sent:
        page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url("**/settings")
    answer = next(value for name, value in _fields(sent.value.post_data) if name == "passkey")
    page.context.clear_cookies()
    page.goto("/login")
    status = page.evaluate(
        """async (answer) => {
        const body = new URLSearchParams({passkey: answer});
        const headers = {"X-CSRFToken": document.querySelector("meta[name=csrf-token]").content};
        return (await fetch("/login/passkey", {method: "POST", headers, body})).status;
    }""",
        answer,
    )
    assert status == 422


def _fields(body: str | None) -> list[tuple[str, str]]:
    return parse_qsl(body or "", keep_blank_values=True)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_ways_in(log_in: LogIn, desk: Desk, noor: User, axe: Axe, dark: bool) -> None:
    page = log_in(noor, dark=dark, width=390, height=844)
    finger(page)
    make_passkey(page)
    page.get_by_role("button", name="Set up an app").click()
    expect(page.get_by_role("heading", name="Set up an app")).to_be_visible()
    assert axe(page) == []
    assert _fits(page)
    page.goto("/settings/factors")
    page.get_by_role("button", name="Make recovery codes").click()
    expect(page.get_by_text("shown only once")).to_be_visible()
    for path in ("", "/settings/factors", "/settings", "/confirm"):
        page.goto(path) if path else None
        assert axe(page) == [], path
        assert _fits(page), path
    log_in_with_password(page, noor)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert axe(page) == []
    for path in ("/login", "/login/forgotten"):
        page.goto(path)
        assert axe(page) == [], path
        assert _fits(page), path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_an_invitation_and_on_what_it_leads_to(
    log_in: LogIn, desk: Desk, axe: Axe, dark: bool
) -> None:
    page = log_in(colleague(desk, "Ilse Bakker", Role.ADMIN), dark=dark, width=390, height=844)
    page.goto("/invitations/new")
    page.get_by_label("Name").fill("Bram Smit")
    page.get_by_label("E-mail address").fill("bram@spoorlijn.example")
    page.get_by_label("Language").select_option("en")
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("Link").input_value()
    assert axe(page) == []
    for path in ("/users", "/mails"):
        page.goto(path)
        assert axe(page) == [], path
        assert _fits(page), path
    page.context.clear_cookies()
    page.goto(link)
    assert axe(page) == []
    page.get_by_label("Password", exact=True).fill("een zin van mijzelf")
    page.get_by_label("The password again").fill("een zin van mijzelf")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/settings/factors")
    assert axe(page) == []


def _fits(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width <= 390


def test_a_revoked_session_closes_its_page_within_a_second(log_in: LogIn, desk: Desk, noor: User) -> None:
    page = log_in(noor)
    page.goto("/inbox")
    page.wait_for_selector("html[data-connected]", state="attached")
    with transaction():
        for found in login_sessions.live_of(noor, desk.now):
            login_sessions.revoke(found, by=noor, now=desk.now)
    session.remove()
    page.wait_for_selector("html:not([data-connected])", state="attached")
    assert scenes.kinds()[-1] == "session_revoked"
