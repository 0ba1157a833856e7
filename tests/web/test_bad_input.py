"""What no form of ours sends: refused in words, with nothing kept and nothing lost, and never a mistake of ours."""

import re
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.visitor import STREAM, Visitor
from tests.web.desk import STREAMED, Desk
from webcare.database import session
from webcare.models import Message, OutboxEntry, Reply, Role

ROOT = Path(__file__).parents[2]
FIVE_MEGABYTES = "Waar blijft mijn trein? " * 210_000
CHANGING = ("POST", "PUT", "DELETE")
IN_ADDRESSES = ("view", "channel", "audience", "tag", "assignee", "timer", "after", "before", "next", "q")


def nothing_was_kept(desk: Desk) -> bool:
    session.remove()
    notes = session.scalars(select(Message.id).where(Message.direction == "note")).all()
    return not notes and not session.scalars(select(Reply.id)).all()


def fields_of_all_forms() -> list[str]:
    """Every name that any form of ours has, and every name that any route reads."""
    pages = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    routes = [path.read_text() for path in (ROOT / "webcare/web").glob("*.py")]
    names = {name for page in pages for name in re.findall(r'\bname="([a-z_]+)"', page)}
    names |= {name for route in routes for name in re.findall(r'\w\.\w+\(\s*"([a-z_]+)"', route)}
    return sorted(names)


def address(rule: Rule, desk: Desk) -> str:
    """Where this rule leads, for the conversation of the desk."""
    values: dict[str, object] = {"conversation_id": desk.conversation_id, "channel_id": desk.channel_id}
    for name, converter in rule._converters.items():
        whole = type(converter).__name__ == "RowId"
        values.setdefault(name, 1 if whole else str(uuid4()))
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def rules(app: Flask, *methods: str) -> list[tuple[Rule, str]]:
    found = [
        (rule, method) for rule in app.url_map.iter_rules() for method in methods if method in (rule.methods or ())
    ]
    return sorted((pair for pair in found if pair[0].endpoint != "login.destroy"), key=str)


@pytest.fixture
def people(desk: Desk) -> list[Visitor]:
    """Somebody who may work, and somebody who may manage."""
    return [desk.sanne, desk.visitor("Bas Beheer", Role.ADMIN)]


def test_the_walk_knows_the_forms(app: Flask) -> None:
    assert {"text", "signature", "email", "name", "uuid", "promise_what", "password"} <= set(fields_of_all_forms())
    assert len(rules(app, *CHANGING)) > 25


def test_no_field_of_any_form_takes_a_nul(app: Flask, people: list[Visitor], desk: Desk) -> None:
    names = fields_of_all_forms()
    for number, (rule, method) in enumerate(rules(app, *CHANGING)):
        for visitor in people:
            for name in ("text", names[number % len(names)]):
                answer = visitor.send(method, address(rule, desk), {name: "a\x00b"})
                assert answer.status_code in (400, 403, 404, 405, 422, 429), (rule, method, name, answer.status_code)
    assert nothing_was_kept(desk)


def test_no_address_takes_a_nul(app: Flask, people: list[Visitor], desk: Desk) -> None:
    query = "&".join(f"{name}=a%00b" for name in IN_ADDRESSES)
    for rule, _method in rules(app, "GET"):
        for visitor in people:
            there = address(rule, desk).rstrip("/")
            for asked in (f"{there}?{query}", f"{there}?%00=1", f"{there}%00", f"{there}/%00"):
                answer = visitor.get(asked)
                assert answer.status_code in (303, 404, 422), (asked, answer.status_code)


@pytest.mark.parametrize("place", ["replies", "notes", "tags", "draft", "closing", "assignment"])
def test_a_nul_in_a_conversation_is_refused_in_words(desk: Desk, place: str) -> None:
    method = "PUT" if place == "draft" else "POST"
    fields = dict.fromkeys(("text", "name", "reason", "to", "promise_what", "audience"), "a\x00b")
    answer = desk.sanne.send(method, f"{desk.here}/{place}", fields, headers=STREAMED)

    assert answer.status_code == 422
    assert "cannot be kept" in answer.text
    assert nothing_was_kept(desk)


def test_a_nul_in_json_is_refused(desk: Desk) -> None:
    headers = {"X-CSRFToken": desk.sanne.token(), "Accept": "application/json"}
    for words in ({"text": "a\x00b"}, {"a\x00": 1}, [{"deep": ["\x00"]}]):
        answer = desk.sanne.client.post(f"{desk.here}/notes", json=words, headers=headers)
        assert (answer.status_code, answer.get_json()["error"]) == (422, "unkeepable")


