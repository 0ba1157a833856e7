import threading
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import clock, connecting
from webcare.models import Channel

MINUTE = timedelta(minutes=1)


def tick(now: datetime) -> int:
    with transaction():
        return clock.tick(now=now)


def test_at_risk_and_late_are_told_exactly_once_each(engine: Engine, now: datetime) -> None:
    conversation = scenes.asks(scenes.channel(now), at=now)

    told = [tick(now + minutes * MINUTE) for minutes in (44, 45, 46, 59, 60, 61)]

    assert told == [0, 1, 0, 0, 1, 0]
    assert scenes.kinds(conversation)[-2:] == ["wait_at_risk", "wait_late"]


def test_after_a_long_stop_both_are_told_and_not_again(engine: Engine, now: datetime) -> None:
    scenes.asks(scenes.channel(now), at=now)

    assert [tick(now + timedelta(days=1)) for _ in range(2)] == [2, 0]


def test_with_several_workers_each_is_told_once(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    for _ in range(5):
        scenes.asks(channel, at=now)
    session.remove()
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        for _ in range(3):
            tick(now + timedelta(hours=2))
        session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [scenes.kinds().count(kind) for kind in ("wait_at_risk", "wait_late")] == [5, 5]


def test_what_is_answered_in_time_never_becomes_late(engine: Engine, now: datetime) -> None:
    conversation = scenes.asks(scenes.channel(now), at=now)
    scenes.answer(conversation, by=scenes.user("Sofie Kramer", now, away_since=now), at=now + 50 * MINUTE)

    tick(now + timedelta(hours=2))

    assert "wait_late" not in scenes.kinds()


def test_a_change_of_settings_does_not_touch_an_open_wait(engine: Engine, now: datetime) -> None:
    channel, lead = scenes.channel(now), scenes.user("Lea Vos", now)
    post = scenes.incoming(at=now)
    (message,) = scenes.receive(channel, post)
    with transaction():
        connecting.change(session.get_one(Channel, channel.id), by=lead, now=now, target_minutes=15)
    scenes.receive(channel, scenes.incoming("Nou?", at=now - MINUTE, thread_id=post.thread_id), now=now)
    conversation = scenes.conversation_of(message)
    (wait,) = scenes.waits(conversation)
    assert (wait.target_minutes, wait.due_at) == (60, now + 59 * MINUTE)

    other = scenes.asks(channel, at=now, by=scenes.BRAM)
    assert scenes.waits(other)[0].due_at == now + 15 * MINUTE


def test_a_wait_in_a_closed_night_is_due_in_the_morning(engine: Engine, now: datetime) -> None:
    hours = {day: [["08:00", "22:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    channel = scenes.channel(now, service_hours=hours)
    night = now.replace(hour=22)  # eleven in the evening in Amsterdam
    conversation = scenes.asks(channel, at=night)

    assert conversation.due_at == now.replace(day=17, hour=8)
