import threading
from contextlib import suppress
from datetime import timedelta

import pytest
import socketio
from socketio.exceptions import BadNamespaceError

from tests import scenes
from tests.serving import Desk
from webcare import access
from webcare.access import login_sessions
from webcare.database import transaction
from webcare.models import Role, User


def weak_cookie(desk: Desk, user: User) -> str:
    """Logged in with a password alone."""
    with transaction():
        token = login_sessions.begin(user, device="", address="", lasts=timedelta(days=1), now=desk.now)
    return f"{access.COOKIE}={token}"


def stays(desk: Desk, cookie: str) -> bool:
    """Whether a screen with this cookie is answered, and not put out."""
    client, known, heard = socketio.Client(reconnection=False), threading.Event(), []
    client.on("disconnect", lambda *_: known.set())
    client.on("caught_up", lambda answer: (heard.append(answer), known.set()))
    client.connect(desk.url, headers={"Cookie": cookie}, transports=["websocket"])
    with suppress(BadNamespaceError):  # it may have been put out already
        client.emit("catch_up", {"since": 0})
    assert known.wait(30)
    client.disconnect()
    return bool(heard)


@pytest.mark.parametrize(("role", "heard"), [(Role.AGENT, False), (Role.ADMIN, True)])
def test_who_may_publish_hears_nothing_live_without_a_second_factor(desk: Desk, role: Role, heard: bool) -> None:
    user = scenes.user("Noor Jansen", desk.now, role)
    assert stays(desk, weak_cookie(desk, user)) == heard
    assert stays(desk, desk.cookie(user))
