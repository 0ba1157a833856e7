from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.visitor import STREAM, Visitor
from webcare.access import demo
from webcare.web.security import limiter

KEYS = dict.fromkeys(("consumer_key", "consumer_secret", "access_token", "access_token_secret"), "x")


@pytest.fixture(autouse=True)
def patient(app: Flask) -> None:
    """Nobody tried a password before this test."""
    limiter.reset()


@pytest.fixture
def later(app: Flask, now: datetime) -> None:
    """Ten minutes after everybody logged in."""
    app.config["CLOCK"] = lambda: now + timedelta(minutes=10)


def test_keys_of_a_channel_ask_nothing_more_right_after_logging_in(admin: Visitor) -> None:
    assert admin.get("/channels/new").status_code == 200


def test_ten_minutes_later_they_ask_once_more_who_it_is(admin: Visitor, later: None) -> None:
    asked = admin.get("/channels/new")
    assert (asked.status_code, asked.location) == (303, "/confirm?next=/channels/new")
    assert admin.get("/channels").status_code == 200, "looking asks nothing"


def test_the_password_opens_the_way_back_for_ten_minutes(
    admin: Visitor, app: Flask, now: datetime, later: None
) -> None:
    fields = {"password": demo.PASSWORD, "next": "/channels/new"}
    assert admin.post("/confirm", fields).location == "/channels/new"
    assert admin.get("/channels/new").status_code == 200
    app.config["CLOCK"] = lambda: now + timedelta(minutes=20)
    assert admin.get("/channels/new").status_code == 303


def test_a_wrong_password_opens_nothing(admin: Visitor, later: None) -> None:
    response = admin.post("/confirm", {"password": "niet dit wachtwoord", "next": "/channels/new"})
    assert response.status_code == 422
    assert "Dit is niet je huidige wachtwoord." in response.text
    assert admin.get("/channels/new").status_code == 303


def test_guessing_is_stopped(admin: Visitor, later: None) -> None:
    answers = [admin.post("/confirm", {"password": "niet dit"}).status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]
    assert admin.post("/confirm", {"password": demo.PASSWORD}).status_code == 429


def test_a_form_that_was_sent_too_late_is_refused_and_says_where_to_go(admin: Visitor, later: None) -> None:
    came_from = {"Referer": "http://localhost/channels/new"}
    response = admin.post("/channels", {"handle": "spoorlijn", "target_minutes": "60", **KEYS}, headers=came_from)
    assert response.status_code == 403
    assert 'href="/confirm?next=/channels/new"' in response.text
    asked_json = admin.post("/channels/1/credentials", KEYS, headers={"Accept": "application/json"})
    assert asked_json.get_json()["error"] == "step_up_needed"
    streamed = admin.post("/channels/1/credentials", KEYS, headers={"Accept": f"{STREAM}, text/html"})
    assert "/confirm?next=" in streamed.text


@pytest.mark.parametrize("address", ["https://kwaad.example", "//kwaad.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(admin: Visitor, later: None, address: str) -> None:
    response = admin.post("/channels", KEYS, headers={"Referer": address})
    assert 'href="/confirm?next=/"' in response.text
    assert admin.post("/confirm", {"password": demo.PASSWORD, "next": address}).location == "/"
