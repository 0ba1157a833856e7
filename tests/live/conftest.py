"""Screens without a browser: real Socket.IO clients against the whole application on a port."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import socketio
from sqlalchemy import Engine

from config import Config
from tests import scenes
from tests.serving import Desk, serving
from webcare.access import grants
from webcare.database import transaction
from webcare.inbox import changes
from webcare.models import Channel, User

Item = dict[str, Any]
PATIENCE = 30.0  # seconds until what should happen must have happened, on however slow a machine


class Screen:
    """What one open page hears, kept as a page keeps it: items by id, and the newest event it knows of."""

    def __init__(self, desk: Desk, user: User) -> None:
        self.client = socketio.Client(reconnection=False)
        self.items: dict[str, Item] = {}
        self.flushes: list[tuple[int, int]] = []
        self.heard: list[Item] = []
        self.caught_up = threading.Event()
        self.answer: dict[str, Any] = {}
        self.resets = 0
        for name in ("happened", "items", "caught_up", "reset"):
            self.client.on(name, getattr(self, f"_{name}"))
        headers = {"Cookie": desk.cookie(user)}
        self.client.connect(desk.url, headers=headers, transports=["websocket"])

    def _happened(self, flush: dict[str, Any]) -> None:
        self.flushes.append((flush["from"], flush["to"]))
        self._take(flush["items"])

    def _items(self, message: dict[str, Any]) -> None:
        self._take(message["items"])

    def _caught_up(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self._take(answer["items"])
        self.caught_up.set()

    def _reset(self, message: dict[str, Any]) -> None:
        self.resets += 1
        self._take(message["items"])

    def _take(self, items: list[Item]) -> None:
        self.heard += items
        for item in items:
            if item["kind"] == "gone":
                self.items.pop(item["id"], None)
            else:
                self.items[item["id"]] = item

    def open(self, conversation_id: int | None) -> None:
        self.client.emit("open", {"conversation": conversation_id})

    def close(self) -> None:
        """Go as a closed tab goes, without the three seconds in which this library waits for a goodbye."""
        if self.client.eio.ws is not None:
            self.client.eio.ws.shutdown()
        self.client.eio.disconnect(abort=True)  # nor for its threads, which end by themselves

    def catch_up(self, since: int) -> dict[str, Any]:
        self.caught_up.clear()
        self.client.emit("catch_up", {"since": since})
        assert self.caught_up.wait(PATIENCE)
        return self.answer

    def until(self, true: Callable[[], Any]) -> None:
        """Wait until something is so; fail when it does not become so."""
        ends = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < ends, f"not so within {PATIENCE} s: {list(self.items)}"
            time.sleep(0.01)


Watch = Callable[[User], Screen]


@pytest.fixture
def desk(engine: Engine, config: Config) -> Iterator[Desk]:
    with serving(config) as running:
        with transaction():
            grants.seed(running.now - timedelta(days=1))
        yield running


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return scenes.channel(desk.now)


@pytest.fixture
def sanne(desk: Desk) -> User:
    return scenes.user("Sanne Kuipers", desk.now)


@pytest.fixture
def watch(desk: Desk) -> Iterator[Watch]:
    """`watch(sanne)`: a screen of hers that has heard everything since the desk began."""
    screens: list[Screen] = []
    began = changes.latest_event()

    def begin(user: User) -> Screen:
        screen = Screen(desk, user)
        screens.append(screen)
        screen.catch_up(began)
        return screen

    yield begin
    for screen in screens:
        screen.close()
