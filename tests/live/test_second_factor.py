from datetime import timedelta

import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

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


def connects(desk: Desk, cookie: str) -> bool:
    client = socketio.Client(reconnection=False)
    try:
        client.connect(desk.url, headers={"Cookie": cookie}, transports=["websocket"])
    except Refused:
        return False
    client.disconnect()
    return True


@pytest.mark.parametrize(("role", "heard"), [(Role.AGENT, False), (Role.ADMIN, True)])
def test_who_may_publish_hears_nothing_live_without_a_second_factor(desk: Desk, role: Role, heard: bool) -> None:
    user = scenes.user("Noor Jansen", desk.now, role)
    assert connects(desk, weak_cookie(desk, user)) == heard
    assert connects(desk, desk.cookie(user))
