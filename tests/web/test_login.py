from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.visitor import Visitor
from webcare import access
from webcare.access import accounts, demo, login_sessions
from webcare.database import transaction
from webcare.models import User
from webcare.web.security import is_local_path, limiter

pytestmark = pytest.mark.usefixtures("password_is_enough")
SANNE = "sanne@spoorlijn.example"


def log_in(visitor: Visitor, **fields: str) -> TestResponse:
    return visitor.post("/login", {"email": SANNE, "password": demo.PASSWORD, **fields})


@pytest.fixture(autouse=True)
def patient(app: Flask) -> None:
    """Nobody tried to log in before this test."""
    limiter.reset()


def test_the_right_password_leads_to_the_inbox(visitor: Visitor, colleagues: dict[str, User]) -> None:
    response = log_in(visitor)
    assert (response.status_code, response.location) == (303, "/")
    assert visitor.get("/settings").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor, colleagues: dict[str, User]) -> None:
    cookie = next(line for line in log_in(visitor).headers.getlist("Set-Cookie") if line.startswith(access.COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def test_a_wrong_password_and_an_unknown_address_are_told_alike(visitor: Visitor, colleagues: dict[str, User]) -> None:
    known = log_in(visitor, password="niet dit wachtwoord")
    unknown = log_in(visitor, email="niemand@spoorlijn.example")

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert "do not belong together" in known.text
    assert known.text.count("do not belong together") == unknown.text.count("do not belong together")
    assert visitor.get("/settings").status_code == 303


def test_the_address_that_was_typed_stays_and_the_password_does_not(
    visitor: Visitor, colleagues: dict[str, User]
) -> None:
    page = log_in(visitor, password="niet dit wachtwoord").text
    assert f'value="{SANNE}"' in page
    assert "niet dit wachtwoord" not in page


def test_a_log_in_gives_a_new_session_and_ends_the_one_before(
    app: Flask, visitor: Visitor, colleagues: dict[str, User]
) -> None:
    log_in(visitor)
    first = visitor.client.get_cookie(access.COOKIE)
    log_in(visitor)
    second = visitor.client.get_cookie(access.COOKIE)
    assert first is not None
    assert second is not None
    assert first.value != second.value

    thief = Visitor(app)
    thief.client.set_cookie(access.COOKIE, first.value)
    assert thief.get("/settings").status_code == 303


def test_a_session_that_somebody_planted_is_never_taken_over(visitor: Visitor, colleagues: dict[str, User]) -> None:
    visitor.client.set_cookie(access.COOKIE, "chosen-by-somebody-else")
    page = visitor.get("/login").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    visitor.client.post("/login", data={"email": SANNE, "password": demo.PASSWORD, "csrf_token": token})

    cookie = visitor.client.get_cookie(access.COOKIE)
    assert cookie is not None
    assert cookie.value != "chosen-by-somebody-else"


def test_logging_out_ends_the_session_on_the_server(app: Flask, visitor: Visitor, colleagues: dict[str, User]) -> None:
    log_in(visitor)
    cookie = visitor.client.get_cookie(access.COOKIE)
    assert cookie is not None
    assert visitor.post("/logout").status_code == 303

    copy = Visitor(app)
    copy.client.set_cookie(access.COOKIE, cookie.value)
    assert copy.get("/settings").status_code == 303


def test_a_revoked_session_ends_at_once(agent: Visitor, colleagues: dict[str, User], now: datetime) -> None:
    assert agent.get("/settings").status_code == 200
    with transaction():
        sanne = accounts.with_email(SANNE)
        login_sessions.revoke_all(sanne, by=sanne, now=now)

    assert agent.get("/settings").status_code == 303
    assert agent.get("/settings", headers={"Accept": "application/json"}).status_code == 401


def test_a_session_left_alone_for_half_a_day_ends(app: Flask, agent: Visitor, now: datetime) -> None:
    app.config["CLOCK"] = lambda: now + timedelta(hours=11)
    assert agent.get("/settings").status_code == 200
    app.config["CLOCK"] = lambda: now + timedelta(hours=22)
    assert agent.get("/settings").status_code == 200
    app.config["CLOCK"] = lambda: now + timedelta(hours=34, minutes=1)
    assert agent.get("/settings").status_code == 303


def test_somebody_sent_to_log_in_comes_back_where_they_were(visitor: Visitor, colleagues: dict[str, User]) -> None:
    away = visitor.get("/settings?tab=1")
    assert away.location == "/login?next=/settings?tab%3D1"
    assert log_in(visitor, next="/settings?tab=1").location == "/settings?tab=1"


@pytest.mark.parametrize(
    "address",
    [
        "https://kwaad.example",
        "//kwaad.example",
        "/\\kwaad.example",
        "/\t/kwaad.example",
        "javascript:alert(1)",
        "inbox",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(visitor: Visitor, colleagues: dict[str, User], address: str) -> None:
    assert not is_local_path(address)
    assert log_in(visitor, next=address).location == "/"


def test_guessing_is_stopped_and_says_when_to_come_back(visitor: Visitor, colleagues: dict[str, User]) -> None:
    answers = [log_in(visitor, password="niet dit wachtwoord").status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]

    late = log_in(visitor)
    assert late.status_code == 429
    assert late.headers["Retry-After"]


def test_the_right_password_starts_the_count_anew(visitor: Visitor, colleagues: dict[str, User]) -> None:
    for _round in range(2):
        for _try in range(9):
            log_in(visitor, password="niet dit wachtwoord")
        assert log_in(visitor).status_code == 303


def test_one_address_cannot_try_many_accounts(visitor: Visitor, colleagues: dict[str, User]) -> None:
    token = visitor.token()
    tries: list[dict[str, Any]] = [{"email": f"{n}@x.example", "password": "x", "csrf_token": token} for n in range(61)]
    answers = [visitor.client.post("/login", data=fields).status_code for fields in tries]
    assert answers == [422] * 60 + [429]


def test_the_demo_log_ins_are_shown_in_a_demonstration_only(app: Flask, visitor: Visitor) -> None:
    assert demo.PASSWORD not in visitor.get("/login").text
    app.config["WEBCARE"] = app.config["WEBCARE"].model_copy(update={"demo": True})
    page = visitor.get("/login").text
    assert all(colleague.email in page for colleague in demo.COLLEAGUES)


def test_who_is_logged_in_needs_no_log_in_page(agent: Visitor) -> None:
    assert agent.get("/login?next=/settings").location == "/settings"
