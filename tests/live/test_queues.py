"""Screens that watch the queue: they hear numbers as they change, and a wall screen hears nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import socketio
from sqlalchemy import select

from tests import scenes
from tests.live.conftest import Screen, Watch
from tests.serving import Desk
from webcare.access import grants, login_sessions
from webcare.database import record, session, transaction
from webcare.desk import claiming, presence
from webcare.events import RoleClaimed
from webcare.inbox import changes
from webcare.live import queues
from webcare.models import Audience, Channel, Conversation, Grant, LoginSession, Power, Role, User


class Wall(Screen):
    """A screen on a wall: it says so when it connects."""

    def __init__(self, desk: Desk, user: User) -> None:
        connect = socketio.Client.connect

        def as_wall(client: socketio.Client, *where: Any, **how: Any) -> None:
            connect(client, *where, **how, auth={"wall": True})

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socketio.Client, "connect", as_wall)
            super().__init__(desk, user)


@pytest.fixture
def wall(desk: Desk) -> Iterator[Any]:
    """`wall(sanne)`: a wall screen of hers that has heard how the queue stands."""
    screens: list[Wall] = []

    def begin(user: User) -> Wall:
        screen = Wall(desk, user)
        screens.append(screen)
        screen.catch_up(changes.latest_event())
        return screen

    yield begin
    for screen in screens:
        screen.close()


def facts(screen: Screen) -> dict[str, Any]:
    item = screen.items.get("queue")
    return item["facts"] if item else {}


def test_a_screen_that_watches_hears_of_each_change(desk: Desk, channel: Channel, sanne: User, watch: Watch) -> None:
    screen = watch(sanne)
    screen.client.emit("watch", {"on": True})
    screen.until(lambda: facts(screen).get("waiting") == 0)
    first = scenes.asks(channel, at=desk.now - timedelta(minutes=61))
    scenes.asks(channel, at=desk.now, by=scenes.BRAM)
    screen.until(lambda: facts(screen)["waiting"] == 2)
    assert (facts(screen)["late"], facts(screen)["dots"][0][0]) == (1, first.id)
    scenes.answer(first, by=sanne, at=desk.now)
    screen.until(lambda: (facts(screen)["waiting"], facts(screen)["today"]["answered"]) == (1, 1))


def test_who_does_not_watch_hears_no_figures(desk: Desk, channel: Channel, sanne: User, watch: Watch) -> None:
    watching, other = watch(sanne), watch(sanne)
    for on in (True, False, True):
        watching.client.emit("watch", {"on": on})
    scenes.asks(channel, at=desk.now)
    watching.until(lambda: facts(watching).get("waiting") == 1)
    other.until(lambda: any(item["kind"] == "row" for item in other.heard))
    assert not facts(other)


def test_who_looks_elsewhere_hears_no_more_figures(desk: Desk, channel: Channel, sanne: User, watch: Watch) -> None:
    screen, other = watch(sanne), watch(sanne)
    screen.client.emit("watch", {"on": True})
    screen.until(lambda: facts(screen).get("waiting") == 0)
    screen.client.emit("watch", {"on": False})
    screen.catch_up(changes.latest_event())  # said after it, so heard after it
    other.client.emit("watch", {"on": True})
    scenes.asks(channel, at=desk.now)
    other.until(lambda: facts(other).get("waiting") == 1)
    assert facts(screen)["waiting"] == 0


def test_a_wall_screen_hears_numbers_and_never_of_a_customer_or_a_colleague(
    desk: Desk, channel: Channel, sanne: User, wall: Any
) -> None:
    screen = wall(sanne)
    conversation = scenes.asks(channel, "Waar is mijn goudvink?", at=desk.now)
    screen.client.emit("open", {"conversation": conversation.id})
    screen.client.emit("watch", {"on": True})
    screen.until(lambda: facts(screen).get("waiting") == 1)
    screen.catch_up(0)
    scenes.answer(conversation, "De goudvink is terug.", by=sanne, at=desk.now)
    screen.until(lambda: facts(screen).get("waiting") == 0)
    assert {item["kind"] for item in screen.heard} <= {"queue", "team"}
    words = repr(screen.heard).lower()
    assert not [word for word in ("goudvink", "anna", "sanne", "kuipers") if word in words]


def test_a_wall_screen_hears_that_all_is_well_though_nothing_happens(
    desk: Desk, channel: Channel, sanne: User, wall: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "HEARTBEAT", 0.0)
    screen = wall(sanne)
    screen.until(lambda: len(screen.flushes) > 1)
    assert {since for since, _to in screen.flushes} == {0}, "a wall screen never has a gap to ask about"


def test_a_wall_screen_that_was_away_is_right_again_at_once(
    desk: Desk, channel: Channel, sanne: User, wall: Any
) -> None:
    for number in range(3):
        scenes.asks(channel, at=desk.now, by=scenes.customer(number))
    answer = wall(sanne).catch_up(0)
    assert (answer["to"], answer["reset"]) == (changes.latest_event(), False)
    assert answer["items"][0]["facts"]["waiting"] == 3


def test_nobody_hears_figures_of_what_they_may_not_read(desk: Desk, channel: Channel, wall: Any, watch: Watch) -> None:
    boss = scenes.user("Els Chief", desk.now, Role.EXECUTIVE)
    everything = wall(scenes.user("Lena de Boer", desk.now, Role.LEAD))
    screens = [wall(boss), watch(boss)]
    screens[1].client.emit("watch", {"on": True})
    scenes.asks_in_private(channel, at=desk.now)
    scenes.asks(channel, at=desk.now, by=scenes.BRAM)
    everything.until(lambda: facts(everything).get("waiting") == 2)
    for screen in screens:
        screen.until(lambda screen=screen: facts(screen).get("waiting") == 1)
        assert not [item for item in screen.heard if item["kind"] == "queue" and item["facts"]["waiting"] > 1]


def guest_of(desk: Desk) -> User:
    """An employee who may read what is public."""
    guest = scenes.user("Gast Even", desk.now, Role.EMPLOYEE)
    with transaction():
        terms = {"power": Power.READ, "audience": Audience.PUBLIC, "valid_from": desk.now, "granted_at": desk.now}
        session.add(Grant(user_id=guest.id, **terms))
    return guest


def test_an_employee_hears_numbers_and_of_no_colleague(desk: Desk, channel: Channel, sanne: User, watch: Watch) -> None:
    screen = watch(guest_of(desk))
    screen.client.emit("watch", {"on": True})
    conversation = scenes.asks(channel, at=desk.now)
    screen.until(lambda: facts(screen).get("waiting") == 1)
    with transaction():
        claiming.claim(session.get_one(Conversation, conversation.id), by=session.get_one(User, sanne.id), now=desk.now)
        presence.stand_by(session.get_one(User, sanne.id), on=True, by=sanne, now=desk.now)
    screen.until(lambda: screen.items["team"]["facts"]["standby"] == 1)

    assert "people" not in {item["kind"] for item in screen.heard}


def test_who_is_no_employee_any_more_hears_who_is_here(desk: Desk, channel: Channel, sanne: User, watch: Watch) -> None:
    guest = guest_of(desk)
    screen = watch(guest)
    screen.client.emit("watch", {"on": True})
    screen.until(lambda: "team" in screen.items)
    with transaction():
        session.get_one(User, guest.id).role = Role.AGENT
        record(RoleClaimed(at=desk.now, by=guest.id, user_id=guest.id, role=Role.AGENT, former=Role.EMPLOYEE))
    screen.until(lambda: "people" in screen.items)


def test_figures_follow_a_mandate_that_was_lost(desk: Desk, channel: Channel, wall: Any) -> None:
    guest, admin = guest_of(desk), scenes.user("Ada Min", desk.now, Role.ADMIN)
    grant = session.scalars(select(Grant).where(Grant.user_id == guest.id)).one()
    scenes.asks(channel, at=desk.now)
    screen = wall(guest)
    assert facts(screen)["waiting"] == 1
    with transaction():
        grants.withdraw(session.get_one(Grant, grant.id), by=session.get_one(User, admin.id), now=desk.now)
    screen.until(lambda: screen.resets > 0)
    scenes.asks(channel, at=desk.now, by=scenes.BRAM)
    screen.until(lambda: facts(screen).get("waiting") == 0)


def test_a_wall_screen_of_which_the_log_in_ended_is_disconnected(
    desk: Desk, channel: Channel, sanne: User, wall: Any
) -> None:
    screen = wall(sanne)
    with transaction():
        for each in session.scalars(select(LoginSession).where(LoginSession.user_id == sanne.id)).all():
            login_sessions.revoke(each, by=session.get_one(User, sanne.id), now=desk.now)
    screen.until(lambda: not screen.client.connected)
