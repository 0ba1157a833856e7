"""Connecting the own account of an executive, and answering by it from the phone page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from tests import scenes
from tests.visitor import Visitor
from tests.web.desk import Desk
from webcare.channels import x
from webcare.database import session, transaction
from webcare.desk import escalating, personal_accounts
from webcare.desk.briefing import Brief
from webcare.models import Conversation, EventRow, LoginSession, PersonalAccount, Reply, Role, User
from webcare.simulator import Simulator

KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


@pytest.fixture
def platform(app: Flask) -> Iterator[Simulator]:
    """X, simulated."""
    with Simulator() as simulator:
        x.register(simulator.url)
        yield simulator


@pytest.fixture
def mark(desk: Desk) -> Visitor:
    return desk.visitor("Mark Jansen", Role.EXECUTIVE)


def keys(platform: Simulator, handle: str = "markjansen") -> dict[str, str]:
    held = platform.keys_of(handle)
    return {name: held[name] for name in KEYS}


def here(desk: Desk) -> str:
    return f"/executives/{desk.ids['mark']}/account"


def accounts() -> list[PersonalAccount]:
    session.remove()
    return list(session.scalars(select(PersonalAccount)))


def connect(desk: Desk, handle: str = "markjansen") -> PersonalAccount:
    """As the rule does it; the road to X is another test's."""
    with transaction():
        mark = session.get_one(User, desk.ids["mark"])
        return personal_accounts.connect(
            mark,
            platform="x",
            external_id="777",
            handle=handle,
            name="Mark",
            credentials=b"",
            by=mark,
            now=desk.now,
        )


def ask(desk: Desk, text: str) -> str:
    """The CEO is asked about what this customer wrote; where their page is."""
    conversation = scenes.asks(desk.channel, text, at=desk.now - timedelta(minutes=5), by=scenes.BRAM)
    with transaction():
        there = session.get_one(Conversation, conversation.id)
        mark, sanne = desk.user("mark"), desk.user("sanne")
        until = desk.now + timedelta(minutes=30)
        asked = escalating.ask(there, to=mark, by=sanne, now=desk.now, answer_by=until, brief=Brief("X", "Y", ""))
        return f"/escalations/{asked.id}"


def sent(**fields: Any) -> dict[str, Any]:
    session.remove()
    newest = session.scalars(select(Conversation).order_by(Conversation.id.desc())).first()
    seen = newest.last_message_id if newest is not None else 0
    return {"uuid": str(uuid4()), "seen_message_id": seen, "text": "Dit spijt me, Bram."} | fields


def test_an_executive_connects_an_account_and_x_says_whose_it_is(
    desk: Desk, mark: Visitor, platform: Simulator
) -> None:
    assert mark.post(here(desk), keys(platform)).status_code == 303
    (account,) = accounts()
    assert (account.handle, account.user_id) == ("markjansen", desk.ids["mark"])
    page = mark.get(here(desk)).text
    assert "@markjansen" in page
    for secret in keys(platform).values():
        assert secret not in page


def test_an_admin_connects_it_too_and_that_is_recorded(desk: Desk, mark: Visitor, platform: Simulator) -> None:
    admin = desk.visitor("Ilse Bakker", Role.ADMIN)
    assert here(desk) in admin.get("/users").text
    assert admin.post(here(desk), keys(platform)).status_code == 303
    event = session.scalars(select(EventRow).where(EventRow.kind == "personal_account_connected")).one()
    assert (event.actor_id, event.data["user_id"]) == (desk.ids["ilse"], desk.ids["mark"])


def test_an_admin_does_not_answer_by_it(desk: Desk, mark: Visitor) -> None:
    admin = desk.visitor("Ilse Bakker", Role.ADMIN)
    account = connect(desk).id
    question = ask(desk, "@markjansen waar bent u?")
    assert admin.post(f"{question}/answer?account={account}", sent()).status_code in (403, 404)
    assert session.scalars(select(Reply)).all() == []


