from datetime import datetime, timedelta

from sqlalchemy import select

from tests import scenes
from tests.insight.discussion import burst, every, say
from webcare.database import session
from webcare.desk.listening import EVERY, Listener
from webcare.models import Spike, Theme, ThemeMessage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def listen(listener: Listener, now: datetime, steps: int = 40) -> None:
    for number in range(steps):
        listener.step(now + timedelta(seconds=number))
        session.rollback()


def test_what_nobody_follows_yet_is_noticed_sorted_and_suggested_by_the_loop_alone(
    engine: object, now: datetime
) -> None:
    channel = scenes.channel(now)
    say(channel, every(2 * HOUR, now - 20 * DAY, now - 4 * HOUR, "gewoon een vraagje"))
    say(channel, burst(30, now - 2 * HOUR, "koffieautomaat staat in brand"))
    listener = Listener()

    listen(listener, now)
    (theme,) = session.scalars(select(Theme)).all()
    assert (theme.name, theme.detected) == ("koffieautomaat", True)
    assert len(session.scalars(select(ThemeMessage)).all()) == 30
    assert session.scalars(select(Spike)).all() == []  # two hours ago is not now

    soon = now + 2 * EVERY
    say(channel, burst(30, soon, "weer die koffieautomaat"))
    scenes.asks(channel, "de koffieautomaat brandt", at=soon - timedelta(seconds=1))
    listen(listener, soon, steps=2)

    (spike,) = session.scalars(select(Spike)).all()
    assert (spike.messages, spike.seen_at - spike.started_at) == (31, timedelta(minutes=5))
