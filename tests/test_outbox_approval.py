"""Approved answers on their way out: asked again at the moment of sending, published at most once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import scenes
from tests.brand import Brand
from webcare.database import session, transaction
from webcare.desk import approving, clock, intents, replying
from webcare.mandate import Kind, Verdict
from webcare.models import Effect, Grant, Power, Reply, ReplyStatus, Role, User
from webcare.outbox import Outbox, recover
from webcare.outbox.taking import take

ANYBODY = Verdict(Kind.NEEDS_APPROVAL, "approval")


@pytest.fixture
def fatima(spoorlijn: Brand) -> User:
    """Sofie's answers go out after approval; Fatima may give it."""
    since = spoorlijn.clock() - timedelta(hours=1)
    with transaction():
        grant: dict[str, Any] = {"power": Power.ANSWER, "effect": Effect.WITH_APPROVAL, "valid_from": since}
        session.add(Grant(user_id=spoorlijn.sofie.id, granted_at=since, **grant))
    return scenes.user("Fatima el Amrani", spoorlijn.clock(), Role.LEAD)


def approve(spoorlijn: Brand, reply: Reply, by: User) -> bool:
    with transaction():
        there = session.get_one(Reply, reply.id)
        facts = {"now": spoorlijn.clock(), "sha256": intents.sha256_of(there.text)}
        return approving.approve(there, by=session.get_one(User, by.id), **facts)


def asks(spoorlijn: Brand, text: str = "We zoeken het uit.", author: str = "anna") -> Reply:
    return spoorlijn.answers(spoorlijn.asks(author=author), text, verdict=ANYBODY)


def test_what_nobody_approved_stays_and_what_was_approved_leaves_once(spoorlijn: Brand, fatima: User) -> None:
    reply = asks(spoorlijn)
    assert spoorlijn.deliver() == 0
    for _ in range(2):
        assert approve(spoorlijn, reply, fatima)
        spoorlijn.deliver()
    assert spoorlijn.texts_on_x() == ["We zoeken het uit. ^SK"]
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT


def test_a_text_that_slips_into_the_queue_unapproved_is_held(spoorlijn: Brand, fatima: User) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())  # as if the page had asked before the mandate was narrowed
    spoorlijn.deliver()
    assert (spoorlijn.texts_on_x(), spoorlijn.now_is(reply).held) == ([], "mandate")


def test_a_text_changed_behind_its_approval_is_held(spoorlijn: Brand, fatima: User) -> None:
    reply = asks(spoorlijn)
    approve(spoorlijn, reply, fatima)
    with transaction():
        session.get_one(Reply, reply.id).text = "Iets heel anders. ^SK"
    spoorlijn.deliver()
    assert (spoorlijn.texts_on_x(), spoorlijn.now_is(reply).held) == ([], "mandate")


def test_an_approver_who_lost_the_power_before_it_left_holds_it_and_gets_it_on_its_way_again(
    spoorlijn: Brand, fatima: User
) -> None:
    reply = asks(spoorlijn)
    approve(spoorlijn, reply, fatima)
    with transaction():
        session.get_one(User, fatima.id).disabled_at = spoorlijn.clock()
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).held == "mandate"
    with transaction():
        session.get_one(User, fatima.id).disabled_at = None
        clock.tick(now=spoorlijn.clock())
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT


def test_news_after_the_approval_returns_it_to_its_author(spoorlijn: Brand, fatima: User) -> None:
    conversation = spoorlijn.asks(author="anna")
    reply = spoorlijn.answers(conversation, verdict=ANYBODY)
    approve(spoorlijn, reply, fatima)
    first = spoorlijn.messages()[0]
    spoorlijn.x.post("@spoorlijn laat maar", author="anna", reply_to=first.external_id)
    spoorlijn.poll("mentions")
    spoorlijn.deliver()
    assert (spoorlijn.texts_on_x(), spoorlijn.now_is(reply).failure) == ([], "news")


def test_a_worker_that_dies_with_an_approved_answer_leaves_it_uncertain_never_twice(
    spoorlijn: Brand, fatima: User
) -> None:
    reply = asks(spoorlijn)
    approve(spoorlijn, reply, fatima)
    assert take("a-worker-that-dies", spoorlijn.clock()) is not None
    assert recover(lambda holder: holder != "a-worker-that-dies", spoorlijn.clock()) == 1
    assert approve(spoorlijn, reply, fatima)  # the same press once more
    spoorlijn.clock.forward(seconds=5)
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.UNCERTAIN
    assert spoorlijn.texts_on_x() == []


def press(spoorlijn: Brand, numbers: list[int], user_id: int) -> None:
    """The approver approves each, its author takes each back; whoever comes second is told so."""
    for number in numbers:
        try:
            with transaction():
                there, by = session.get_one(Reply, number), session.get_one(User, user_id)
                if there.author_id == user_id:
                    replying.undo(there, by=by, now=spoorlijn.clock())
                else:
                    approving.approve(there, by=by, now=spoorlijn.clock(), sha256=intents.sha256_of(there.text))
        except (approving.AlreadyDecided, approving.NotWaiting, replying.TooLateToUndo):
            pass
    session.remove()


def test_approving_taking_back_and_sending_at_once_is_at_most_one_post_each(spoorlijn: Brand, fatima: User) -> None:
    replies = [asks(spoorlijn, f"Dag klant {number}", f"klant{number}") for number in range(8)]
    numbers, approver, author = [reply.id for reply in replies], fatima.id, spoorlijn.sofie.id
    session.remove()

    def deliver() -> None:
        outbox = Outbox("a-worker", clock=spoorlijn.clock)
        for _ in range(40):
            outbox.deliver()
        session.remove()

    threads = [threading.Thread(target=press, args=(spoorlijn, numbers, by)) for by in (approver, author, approver)]
    threads.append(threading.Thread(target=deliver))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spoorlijn.deliver()

    session.remove()
    settled = session.scalars(select(Reply)).all()
    assert {reply.status for reply in settled} <= {ReplyStatus.SENT, ReplyStatus.CANCELLED}
    sent = sorted(reply.text for reply in settled if reply.status == ReplyStatus.SENT)
    assert sorted(spoorlijn.texts_on_x()) == sent
