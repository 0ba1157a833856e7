"""The hour strip: a dot for each customer who waits, where the time has brought it, for whom one may read."""

from datetime import datetime, timedelta

import pytest

from tests import scenes
from tests.inbox.conftest import Made
from webcare import mandate
from webcare.database import micros
from webcare.inbox.strip import MOST, Strip, position, strip
from webcare.models import Role, Status, User
from webcare.response_timer import TimerState

MINUTE = timedelta(minutes=1)


def seen_by(user: User, now: datetime) -> Strip:
    return strip(mandate.of(user, now))


def places(found: Strip) -> list[int]:
    return [dot.id for dot in found.dots]


@pytest.mark.parametrize(
    ("minutes", "at"), [(-5, 0), (0, 0), (30, 0.45), (45, 0.675), (60, 0.9), (120, 0.95), (600, 0.99)]
)
def test_a_wait_stands_at_its_share_of_the_hour_and_late_ones_stay_on_the_strip(
    now: datetime, minutes: int, at: float
) -> None:
    started = micros(now)
    assert position(started, micros(now + 60 * MINUTE), micros(now + minutes * MINUTE)) == pytest.approx(at)


def test_a_target_of_nothing_divides_by_nothing(now: datetime) -> None:
    assert 0.9 < position(micros(now), micros(now), micros(now + MINUTE)) < 1


def test_each_who_waits_is_a_dot_with_its_state_nearest_deadline_first(make: Made, sanne: User, now: datetime) -> None:
    fresh, late, risk, due_now = make(55), make(-20), make(10), make(0)
    found = seen_by(sanne, now)
    assert [(dot.id, dot.state, dot.at) for dot in found.dots] == [
        (late.id, TimerState.LATE, 0.925),
        (due_now.id, TimerState.LATE, 0.9),
        (risk.id, TimerState.AT_RISK, 0.75),
        (fresh.id, TimerState.RUNNING, 0.075),
    ]
    assert (len(found), found.count("late"), found.count("at_risk"), found.count("running")) == (4, 2, 1, 1)


def test_a_dot_carries_the_moments_by_which_the_browser_moves_it(make: Made, sanne: User, now: datetime) -> None:
    make(10)
    (dot,) = seen_by(sanne, now).dots
    moments = (now - 50 * MINUTE, now - 5 * MINUTE, now + 10 * MINUTE)
    assert (dot.started, dot.risk, dot.due) == tuple(micros(moment) for moment in moments)


def test_only_customers_who_wait_are_on_it(make: Made, sanne: User, now: datetime) -> None:
    waits = make(10)
    make()  # was answered
    make(10, status=Status.CLOSED)
    make(10, gathered=True)  # another row stands for it
    make(due_at=now + MINUTE, promise_due_at=now + MINUTE)  # a promise is no wait
    assert places(seen_by(sanne, now)) == [waits.id]


def test_it_shows_what_one_may_read(make: Made, sanne: User, now: datetime) -> None:
    chief, guest = scenes.user("Els Chief", now, Role.EXECUTIVE), scenes.user("Guus Gast", now, Role.EMPLOYEE)
    public, private = make(10), make(20, audience="private")
    shown = {user.name: places(seen_by(user, now)) for user in (sanne, chief, guest)}
    assert shown == {sanne.name: [public.id, private.id], chief.name: [public.id], guest.name: []}


def test_of_a_flood_the_nearest_deadlines_are_shown(make: Made, sanne: User, now: datetime) -> None:
    made = [make(59) for _each in range(MOST)]
    nearest = make(1)
    found = seen_by(sanne, now)
    assert (len(found), places(found)[0]) == (MOST, nearest.id)
    assert made[-1].id not in places(found)
