"""In a crisis no two customers get the same text: by whatever road it leaves, and however many send at once."""

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from tests import scenes
from webcare import mandate
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import approving, crisis, replying
from webcare.desk.crisis import Terms
from webcare.desk.crisis_texts import SameTextTwice
from webcare.desk.intents import sha256_of
from webcare.guard import Code
from webcare.models import Conversation, Power, Reply, ReplyStatus, Role, User

MINUTE = timedelta(minutes=1)
A_MOMENT = 0.5  # seconds in which somebody who need not wait is done
SAID = "Dag Anna, je krijgt het geld binnen drie dagen terug."


@pytest.fixture
def people(engine: Engine, now: datetime) -> tuple[User, User]:
    """An agent, and a lead who declared."""
    with transaction():
        grants.seed(now - timedelta(days=40))
    return scenes.user("Sanne Kuipers", now), scenes.user("Willem Post", now, Role.LEAD)


@pytest.fixture
def anna(people: tuple[User, User], now: datetime) -> Conversation:
    """Who asks in a crisis, and Bram does as well."""
    channel = scenes.channel(now)
    conversation = scenes.asks(channel, "Dubbel afgeschreven", at=now)
    with transaction():
        terms = Terms(name="Dubbel afgeschreven", words=("dubbel",), since=now - timedelta(hours=1))
        crisis.declare(terms, by=people[1], now=now)
    return conversation


@pytest.fixture
def bram(anna: Conversation, now: datetime) -> Conversation:
    return scenes.asks(anna.channel, "Ook dubbel", at=now, by=scenes.BRAM)


def answer(conversation: Conversation, text: str, by: User, at: datetime, **choices: Any) -> Reply:
    overruled = frozenset(Code)  # what the guard warns of is another matter
    verdict = mandate.of(by, at).decide(Power.ANSWER, conversation)
    return scenes.submit(conversation, text, by=by, at=at, verdict=verdict, overruled=overruled, **choices)


def test_an_approver_does_not_change_an_answer_into_what_somebody_else_got(
    anna: Conversation, bram: Conversation, people: tuple[User, User], now: datetime
) -> None:
    sanne, willem = people
    answer(anna, SAID, sanne, now)
    waiting = answer(bram, "Dag Bram, we zoeken het uit.", sanne, now)

    def change(text: str) -> None:
        there = session.get_one(Reply, waiting.id)
        verdict = mandate.of(willem, now).decide(Power.ANSWER, session.get_one(Conversation, bram.id))
        facts = {"sha256": sha256_of(there.text), "rules": scenes.TEXTS, "overruled": frozenset(Code)}
        approving.change(there, text, by=session.get_one(User, willem.id), now=now, verdict=verdict, **facts)

    with pytest.raises(SameTextTwice), transaction():
        change(SAID)
    with transaction():
        change(SAID.replace("Anna", "Bram"))


def test_what_failed_is_not_tried_again_when_somebody_else_got_it_meanwhile(
    anna: Conversation, bram: Conversation, people: tuple[User, User], now: datetime
) -> None:
    sanne, _willem = people
    number = scenes.submit(anna, SAID, by=sanne, at=now).id
    with transaction():
        replying.failed(session.get_one(Reply, number), "unavailable", None, now=now)
    scenes.submit(bram, SAID, by=sanne, at=now)

    with pytest.raises(SameTextTwice), transaction():
        replying.retry(session.get_one(Reply, number), by=session.get_one(User, sanne.id), now=now + MINUTE)
    session.expire_all()
    assert session.get_one(Reply, number).status == ReplyStatus.FAILED


def test_of_two_who_send_the_same_text_at_once_one_is_refused(
    anna: Conversation, bram: Conversation, people: tuple[User, User], now: datetime
) -> None:
    sanne, willem = people
    first, second, said = (anna.id, sanne.id), (bram.id, willem.id), []
    session.remove()

    def send(place: int, by: int) -> None:
        there = session.get_one(Conversation, place)
        facts = {"uuid": str(uuid4()), "audience": "public", "seen_message_id": there.last_message_id}
        replying.submit(there, text=SAID, by=session.get_one(User, by), now=now, rules=scenes.TEXTS, **facts)

    def colleague() -> None:
        try:
            with transaction():
                send(*second)
            said.append("queued")
        except SameTextTwice:
            said.append("refused")
        finally:
            session.remove()

    other = threading.Thread(target=colleague)
    with transaction():
        send(*first)
        other.start()
        other.join(A_MOMENT)
    other.join()

    assert said == ["refused"]
    assert [reply.text for reply in scenes.replies()] == [f"{SAID} ^SK"]