@pytest.mark.parametrize("place", ["replies", "notes"])
@pytest.mark.parametrize("multipart", [False, True])
def test_five_megabytes_are_refused_in_words_beside_the_open_page(desk: Desk, place: str, *, multipart: bool) -> None:
    """A stream that only says so: nothing in it touches the composer, and the browser clears it on success alone."""
    kind, body = "application/x-www-form-urlencoded", f"text={FIVE_MEGABYTES}"
    if multipart:
        kind, part = "multipart/form-data; boundary=x", 'Content-Disposition: form-data; name="text"'
        body = f"--x\r\n{part}\r\n\r\n{FIVE_MEGABYTES}\r\n--x--\r\n"
    answer = desk.sanne.client.post(f"{desk.here}/{place}", data=body, headers=STREAMED, content_type=kind)

    assert answer.status_code == 413
    assert answer.content_type.startswith(STREAM)
    assert "This is more than can be sent at once. Shorten it and send it again." in answer.text
    assert re.findall(r'target="([^"]+)"', answer.text) == ["notices"]
    assert nothing_was_kept(desk)


def test_five_megabytes_are_refused_in_the_language_of_who_sent_them(desk: Desk) -> None:
    desk.sanne.post("/settings", {"language": "nl", "time_zone": "Europe/Amsterdam", "signature": "SK"})
    answer = desk.sanne.post(f"{desk.here}/notes", {"text": FIVE_MEGABYTES}, headers=STREAMED)
    assert "Dit is meer dan er in één keer verstuurd kan worden" in answer.text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary is named"),
        ("multipart/form-data; boundary=x", b"--y\r\nthis is another boundary\r\n--y--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\xff\xfe\x00\r\n--x--"),
        ("multipart/form-data; boundary=" + "x" * 5_000, b"--"),
        ("application/x-www-form-urlencoded", b"text=%ED%A0%BD&%ZZ=%&&&=" + b"\xff" * 20),
        ("application/json", b'{"text": "hoi"'),
        ("application/json", b'{"text": "\\ud83d"}'),
        ("application/json", b"\xff\xfe"),
        ("text/plain", b"text=hoi"),
        ("application/octet-stream", bytes(range(256))),
        ("", b"text=hoi"),
        ("nonsense;;;=", b"text=hoi"),
    ],
)
@pytest.mark.parametrize("place", ["replies", "notes", "draft", "tags", "closing", "claim"])
def test_what_is_no_form_is_told_so_and_keeps_nothing(desk: Desk, place: str, content_type: str, body: bytes) -> None:
    method = "PUT" if place == "draft" else "DELETE" if place == "claim" else "POST"
    there = f"{desk.here}/{place}"
    plain = desk.sanne.client.open(there, method=method, data=body, content_type=content_type, headers=STREAMED)
    signed = {**STREAMED, "X-CSRFToken": desk.sanne.token()}
    ours = desk.sanne.client.open(there, method=method, data=body, content_type=content_type, headers=signed)

    assert plain.status_code == 400
    assert "Copy what you typed" in plain.text
    assert ours.status_code in ((422,) if place in ("replies", "notes", "draft", "tags") else (200, 409, 422))
    assert nothing_was_kept(desk)


@pytest.mark.parametrize("length", ["-1", "²", "1e3", "", "99999999999999999999"])
def test_a_length_that_is_none_is_no_mistake_of_ours(desk: Desk, length: str) -> None:
    environment = {"CONTENT_LENGTH": length, "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    answer = desk.sanne.client.post(f"{desk.here}/notes", environ_overrides=environment)
    assert answer.status_code in (400, 413)


def test_two_tabs_that_press_at_once_with_one_uuid_send_one_reply(app: Flask, desk: Desk) -> None:
    fields = {"uuid": str(uuid4()), "audience": "public", "seen_message_id": desk.conversation.last_message_id}
    fields |= {"text": "We zoeken het uit."}
    tabs, start, answers = [Visitor(app).log_in(desk.user("sanne")) for _ in range(2)], threading.Barrier(2), []
    tokens = [tab.token() for tab in tabs]
    session.remove()

    def press(tab: Visitor, token: str) -> None:
        start.wait()
        answer: TestResponse = tab.client.post(
            f"{desk.here}/replies", data={**fields, "csrf_token": token}, headers=STREAMED
        )
        answers.append(answer)
        session.remove()

    threads = [threading.Thread(target=press, args=pair) for pair in zip(tabs, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("We zoeken het uit. ^SK" in answer.text for answer in answers)
    session.remove()
    assert len(session.scalars(select(Reply)).all()) == len(session.scalars(select(OutboxEntry)).all()) == 1