@pytest.mark.parametrize("name", ["sanne", "lena", "tom"])
def test_for_everybody_else_it_does_not_exist(desk: Desk, mark: Visitor, name: str) -> None:
    tom = desk.visitor("Tom Assistent", Role.EMPLOYEE)
    visitor = {"sanne": desk.sanne, "lena": desk.lena, "tom": tom}[name]
    assert visitor.get(here(desk)).status_code == 404
    assert visitor.post(here(desk), dict.fromkeys(KEYS, "x")).status_code == 404
    assert visitor.delete(here(desk)).status_code == 404


def test_who_is_no_executive_has_none(desk: Desk) -> None:
    path = f"/executives/{desk.ids['sanne']}/account"
    assert desk.sanne.get(path).status_code == 404


def test_keys_ask_for_the_password_again(desk: Desk, mark: Visitor) -> None:
    with transaction():
        for each in session.scalars(select(LoginSession)):
            each.confirmed_at = desk.now - timedelta(minutes=11)
    assert mark.get(here(desk)).headers["Location"].startswith("/confirm")
    assert mark.post(here(desk), dict.fromkeys(KEYS, "x")).status_code in (303, 403)
    assert accounts() == []


def test_wrong_keys_are_told_and_not_kept(desk: Desk, mark: Visitor, platform: Simulator) -> None:
    answer = mark.post(here(desk), keys(platform) | {"access_token_secret": "wrong"})
    assert answer.status_code == 422
    assert "does not accept these keys" in answer.text
    assert accounts() == []


def test_a_channel_of_the_brand_is_refused_in_words(desk: Desk, mark: Visitor, platform: Simulator) -> None:
    with transaction():
        desk.channel.external_id = platform.keys["user_id"]
    answer = mark.post(here(desk), {name: platform.keys[name] for name in KEYS})
    assert answer.status_code == 422
    assert "is a channel of the brand" in answer.text


def test_disconnecting_forgets_the_keys(desk: Desk, mark: Visitor, platform: Simulator) -> None:
    mark.post(here(desk), keys(platform))
    assert mark.delete(here(desk)).status_code == 303
    (account,) = accounts()
    assert account.credentials == b""
    assert "Disconnect" not in mark.get(here(desk)).text


def test_the_account_stands_in_the_button_where_the_customer_named_it(desk: Desk, mark: Visitor) -> None:
    connect(desk)
    page = mark.get(ask(desk, "@MarkJansen waar bent u?")).text
    assert "Post publicly as @markjansen, your own account" in page
    assert "Post publicly as @spoorlijn, signed ^Mark Jansen" in page


def test_elsewhere_the_page_says_why_it_is_not_offered(desk: Desk, mark: Visitor) -> None:
    connect(desk)
    page = mark.get(ask(desk, "Waar is mark@markjansen.example?")).text
    assert "The customer did not mention @markjansen" in page
    assert "your own account</button>" not in page


def test_it_leaves_by_the_account_of_the_button(desk: Desk, mark: Visitor) -> None:
    account = connect(desk).id
    question = ask(desk, "@markjansen waar bent u?")
    assert mark.post(f"{question}/answer?account={account}", sent()).status_code == 303
    reply = session.scalars(select(Reply)).one()
    assert (reply.account_id, reply.text) == (account, "Dit spijt me, Bram.")
    assert "as @markjansen" in desk.sanne.get(f"/conversations/{reply.conversation_id}").text


def test_an_account_that_went_meanwhile_is_said_and_the_text_stays(desk: Desk, mark: Visitor) -> None:
    account = connect(desk).id
    question = ask(desk, "@markjansen waar bent u?")
    mark.delete(here(desk))
    answer = mark.post(f"{question}/answer?account={account}", sent())
    assert answer.status_code == 409
    assert "Choose the brand&#39;s account" in answer.text
    assert "Dit spijt me, Bram." in answer.text
    assert session.scalars(select(Reply)).all() == []


def test_the_guard_reads_along_here_too(desk: Desk, mark: Visitor) -> None:
    account = connect(desk).id
    question = ask(desk, "@markjansen waar bent u?")
    answer = mark.post(f"{question}/answer?account={account}", sent(text="Uw BSN 111222333 klopt."))
    assert answer.status_code == 422
    assert session.scalars(select(Reply)).all() == []
