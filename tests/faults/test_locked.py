"""The database is locked by somebody else for longer than anybody waits: nothing is lost, nothing is sent twice."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from tests.brand import Brand, on_x
from webcare import database, ingest
from webcare.models import ReplyStatus

pytestmark = pytest.mark.faults


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody else writes meanwhile; in PostgreSQL nobody else takes messages in or settles a reply."""
    if url.startswith("sqlite"):
        holder: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(url.replace("+psycopg", ""))
        holder.execute("LOCK TABLE message, reply, outbox_entry IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


@pytest.fixture
def hurried(engine: object, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Brand]:
    """A desk that waits a tenth of a second for the database, so that a test need not wait five."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 100)
    separator = "&" if "?" in database_url else "?"
    hurry = "" if database_url.startswith("sqlite") else f"{separator}options=-clock_timeout%3D100"
    hurried = database.connect(database_url + hurry)
    with on_x() as simulator:
        yield Brand(simulator)
    database.session.remove()
    hurried.dispose()


def test_what_x_accepted_while_the_database_was_locked_is_settled_after(
    hurried: Brand, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = hurried.answers(hurried.asks())
    platform = hurried.platform
    really, unlock = platform.publish, threading.Event()

    def lock() -> None:
        with locked(database_url):
            unlock.set()
            time.sleep(1.0)

    def publish(outgoing: Any) -> Any:
        published = really(outgoing)
        threading.Thread(target=lock).start()
        assert unlock.wait(60)
        return published

    monkeypatch.setattr(platform, "publish", publish)
    monkeypatch.setattr(hurried.outbox, "_opened", hurried.opened)
    hurried.deliver()
    assert hurried.now_is(reply).status == ReplyStatus.SENT
    assert len(hurried.x.ledger()) == 1


def test_messages_that_came_while_the_database_was_locked_come_again(hurried: Brand, database_url: str) -> None:
    hurried.x.post("@spoorlijn hallo", author="anna")
    before = hurried.feed("mentions").since_id
    page = next(hurried.platform.read(hurried.feed("mentions")))
    with locked(database_url), pytest.raises(OperationalError):
        ingest.accept(hurried.channel_id, page.messages, now=hurried.clock())
    assert hurried.feed("mentions").since_id == before
    assert hurried.poll("mentions") == 1
