"""Which conversation of a gathering stands for it, on both databases."""

import random
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import closing, gatherings, urgency
from webcare.models import Conversation, Status, User

MEMBERS = 6


def place(each: Conversation) -> tuple[object, ...]:
    if each.urgent_at is not None and each.status == Status.OPEN:
        return 0, each.due_at or each.urgent_at, each.id
    by_due = (1, each.due_at.timestamp()) if each.due_at is not None else (2, 0.0)
    return 1, each.status != Status.OPEN, by_due, each.id


def test_an_urgent_one_stands_first_then_an_open_one_then_the_first_that_is_due_then_the_oldest(
    engine: Engine, now: datetime
) -> None:
    channel = scenes.channel(now)
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    asked = (scenes.incoming(at=now, by=scenes.customer(number), **under) for number in range(MEMBERS))
    scenes.receive(channel, *asked)
    chance = random.Random(3)
    for _time in range(40):
        with transaction():
            members = session.scalars(select(Conversation).order_by(Conversation.id)).all()
            for each in members:
                due = now + timedelta(minutes=chance.randint(0, 2))
                each.status = chance.choice((Status.CLOSED, Status.CLOSED, Status.OPEN))
                each.due_at = chance.choice((None, due))
                each.urgent_at = chance.choice((None, None, now + timedelta(minutes=chance.randint(0, 2))))
                each.gathered = chance.choice((True, False))
            gatherings.choose_who_stands(members[:1], now=now)
        session.remove()
        found = session.scalars(select(Conversation).order_by(Conversation.id)).all()
        first = min(found, key=place)
        assert [each.id for each in found if not each.gathered] == [first.id]


def test_what_becomes_urgent_comes_to_stand_at_once_and_lets_go_when_it_is_closed(
    engine: Engine, now: datetime
) -> None:
    channel, people = scenes.channel(now), [scenes.user(name, now).id for name in ("Sofie Kramer", "Joost Meijer")]
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    scenes.receive(channel, *(scenes.incoming(at=now, by=scenes.customer(number), **under) for number in range(3)))
    last = session.scalars(select(Conversation.id).order_by(Conversation.id.desc())).first()
    with transaction():
        urgency.mark(session.get_one(Conversation, last), by=None, now=now)
    assert standing() == [last]
    for by in people:
        with transaction():
            closing.close(session.get_one(Conversation, last), by=session.get_one(User, by), now=now, reason="spam")

    assert last not in standing()


def standing() -> list[int]:
    session.remove()
    return list(session.scalars(select(Conversation.id).where(Conversation.gathered.is_(False))))
