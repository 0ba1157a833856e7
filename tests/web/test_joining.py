"""Invitations and new passwords, over HTTP."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from tests.visitor import Visitor
from webcare import sealing
from webcare.access import accounts, demo, resets
from webcare.database import session
from webcare.models import Mail, PasswordReset, User
from webcare.web.security import limiter

NOOR = {"name": "Noor Jansen", "email": "noor@spoorlijn.example", "role": "agent", "language": "en"}
PASSWORD = {"new_password": "een lange zin als sleutel", "repeated_password": "een lange zin als sleutel"}
SANNE = "sanne@spoorlijn.example"


@pytest.fixture(autouse=True)
def patient(app: Flask) -> None:
    limiter.reset()


@pytest.fixture
def mailing(app: Flask) -> None:
    """A desk with a mail server."""
    update = {"smtp_url": SecretStr("smtp://127.0.0.1:1")}
    app.config["WEBCARE"] = app.config["WEBCARE"].model_copy(update=update)


def path_in_mail() -> str:
    session.rollback()
    mail = session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert mail is not None
    assert mail.facts is not None
    return str(sealing.unseal(mail.facts)["path"])


def shown_path(page: str) -> str:
    found = re.search(r'value="http://[^/"]+(/(?:join|reset)/[^"]+)"', page)
    assert found, page
    return found[1]


def test_only_who_manages_invites(agent: Visitor, admin: Visitor) -> None:
    for path in ("/invitations/new", "/users"):
        assert agent.get(path).status_code == 403
        assert admin.get(path).status_code == 200
    assert agent.post("/invitations", NOOR).status_code == 403
    assert agent.post("/invitations/1/renewal").status_code == 403
    assert agent.delete("/invitations/1").status_code == 403


def test_an_invited_colleague_chooses_a_password_and_is_in(
    mailing: None, app: Flask, admin: Visitor, visitor: Visitor
) -> None:
    assert admin.post("/invitations", NOOR).status_code == 303
    listed = admin.get("/users").text
    assert "Noor Jansen" in listed
    path = path_in_mail()
    assert path.removeprefix("/join/") not in listed
    page = visitor.get(path).text
    assert "Ilse Bakker asks you to join as agent." in page
    answer = visitor.post(path, {"name": "Noor de Jong", **PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert visitor.get("/settings").location == "/settings/factors", "an agent may publish"
    assert ">Noor<" in visitor.get("/settings/factors").text
    assert Visitor(app).get(path).status_code == 410


def test_looking_at_the_link_uses_nothing_up(mailing: None, admin: Visitor, visitor: Visitor) -> None:
    admin.post("/invitations", NOOR)
    path = path_in_mail()
    for _look in range(3):
        assert visitor.get(path).status_code == 200
    assert visitor.post(path, {"name": "Noor", **PASSWORD}).status_code == 303


def test_without_a_mail_server_the_admin_sees_the_link_once(admin: Visitor, visitor: Visitor) -> None:
    page = admin.post("/invitations", NOOR).text
    path = shown_path(page)
    assert path.removeprefix("/join/") not in admin.get("/users").text
    assert session.scalars(select(Mail)).all() == []
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("email", "geen adres"), ("email", SANNE), ("role", "baas"), ("language", "xx")],
)
def test_what_is_wrong_with_an_invitation_is_said_beside_the_field(admin: Visitor, field: str, value: str) -> None:
    response = admin.post("/invitations", {**NOOR, field: value})
    assert response.status_code == 422
    assert f'id="{field}-wrong"' in response.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("new_password", "kort"),
        ("new_password", "welkom123456"),
        ("repeated_password", "iets anders getypt"),
    ],
)
def test_what_is_wrong_with_joining_is_said_and_uses_nothing_up(
    admin: Visitor, visitor: Visitor, field: str, value: str
) -> None:
    path = shown_path(admin.post("/invitations", NOOR).text)
    response = visitor.post(path, {"name": "Noor", **PASSWORD, field: value})
    assert response.status_code == 422
    assert f'id="{field}-wrong"' in response.text
    assert visitor.post(path, {"name": "Noor", **PASSWORD}).status_code == 303


def test_a_withdrawn_or_renewed_link_is_over(admin: Visitor, visitor: Visitor) -> None:
    first = shown_path(admin.post("/invitations", NOOR).text)
    second = shown_path(admin.post("/invitations/1/renewal").text)
    assert visitor.get(first).status_code == 410
    assert visitor.get(second).status_code == 200
    assert admin.delete("/invitations/1").status_code == 303
    page = visitor.get(second)
    assert page.status_code == 410
    assert "opens nothing any more" in page.text
    assert visitor.post(second, {"name": "Noor", **PASSWORD}).status_code == 410


def test_a_link_nobody_gave_out_is_told_like_one_that_is_over(visitor: Visitor) -> None:
    assert visitor.get("/join/verzonnen").status_code == 410
    assert visitor.get("/reset/verzonnen").status_code == 410


def test_guessing_links_is_stopped(visitor: Visitor) -> None:
    answers = [visitor.get(f"/join/{number}").status_code for number in range(61)]
    assert answers == [410] * 60 + [429]


def test_the_answer_is_the_same_whoevers_address_it_is(mailing: None, app: Flask, colleagues: dict[str, User]) -> None:
    answers = []
    for email in (SANNE, "niemand@spoorlijn.example"):
        limiter.reset()
        response = Visitor(app).post("/login/forgotten", {"email": email})
        answers.append((response.status_code, re.sub(r'content="[^"]+"', "", response.text)))
    assert answers[0] == answers[1]
    assert "If there is an account with this address" in answers[0][1]


def test_asking_again_and_again_is_stopped_for_known_and_unknown_alike(
    mailing: None, visitor: Visitor, colleagues: dict[str, User]
) -> None:
    for email in (SANNE, "niemand@spoorlijn.example"):
        answers = [visitor.post("/login/forgotten", {"email": email}).status_code for _try in range(11)]
        assert answers == [200] * 10 + [429]


def test_a_forgotten_password_is_replaced_and_every_browser_logged_out(
    mailing: None, agent: Visitor, visitor: Visitor, now: datetime
) -> None:
    visitor.post("/login/forgotten", {"email": SANNE})
    resets.look(now)
    path = path_in_mail()
    assert visitor.get(path).status_code == 200
    wrong = visitor.post(path, {"new_password": "sannekuipers", "repeated_password": "sannekuipers"})
    assert wrong.status_code == 422
    assert visitor.post(path, PASSWORD).location == "/login"
    assert agent.get("/settings").status_code == 303
    session.remove()
    assert accounts.authenticate(SANNE, PASSWORD["new_password"])
    assert visitor.get(path).status_code == 410


def test_an_address_that_is_no_address_changes_nothing(mailing: None, visitor: Visitor, now: datetime) -> None:
    assert visitor.post("/login/forgotten", {"email": "x" * 5_000}).status_code == 200
    assert len(session.scalars(select(PasswordReset.email)).one()) == resets.LONGEST_ADDRESS
    assert resets.look(now) == 1


def test_an_admin_hands_a_link_over_after_showing_who_they_are(
    app: Flask, admin: Visitor, visitor: Visitor, colleagues: dict[str, User], now: datetime
) -> None:
    path = f"/users/{colleagues['sanne'].id}/resets"
    link = shown_path(admin.post(path).text)
    assert visitor.post(link, PASSWORD).status_code == 303
    app.config["CLOCK"] = lambda: now + timedelta(minutes=11)
    assert admin.post(path).status_code == 403
    assert admin.post("/confirm", {"password": demo.PASSWORD}).status_code == 303
    assert admin.post(path).status_code == 200


def test_without_a_mail_server_the_page_says_whom_to_ask(visitor: Visitor) -> None:
    assert "Ask an admin" in visitor.get("/login/forgotten").text
