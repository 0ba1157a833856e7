from datetime import datetime, timedelta

from sqlalchemy import Engine

from tests import scenes
from webcare.models import How, Outcome

MINUTE = timedelta(minutes=1)


def test_smoke(engine: Engine, now: datetime) -> None:
    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    conversation = scenes.asks(channel, at=now)
    assert conversation.due_at == now + timedelta(hours=1)
    scenes.answer(conversation, by=sofie, at=now + 5 * MINUTE)
    (wait,) = scenes.waits(conversation)
    assert (wait.outcome, wait.how) == (Outcome.ANSWERED, How.PUBLIC)
    print(scenes.kinds())
