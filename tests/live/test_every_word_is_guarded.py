"""Every word a screen can say × every role × everything that role may not see, in the places of the walk over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, select

from config import Config
from tests.live.conftest import Screen
from tests.serving import Desk, serving
from tests.web.places import CANARY, READS, World, world
from webcare.access import accounts
from webcare.database import session, transaction
from webcare.desk import noting
from webcare.inbox import changes
from webcare.models import Conversation, EventRow, Role, User

WORDS = {"connect", "disconnect", "open", "typing", "watch", "catch_up"}
ODD = (
    None,
    [],
    "x",
    7,
    {},
    {"conversation": "1"},
    {"conversation": -1},
    {"conversation": 1 << 80},
    {"since": [1]},
    {"on": {}},
    {"on": True},
)


@pytest.fixture
def desk(engine: Engine, config: Config) -> Iterator[Desk]:
    """A running desk without the grants of a new installation: the places bring their own."""
    with serving(config) as running:
        yield running


@pytest.fixture
def places(desk: Desk) -> World:
    return world(desk.app, desk.now)


class Listener(Screen):
    """A screen that keeps every word it hears, of whatever kind."""

    def __init__(self, desk: Desk, user: User) -> None:
        self.words = ""
        super().__init__(desk, user)

    def _take(self, items: list[dict[str, Any]]) -> None:
        self.words += repr(items).lower()
        super()._take(items)

    def say(self, word: str, data: Any) -> None:
        self.client.emit(word, data)


@pytest.fixture
def listener(desk: Desk, places: World) -> Iterator[Any]:
    screens: list[Listener] = []

    def begin(user_id: int) -> Listener:
        screen = Listener(desk, session.get_one(User, user_id))
        session.remove()
        screens.append(screen)
        return screen

    yield begin
    for screen in screens:
        screen.close()


def news_in(place: dict[str, int | str], name: str, holder_id: int, desk: Desk) -> int:
    """Something happens there, in words of its own. Gives the newest event."""
    with transaction():
        there = session.get_one(Conversation, int(place["conversation_id"]))
        noting.write(there, f"Nog een {CANARY[name]}.", by=session.get_one(User, holder_id), now=desk.now)
    newest = changes.latest_event()
    session.remove()
    return newest


def readings(user_id: int) -> list[int | None]:
    session.remove()
    read = select(EventRow.conversation_id).where(EventRow.kind == "conversation_read", EventRow.actor_id == user_id)
    found = list(session.scalars(read))
    session.remove()
    return found


def test_every_word_is_known_here(desk: Desk) -> None:
    handlers = desk.app.extensions["live"].sockets.server.handlers["/"]
    assert set(handlers) == WORDS, "say in this file what a screen may do with it"


@pytest.mark.parametrize("role", Role)
def test_a_screen_hears_nothing_of_what_one_may_not_read(desk: Desk, places: World, listener: Any, role: str) -> None:
    user_id = places.people[role]
    screen = listener(user_id)
    presence = desk.app.extensions["live"].presence
    for name, place in places.foreign(role).items():
        number = int(place["conversation_id"])
        screen.open(number)
        screen.say("typing", {"on": True, "conversation": number})
        answer = screen.catch_up(0)
        assert not [item for item in answer["items"] if item["id"].endswith(f"-{number}") and item["kind"] != "gone"]
        newest = news_in(place, name, places.holder_id, desk)
        screen.until(lambda newest=newest: any(to >= newest for _since, to in screen.flushes))
        assert presence.of(number) == {"conversation": number, "reading": [], "typing": []}, name
    screen.catch_up(0)
    assert not [word for word in places.forbidden(role) if word in screen.words], role
    assert not set(readings(user_id)) & {int(place["conversation_id"]) for place in places.foreign(role).values()}


@pytest.mark.parametrize("role", [role for role in Role if READS[role]])
def test_a_screen_hears_what_one_may_read(desk: Desk, places: World, listener: Any, role: str) -> None:
    """Or else the silence above would show nothing."""
    screen = listener(places.people[role])
    for name in sorted(READS[role]):
        place = places.places[name]
        screen.open(int(place["conversation_id"]))
        screen.catch_up(0)
        news_in(place, name, places.holder_id, desk)
        screen.until(lambda name=name: f"nog een {CANARY[name]}" in screen.words)
    assert not [word for word in places.forbidden(role) if word in screen.words], role
    private = int(places.places["private"]["conversation_id"])
    assert (private in readings(places.people[role])) == ("private" in READS[role])


def test_no_odd_word_makes_us_stumble(places: World, listener: Any, capsys: pytest.CaptureFixture[str]) -> None:
    screen = listener(places.people[Role.LEAD])
    for word in sorted(WORDS - {"connect", "disconnect"}):
        for odd in ODD:
            screen.say(word, odd)
    assert screen.catch_up(0)
    assert "Traceback" not in capsys.readouterr().err


def test_who_is_put_out_hears_nothing_more(desk: Desk, places: World, listener: Any) -> None:
    screen = listener(places.people[Role.LEAD])
    place = places.places["private"]
    screen.open(int(place["conversation_id"]))
    screen.catch_up(0)
    with transaction():
        lead = session.get_one(User, places.people[Role.LEAD])
        accounts.disable(lead, by=session.get_one(User, places.people[Role.ADMIN]), now=desk.now)
    screen.until(lambda: not screen.client.connected)
    before = screen.words
    news_in(place, "private", places.holder_id, desk)
    assert screen.words == before
