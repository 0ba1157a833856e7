"""Logging in in two steps, and who must: over HTTP. Passkeys are tried in a browser."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import scenes
from tests.visitor import Visitor
from tests.web.desk import STREAMED, Desk
from webcare import access
from webcare.access import accounts, authenticators, demo, factors, login_sessions, passwords, recovery
from webcare.database import session, transaction
from webcare.models import LoginSession, PasskeyChallenge, User
from webcare.web import cookies
from webcare.web.security import limiter

SANNE = "sanne@spoorlijn.example"
LOG_IN = {"email": SANNE, "password": demo.PASSWORD}


@pytest.fixture(autouse=True)
def patient(app: Flask) -> None:
    limiter.reset()


@pytest.fixture
def sanne(colleagues: dict[str, User], now: datetime) -> User:
    """An agent with an app."""
    user = colleagues["sanne"]
    with transaction():
        authenticators.begin(user, now=now)
    with transaction():
        authenticators.confirm(user, totp(user).at(now - timedelta(seconds=30)), now=now)
    return user


def totp(user: User) -> pyotp.TOTP:
    found = authenticators.of(user)
    assert found is not None
    return pyotp.TOTP(authenticators.secret(found))


def weakly(app: Flask, user: User) -> Visitor:
    """Logged in with a password alone."""
    visitor = Visitor(app)
    with transaction():
        token = login_sessions.begin(
            user, device="", address="", lasts=timedelta(days=1), now=app.config["CLOCK"](), strong=False
        )
    session.remove()
    visitor.client.set_cookie(access.COOKIE, token)
    return visitor


def token_on(page: TestResponse) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def send(visitor: Visitor, path: str, fields: dict[str, str]) -> TestResponse:
    """Send a form with the token of the page where somebody stands."""
    page = visitor.get("/settings/factors", follow_redirects=True)
    return visitor.client.post(path, data={"csrf_token": token_on(page), **fields})


def test_the_password_alone_opens_nothing_but_the_second_step(visitor: Visitor, sanne: User) -> None:
    answer = visitor.post("/login", {**LOG_IN, "next": "/settings"})
    assert answer.location == "/login/second?next=/settings"
    assert visitor.client.get_cookie(access.COOKIE) is None
    assert visitor.get("/settings").location.startswith("/login")
    assert visitor.get(answer.location).status_code == 200


def test_the_code_opens_the_way_and_gives_a_new_session(visitor: Visitor, sanne: User, now: datetime) -> None:
    visitor.post("/login", LOG_IN)
    half = visitor.client.get_cookie(cookies.HALF)
    answer = visitor.post("/login/second", {"code": totp(sanne).at(now), "next": "/settings"})
    assert (answer.status_code, answer.location) == (303, "/settings")
    whole = visitor.client.get_cookie(access.COOKIE)
    assert half is not None
    assert whole is not None
    assert half.value != whole.value
    assert visitor.client.get_cookie(cookies.HALF) is None
    assert visitor.get("/settings").status_code == 200


def test_half_a_log_in_is_no_session_under_the_other_name(app: Flask, visitor: Visitor, sanne: User) -> None:
    visitor.post("/login", LOG_IN)
    half = visitor.client.get_cookie(cookies.HALF)
    assert half is not None
    tossed = Visitor(app)
    tossed.client.set_cookie(access.COOKIE, half.value)
    assert tossed.get("/settings").status_code == 303


def test_a_recovery_code_opens_it_once(app: Flask, sanne: User, now: datetime) -> None:
    with transaction():
        code = recovery.make(sanne, now=now)[0]
    answers = []
    for _time in range(2):
        visitor = Visitor(app)
        visitor.post("/login", LOG_IN)
        answers.append(visitor.post("/login/second", {"code": code}).status_code)
    assert answers == [303, 422]


def test_five_wrong_codes_end_what_was_begun(visitor: Visitor, sanne: User, now: datetime) -> None:
    visitor.post("/login", LOG_IN)
    token = token_on(visitor.get("/login/second"))
    wrong = {"csrf_token": token, "code": "000"}
    answers = [visitor.client.post("/login/second", data=wrong).status_code for _try in range(5)]
    assert answers == [422] * 5
    right = {"csrf_token": token, "code": totp(sanne).at(now)}
    last = visitor.client.post("/login/second", data=right)
    assert last.status_code == 422
    assert "Begin again with your password" in last.text
    assert visitor.get("/settings").status_code == 303


def test_guessing_codes_over_many_log_ins_is_stopped(app: Flask, sanne: User) -> None:
    answers = []
    for _round in range(3):
        visitor = Visitor(app)
        visitor.post("/login", LOG_IN)
        token = token_on(visitor.get("/login/second"))
        for _try in range(4):
            fields = {"csrf_token": token, "code": "000"}
            answers.append(visitor.client.post("/login/second", data=fields).status_code)
    assert answers == [422] * 10 + [429] * 2


def test_after_ten_minutes_one_begins_again(app: Flask, visitor: Visitor, sanne: User, now: datetime) -> None:
    visitor.post("/login", LOG_IN)
    app.config["CLOCK"] = lambda: now + timedelta(minutes=10)
    assert visitor.get("/login/second").location.startswith("/login?next")


def test_nobody_stands_at_the_second_step_without_the_first(visitor: Visitor, sanne: User, now: datetime) -> None:
    assert visitor.get("/login/second").location.startswith("/login?next")
    answer = visitor.post("/login/second", {"code": totp(sanne).at(now)})
    assert answer.status_code == 422
    visitor.client.set_cookie(cookies.HALF, "verzonnen")
    assert visitor.post("/login/second", {"code": totp(sanne).at(now)}).status_code == 422


def test_who_may_publish_goes_nowhere_without_a_second_factor(app: Flask, colleagues: dict[str, User]) -> None:
    daan = weakly(app, colleagues["daan"])
    for path in ("/", "/inbox", "/settings", "/users"):
        answer = daan.get(path)
        assert (answer.status_code, answer.location) == (303, "/settings/factors"), path
    page = daan.get("/settings/factors")
    assert "een wachtwoord alleen is te weinig" in page.text
    refused = send(daan, "/settings", {"signature": "X"})
    assert refused.status_code == 403
    asked = daan.get("/inbox", headers={"Accept": "application/json"})
    assert asked.get_json()["error"] == "factor_needed"


def test_the_page_that_asks_for_one_shows_nothing_of_the_desk(app: Flask, desk: Desk) -> None:
    assert desk.sanne.post(f"{desk.here}/urgency", headers=STREAMED).status_code < 400
    assert "alarm-" in desk.daan.get("/settings").text
    page = weakly(app, desk.user("daan")).get("/settings/factors").text
    assert "alarm-" not in page
    assert 'data-live=""' in page


def test_who_may_not_publish_and_a_demonstration_go_on(app: Flask, colleagues: dict[str, User]) -> None:
    assert weakly(app, colleagues["ilse"]).get("/settings").status_code == 200
    app.config["WEBCARE"] = app.config["WEBCARE"].model_copy(update={"demo": True})
    assert weakly(app, colleagues["daan"]).get("/settings").status_code == 200


def test_setting_up_an_app_opens_the_desk_and_gives_a_new_session(
    app: Flask, colleagues: dict[str, User], now: datetime
) -> None:
    daan = weakly(app, colleagues["daan"])
    before = daan.client.get_cookie(access.COOKIE)
    assert send(daan, "/settings/factors/authenticator", {}).status_code == 303
    page = daan.get("/settings/factors/authenticator").text
    secret = totp(colleagues["daan"]).secret
    assert secret in page
    assert "<svg" in page
    assert " style=" not in page
    wrong = send(daan, "/settings/factors/authenticator/code", {"code": "12345"})
    assert wrong.status_code == 422
    right = send(daan, "/settings/factors/authenticator/code", {"code": pyotp.TOTP(secret).at(now)})
    assert right.location == "/settings/factors"
    after = daan.client.get_cookie(access.COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert daan.get("/inbox").status_code == 200
    assert daan.get("/settings/factors/authenticator").status_code == 404, "the secret is not shown again"
    copy = Visitor(app)
    copy.client.set_cookie(access.COOKIE, before.value)
    assert copy.get("/settings").location.startswith("/login")


def test_recovery_codes_are_shown_once(agent: Visitor, sanne: User) -> None:
    page = agent.post("/settings/factors/recovery-codes").text
    codes = re.findall(r"<code class=\"one-time\">([a-z0-9-]+)</code>", page)
    assert len(codes) == 10
    listed = agent.get("/settings/factors").text
    assert not [code for code in codes if code in listed]
    assert "10 codes" in listed


def test_codes_without_a_factor_are_not_given(agent: Visitor) -> None:
    assert agent.post("/settings/factors/recovery-codes").status_code == 404


def test_changing_factors_asks_once_more_who_it_is(app: Flask, agent: Visitor, sanne: User, now: datetime) -> None:
    app.config["CLOCK"] = lambda: now + timedelta(minutes=11)
    refused = [
        agent.post("/settings/factors/authenticator"),
        agent.delete("/settings/factors/authenticator"),
        agent.post("/settings/factors/recovery-codes"),
        agent.post("/passkeys/challenges/register"),
        agent.post("/settings/passkeys", {"name": "x", "passkey": "{}"}),
        agent.delete("/settings/passkeys/1"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 6


def test_the_last_factor_stays(agent: Visitor, sanne: User) -> None:
    answer = agent.delete("/settings/factors/authenticator")
    assert answer.status_code == 409
    session.remove()
    assert factors.has_any(sanne)


def test_an_admin_takes_lost_factors_away(agent: Visitor, admin: Visitor, sanne: User) -> None:
    assert agent.delete(f"/users/{sanne.id}/factors").status_code == 403
    assert "tweede factor" in admin.get("/users").text
    assert admin.delete(f"/users/{sanne.id}/factors").status_code == 303
    assert agent.get("/settings").location.startswith("/login")
    session.remove()
    assert not factors.has_any(accounts.with_email(SANNE))


def test_an_admin_switches_the_rule(app: Flask, agent: Visitor, admin: Visitor, colleagues: dict[str, User]) -> None:
    daan = weakly(app, colleagues["daan"])
    assert agent.post("/users/second-factor", {}).status_code == 403
    assert admin.post("/users/second-factor", {}).status_code == 303
    assert daan.get("/settings").status_code == 200
    assert admin.post("/users/second-factor", {"required": "on"}).status_code == 303
    assert daan.get("/settings").location == "/settings/factors"
    assert scenes.kinds().count("setting_changed") == 2


def test_what_is_asked_of_a_passkey_is_kept_once_and_only_for_a_while(
    app: Flask, visitor: Visitor, now: datetime
) -> None:
    for minutes in (0, 1, 6):
        app.config["CLOCK"] = lambda minutes=minutes: now + timedelta(minutes=minutes)
        asked = visitor.post("/passkeys/challenges/log-in").get_json()
        assert asked["rpId"] == "localhost"
        assert asked["userVerification"] == "required"
    assert len(session.scalars(select(PasskeyChallenge)).all()) == 1


@pytest.mark.parametrize(
    "answer",
    ["", "null", "[]", "{}", '{"response": {}}', '{"response": {"clientDataJSON": "%%%"}}', "\ud800", "9" * 500],
)
def test_nonsense_is_no_passkey(visitor: Visitor, admin: Visitor, answer: str) -> None:
    fields = {"passkey": answer.encode("utf-8", "replace").decode()}
    assert visitor.post("/login/passkey", fields).status_code == 422
    assert admin.post("/settings/passkeys", {"name": "x", **fields}).status_code == 422
    assert admin.post("/confirm/passkey", fields).status_code == 422


def test_nobody_reaches_the_passkeys_of_others(app: Flask, agent: Visitor, admin: Visitor) -> None:
    for visitor in (agent, admin):
        assert visitor.delete("/settings/passkeys/1").status_code == 404
        assert visitor.post("/settings/passkeys/1", {"name": "mine"}).status_code == 404


def test_e_mails_are_listed_for_admins_without_what_is_in_them(
    agent: Visitor, admin: Visitor, colleagues: dict[str, User], now: datetime
) -> None:
    assert agent.get("/mails").status_code == 403
    assert "Nog geen e-mail" in admin.get("/mails").text
    with transaction():
        accounts.take_password(accounts.with_email(SANNE), passwords.hashed("een heel nieuwe zin"), now=now)
    page = admin.get("/mails").text
    assert SANNE in page
    assert "/login/forgotten" not in page


def test_a_log_in_with_an_app_is_marked_as_strong(visitor: Visitor, sanne: User, now: datetime) -> None:
    visitor.post("/login", LOG_IN)
    visitor.post("/login/second", {"code": totp(sanne).at(now)})
    session.remove()
    assert [found.strong for found in session.scalars(select(LoginSession))] == [True]
