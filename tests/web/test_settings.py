from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.visitor import Visitor
from webcare.access import accounts, demo, login_sessions
from webcare.database import session, transaction
from webcare.models import User

GOOD = {"language": "en", "time_zone": "Europe/Lisbon", "signature": "^Sanne", "sound": "on"}


def sanne() -> User:
    session.rollback()
    session.expire_all()
    return accounts.with_email("sanne@spoorlijn.example")


def test_settings_are_kept(agent: Visitor) -> None:
    assert agent.post("/settings", GOOD).status_code == 303
    user = sanne()
    assert (user.language, user.time_zone, user.signature) == ("en", "Europe/Lisbon", "Sanne")
    assert (user.shortcuts, user.sound) == (False, True)
    assert "Your settings are saved." in agent.get("/settings").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "xx"),
        ("time_zone", "Mars/Olympus"),
        ("signature", ""),
        ("signature", "   "),
        ("signature", "x" * 21),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field(agent: Visitor, field: str, value: str) -> None:
    response = agent.post("/settings", {**GOOD, field: value})
    assert response.status_code == 422
    assert f'id="{field}-wrong"' in response.text
    assert sanne().signature == "SK"


def test_what_was_typed_stays_when_something_is_wrong(agent: Visitor) -> None:
    page = agent.post("/settings", {**GOOD, "signature": "veel te lang voor een ondertekening"}).text
    assert "veel te lang voor een ondertekening" in page
    assert '<option value="Europe/Lisbon" selected>' in page


def test_text_is_text(agent: Visitor) -> None:
    agent.post("/settings", {**GOOD, "signature": "<b>SK</b>"})
    page = agent.get("/settings").text
    assert "&lt;b&gt;SK&lt;/b&gt;" in page
    assert "<b>SK</b>" not in page


def change_password(visitor: Visitor, **fields: str) -> int:
    new = "een heel nieuwe zin"
    values = {"current_password": demo.PASSWORD, "new_password": new, "repeated_password": new}
    return visitor.post("/settings/password", values | fields).status_code


def test_a_new_password_logs_other_browsers_out(app: Flask, agent: Visitor, colleagues: dict[str, User]) -> None:
    other = Visitor(app).log_in(colleagues["sanne"])
    assert change_password(agent) == 303

    assert agent.get("/settings").status_code == 200
    assert other.get("/settings").status_code == 303
    assert accounts.authenticate("sanne@spoorlijn.example", "een heel nieuwe zin")


@pytest.mark.parametrize(
    "fields",
    [
        {"current_password": "niet dit wachtwoord"},
        {"repeated_password": "iets anders getypt"},
        {"new_password": "te kort", "repeated_password": "te kort"},
        {"new_password": "", "repeated_password": ""},
    ],
)
def test_a_password_is_changed_only_when_everything_is_right(agent: Visitor, fields: dict[str, str]) -> None:
    assert change_password(agent, **fields) == 422
    session.remove()
    assert accounts.authenticate("sanne@spoorlijn.example", demo.PASSWORD)


def test_another_own_browser_can_be_logged_out_and_nobody_elses(
    app: Flask, agent: Visitor, admin: Visitor, colleagues: dict[str, User], now: datetime
) -> None:
    other = Visitor(app).log_in(colleagues["sanne"])
    with transaction():
        session_ids = [each.id for each in login_sessions.live_of(colleagues["sanne"], now + timedelta(minutes=1))]

    assert admin.post(f"/settings/sessions/{max(session_ids)}/end").status_code == 404
    assert other.get("/settings").status_code == 200
    assert agent.post(f"/settings/sessions/{max(session_ids)}/end").status_code == 303
    assert other.get("/settings").status_code == 303
