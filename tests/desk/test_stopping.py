"""A stop, or a mandate taken back, that meets an answer on its way out: each press in a connection of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from tests import scenes
from tests.two_at_once import somebody_else
from webcare.access import grants
from webcare.database import is_sqlite, session, transaction
from webcare.desk import permitting, replying, stopping
from webcare.models import Channel, Conversation, Grant, OutboxEntry, Power, Reply, ReplyStatus, User
from webcare.outbox import taking

MINUTE = timedelta(minutes=1)
A_MOMENT = 0.5  # seconds in which somebody who need not wait is done


@pytest.fixture
def channel(engine: Engine, now: datetime) -> Channel:
    with transaction():
        grants.seed(now - MINUTE)
    return scenes.channel(now)


@pytest.fixture
def conversation(channel: Channel, now: datetime) -> Conversation:
    return scenes.asks(channel, at=now)


@pytest.fixture
def sofie(channel: Channel, now: datetime) -> User:
    return scenes.user("Sofie Kramer", now)


def stop(number: int, by: int, now: datetime) -> None:
    with transaction():
        stopping.stop(session.get_one(Channel, number), by=session.get_one(User, by), now=now)


def lift(number: int, by: int, now: datetime) -> None:
    with transaction():
        stopping.lift(session.get_one(Channel, number), by=session.get_one(User, by), now=now)


def take_the_mandate_back(now: datetime) -> None:
    with transaction():
        for grant in session.scalars(select(Grant).where(Grant.power == Power.ANSWER)):
            grant.withdrawn_at = now
        session.flush()
        permitting.review(now=now)


@contextmanager
def whenever(engine: Engine, who: threading.Thread, reads: str, then: Callable[[], object]) -> Iterator[None]:
    """Do something each time that somebody has just read this."""

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if threading.current_thread() is who and reads in statement:
            then()

    event.listen(engine, "after_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", hear)


def fresh(number: int) -> Reply:
    session.remove()
    return session.get_one(Reply, number)


def is_held(number: int) -> bool:
    return session.scalars(select(OutboxEntry.held).where(OutboxEntry.reply_id == number)).one()


@pytest.mark.parametrize("pulls_back", ["a stop", "a mandate taken back"])
def test_what_a_worker_takes_at_that_moment_is_left_to_it(
    engine: Engine, channel: Channel, conversation: Conversation, sofie: User, now: datetime, pulls_back: str
) -> None:
    number, place, by = scenes.submit(conversation, by=sofie, at=now).id, channel.id, sofie.id
    presses = {
        "a stop": lambda: stop(place, by, now + MINUTE),
        "a mandate taken back": lambda: take_the_mandate_back(now + MINUTE),
    }
    looked, lead = threading.Event(), somebody_else(presses[pulls_back])

    with whenever(engine, lead, "FROM reply", looked.set), transaction():
        entry = replying.entry_of(session.get_one(Reply, number))
        assert entry is not None
        assert replying.take(entry, worker="one", now=now + MINUTE) is not None
        lead.start()
        assert looked.wait(A_MOMENT if is_sqlite() else 30) or is_sqlite(), "it was still queued when they looked"
    lead.join()

    assert (fresh(number).status, fresh(number).held, is_held(number)) == (ReplyStatus.SENDING, None, False)
    with transaction():
        replying.sent(session.get_one(Reply, number), scenes.platform_id(), now + MINUTE, now=now + MINUTE)
    assert fresh(number).status == ReplyStatus.SENT


def test_an_answer_that_is_queued_while_the_stop_is_lifted_leaves(
    channel: Channel, conversation: Conversation, sofie: User, now: datetime
) -> None:
    place, by = channel.id, sofie.id
    stop(place, by, now)
    lead = somebody_else(lambda: lift(place, by, now + MINUTE))

    values = {"audience": conversation.audience, "seen_message_id": conversation.last_message_id}
    with transaction():
        there, author = session.get_one(Conversation, conversation.id), session.get_one(User, by)
        facts = {"uuid": "c7d31ae2-0f27-43e0-9a4b-4d4e26b8b6c1", "rules": scenes.TEXTS} | values
        number = replying.submit(there, text="Dag", by=author, now=now, **facts).id
        lead.start()
        lead.join(A_MOMENT)
    lead.join()

    assert (fresh(number).status, fresh(number).held, is_held(number)) == (ReplyStatus.QUEUED, None, False)


@pytest.mark.parametrize("reading", [1, 2])
def test_an_answer_that_is_due_while_the_stop_is_lifted_is_not_held_for_ever(
    engine: Engine, channel: Channel, conversation: Conversation, sofie: User, now: datetime, reading: int
) -> None:
    number, place, by = scenes.submit(conversation, by=sofie, at=now).id, channel.id, sofie.id
    with transaction():  # stopped without telling the queue: the outbox must see it for itself
        session.get_one(Channel, place).stopped_at = now
    lead, readings = somebody_else(lambda: lift(place, by, now + MINUTE)), []

    def lift_meanwhile() -> None:
        readings.append(None)
        if len(readings) == reading:
            lead.start()
            lead.join(A_MOMENT)

    with whenever(engine, threading.current_thread(), "stopped_at", lift_meanwhile):
        taking.take("one", now + MINUTE)
    lead.join()
    taking.take("one", now + 2 * MINUTE)

    assert fresh(number).held is None
    assert fresh(number).status == ReplyStatus.SENDING


def test_undoing_while_a_worker_takes_it_stands_in_nobodys_way(
    channel: Channel, conversation: Conversation, sofie: User, now: datetime
) -> None:
    number, by, said = scenes.submit(conversation, by=sofie, at=now).id, sofie.id, []

    def undo() -> None:
        try:
            with transaction():
                replying.undo(session.get_one(Reply, number), by=session.get_one(User, by), now=now)
        except replying.TooLateToUndo:
            said.append("too late")

    author = somebody_else(undo)
    with transaction():
        entry = session.scalars(select(OutboxEntry).with_for_update()).one()
        author.start()
        author.join(A_MOMENT)
        assert replying.take(entry, worker="one", now=now + MINUTE) is not None
    author.join()

    assert said == ["too late"]
    assert fresh(number).status == ReplyStatus.SENDING
