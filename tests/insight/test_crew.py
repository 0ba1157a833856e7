"""Whose figures are shown of a team: those of a group that nobody can be picked out of, however it is compared."""

from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.insight import plain
from tests.insight.story import Story
from webcare.access import teams
from webcare.database import session, transaction
from webcare.desk import summing
from webcare.insight import days
from webcare.insight.reports import Asked, crew
from webcare.insight.reports.figures import Figures
from webcare.insight.reports.overview import Overview
from webcare.mandate import Readable, Scope
from webcare.models import User

EVERYTHING = Readable((Scope(None, None, None),))
FIRST = date(2026, 10, 26)


def group(first: int, until: int) -> frozenset[int]:
    return frozenset(range(first, until))


@pytest.mark.parametrize(
    ("took_part", "candidates", "shown"),
    [
        (group(0, 10), [group(0, 5)], {0}),
        (group(0, 10), [group(0, 4)], set()),  # too few
        (group(0, 9), [group(0, 5)], set()),  # all together less the team are four
        (group(0, 5), [group(0, 5)], {0}),  # all together are the team
        (group(0, 4), [group(0, 4)], set()),
        (group(0, 20), [group(0, 10), group(0, 11)], {0}),  # the one less the other is one person
        (group(0, 20), [group(0, 10), group(0, 15)], {0, 1}),
        (group(0, 20), [group(0, 5), group(5, 10), group(0, 11)], {0, 1}),  # so is the third less both others
        (group(0, 20), [group(0, 10), group(1, 11)], {0}),  # one person against another
        (group(0, 10), [group(0, 5), group(50, 60)], {0}),  # who took no part is no group to hide in
        ([], [group(0, 5)], set()),
    ],
)
def test_a_team_is_shown_where_it_leaves_no_small_group_apart(
    took_part: frozenset[int], candidates: list[frozenset[int]], shown: set[int]
) -> None:
    assert crew.shown(took_part, list(enumerate(candidates))) == shown


@settings(max_examples=200, deadline=None)
@given(st.lists(st.frozensets(st.integers(0, 29)), max_size=5), st.frozensets(st.integers(0, 29)))
def test_no_difference_of_what_is_shown_is_about_fewer_than_five(
    candidates: list[frozenset[int]], took_part: frozenset[int]
) -> None:
    numbers = crew.shown(took_part, list(enumerate(candidates)))
    groups = [candidates[number] & took_part for number in numbers]
    for some in (*groups, *(one - other for one in [took_part, *groups] for other in groups)):
        assert not 0 < len(some) < crew.FEWEST
    for one, other in combinations(groups, 2):
        assert not 0 < len(took_part - one - other) < crew.FEWEST


@pytest.fixture
def story(engine: Engine) -> Story:
    return Story(datetime(2026, 10, 24, 6, tzinfo=plain.AMSTERDAM), seed=4)


def team_of(story: Story, people: list[int]) -> int:
    with transaction():
        by = session.get_one(User, story.people[0])
        made = teams.make("Avonddienst", by=by, now=story.now)
        session.flush()
        for number in people:
            teams.join(made, session.get_one(User, number), by=by, now=story.now)
        return made.id


def of_team(story: Story, team_id: int) -> Overview:
    session.rollback()
    weeks = crew.whole_weeks(FIRST, days.day_of(story.now), story.now)
    found = crew.of_team(weeks, team_id, EVERYTHING, story.now)
    assert found is not None
    return found


def test_a_teams_weeks_are_what_plain_python_counts_of_its_people(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "FEWEST", 1)
    story.play(300)
    people = story.people[:2]
    team = team_of(story, people)
    for _rows_and_then_sums in range(2):
        found = of_team(story, team)
        over = found.steps[-1].last
        theirs = [each for each in plain.rows() if FIRST <= each.local.date() <= over and each.hand in people]
        expected = plain.counts(theirs, story.now)
        assert theirs
        assert {name: found.figures[name] for name in expected} == expected
        assert found.figures.first.median == plain.rank(plain.took(theirs), 0.5)
        (same,) = crew.of_teams(Asked(first=FIRST, last=over), EVERYTHING, story.now)
        assert isinstance(same.figures, Figures)
        assert (same.figures.counts, same.figures.first) == (found.figures.counts, found.figures.first)
        while summing.step(now=story.now + timedelta(days=2)):
            session.remove()


def november(day: int) -> date:
    return date(2026, 11, day)


def test_a_period_is_widened_to_whole_weeks_that_are_over(now: datetime) -> None:
    assert now.date() == november(16)
    for first, last, weeks in (
        (november(16), november(16), (november(9), november(15))),  # today: the week that ended yesterday
        (november(11), november(11), (november(9), november(15))),
        (november(4), november(10), (november(2), november(15))),
        (date(2027, 1, 1), date(2027, 2, 1), (november(9), november(15))),
    ):
        asked = crew.whole_weeks(first, last, now)
        assert (asked.first, asked.last) == weeks
