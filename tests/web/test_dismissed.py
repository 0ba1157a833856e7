"""Of what was dismissed after it was late a lead looks at twenty a week, drawn at random, and sees nobody's name."""

import re
from datetime import date, timedelta

import pytest

from tests import scenes
from tests.web.desk import Desk
from webcare.access import personal_figures
from webcare.database import session, transaction
from webcare.desk import dismissing
from webcare.insight.reports import dismissed
from webcare.mandate import of
from webcare.models import Conversation, Reason, Role, User

WEDNESDAY = timedelta(days=5)
LAST_WEEK = date(2026, 11, 9)
PAGE = "/reports/dismissed"


def dismiss(desk: Desk, customers: int = 1, *, late: timedelta = timedelta(hours=2), private: bool = False) -> None:
    """So many customers of last week who were dismissed so long after they asked, less the hour of the target."""
    with transaction():
        by = session.get_one(User, desk.ids["daan"])
    for number in range(customers):
        at, who = desk.now - WEDNESDAY, scenes.customer(number)
        ask = scenes.asks_in_private if private else scenes.asks
        there = ask(desk.channel, f"Mijn BSN is 111222333, vraag {number}", at=at, by=who)
        with transaction():
            place = session.get_one(Conversation, there.id)
            seen = place.last_message_id or 0
            dismissing.dismiss(place, Reason.SPAM, seen_message_id=seen, by=by, now=at + late)
    session.remove()


def shown(page: str) -> list[str]:
    return re.findall(r'href="/conversations/(\d+)"', page)


def test_a_lead_sees_what_was_dismissed_late_why_and_how_late_and_not_by_whom(desk: Desk) -> None:
    dismiss(desk, 2)
    dismiss(desk, 3, late=timedelta(minutes=50))  # in time: nothing to look at
    page = desk.lena.get(PAGE).text
    assert "2 customers were dismissed after the answer was due" in page
    assert len(shown(page)) == 2
    assert "spam" in page
    assert "dismissed 60 min late" in page
    assert "vraag 1" in page
    assert "111222333" not in page
    assert "Daan Visser" not in page
    with transaction():
        personal_figures.switch(True, by=desk.user("lena"), now=desk.now)
    assert "Daan Visser" in desk.lena.get(PAGE).text


def test_of_many_twenty_are_drawn_the_same_each_time_and_by_the_key_of_the_installation(desk: Desk) -> None:
    dismiss(desk, 45)
    first = shown(desk.lena.get(PAGE).text)
    assert len(set(first)) == dismissed.MOST
    assert shown(desk.lena.get(f"{PAGE}?week=2026-W46").text) == first
    readable = of(desk.user("lena"), desk.now).readable()
    draws = [dismissed.sample(LAST_WEEK, readable, key) for key in ("one", "another", "one")]
    one, another, again = [[each.wait.id for each in draw.chosen] for draw in draws]
    assert {draw.number for draw in draws} == {45}
    assert one == again != another
    assert not set(one) | set(another) <= set(one)  # others are drawn, not the same in another order


def test_a_week_is_its_own(desk: Desk) -> None:
    dismiss(desk)
    for week in ("2026-W45", "2026-W47"):
        assert "Nobody was dismissed late in this week" in desk.lena.get(f"{PAGE}?week={week}").text
    assert f"{PAGE}?week=2026-W45" in desk.lena.get(PAGE).text


@pytest.mark.parametrize("week", ["soon", "2026-W54", "1066-W41", "2026-W", "46"])
def test_a_week_that_is_none_is_refused(desk: Desk, week: str) -> None:
    assert desk.lena.get(f"{PAGE}?week={week}").status_code == 422


def test_what_somebody_may_not_read_is_not_drawn_and_a_dm_is_not_quoted(desk: Desk) -> None:
    dismiss(desk, 1, private=True)
    page = desk.lena.get(PAGE).text
    assert len(shown(page)) == 1
    assert "vraag 0" not in page
    nothing = of(scenes.user("Noor Smit", desk.now, Role.EMPLOYEE), desk.now).readable()
    assert dismissed.sample(LAST_WEEK, nothing, "key").number == 0


def test_it_is_for_leads(desk: Desk) -> None:
    assert desk.sanne.get(PAGE).status_code == 404
    assert desk.visitor("Ellen Prins", Role.EXECUTIVE).get(PAGE).status_code == 404
    assert f'href="{PAGE}"' in desk.lena.get("/reports?period=month").text
