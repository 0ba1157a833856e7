"""The formula against figures that are printed in textbooks, and against people who are played one by one."""

import heapq
import random
from datetime import timedelta

import pytest

from webcare.insight import staffing

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("agents", "load", "waits"),
    [(1, 0.5, 0.5), (2, 1.0, 1 / 3), (10, 8.0, 0.4092), (14, 10.0, 0.1741), (5, 5.0, 1.0), (3, 0.0, 0.0)],
)
def test_the_chance_to_wait_is_that_of_the_tables(agents: int, load: float, waits: float) -> None:
    assert staffing.waits_at_all(agents, load) == pytest.approx(waits, abs=5e-4)


def test_a_call_centre_of_the_textbooks_answers_as_many_in_time() -> None:
    """100 calls in half an hour of 3 minutes each, 14 people: 88.8 % are taken up within 20 seconds."""
    handling = 3 * MINUTE
    share = staffing.share_within(14, 200.0, handling, handling + timedelta(seconds=20))
    assert share == pytest.approx(0.888, abs=1e-3)


def test_the_fewest_people_are_found_who_keep_the_share() -> None:
    handling = 6 * MINUTE
    needed = staffing.agents_needed(40.0, handling, HOUR, 0.9)
    assert staffing.share_within(needed, 40.0, handling, HOUR) >= 0.9
    assert staffing.share_within(needed - 1, 40.0, handling, HOUR) < 0.9


def test_where_nobody_writes_nobody_is_needed_and_one_customer_needs_one() -> None:
    assert staffing.agents_needed(0.0, 6 * MINUTE, HOUR, 0.9) == 0
    assert staffing.agents_needed(0.1, 6 * MINUTE, HOUR, 0.9) == 1


def test_more_work_never_takes_fewer_people() -> None:
    needed = [staffing.agents_needed(rate, 6 * MINUTE, HOUR, 0.9) for rate in range(0, 400, 5)]
    assert needed == sorted(needed)


def test_the_formula_agrees_with_people_who_answer_one_customer_after_another() -> None:
    chance, agents, rate, handling, within = random.Random(1), 5, 36.0, 6 * MINUTE, 10 * MINUTE
    now, free, in_time, customers = 0.0, [0.0] * agents, 0, 200_000
    for _customer in range(customers):
        now += chance.expovariate(rate)
        begins = max(now, heapq.heappop(free))
        in_time += begins - now <= (within - handling) / HOUR
        heapq.heappush(free, begins + chance.expovariate(HOUR / handling))
    expected = staffing.share_within(agents, rate, handling, within)
    assert in_time / customers == pytest.approx(expected, abs=0.01)


def test_the_rule_of_thumb_lies_near() -> None:
    assert staffing.rule_of_thumb(100.0, 6 * MINUTE) == pytest.approx(14.05, abs=0.01)
