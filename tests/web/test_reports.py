"""Reports over HTTP: who gets which page, what it says, what leaves as a file, and whose figures are nobody else's."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import func, select

from tests import scenes
from tests.visitor import Visitor
from tests.web.desk import Desk
from webcare.access import teams
from webcare.database import session, transaction
from webcare.desk import tagging
from webcare.insight import queue
from webcare.insight.reports import Asked, Figures, over_time
from webcare.insight.reports.tally import together
from webcare.mandate import of
from webcare.models import Conversation, EventRow, Grant, LoginSession, Mail, Power, Role, User
from webcare.web.csv_files import safe

HOUR = timedelta(hours=1)
Answered = Callable[..., None]


@pytest.fixture
def answered(desk: Desk) -> Answered:
    """`answered(by, 3)`: three customers ask, and are answered within minutes."""
    numbers = iter(range(1, 1_000))

    def ask(by: str, times: int = 1, tag: str = "", ago: timedelta = 3 * HOUR) -> None:
        for _time in range(times):
            at = desk.now - ago
            there = scenes.asks(desk.channel, at=at, by=scenes.customer(next(numbers)))
            if tag:
                with transaction():
                    place = session.get_one(Conversation, there.id)
                    tagging.tag(place, tag, by=desk.user("lena"), now=at)
            scenes.answer(there, by=desk.user(by), at=at + timedelta(minutes=11))
        session.remove()

    return ask


def rows(answer: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.removeprefix("\ufeff"))))


def admin(desk: Desk) -> Visitor:
    with transaction():
        session.add_all(
            Grant(role="admin", power=power, valid_from=desk.now - HOUR, granted_at=desk.now - HOUR)
            for power in (Power.MANAGE, Power.READ)
        )
    return desk.visitor("Ilse Admin", Role.ADMIN)


def forget_who_it_is(desk: Desk) -> None:
    """The password was shown long ago."""
    with transaction():
        for each in session.scalars(select(LoginSession)):
            each.confirmed_at = desk.now - timedelta(days=1)


def test_a_lead_sees_the_figures_of_the_period(desk: Desk, answered: Answered) -> None:
    answered("sanne", 3)
    page = desk.lena.get("/reports?period=week").text
    assert "3 answered, 0 dismissed, 1 open" in page
    assert "100%" in page
    assert "53% expect an answer within the hour" in page
    assert "11 min" in page


def test_the_report_of_today_says_what_the_live_queue_says(desk: Desk, answered: Answered) -> None:
    answered("sanne", 3)
    late = scenes.asks(desk.channel, at=desk.now - 2 * HOUR, by=scenes.customer(900))
    readable = of(desk.user("lena"), desk.now).readable()
    live = queue.queue(readable, desk.now).today
    day = desk.now.date()
    found = Figures.of(together(over_time(Asked(first=day, last=day), readable, desk.now).values()))
    assert late.id
    assert live.late == 1
    names = {"answered": "answered", "in_time": "in_time", "late": "open_late", "dismissed": "dismissed"}
    assert {name: getattr(live, name) for name in names} == {name: found[other] for name, other in names.items()}
    assert (live.share, live.share_always) == (found.share.percent, found.share_by_the_clock.percent)
    assert (live.median, live.p90) == (found.first.median, found.first.p90)


def test_an_agent_is_led_to_their_own_figures_and_gets_no_others(desk: Desk, answered: Answered) -> None:
    answered("daan", 2)
    answered("sanne", 1)
    assert desk.sanne.get("/reports").location == "/reports/mine"
    assert desk.sanne.get("/reports/week").status_code == 404
    assert desk.sanne.get("/reports/export?page=parts").status_code == 404
    own = desk.sanne.get("/reports/mine").text
    assert "1 answered, 0 dismissed, 0 open" in own
    assert "Only you see these figures." in own


def test_an_empty_period_says_so(desk: Desk) -> None:
    page = desk.lena.get("/reports?period=own&from=2026-01-01&until=2026-01-31").text
    assert "Nobody asked anything" in page
    assert "Nobody asked anything" in desk.lena.get("/reports/week?tag=77").text


@pytest.mark.parametrize(
    "query", ["period=ever", "from=soon&period=own", "channel=x", "hours_from=31", "days=8", "audience=all", "tag=-1"]
)
def test_what_no_form_of_ours_says_is_refused(desk: Desk, query: str) -> None:
    assert desk.lena.get(f"/reports?{query}").status_code == 422


def test_days_the_wrong_way_round_and_hours_that_are_none_still_give_a_page(desk: Desk) -> None:
    for query in (
        "period=own&from=2026-11-16&until=2026-11-01",
        "period=own&from=2010-01-01",
        "hours_from=9&hours_until=9",
    ):
        assert desk.lena.get(f"/reports?{query}").status_code == 200
    assert desk.lena.get("/reports?team=77").status_code == 404


LAST_WEEK = timedelta(days=5)  # Wednesday


@pytest.fixture
def evening(desk: Desk) -> tuple[str, list[str]]:
    """The number of a team of five, and the names of its people."""
    people = ["sanne", "daan"]
    for number in range(3):
        name = f"Collega{number} Nummer"
        desk.visitor(name, Role.AGENT)
        people.append(name.split(maxsplit=1)[0].lower())
    return team(desk, "Avonddienst", people), people


def team(desk: Desk, name: str, people: list[str]) -> str:
    with transaction():
        made = teams.make(name, by=desk.user("lena"), now=desk.now)
        session.flush()
        for each in people:
            teams.join(made, desk.user(each), by=desk.user("lena"), now=desk.now)
        return str(made.id)


Evening = tuple[str, list[str]]


def test_a_team_of_too_few_people_is_hidden(desk: Desk, answered: Answered, evening: Evening) -> None:
    number, people = evening
    for name in people[:4]:
        answered(name, 2, ago=LAST_WEEK)
    assert "fewer than five people</td>" in desk.lena.get("/reports/teams").text
    assert "Too few people to show" in desk.lena.get(f"/reports?team={number}").text
    assert desk.lena.get(f"/reports/export?page=show&team={number}").status_code == 404
    assert "fewer than five people" in {
        row["customers"] for row in rows(desk.lena.get("/reports/export?page=parts").text)
    }
    answered(people[4], 2, ago=LAST_WEEK)
    assert "10 answered" in desk.lena.get(f"/reports?team={number}").text
    assert "fewer than five people</td>" not in desk.lena.get("/reports/teams?period=today").text


def test_a_week_in_which_one_of_a_team_worked_is_hidden_on_the_page_and_in_the_file(
    desk: Desk, answered: Answered, evening: Evening
) -> None:
    number, people = evening
    for name in people:
        answered(name, ago=LAST_WEEK)
    answered(people[0], 7, ago=LAST_WEEK + timedelta(days=7))
    page = desk.lena.get(f"/reports?team={number}&period=month").text
    assert page.count("fewer than five people</td>") == 4 - 1  # of four weeks, in three too few took part
    assert "5 answered" in page
    *weeks, whole = rows(desk.lena.get(f"/reports/export?page=show&team={number}&period=month").text)
    assert [week["customers"] for week in weeks] == ["fewer than five people"] * 3 + ["5"]
    assert (whole["customers"], whole["answered"]) == ("5", "5")
    assert "without 3 weeks of fewer than five people" in desk.lena.get("/reports/teams?period=month").text


def test_one_persons_sunday_is_no_row_of_a_team(desk: Desk, answered: Answered, evening: Evening) -> None:
    number, people = evening
    for name in people:
        answered(name, ago=LAST_WEEK)
    answered(people[0], 7, ago=timedelta(days=1))
    for query in ("period=today", "period=week", "period=own&from=2026-11-15&until=2026-11-15", "days=6&hours_from=11"):
        found = rows(desk.lena.get(f"/reports/export?page=show&team={number}&{query}").text)
        assert {row["customers"] for row in found} - {"fewer than five people"} == {"12"}


def test_a_team_is_narrowed_by_nothing_and_cut_into_no_parts(desk: Desk, answered: Answered, evening: Evening) -> None:
    number, people = evening
    for name in people:
        answered(name, ago=LAST_WEEK)
    answered(people[0], 1, ago=LAST_WEEK, tag="uitval")
    tag = desk.lena.get("/reports").text.split(">uitval</option>")[0].rsplit('value="', 1)[1].split('"')[0]
    narrowed = f"/reports?team={number}&tag={tag}&channel=1&audience=private&days=0&hours_from=3&hours_until=4"
    page = desk.lena.get(narrowed).text
    assert "6 answered" in page
    assert 'name="tag"' not in page
    for path in ("week", "parts"):
        page = desk.lena.get(f"/reports/{path}?team={number}").text
        assert "A team is not cut into hours, channels or tags" in page
        assert "<table" not in page
        assert desk.lena.get(f"/reports/export?page={path}&team={number}").status_code == 404
    assert desk.lena.get(f"/reports/teams?team={number}").status_code == 404
    page = desk.lena.get(f"/reports/teams?tag={tag}").text
    assert "Avonddienst" not in page
    assert "Teams are shown over whole weeks alone" in page


def test_nobody_is_found_by_subtracting_a_team_from_another_or_from_everybody(
    desk: Desk, answered: Answered, evening: Evening
) -> None:
    number, people = evening
    bigger = team(desk, "Avonddienst en Lena", [*people, "lena"])
    for name in people:
        answered(name, ago=LAST_WEEK)
    assert "5 answered" in desk.lena.get(f"/reports?team={number}").text
    answered("lena", 1, ago=LAST_WEEK)  # all hands less the team are hers now
    assert "Too few people to show" in desk.lena.get(f"/reports?team={number}").text
    assert "6 answered" in desk.lena.get(f"/reports?team={bigger}").text
    for each in range(3, 8):
        desk.visitor(f"Collega{each} Nummer", Role.AGENT)
        answered(f"collega{each}", ago=LAST_WEEK)
    assert "5 answered" in desk.lena.get(f"/reports?team={number}").text
    assert "Too few people to show" in desk.lena.get(f"/reports?team={bigger}").text


def test_personal_figures_are_shown_only_after_an_admin_switched_that_on_and_everybody_is_told(
    desk: Desk, answered: Answered
) -> None:
    answered("daan", 2)
    ilse = admin(desk)
    assert "Daan Visser" not in desk.lena.get("/reports/teams").text
    assert desk.lena.put("/reports/personal", {"shown": "on"}).status_code == 403
    assert ilse.put("/reports/personal", {"shown": "on"}).status_code == 303
    session.remove()
    assert "Daan Visser" in desk.lena.get("/reports/teams").text
    assert "You and team leads see these figures." in desk.sanne.get("/reports/mine").text
    assert session.scalar(select(func.count()).select_from(User)) == session.scalar(
        select(func.count()).where(Mail.template == "personal_figures_on")
    )
    switched = session.scalars(select(EventRow).where(EventRow.kind == "setting_changed")).one()
    assert switched.data == {"name": "personal_figures", "on": True}

    ilse.put("/reports/personal", {})
    assert "Daan Visser" not in desk.lena.get("/reports/teams").text


def test_a_file_holds_the_figures_of_the_page(desk: Desk, answered: Answered) -> None:
    answered("sanne", 3)
    answer = desk.lena.get("/reports/export?page=show&period=week")
    *each_day, whole = rows(answer.text)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="webcare-report.csv"'
    assert (whole["customers"], whole["answered"], whole["share_in_time_percent"]) == ("4", "3", "100")
    assert whole["first_answer_median_seconds"] == "665"
    assert sum(int(day["customers"]) for day in each_day) == 4
    week = rows(desk.lena.get("/reports/export?page=week&period=week").text)
    hours, whole_days = week[:168], week[168:]
    assert (len(week), sum(int(hour["customers"]) for hour in hours)) == (168 + 24, 4)
    (morning,) = (hour for hour in whole_days if hour["first_answer_median_seconds"])
    assert (morning["weekday"], morning["hour"], morning["customers"]) == ("all days", "9", "3")
    assert (morning["first_answer_median_seconds"], morning["measured_share_in_time_percent"]) == ("665", "100")


def test_a_name_that_looks_like_a_formula_is_text_in_a_file(desk: Desk, answered: Answered) -> None:
    answered("sanne", 1, tag='=hyperlink("x")')
    found = rows(desk.lena.get("/reports/export?page=parts").text)
    assert [row["name"] for row in found if row["part"] == "tag"] == ['\'=hyperlink("x")']


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@sum", "\t=1", " =1", "＝1", "\r=1"])
def test_whatever_a_spreadsheet_might_execute_is_written_as_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize(("cell", "kept"), [(-5, -5), (1.5, 1.5), (None, ""), ("a=b", "a=b"), ("uitval", "uitval")])
def test_numbers_and_plain_words_stay_as_they_are(cell: object, kept: object) -> None:
    assert safe(cell) == kept


def test_a_file_asks_once_more_who_it_is(desk: Desk, answered: Answered) -> None:
    answered("sanne", 1)
    forget_who_it_is(desk)
    answer = desk.lena.get("/reports/export?page=show")
    assert answer.status_code == 303
    assert answer.location.startswith("/confirm?next=/reports/export")


def test_minutes_of_work_change_the_people_it_takes(desk: Desk) -> None:
    for number in range(30):
        scenes.asks(desk.channel, at=desk.now - 3 * HOUR, by=scenes.customer(number))
    session.remove()

    def people(minutes: int) -> int:
        found = rows(desk.lena.get(f"/reports/export?page=week&period=today&handling={minutes}").text)
        return max(int(hour["people"]) for hour in found if hour["people"])

    assert people(3) < people(10) < people(30)
    assert people(10) >= 5  # 30 customers an hour of ten minutes are five people's work


def test_the_week_says_of_each_hour_what_was_answered_in_time_and_how_fast(desk: Desk, answered: Answered) -> None:
    answered("sanne", 3)
    late = scenes.asks(desk.channel, at=desk.now - 3 * HOUR, by=scenes.customer(900))
    assert late.id
    page = desk.lena.get("/reports/week?period=week").text
    (row,) = re.findall(r'<th scope="row">09:00</th>\s*<td>(?:(?!</tr>).)*%.*?</tr>', page)
    assert re.findall(r"<td>([^<]+)</td>", row) == ["75%", *["–"] * 6, "75%", "11 min", "11 min"]
    assert 'x1="53" x2="53"' in row
    year = desk.lena.get("/reports/week?period=year").text
    assert "Choose at most 13 weeks" in year
    assert "11 min" not in year


def test_what_does_not_go_by_when_somebody_began_to_wait_is_not_told_of_some_hours_alone(
    desk: Desk, answered: Answered
) -> None:
    answered("sanne", 3)
    whole = desk.lena.get("/reports?period=week").text
    assert "promises made" in whole
    assert "The CEO</h3>" in whole
    for narrowed in ("hours_from=9&hours_until=12", "days=work"):
        page = desk.lena.get(f"/reports?period=week&{narrowed}").text
        assert "promises made" not in page
        assert "The CEO</h3>" not in page
        assert "told of whole days alone" in page
        assert "reopened" in page
    assert "promises made" not in desk.sanne.get("/reports/mine?period=week&hours_from=9").text


def test_hours_that_are_still_to_come_are_not_called_quiet(desk: Desk, answered: Answered) -> None:
    answered("sanne", 3)
    page = desk.lena.get("/reports/week?period=today").text
    (row,) = re.findall(r'<th scope="row">22:00</th>\s*(<td class="heat.*?)</tr>', page)
    assert row.count('aria-label="not yet"') == 7
    (row,) = re.findall(r'<th scope="row">08:00</th>\s*(<td class="heat.*?)</tr>', page)
    assert row.count('aria-label="not yet"') == 6
    hours = rows(desk.lena.get("/reports/export?page=week&period=today").text)
    assert {hour["people"] for hour in hours if hour["hour"] == "22"} == {""}


def test_every_bar_of_a_share_has_the_own_target_and_what_consumers_expect(desk: Desk, answered: Answered) -> None:
    answered("sanne", 3, tag="uitval")
    page = desk.lena.get("/reports/parts?period=week").text
    assert page.count('class="bar-of share') == 2  # a channel and a tag
    assert page.count('<line class="own" x1="90" x2="90"') == page.count('class="bar-of share')
    assert page.count('<line class="expected" x1="53" x2="53"') == page.count('class="bar-of share')
    assert "90% own target" in page
    assert "53% expect an answer within the hour" in page


def test_what_consumers_expect_of_the_ceo_stands_beside_the_figures_of_the_ceo(desk: Desk, answered: Answered) -> None:
    answered("sanne", 1)
    for path in ("/reports", "/escalations"):
        assert "59 % of consumers find that the CEO should do it in person" in desk.lena.get(path).text
