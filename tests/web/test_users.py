import re
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from tests.visitor import Visitor
from webcare.access import resets
from webcare.database import session
from webcare.models import EventRow, LoginSession, User


def test_only_who_manages_sees_the_accounts(agent: Visitor, admin: Visitor) -> None:
    assert agent.get("/users").status_code == 403
    page = admin.get("/users")
    assert page.status_code == 200
    assert "Sanne Kuipers" in page.text


def test_disabling_an_account_ends_its_sessions_at_once(
    admin: Visitor, agent: Visitor, colleagues: dict[str, User]
) -> None:
    path = f"/users/{colleagues['sanne'].id}/disabling"
    assert agent.get("/settings").status_code == 200
    assert admin.post(path).status_code == 303
    assert agent.get("/settings").status_code == 303

    assert admin.delete(path).status_code == 303
    assert agent.get("/settings").status_code == 303, "an old session does not come back to life"


def test_nobody_disables_their_own_account(admin: Visitor, colleagues: dict[str, User]) -> None:
    assert admin.post(f"/users/{colleagues['ilse'].id}/disabling").status_code == 409
    assert admin.get("/users").status_code == 200


def test_an_admin_can_end_all_sessions_of_a_colleague(
    admin: Visitor, agent: Visitor, colleagues: dict[str, User]
) -> None:
    assert admin.delete(f"/users/{colleagues['sanne'].id}/sessions").status_code == 303
    assert agent.get("/settings").status_code == 303


def test_an_account_that_is_not_there_is_not_found(admin: Visitor) -> None:
    assert admin.post("/users/999/disabling").status_code == 404


def sessions_of(user_id: int) -> list[LoginSession]:
    session.remove()
    return list(session.scalars(select(LoginSession).where(LoginSession.user_id == user_id).order_by(LoginSession.id)))


def test_an_admin_ends_one_browser_of_a_colleague_and_leaves_the_others(
    app: Flask, admin: Visitor, agent: Visitor, colleagues: dict[str, User]
) -> None:
    sanne, ilse = colleagues["sanne"].id, colleagues["ilse"].id
    other = Visitor(app).log_in(colleagues["sanne"])
    first, _second = sessions_of(sanne)
    page = admin.get(f"/users/{sanne}/sessions").text
    assert page.count(f"/users/{sanne}/sessions/") == 2

    assert admin.delete(f"/users/{sanne}/sessions/{first.id}").status_code == 303

    assert agent.get("/settings").status_code == 303
    assert other.get("/settings").status_code == 200
    event = session.scalars(select(EventRow).where(EventRow.kind == "session_revoked")).one()
    assert (event.actor_id, event.data["session_id"]) == (ilse, first.id)


def test_a_browser_is_ended_only_with_whose_it_is(admin: Visitor, agent: Visitor, colleagues: dict[str, User]) -> None:
    (theirs,) = sessions_of(colleagues["sanne"].id)
    assert admin.delete(f"/users/{colleagues['daan'].id}/sessions/{theirs.id}").status_code == 404
    assert agent.get("/settings").status_code == 200
    assert agent.get(f"/users/{theirs.user_id}/sessions").status_code == 403


def test_without_a_mail_server_an_admin_hands_a_link_over_that_works_once(
    app: Flask, visitor: Visitor, admin: Visitor, colleagues: dict[str, User]
) -> None:
    sanne = colleagues["sanne"].id
    assert "Ask an admin" in visitor.get("/login/forgotten").text
    shown = admin.post(f"/users/{sanne}/resets").text
    token = re.search(r"/reset/([\w-]+)", shown)
    assert token is not None
    form = {"email": "sanne@spoorlijn.example"}
    visitor.post("/login/forgotten", form)
    resets.look(app.config["CLOCK"]())
    session.remove()

    new = {"new_password": "een lange zin die nieuw is", "repeated_password": "een lange zin die nieuw is"}
    assert visitor.post(f"/reset/{token[1]}", new).status_code == 303
    assert visitor.post(f"/reset/{token[1]}", new).status_code == 410
    event = session.scalars(select(EventRow).where(EventRow.kind == "password_reset_sent")).one()
    assert event.actor_id == colleagues["ilse"].id


def test_the_link_is_of_no_use_after_an_hour(app: Flask, visitor: Visitor, admin: Visitor, now: datetime) -> None:
    found = session.scalars(select(User).where(User.email == "sanne@spoorlijn.example")).one().id
    token = re.search(r"/reset/([\w-]+)", admin.post(f"/users/{found}/resets").text)
    assert token is not None
    assert visitor.get(f"/reset/{token[1]}").status_code == 200
    app.config["CLOCK"] = lambda: now + timedelta(hours=1)
    assert visitor.get(f"/reset/{token[1]}").status_code == 410
