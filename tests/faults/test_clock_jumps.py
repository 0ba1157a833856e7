"""This machine's clock jumps by an hour, forth and back: no reply is lost, none leaves twice, nothing stands still."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests import scenes
from tests.brand import Brand
from webcare import leases
from webcare.database import session, transaction
from webcare.desk import clock, replying
from webcare.models import Reply, ReplyStatus
from webcare.outbox import put_right, recover
from webcare.outbox.taking import take
from webcare.polling import Poller

pytestmark = pytest.mark.faults

FORTH_AND_BACK = [(1, -1), (-1, 1)]  # hours
SECOND = timedelta(seconds=1)


def status(brand: Brand, reply: Reply) -> str:
    return brand.now_is(reply).status


def a_minute_later(brand: Brand) -> None:
    """What a worker does in a minute."""
    for _each in range(3):
        brand.clock.forward(seconds=20)
        recover(lambda _holder: True, brand.clock())
        put_right(brand.clock())
        brand.deliver()


@pytest.mark.parametrize("hours", [1, -1])
def test_what_was_queued_before_a_jump_leaves_once(spoorlijn: Brand, hours: int) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.clock.forward(hours=hours)
    a_minute_later(spoorlijn)
    spoorlijn.clock.forward(hours=-hours)
    a_minute_later(spoorlijn)
    assert (status(spoorlijn, reply), len(spoorlijn.texts_on_x())) == (ReplyStatus.SENT, 1)


@pytest.mark.parametrize("hours", [1, -1])
def test_what_was_queued_by_a_wrong_clock_leaves_when_it_is_right_again(spoorlijn: Brand, hours: int) -> None:
    conversation = spoorlijn.asks()
    spoorlijn.clock.forward(hours=hours)
    reply = spoorlijn.answers(conversation)
    spoorlijn.clock.forward(hours=-hours)
    a_minute_later(spoorlijn)
    assert (status(spoorlijn, reply), len(spoorlijn.texts_on_x())) == (ReplyStatus.SENT, 1)


@pytest.mark.parametrize("back", [True, False], ids=["put right", "still wrong"])
@pytest.mark.parametrize("hours", [1, -1])
def test_what_x_took_in_silence_at_a_wrong_time_is_found_and_not_posted_again(
    spoorlijn: Brand, hours: int, back: bool
) -> None:
    """The platform's record is read from before the call, whatever the clock said then."""
    conversation = spoorlijn.asks()
    spoorlijn.clock.forward(hours=hours)
    reply = spoorlijn.answers(conversation)
    spoorlijn.x.fault("accept_then_drop", on="create_post")
    spoorlijn.deliver()
    assert status(spoorlijn, reply) == ReplyStatus.UNCERTAIN
    if back:
        spoorlijn.clock.forward(hours=-hours)
    for _each in range(5):
        a_minute_later(spoorlijn)
    assert (status(spoorlijn, reply), len(spoorlijn.texts_on_x())) == (ReplyStatus.SENT, 1)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_worker_that_is_sending_while_the_clock_jumps_writes_down_what_came_of_it(
    spoorlijn: Brand, hours: int
) -> None:
    """Who looks after dead workers may give its reply up; what the call brought counts, once."""
    reply = spoorlijn.answers(spoorlijn.asks())
    taken = take("the-worker", spoorlijn.clock())
    assert taken is not None
    assert taken.job is not None
    spoorlijn.clock.forward(hours=hours)
    recover(lambda _holder: False, spoorlijn.clock())
    published = spoorlijn.platform.publish(taken.job.outgoing)
    with transaction():
        there = session.get_one(Reply, reply.id)
        replying.sent(there, published.external_id, published.posted_at, now=spoorlijn.clock())
    a_minute_later(spoorlijn)
    spoorlijn.clock.forward(hours=-hours)
    a_minute_later(spoorlijn)
    assert (status(spoorlijn, reply), len(spoorlijn.texts_on_x())) == (ReplyStatus.SENT, 1)


@pytest.mark.parametrize("jumps", FORTH_AND_BACK)
def test_feeds_are_asked_again_soon_after_a_jump(spoorlijn: Brand, jumps: tuple[int, int]) -> None:
    poller = Poller(spoorlijn.channel_id, timedelta(seconds=2), spoorlijn.clock)
    poller.step()
    for number, hours in enumerate(jumps):
        spoorlijn.clock.forward(hours=hours)
        spoorlijn.x.post(f"@spoorlijn vraag {number}", author="anna")
        spoorlijn.clock.forward(seconds=3)
        poller.step()
        assert len(spoorlijn.messages()) == number + 1


@pytest.mark.parametrize("jumps", FORTH_AND_BACK)
def test_a_wait_becomes_late_once_however_the_clock_jumps(spoorlijn: Brand, jumps: tuple[int, int]) -> None:
    conversation = spoorlijn.asks()
    for hours in (*jumps, 2):
        spoorlijn.clock.forward(hours=hours)
        with transaction():
            clock.tick(now=spoorlijn.clock())
    told = scenes.kinds(conversation)
    assert (told.count("wait_at_risk"), told.count("wait_late")) == (1, 1)
    (wait,) = scenes.waits(conversation)
    assert wait.due_at - wait.started_at == timedelta(hours=1)


def test_a_lease_of_a_wrong_clock_binds_nobody_for_an_hour(engine: Engine) -> None:
    """The worker that held it died; another takes over within seconds of the right time."""
    right = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
    assert leases.hold("clock", "elsewhere/1/dead", right + timedelta(hours=1))
    assert leases.hold(f"{leases.WORKER}elsewhere/1/dead", "elsewhere/1/dead", right + timedelta(hours=1))
    assert leases.hold("clock", "here/2/alive", right)
    assert not leases.is_alive("elsewhere/1/dead", right)
    assert not leases.hold("clock", "here/3/other", right + SECOND), "one holder at a time"


def test_who_lives_keeps_its_lease_through_a_jump(engine: Engine) -> None:
    right = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
    for moment in (right, right + timedelta(hours=1), right + SECOND):
        assert leases.hold("clock", "here/2/alive", moment)
        assert not leases.hold("clock", "here/3/other", moment)
