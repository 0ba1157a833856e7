"""Drills and crises that two leads begin at the same moment: one wins, the other is told."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import crisis, drilling
from webcare.desk.crisis import InADrill, SuggestionTaken, Terms
from webcare.desk.drilling import DrillOver, DrillRuns
from webcare.errors import Conflict
from webcare.models import Crisis, Role, Spike, TrainingSeat, User

LEADS = 8


@pytest.fixture
def leads(engine: Engine, now: datetime) -> list[int]:
    with transaction():
        grants.seed(now - timedelta(days=1))
    scenes.channel(now, external_id="900", handle="oefening", training=True)
    return [scenes.user(f"Lena {number}", now, Role.LEAD).id for number in range(LEADS)]


def at_once(leads: list[int], act: Callable[[User], object]) -> list[type[Conflict] | None]:
    """What came of it for each: nothing went wrong, or a refusal."""
    session.remove()
    start, outcomes = threading.Barrier(len(leads)), []

    def contend(number: int) -> None:
        start.wait()
        try:
            with transaction():
                act(session.get_one(User, number))
            outcomes.append(None)
        except Conflict as refusal:
            outcomes.append(type(refusal))
        finally:
            session.remove()

    threads = [threading.Thread(target=contend, args=(number,)) for number in leads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_many_who_start_a_drill_at_once_one_does(leads: list[int], now: datetime) -> None:
    outcomes = at_once(leads, lambda by: drilling.start("drill-payments", name="Oefening", minutes=5, by=by, now=now))

    assert outcomes.count(None) == 1
    assert outcomes.count(DrillRuns) == LEADS - 1
    assert len(session.scalars(select(Crisis.id)).all()) == 1


def test_of_many_who_declare_on_one_suggestion_at_once_one_does(leads: list[int], now: datetime) -> None:
    with transaction():
        facts = {"reasons": ["volume"], "messages": 86, "usual": 3.0, "score": 40.0}
        spike = Spike(theme_id=None, seen_at=now, started_at=now - timedelta(minutes=10), **facts)
        session.add(spike)
    number = spike.id

    def declare(by: User) -> None:
        terms = Terms(name=f"Van {by.name}", words=("ideal",), since=now, spike=session.get_one(Spike, number))
        crisis.declare(terms, by=by, now=now)

    outcomes = at_once(leads, declare)

    assert outcomes.count(None) == 1
    assert outcomes.count(SuggestionTaken) == LEADS - 1
    assert session.scalars(select(Crisis.id)).all() == [session.get_one(Spike, number).crisis_id]


def test_who_sits_in_a_drill_declares_nothing_real(leads: list[int], now: datetime) -> None:
    with transaction():
        by = session.get_one(User, leads[0])
        drilling.take_part(drilling.start("drill-payments", name="O", minutes=5, by=by, now=now), by=by, now=now)
    with pytest.raises(InADrill), transaction():
        crisis.declare(Terms(name="Echt", words=("ideal",), since=now), by=session.get_one(User, leads[0]), now=now)


def test_nobody_sits_down_in_a_drill_that_is_being_ended(leads: list[int], now: datetime) -> None:
    with transaction():
        number = drilling.start("drill-payments", name="O", minutes=5, by=session.get_one(User, leads[0]), now=now).id

    def sit_down_or_end(by: User) -> None:
        there = session.get_one(Crisis, number)
        act = drilling.end if by.id == leads[0] else drilling.take_part
        act(there, by=by, now=now)

    outcomes = at_once(leads, sit_down_or_end)

    assert set(outcomes) <= {None, DrillOver}
    assert session.scalars(select(TrainingSeat.id).where(TrainingSeat.left_at.is_(None))).all() == []
