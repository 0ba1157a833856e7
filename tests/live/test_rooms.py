import sys
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from webcare.live.rooms import Rooms

SCREENS = 16


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads change places as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(acts: list) -> None:
    barrier = threading.Barrier(len(acts))

    def act(one) -> None:
        barrier.wait()
        one()

    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def connected(rooms: Rooms) -> list[str]:
    for number in range(SCREENS):
        rooms.basic_enter_room(f"screen-{number}", "/", None, eio_sid=f"wire-{number}")
    return [f"screen-{number}" for number in range(SCREENS)]


def test_who_has_gone_enters_no_room() -> None:
    rooms = Rooms()
    rooms.enter_room("gone", "/", "readers")  # not even when nobody else is left
    screens = connected(rooms)
    rooms.enter_room("gone", "/", "readers")
    rooms.enter_room(screens[0], "/", "readers")
    assert [sid for sid, _ in rooms.get_participants("/", "readers")] == screens[:1]


def test_whoever_comes_first_together_is_in_the_room_together(hasty: None) -> None:
    for attempt in range(60):
        rooms = Rooms()
        screens = connected(rooms)
        together([partial(rooms.basic_enter_room, sid, "/", f"readers:{attempt}") for sid in screens])
        assert {sid for sid, _ in rooms.get_participants("/", f"readers:{attempt}")} == set(screens)
