"""Every address × every role × everything that role may not see. The lines are in `guarded`, the places in `places`."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from config import Config
from tests.visitor import STREAM, Visitor
from tests.web.guarded import LINES, Line, Who
from tests.web.places import ABSENT, ABSENT_UUID, CANARY, READS, World, world
from webcare import create_app, database
from webcare.database import Base, session
from webcare.models import Conversation, Role
from webcare.web.security import ANONYMOUS

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
STREAMED = {"Accept": f"{STREAM}, text/html"}
NOTED = {"login_session"}  # that somebody was here is written down at every request

Ids = dict[str, int | str]


@pytest.fixture(scope="module")
def furnished(empty_database: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World] | None:
    """A database with the places in it, to copy for each test; PostgreSQL has them made each time."""
    if empty_database.startswith("postgresql"):
        return None
    path = tmp_path_factory.mktemp("places") / "places.sqlite3"
    shutil.copy(empty_database, path)
    keys = (SecretStr(Fernet.generate_key().decode()),)
    config = Config(database_url=f"sqlite:///{path}", secret_key=SecretStr("x" * 40), credential_keys=keys)
    app, _sockets = create_app(config)
    app.config["CLOCK"] = lambda: NOW
    made = world(app, NOW)
    database.session.remove()
    app.extensions["database"].dispose()
    return path, made


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def template(furnished: tuple[Path, World] | None, empty_database: str) -> str:
    return empty_database if furnished is None else str(furnished[0])


@pytest.fixture
def places(app: Flask, furnished: tuple[Path, World] | None) -> World:
    return world(app, NOW) if furnished is None else replace(furnished[1], app=app)


def routes(app: Flask, *who: Who) -> Iterator[tuple[Rule, str, Line]]:
    """Every address, with its verb and its line; what ends the log-in of who asks is left out."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        line = LINES.get(rule.endpoint)  # the first test finds what has none
        if line is not None and (not who or line.who in who) and not line.leaves:
            for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                yield rule, method, line


def names_something(rule: Rule, line: Line) -> bool:
    return bool(rule.arguments) or "{" in f"{line.query}{line.form}"


def address(rule: Rule, line: Line, ids: Ids) -> str:
    """The address of this thing of a place; what the place does not have is somebody else's row 1."""
    values: dict[str, Any] = {name: ids.get(line.ids.get(name, name), ids["other"]) for name in rule.arguments}
    if rule.endpoint == "static.file":
        values = {"asked": "x", "path": "nothing.css"}
    built = rule.build(values)
    assert built is not None
    return f"{built[1]}?{line.query.format(**ids)}" if line.query else built[1]


def ask(visitor: Visitor, token: str, rule: Rule, method: str, line: Line, ids: Ids) -> TestResponse:
    """Ask it as the page does."""
    path = address(rule, line, ids)
    if method == "GET":
        return visitor.client.get(path)
    form = {name: value.format(**ids) for name, value in line.form.items()}
    return visitor.client.open(path, method=method, data={"csrf_token": token, **form}, headers=STREAMED)


def absent(place: Ids) -> Ids:
    """The same, of something that was never there."""
    uuids = dict.fromkeys(("uuid", "sent", "failed", "queued", "awaiting"), ABSENT_UUID)
    return dict.fromkeys(place, ABSENT) | uuids | {"other": ABSENT}


def of(place: Ids) -> Ids:
    return place | {"other": 1}


def outward(response: TestResponse) -> tuple[int, str, str]:
    """What somebody can see of an answer, without what differs each time."""
    words = re.sub(r'(csrf[-_]token" (?:content|value)=")[^"]+', r"\1", response.text)
    return response.status_code, response.content_type, re.sub(r'data-[a-z-]*now[a-z-]*="\d+"', "", words)


def refusals(line: Line, role: str, place: str, world: World) -> tuple[int, ...]:
    """What somebody gets who may not: 404; at a desk of which they know already, 403 as well."""
    theirs = {world.places[name]["channel_id"] for name in READS[role]}
    known = role == Role.ADMIN or world.places[place]["channel_id"] in theirs
    return (403, 404) if line.desk and known else (404,)


