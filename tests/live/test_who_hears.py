"""Who is let in, and what each hears: the same mandate that guards pages, also when it changes."""

import threading
from datetime import timedelta

import pytest
import socketio
from sqlalchemy import event, select
from werkzeug.test import run_wsgi_app

from tests import scenes
from tests.live.conftest import Screen, Watch
from tests.serving import Desk
from webcare.access import login_sessions
from webcare.database import record, session, transaction
from webcare.desk import tagging
from webcare.events import GrantGiven, GrantWithdrawn
from webcare.models import Channel, Conversation, Grant, LoginSession, Power, Role, Tag, User


def is_shown_out(desk: Desk, **options: object) -> bool:
    """Whether a client is disconnected at once, before it heard anything."""
    client, out, heard = socketio.Client(reconnection=False), threading.Event(), []
    client.on("disconnect", lambda *_: out.set())
    client.on("*", lambda name, *_: heard.append(name))
    client.connect(desk.url, transports=["websocket"], wait_timeout=30, **options)
    shown_out = out.wait(30) and not heard
    client.disconnect()
    return shown_out


def test_nobody_is_let_in_without_a_log_in(desk: Desk) -> None:
    assert is_shown_out(desk)


def test_nobody_is_let_in_with_a_token_that_was_never_given(desk: Desk) -> None:
    assert is_shown_out(desk, headers={"Cookie": "webcare=guessed"})


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_a_socket_from_elsewhere_or_from_nowhere_is_refused(desk: Desk, sanne: User, origin: str | None) -> None:
    environment = {"PATH_INFO": "/socket.io/", "REQUEST_METHOD": "GET", "HTTP_COOKIE": desk.cookie(sanne)}
    environment |= {"HTTP_ORIGIN": origin} if origin else {}
    assert run_wsgi_app(desk.app.wsgi_app, environment)[1] == "403 Forbidden"


