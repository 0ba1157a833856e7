"""Hashing a password is slow on purpose, and nobody who writes waits for it."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests import scenes
from tests.visitor import Visitor
from webcare.access import accounts, invitations, passwords, resets
from webcare.database import session, transaction
from webcare.models import Role, User

PATIENCE = 30.0  # seconds, on however slow a machine
AT_ONCE = 4  # hashes at the same moment
NEW = "een lange zin die nieuw is"
FORM = {"new_password": NEW, "repeated_password": NEW}


@pytest.fixture
def ilse(app: Flask) -> User:
    return scenes.user("Ilse Bakker", app.config["CLOCK"](), Role.ADMIN)


@pytest.fixture
def slow() -> Iterator[Callable[[], None]]:
    """All turns are taken: whoever hashes waits until the test calls what this gives."""
    for _turn in range(AT_ONCE):
        passwords._turns.acquire()
    taken = [True]

    def go_on() -> None:
        if taken:
            taken.clear()
            passwords._turns.release(AT_ONCE)

    yield go_on
    go_on()


def until(true: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


def begun(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def waits_for_its_turn() -> bool:
    return bool(passwords._turns._cond._waiters)  # type: ignore[attr-defined]


def write() -> None:
    """What a colleague does meanwhile."""
    with transaction():
        session.add(
            User(
                email="sanne@spoorlijn.example",
                name="Sanne",
                signature="SK",
                role=Role.AGENT,
                created_at=datetime(2026, 11, 16, tzinfo=UTC),
            )
        )


def others_write_while(hashing: threading.Thread, go_on: Callable[[], None]) -> bool:
    """Whether somebody else's write is done while this hash waits."""
    until(waits_for_its_turn)
    writing = begun(write)
    writing.join(PATIENCE / 3)
    done = not writing.is_alive()
    go_on()
    for thread in (writing, hashing):
        thread.join(PATIENCE)
    return done


def test_who_joins_holds_up_nobody(app: Flask, ilse: User, slow: Callable[[], None]) -> None:
    with transaction():
        facts = {"name": "Noor Jansen", "role": Role.AGENT, "language": "nl", "by_mail": False}
        _invited, token = invitations.invite("noor@spoorlijn.example", by=ilse, now=app.config["CLOCK"](), **facts)
    visitor = Visitor(app)
    form = FORM | {"name": "Noor Jansen", "csrf_token": visitor.token()}
    hashing = begun(lambda: visitor.client.post(f"/join/{token}", data=form))

    assert others_write_while(hashing, slow)
    assert accounts.authenticate("noor@spoorlijn.example", NEW).name == "Noor Jansen"


def test_who_chooses_a_new_password_by_a_link_holds_up_nobody(app: Flask, ilse: User, slow: Callable[[], None]) -> None:
    with transaction():
        token = resets.issue(ilse, by=None, now=app.config["CLOCK"](), by_mail=False)
    email, visitor = ilse.email, Visitor(app)
    form = FORM | {"csrf_token": visitor.token()}
    hashing = begun(lambda: visitor.client.post(f"/reset/{token}", data=form))

    assert others_write_while(hashing, slow)
    assert accounts.authenticate(email, NEW).email == email
