"""Which conversation of a gathering stands for it, on both databases."""

import random
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import gatherings
from webcare.models import Conversation, Status

MEMBERS = 6


def test_an_open_one_stands_before_a_closed_one_then_the_first_that_is_due_then_the_oldest(
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
                each.gathered = chance.choice((True, False))
            gatherings.choose_who_stands(members[:1], now=now)
        session.remove()
        found = session.scalars(select(Conversation).order_by(Conversation.id)).all()
        first = min(
            found, key=lambda each: (each.status != Status.OPEN, each.due_at is None, each.due_at or now, each.id)
        )
        assert [each.id for each in found if not each.gathered] == [first.id]