def test_a_forwarded_host_does_not_widen_the_origins(desk: Desk, sanne: User) -> None:
    environment = {"PATH_INFO": "/socket.io/", "REQUEST_METHOD": "GET", "HTTP_ORIGIN": "https://evil.example"}
    environment |= {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https"}
    assert run_wsgi_app(desk.app.wsgi_app, environment)[1] == "403 Forbidden"


def test_what_happens_is_heard_within_a_second(channel: Channel, desk: Desk, sanne: User, watch: Watch) -> None:
    screen = watch(sanne)
    conversation = scenes.asks(channel, "Waar blijft mijn trein?", at=desk.now)
    screen.until(lambda: f"conversation-{conversation.id}" in screen.items)
    assert "Waar blijft mijn trein?" in screen.items[f"conversation-{conversation.id}"]["html"]


def test_who_reads_no_direct_messages_hears_none(channel: Channel, desk: Desk, sanne: User, watch: Watch) -> None:
    chief = scenes.user("Els Chief", desk.now, role=Role.EXECUTIVE)
    hers, theirs = watch(sanne), watch(chief)
    private = scenes.asks_in_private(channel, "Mijn adres is veranderd", at=desk.now)
    public = scenes.asks(channel, "Openbaar", at=desk.now, by=scenes.BRAM)
    for screen in (hers, theirs):
        screen.until(lambda screen=screen: f"conversation-{public.id}" in screen.items)
    assert f"conversation-{private.id}" in hers.items
    assert not any("Mijn adres" in str(item) or item["id"] == f"conversation-{private.id}" for item in theirs.heard)


def test_a_revoked_session_is_disconnected_within_a_second(desk: Desk, sanne: User, watch: Watch) -> None:
    screen = watch(sanne)
    with transaction():
        found = session.scalars(select(LoginSession).where(LoginSession.user_id == sanne.id)).one()
        login_sessions.revoke(found, by=session.get_one(User, sanne.id), now=desk.now)
    screen.until(lambda: not screen.client.connected)


def test_a_screen_that_comes_during_a_review_stays(desk: Desk, sanne: User, watch: Watch) -> None:
    watch(sanne)
    late: list[Screen] = []
    comer = threading.Thread(target=lambda: late.append(Screen(desk, sanne)))

    def come_in(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if threading.current_thread().name == "live" and "FROM login_session" in statement and comer.ident is None:
            comer.start()  # in a thread, thus a session, of its own: the one that listens is in the midst of reading
            comer.join()

    database = desk.app.extensions["database"]
    event.listen(database, "before_cursor_execute", come_in)
    try:
        with transaction():
            record(GrantGiven(at=desk.now, grant_id=1))
        watch(sanne).until(lambda: late)
    finally:
        event.remove(database, "before_cursor_execute", come_in)
    late[0].catch_up(0)
    late[0].until(lambda: late[0].flushes)
    assert late[0].client.connected
    late[0].close()


def test_who_was_put_out_does_not_seem_to_read_on(channel: Channel, desk: Desk, sanne: User, watch: Watch) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    daan = scenes.user("Daan Visser", desk.now)
    hers, his, name = watch(sanne), watch(daan), f"presence-{conversation.id}"
    for screen in (hers, his):
        screen.open(conversation.id)
    hers.until(lambda: len(hers.items.get(name, {"facts": {"reading": []}})["facts"]["reading"]) == 2)
    with transaction():
        found = session.scalars(select(LoginSession).where(LoginSession.user_id == daan.id)).one()
        login_sessions.revoke(found, by=session.get_one(User, daan.id), now=desk.now)
    hers.until(lambda: len(hers.items[name]["facts"]["reading"]) == 1)


def test_who_goes_while_coming_in_does_not_seem_to_read(
    channel: Channel, desk: Desk, sanne: User, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    daan = scenes.user("Daan Visser", desk.now)
    hers, his, feed = watch(sanne), watch(daan), desk.app.extensions["live"]
    hers.open(conversation.id)
    reads, gone = feed.presence.reads, threading.Event()

    def reads_late(number: int, sid: str, user_id: int, name: str) -> None:
        if user_id == daan.id:
            his.close()
            hers.until(lambda: sid not in feed.seats.taken)
        reads(number, sid, user_id, name)
        if user_id == daan.id:
            gone.set()

    monkeypatch.setattr(feed.presence, "reads", reads_late)
    his.open(conversation.id)
    assert gone.wait(30)
    hers.until(lambda: [each["user"] for each in feed.presence.of(conversation.id)["reading"]] == [sanne.id])


def test_a_disabled_colleague_hears_nothing_more(channel: Channel, desk: Desk, sanne: User, watch: Watch) -> None:
    screen = watch(sanne)
    with transaction():
        from webcare.events import UserChanged

        session.get_one(User, sanne.id).disabled_at = desk.now
        record(UserChanged(at=desk.now, user_id=sanne.id))
    screen.until(lambda: not screen.client.connected)
    del screen.heard[:]
    scenes.asks(channel, at=desk.now)
    assert screen.heard == []


def test_a_withdrawn_grant_silences_a_screen_at_once(channel: Channel, desk: Desk, sanne: User, watch: Watch) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    screen = watch(sanne)
    screen.open(conversation.id)
    screen.until(lambda: f"presence-{conversation.id}" in screen.items)
    with transaction():
        for grant in session.scalars(select(Grant).where(Grant.power == Power.READ)):
            grant.withdrawn_at = desk.now
            record(GrantWithdrawn(at=desk.now, grant_id=grant.id))
    screen.until(lambda: screen.resets == 1)
    assert {"kind": "gone", "id": f"conversation-{conversation.id}"} in screen.heard
    del screen.heard[:]
    scenes.asks(channel, "Nog iets", at=desk.now)
    flushes = len(screen.flushes)
    screen.until(lambda: len(screen.flushes) > flushes)
    assert [item for item in screen.heard if item["kind"] != "counts"] == []


def test_losing_a_tag_loses_the_conversation(channel: Channel, desk: Desk, watch: Watch) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    lead = scenes.user("Lies de Boer", desk.now, role=Role.LEAD)
    guest = scenes.user("Guus Gast", desk.now, role=Role.EMPLOYEE)
    with transaction():
        tagging.tag(session.get_one(Conversation, conversation.id), "pers", by=lead, now=desk.now)
        tag = session.scalars(select(Tag)).one()
        since = desk.now - timedelta(hours=1)
        session.add(Grant(user_id=guest.id, tag_id=tag.id, power=Power.READ, valid_from=since, granted_at=since))
    screen = watch(guest)
    assert f"conversation-{conversation.id}" in screen.items
    screen.open(conversation.id)
    screen.until(lambda: f"presence-{conversation.id}" in screen.items)
    with transaction():
        tagging.untag(session.get_one(Conversation, conversation.id), tag, by=lead, now=desk.now)
    screen.until(lambda: f"conversation-{conversation.id}" not in screen.items)


def test_nobody_listens_in_a_conversation_they_may_not_read(channel: Channel, desk: Desk, watch: Watch) -> None:
    private = scenes.asks_in_private(channel, at=desk.now)
    chief = scenes.user("Els Chief", desk.now, role=Role.EXECUTIVE)
    screen = watch(chief)
    screen.open(private.id)
    scenes.asks_in_private(channel, "Geheim", at=desk.now)
    screen.until(lambda: screen.flushes)
    assert [item for item in screen.heard if item["kind"] != "counts"] == []


def test_two_who_read_the_same_see_each_other(channel: Channel, desk: Desk, sanne: User, watch: Watch) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    daan = scenes.user("Daan Visser", desk.now)
    hers, his = watch(sanne), watch(daan)
    hers.open(conversation.id)
    his.open(conversation.id)
    name = f"presence-{conversation.id}"
    hers.until(lambda: len(hers.items.get(name, {"facts": {"reading": []}})["facts"]["reading"]) == 2)
    his.client.emit("typing", {"on": True})
    hers.until(lambda: hers.items[name]["facts"]["typing"] == [daan.id])
    his.open(None)
    hers.until(lambda: len(hers.items[name]["facts"]["reading"]) == 1)


@pytest.mark.parametrize("word", [None, "x", {"conversation": "1"}, {"conversation": True}, {"since": -1}, [1], {}])
def test_nonsense_from_a_socket_is_ignored(desk: Desk, sanne: User, watch: Watch, word: object) -> None:
    screen = watch(sanne)
    for name in ("open", "typing", "catch_up", "no_such_event"):
        screen.client.emit(name, word)
    assert screen.catch_up(0)["to"] >= 0
