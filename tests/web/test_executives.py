"""What an executive settles, and what an assistant may set for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.visitor import Visitor
from tests.web.desk import Desk
from webcare.database import session, transaction
from webcare.desk import escalating
from webcare.desk.briefing import Brief
from webcare.models import Conversation, Escalation, Executive, Role, User


@pytest.fixture
def mark(desk: Desk) -> Visitor:
    return desk.visitor("Mark Jansen", Role.EXECUTIVE)


@pytest.fixture
def karin(desk: Desk) -> Visitor:
    return desk.visitor("Karin Smit", Role.EXECUTIVE)


@pytest.fixture
def tom(desk: Desk) -> Visitor:
    return desk.visitor("Tom Assistent", Role.EMPLOYEE)


def here(desk: Desk) -> str:
    return f"/executives/{desk.ids['mark']}"


def settled(desk: Desk) -> Executive:
    session.remove()
    return session.get_one(Executive, desk.ids["mark"])


def form(desk: Desk, **fields: Any) -> dict[str, Any]:
    people = {"deputy_id": desk.ids["karin"], "assistant_id": desk.ids["tom"]}
    return {"function": "CEO", "absent_from": "", "absent_until": "", **people, **fields}


def test_an_executive_names_function_deputy_and_assistant(
    desk: Desk, mark: Visitor, karin: Visitor, tom: Visitor
) -> None:
    assert mark.post(here(desk), form(desk)).status_code == 303
    found = settled(desk)
    assert (found.function, found.deputy_id, found.assistant_id) == ("CEO", desk.ids["karin"], desk.ids["tom"])
    assert "^Mark, CEO" in mark.get(here(desk)).text


def test_an_absence_is_in_the_time_zone_of_the_executive(
    desk: Desk, mark: Visitor, karin: Visitor, tom: Visitor
) -> None:
    mark.post(here(desk), form(desk, absent_from="2026-12-24T17:00", absent_until="2027-01-04T09:00"))
    found = settled(desk)
    assert found.absent_from == datetime(2026, 12, 24, 16, tzinfo=UTC)
    assert found.absent_until == datetime(2027, 1, 4, 8, tzinfo=UTC)


def test_an_assistant_sets_the_absence_and_nothing_else(
    desk: Desk, mark: Visitor, karin: Visitor, tom: Visitor
) -> None:
    mark.post(here(desk), form(desk))
    wanted = form(desk, function="Keizer", deputy_id=desk.ids["tom"], absent_from="2026-11-16T11:00")
    assert tom.post(here(desk), wanted).status_code == 303
    found = settled(desk)
    assert found.absent_from == desk.now - timedelta(hours=1)
    assert (found.function, found.deputy_id) == ("CEO", desk.ids["karin"])


def test_what_waits_goes_to_the_deputy_when_somebody_goes_away(
    desk: Desk, mark: Visitor, karin: Visitor, tom: Visitor
) -> None:
    mark.post(here(desk), form(desk))
    with transaction():
        there = session.get_one(Conversation, desk.conversation_id)
        to, asker = session.get_one(User, desk.ids["mark"]), session.get_one(User, desk.ids["sanne"])
        until = desk.now + timedelta(minutes=30)
        asked = escalating.ask(there, to=to, by=asker, now=desk.now, answer_by=until, brief=Brief("h", "w")).id
    tom.post(here(desk), form(desk, absent_from="2026-11-16T11:00"))
    session.remove()
    assert session.get_one(Escalation, asked).holder_id == desk.ids["karin"]


@pytest.mark.parametrize("name", ["sanne", "lena", "karin", "tom"])
def test_nobody_else_sees_or_settles_it(desk: Desk, mark: Visitor, karin: Visitor, tom: Visitor, name: str) -> None:
    somebody = {"sanne": desk.sanne, "lena": desk.lena, "karin": karin, "tom": tom}[name]
    assert somebody.get(here(desk)).status_code == 404
    assert somebody.post(here(desk), form(desk)).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"absent_from": "soon"},
        {"absent_from": "2026-12-24T17:00", "absent_until": "2026-12-23T17:00"},
        {"deputy_id": 999},
        {"function": "x" * 21},
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    desk: Desk, mark: Visitor, karin: Visitor, tom: Visitor, fields: dict[str, Any]
) -> None:
    answer = mark.post(here(desk), form(desk, **fields))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_a_device_is_told_and_told_no_more(desk: Desk, mark: Visitor) -> None:
    keys = {"p256dh": "B" + "A" * 86, "auth": "A" * 22}
    told = {"endpoint": "https://fcm.googleapis.com/fcm/send/abc", "keys": keys}
    headers = {"X-CSRFToken": mark.token(), "Accept": "application/json"}
    assert mark.client.post("/settings/devices", json=told, headers=headers).status_code == 200
    page = mark.get("/settings/devices").text
    assert "/settings/devices/1" in page
    assert desk.sanne.delete("/settings/devices/1").status_code == 404
    assert mark.delete("/settings/devices/1").status_code == 303
    assert "No device is told" in mark.get("/settings/devices").text


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {"endpoint": "https://fcm.googleapis.com/x"},
        {"endpoint": "http://169.254.169.254/", "keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 22}},
        {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "short", "auth": "A" * 22}},
        {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": ["B"], "auth": 1}},
    ],
)
def test_something_else_than_a_device_is_refused(mark: Visitor, told: Any) -> None:
    headers = {"X-CSRFToken": mark.token(), "Accept": "application/json"}
    assert mark.client.post("/settings/devices", json=told, headers=headers).status_code == 422


def test_the_service_worker_stands_at_the_root_and_the_manifest_names_icons_that_are_there(visitor: Visitor) -> None:
    worker = visitor.get("/service-worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    manifest = visitor.get("/manifest.webmanifest").json
    assert manifest is not None
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        assert visitor.get(icon["src"]).status_code == 200
