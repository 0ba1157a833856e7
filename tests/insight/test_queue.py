"""The queue at this moment: every figure is counted over waits, and over nothing that its reader may not read."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import dismissing
from webcare.insight import days, queue
from webcare.insight.queue import Queue
from webcare.insight.reports import Asked, Figures, over_time
from webcare.insight.shares import nearest_rank, percent
from webcare.mandate import Readable, Scope
from webcare.models import Audience, Channel, Conversation, How, User, Wait

EVERYTHING = Readable((Scope(None, None, None),))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def channel(engine: Engine, now: datetime) -> Channel:
    return scenes.channel(now)


@pytest.fixture
def sanne(channel: Channel, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now)


def counted(now: datetime, readable: Readable = EVERYTHING) -> Queue:
    session.rollback()
    session.expire_all()
    return queue.queue(readable, now)


def waits_since(channel: Channel, now: datetime, *minutes: int) -> list[Conversation]:
    """One customer for each of these numbers, who waits for so many minutes."""
    return [
        scenes.asks(channel, at=now - each * MINUTE, by=scenes.customer(number)) for number, each in enumerate(minutes)
    ]


def answered(conversation: Conversation, sanne: User, *, at: datetime) -> None:
    scenes.publish(scenes.submit(conversation, by=sanne, at=at), at=at)


def test_who_waits_is_counted_by_how_the_time_stands(channel: Channel, now: datetime) -> None:
    waits_since(channel, now, 1, 44, 45, 59, 60, 68)
    state = counted(now)
    assert (state.waiting, state.at_risk, state.late) == (6, 2, 2)
    assert state.oldest == now - 68 * MINUTE
    assert [dot.started for dot in state.dots] == sorted(dot.started for dot in state.dots)


def test_nobody_waiting_is_no_error(channel: Channel, now: datetime) -> None:
    state = counted(now)
    assert (state.waiting, state.oldest, state.dots, state.today.share) == (0, None, (), None)
    assert (state.today.median, state.today.p90) == (None, None)


def test_the_share_is_answered_in_time_of_answered_and_open_that_is_late(
    channel: Channel, sanne: User, now: datetime
) -> None:
    early, late, _open_late, _open_early, thanks = waits_since(channel, now, 200, 190, 90, 10, 100)
    answered(early, sanne, at=now - 170 * MINUTE)
    answered(late, sanne, at=now - 100 * MINUTE)
    dismiss(thanks, sanne, now=now)
    today = counted(now).today
    assert (today.answered, today.in_time, today.late, today.share) == (2, 1, 1, 33)
    assert (today.dismissed, today.dismissed_late) == (1, 1)


def dismiss(conversation: Conversation, by: User, *, now: datetime) -> None:
    with transaction():
        there = session.get_one(Conversation, conversation.id)
        seen = there.last_message_id or 0
        dismissing.dismiss(there, "thanks", seen_message_id=seen, by=session.get_one(User, by.id), now=now)


def test_an_open_wait_that_is_not_late_yet_says_nothing_about_the_share(channel: Channel, now: datetime) -> None:
    waits_since(channel, now, 59)
    assert counted(now).today.share is None
    assert counted(now + MINUTE).today.share == 0


def test_what_began_yesterday_is_not_of_today(channel: Channel, sanne: User, now: datetime) -> None:
    midnight = now.replace(hour=23, minute=0) - timedelta(days=1)  # in Amsterdam, in winter
    before = scenes.asks(channel, at=midnight - MINUTE, by=scenes.customer(1))
    after = scenes.asks(channel, at=midnight, by=scenes.customer(2))
    for each in (before, after):
        answered(each, sanne, at=midnight + 10 * MINUTE)
    assert counted(now).today.answered == 1


def test_a_late_customer_of_yesterday_is_late_and_not_in_the_share_of_today(channel: Channel, now: datetime) -> None:
    scenes.asks(channel, at=now - timedelta(days=1))
    state = counted(now)
    assert (state.late, state.today.late, state.dots[0].today) == (1, 0, False)


def test_the_clock_on_the_wall_stands_beside_the_service_hours(
    engine: Engine, sanne: User, channel: Channel, now: datetime
) -> None:
    with transaction():  # open from eight in the morning; it is noon
        hours = {day: [["08:00", "22:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
        session.execute(update(Channel).values(service_hours=hours))
    night = scenes.asks(channel, at=now.replace(hour=4))  # five in the morning in Amsterdam
    answered(night, sanne, at=now.replace(hour=7, minute=30))  # half past eight
    today = counted(now).today
    assert (today.share, today.share_always, today.always) == (100, 0, False)


def test_median_and_ninetieth_percentile_are_in_time_on_the_wall(channel: Channel, sanne: User, now: datetime) -> None:
    for number, each in enumerate(waits_since(channel, now, *[200] * 10), start=1):
        answered(each, sanne, at=now - 200 * MINUTE + number * MINUTE)
    today = counted(now).today
    assert (today.median, today.p90) == (5 * MINUTE, 9 * MINUTE)


def test_what_one_answer_covered_is_counted_apart(channel: Channel, sanne: User, now: datetime) -> None:
    first, _second = waits_since(channel, now, 30, 20)
    with transaction():
        of_first = update(Wait).where(Wait.conversation_id == first.id)
        session.execute(of_first.values(outcome="answered", how=How.COVERED, ended_at=now))
    today = counted(now).today
    assert (today.answered, today.covered) == (1, 1)


def test_open_promises_and_the_next_of_them(channel: Channel, sanne: User, now: datetime) -> None:
    conversation, other = waits_since(channel, now, 30, 20)
    later = now + 3 * timedelta(hours=1)
    scenes.answer(conversation, by=sanne, at=now, promise=("dat wij bellen", later))
    scenes.answer(other, by=sanne, at=now, promise=("dat wij mailen", later + MINUTE))
    state = counted(now + MINUTE)
    assert (state.promises, state.promises_late, state.next_promise) == (2, 0, later)
    assert counted(later).promises_late == 1


def test_what_comes_in_and_goes_out_is_told_per_five_minutes(channel: Channel, sanne: User, now: datetime) -> None:
    conversations = waits_since(channel, now, 21, 17, 16, 2)
    answered(conversations[0], sanne, at=now - 11 * MINUTE)
    flow = counted(now).flow
    assert flow.inflow[-6:] == (1, 2, 0, 0, 1, 0)
    assert flow.answers[-6:] == (0, 0, 1, 0, 0, 0)
    assert flow.lately(3) == (1, 1)
    assert flow.slots[-1][0] == now.replace(minute=0)
    assert sum(flow.inflow) == 4


def test_no_figure_holds_what_its_reader_may_not_read(channel: Channel, sanne: User, now: datetime) -> None:
    waits_since(channel, now, 20, 70)
    private = scenes.asks_in_private(channel, at=now - 65 * MINUTE, by=scenes.customer(9))
    done = scenes.asks_in_private(channel, at=now - 100 * MINUTE, by=scenes.customer(8))
    scenes.answer(done, by=sanne, at=now - 90 * MINUTE, promise=("dat wij bellen", now + MINUTE))
    public_only = Readable((Scope(None, Audience.PUBLIC, None),))
    state, all_of_it = counted(now, public_only), counted(now)
    assert (state.waiting, state.late, state.promises, state.today.answered) == (2, 1, 0, 0)
    assert (all_of_it.waiting, all_of_it.late, all_of_it.promises, all_of_it.today.answered) == (3, 2, 1, 1)
    assert private.id not in [dot.conversation_id for dot in state.dots]
    assert (sum(state.flow.inflow), sum(all_of_it.flow.inflow)) == (2, 4)
    assert counted(now, Readable(())).facts()["dots"] == []


def test_a_training_desk_is_in_no_figure(channel: Channel, now: datetime) -> None:
    drill = scenes.channel(now, external_id="102", handle="oefening", training=True)
    scenes.asks(drill, at=now - 70 * MINUTE)
    state = counted(now, Readable((Scope(None, None, None),), frozenset({drill.id})))
    assert (state.waiting, state.today.late, sum(state.flow.inflow)) == (0, 0, 0)


def test_more_customers_than_dots_are_still_counted(
    channel: Channel, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_DOTS", 2)
    waits_since(channel, now, 70, 20, 10)
    state = counted(now)
    assert (state.waiting, len(state.dots), state.late) == (3, 2, 1)


def test_the_list_holds_the_same_customers_as_the_field(channel: Channel, now: datetime) -> None:
    waits_since(channel, now, 10, 70, 40)
    state = counted(now)
    assert [each.id for each in queue.waiting(EVERYTHING)] == [dot.conversation_id for dot in state.dots]


def test_facts_hold_numbers_and_nothing_else(channel: Channel, now: datetime) -> None:
    scenes.asks(channel, "Ik ben Anna, bel mij", at=now - MINUTE)
    assert not [each for each in leaves(counted(now).facts()) if isinstance(each, str)]


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    return [leaf for each in value for leaf in leaves(each)] if isinstance(value, list) else [value]


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(899, 1000, 89), (9, 10, 90), (0, 3, 0), (0, 0, None), (3, 3, 100)]
)
def test_a_share_is_never_rounded_up(part: int, whole: int, shown: int | None) -> None:
    assert percent(part, whole) == shown


def test_the_nearest_rank_is_a_value_that_was_there() -> None:
    assert nearest_rank([1, 2, 3, 4], 0.5) == 2
    assert nearest_rank([7], 0.9) == 7
    assert nearest_rank([], 0.9) is None


def test_today_agrees_with_the_report_of_the_same_day_to_the_unit(channel: Channel, sanne: User, now: datetime) -> None:
    conversations = waits_since(channel, now, 300, 240, 180, 120, 100, 90, 61, 20, 5)
    for minutes, each in zip((250, 100, 150, 70), conversations, strict=False):
        answered(each, sanne, at=now - minutes * MINUTE)
    for each in conversations[4], conversations[7]:
        dismiss(each, sanne, now=now)
    today, day = counted(now).today, days.day_of(now)
    report = Figures.of(over_time(Asked(first=day, last=day), EVERYTHING, now)[day])
    names = ("answered", "in_time", "dismissed", "dismissed_late")
    assert [getattr(today, name) for name in names] == [report[name] for name in names] == [4, 3, 2, 1]
    assert (today.late, today.share) == (report["open_late"], report.share.percent) == (2, 50)
    assert (today.median, today.p90) == (report.first.median, report.first.p90)