def kept() -> dict[str, list[Any]]:
    """Everything in the database as it stands there, but for who was here when."""
    session.remove()
    connection, names = session.connection(), Base.metadata.tables.keys() - NOTED
    found = {name: list(connection.exec_driver_sql(f'SELECT * FROM "{name}"')) for name in names}
    session.remove()
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def changed_since(before: dict[str, list[Any]]) -> set[str]:
    """The tables that are not as they were."""
    after = kept()
    return {name for name in after if after[name] != before[name]}


def canaries(response: TestResponse, world: World, role: str) -> set[str]:
    said = f"{response.text} {response.headers}".lower()
    return {word for word in world.forbidden(role) if word in said}


def test_every_endpoint_has_its_line(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert there - set(LINES) == set(), "say in tests/web/guarded.py who may do this"
    assert set(LINES) - there == set(), "these lines are of nothing"
    assert {name for name, line in LINES.items() if line.who == Who.ANYBODY} == ANONYMOUS


def test_the_handbook_names_what_needs_no_log_in() -> None:
    handbook = (Path(__file__).parents[2] / "docs/security.md").read_text()
    assert [name for name in sorted(ANONYMOUS) if f"`{name}`" not in handbook] == []


def test_somebody_who_is_not_logged_in_gets_nothing_but_the_named_list(app: Flask, places: World) -> None:
    before, stranger = kept(), Visitor(app)
    token = stranger.token()
    for rule, method, line in routes(app, Who.OWN, Who.PLACE, Who.LEADER, Who.MANAGER):
        for place in places.places.values():
            answer = ask(stranger, token, rule, method, line, of(place))
            sent_away = answer.status_code == 303 and answer.location.startswith("/login")
            assert answer.status_code == 401 or sent_away, rule
            assert not [word for word in CANARY.values() if word in answer.text.lower()], rule
            if not names_something(rule, line):
                break
    assert changed_since(before) == set()


@pytest.mark.parametrize("role", Role)
def test_what_one_may_not_read_is_as_if_it_were_not_there(app: Flask, places: World, role: str) -> None:
    visitor, before = places.visitor(role), kept()
    token = visitor.token()
    for rule, method, line in routes(app, Who.PLACE):
        nowhere = ask(visitor, token, rule, method, line, absent(places.places["training"]))
        assert nowhere.status_code == 404, (rule, method)
        for name, place in places.foreign(role).items():
            there = ask(visitor, token, rule, method, line, of(place))
            assert there.status_code in refusals(line, role, name, places), (rule, method, name, there.status_code)
            assert not canaries(there, places, role), (rule, method, name)
            if there.status_code == 404:
                assert outward(there) == outward(nowhere), (rule, method, name)
    assert changed_since(before) == set()


@pytest.mark.parametrize("role", Role)
def test_what_is_ones_own_shows_and_changes_nothing_of_others(app: Flask, places: World, role: str) -> None:
    visitor = places.visitor(role)
    token = visitor.token()
    others = next(each for other, each in places.own.items() if other != role)
    for rule, method, line in routes(app, Who.OWN, Who.ANYBODY):
        foreign = [of(place) | others for place in places.foreign(role).values()]
        about_others = line.who == Who.OWN and bool(rule.arguments)
        before = kept() if about_others else {}
        for ids in foreign if "{" in f"{line.query}{line.form}" else foreign[:1]:
            answer = ask(visitor, token, rule, method, line, ids)
            assert answer.status_code < 500, (rule, method)
            assert not canaries(answer, places, role), (rule, method)
            if about_others:
                assert answer.status_code == 404, (rule, method, answer.status_code)
                assert changed_since(before) == set(), (rule, method)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_managing_is_for_who_manages(app: Flask, places: World, role: str) -> None:
    visitor, before = places.visitor(role), kept()
    token = visitor.token()
    for rule, method, line in routes(app, Who.MANAGER):
        for ids in (of(places.places["elsewhere"]), absent(places.places["elsewhere"])):
            answer = ask(visitor, token, rule, method, line, ids)
            assert answer.status_code in (403, 404), (rule, method, answer.status_code)
            assert not canaries(answer, places, role), (rule, method)
    assert changed_since(before) == set()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LEAD])
def test_leading_is_for_who_may_moderate(app: Flask, places: World, role: str) -> None:
    visitor, before = places.visitor(role), kept()
    token = visitor.token()
    for rule, method, line in routes(app, Who.LEADER):
        for ids in (of(places.places["public"]), absent(places.places["public"])):
            answer = ask(visitor, token, rule, method, line, ids)
            assert answer.status_code in (403, 404), (rule, method, answer.status_code)
            assert not canaries(answer, places, role), (rule, method)
    assert changed_since(before) == set()


def test_a_lead_moves_nothing_they_may_not_moderate(app: Flask, places: World) -> None:
    visitor = places.visitor(Role.LEAD)
    token = visitor.token()
    theirs = [int(place["conversation_id"]) for place in places.foreign(Role.LEAD).values()]
    for rule, method, line in routes(app, Who.LEADER):
        answer = ask(visitor, token, rule, method, line, of(places.places["public"]) | {"user_id": places.holder_id})
        assert answer.status_code < 500, (rule, method)
        assert not canaries(answer, places, Role.LEAD), (rule, method)
        session.remove()
        holders = {session.get_one(Conversation, number).claimed_by_id for number in theirs}
        assert holders == {places.holder_id}, (rule, method)


def test_who_manages_reads_no_dms_by_it(app: Flask, places: World) -> None:
    visitor = places.visitor(Role.ADMIN)
    token = visitor.token()
    for rule, method, line in routes(app, Who.MANAGER):
        for place in places.places.values():
            answer = ask(visitor, token, rule, method, line, of(place) | {"user_id": places.holder_id})
            assert answer.status_code < 500, (rule, method)
            assert not canaries(answer, places, Role.ADMIN), (rule, method)


@pytest.mark.parametrize("role", [role for role in Role if READS[role]])
def test_in_what_one_may_read_nothing_of_other_places_shows(app: Flask, places: World, role: str) -> None:
    visitor = places.visitor(role)
    token = visitor.token()
    for rule, method, line in routes(app, Who.PLACE):
        for name in sorted(READS[role]):
            answer = ask(visitor, token, rule, method, line, of(places.places[name]))
            assert answer.status_code < 500, (rule, method, name)
            assert not canaries(answer, places, role), (rule, method, name)


def test_the_lines_lead_somewhere_for_who_may(app: Flask, places: World) -> None:
    """Or else nothing is shown by a 404."""
    lead = places.visitor(Role.LEAD)
    token = lead.token()
    for rule, method, line in routes(app, Who.PLACE):
        if line.needs:
            continue
        answer = ask(lead, token, rule, method, line, of(places.places["public"]))
        is_a_picture = "sandbox" in answer.headers["Content-Security-Policy"]  # which nobody fetches in a test
        assert answer.status_code not in (400, 403, 404) or is_a_picture, (rule, method, answer.status_code)


ODD = ("a" * 9_000, "9" * 20, "%'[{\ufeff\u202e-1")  # NUL: see test_bad_input
QUERIES = ("next", "before", "after", "view", "channel", "tag", "assignee", "timer", "state", "code")


def test_no_odd_value_makes_us_stumble(app: Flask, places: World) -> None:
    place = of(places.places["public"])
    lead, admin = places.visitor(Role.LEAD), places.visitor(Role.ADMIN)
    tokens = {lead: lead.token(), admin: admin.token()}
    for rule, method, line in routes(app):
        visitor = admin if line.who == Who.MANAGER else lead
        for odd in ODD:
            values: dict[str, Any] = {name: place.get(line.ids.get(name, name), 1) for name in rule.arguments}
            values |= {name: "odd" for name, kind in rule._converters.items() if type(kind).__name__ != "RowId"}
            built = rule.build(values)
            assert built is not None
            form = {"csrf_token": tokens[visitor], **dict.fromkeys(line.form, odd)}
            answer = visitor.client.open(
                built[1].replace("odd", quote(odd)),
                method=method,
                query_string=dict.fromkeys(QUERIES, odd),
                data=None if method == "GET" else form,
            )
            assert answer.status_code < 500, (rule, method, odd[:9])


def test_the_places_hold_their_words(places: World) -> None:
    """The walk would find nothing if there were nothing to find."""
    for role in (Role.LEAD, Role.EXECUTIVE, Role.ADMIN):
        visitor = places.visitor(role)
        for name in READS[role]:
            here = f"/conversations/{places.places[name]['conversation_id']}"
            said = visitor.get(here).text.lower() + visitor.get(f"{here}/side").text.lower()
            assert said.count(CANARY[name]) > 5, (role, name)
    assert session.execute(text("SELECT count(*) FROM draft")).scalar() == len(CANARY)
