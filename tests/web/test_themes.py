import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from tests import scenes
from tests.insight.discussion import burst, every, say, sort_everything
from tests.visitor import Visitor
from tests.web.desk import Desk
from webcare.database import session, transaction
from webcare.desk import noticing, suggesting
from webcare.models import Grant, LoginSession, Power, Role, Spike, Theme

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FORM = {"name": "Betalen", "words": "ideal\nbetaalfout"}


def theme() -> Theme:
    session.remove()
    return session.scalars(select(Theme)).one()


def follow(desk: Desk, by: Visitor | None = None, **fields: str) -> str:
    """Follow a theme by the form; gives its address."""
    answer = (by or desk.lena).post("/themes", FORM | fields)
    assert answer.status_code == 303
    sort_everything(desk.now)
    return str(answer.location)


@pytest.fixture
def rise(desk: Desk) -> Spike:
    """A crisis is suggested on Betalen."""
    say(desk.channel, every(2 * HOUR, desk.now - 20 * DAY, desk.now - HOUR, "ideal"))
    say(desk.channel, burst(20, desk.now, "ideal doet het niet"), sentiment="negative")
    follow(desk)
    suggesting.look(now=desk.now)
    session.rollback()
    return session.scalars(select(Spike)).one()


def test_a_lead_follows_a_theme_and_sees_its_size_its_tone_and_what_was_said(desk: Desk) -> None:
    say(desk.channel, [(desk.now - HOUR, "Mijn IDEAL werkt niet, mijn BSN is 123456782")] * 6, sentiment="negative")

    page = desk.lena.get(follow(desk)).text

    assert "Mijn IDEAL werkt niet" in page
    assert "123456782" not in page
    assert "100%" in page
    assert "ideal, betaalfout" in page
    assert "Betalen" in desk.lena.get("/themes?period=week").text


def test_an_agent_sees_themes_and_changes_none(desk: Desk) -> None:
    here = follow(desk)

    assert desk.sanne.get("/themes").status_code == 200
    assert desk.sanne.get(here).status_code == 200
    for path in ("/themes", here, f"{here}/archive", f"{here}/following"):
        assert desk.sanne.post(path, FORM | {"name": "Anders"}).status_code == 403
    assert desk.sanne.get("/themes/new").status_code == 403
    assert theme().name == "Betalen"


def test_the_form_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(desk: Desk) -> None:
    follow(desk)

    for fields, words in (
        ({"name": "betalen"}, "There is a theme of that name already"),
        ({"name": "Leeg", "words": ""}, "Give at least one word or one tag"),
        ({"name": "", "words": "typte dit"}, "typte dit"),
    ):
        answer = desk.lena.post("/themes", FORM | fields)
        assert answer.status_code == 422
        assert words in answer.text


def test_a_theme_is_changed_laid_aside_and_followed_again(desk: Desk) -> None:
    here = follow(desk)
    assert "betaalfout" in desk.lena.get(f"{here}/edit").text

    desk.lena.post(here, {"name": "Kaartjes", "words": "kaartje"})
    assert (theme().name, [each.words for each in theme().words]) == ("Kaartjes", ["kaartje"])
    desk.lena.post(f"{here}/archive")
    assert theme().archived_at == desk.now
    assert "Kaartjes" in desk.lena.get("/themes").text  # to follow it again
    desk.lena.delete(f"{here}/archive")

    assert theme().archived_at is None


def test_a_tag_can_be_followed(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/tags", {"name": "betaling"})
    tag = desk.conversation.tags[0]

    page = desk.lena.get(follow(desk, words="", **{f"tag-{tag.id}": "on"})).text

    assert "betaling" in page
    assert "Waar blijft mijn trein?" in page


def test_a_found_topic_is_followed_or_laid_aside_with_one_press(desk: Desk) -> None:
    say(desk.channel, every(HOUR, desk.now - 6 * DAY, desk.now - 4 * HOUR, "vertraging"))
    while noticing.count_days(now=desk.now):
        pass
    say(desk.channel, burst(20, desk.now, "koffieautomaat kapot"))
    noticing.notice(now=desk.now)
    sort_everything(desk.now)
    assert "koffieautomaat" in desk.sanne.get("/themes").text

    desk.lena.post(f"/themes/{theme().id}/following")

    assert theme().detected is False


def test_a_suggestion_says_why_and_is_dismissed_and_brought_back(desk: Desk, rise: Spike) -> None:
    page = " ".join(desk.lena.get("/themes").text.split())
    assert "Is this a crisis? Betalen" in page
    assert "20 messages in 5 minutes, where hardly any is usual at this time. 100% of them negative." in page
    assert f"/crises/new?spike={rise.id}" in page

    assert desk.lena.post(f"/suggestions/{rise.id}/dismissal").status_code == 303
    page = desk.lena.get("/themes").text
    assert "Is this a crisis?" not in page
    assert "Suggested crisis: Betalen" in page
    desk.lena.delete(f"/suggestions/{rise.id}/dismissal")

    assert "Is this a crisis? Betalen" in desk.lena.get("/themes").text


def test_a_suggestion_is_brought_back_for_as_long_as_it_would_have_stood(desk: Desk, rise: Spike) -> None:
    number = rise.id
    desk.lena.post(f"/suggestions/{number}/dismissal")
    desk.app.config["CLOCK"] = lambda: desk.now + DAY - HOUR
    lead = desk.visitor("Karin Smit", Role.LEAD)
    assert "Suggested crisis: Betalen" in lead.get("/themes").text

    desk.app.config["CLOCK"] = lambda: desk.now + DAY
    assert "Suggested crisis: Betalen" not in lead.get("/themes").text
    answer = lead.delete(f"/suggestions/{number}/dismissal")
    assert answer.status_code == 409
    assert "is not shown any more" in answer.text


def test_who_leads_one_channel_sees_a_suggestion_and_dismisses_it_for_nobody(desk: Desk, rise: Spike) -> None:
    number = rise.id
    with transaction():
        place = {"user_id": desk.ids["sanne"], "channel_id": desk.channel_id}
        session.add(Grant(**place, power=Power.MODERATE, valid_from=desk.now, granted_at=desk.now))
    session.remove()
    for path in ("/themes", "/themes/rising", "/crises"):
        page = desk.sanne.get(path).text
        assert f"/crises/new?spike={number}" in page, path
        assert "No crisis: Betalen" not in page
        assert "No crisis: Betalen" in desk.lena.get(path).text
    assert desk.sanne.post(f"/suggestions/{number}/dismissal").status_code == 403


def test_a_suggestion_is_for_who_may_decide_on_it(desk: Desk, rise: Spike) -> None:
    assert "Is this a crisis?" not in desk.sanne.get("/themes").text
    assert "Is this a crisis?" not in desk.sanne.get("/themes/rising").text
    assert desk.sanne.post(f"/suggestions/{rise.id}/dismissal").status_code == 403


def test_what_rises_is_shown_to_the_live_page_and_on_a_wall_without_anything_to_press(desk: Desk, rise: Spike) -> None:
    part, wall = desk.lena.get("/themes/rising").text, desk.lena.get("/themes/rising?wall").text

    assert "Is this a crisis? Betalen" in part
    assert f'href="/themes/{rise.theme_id}"' in part
    assert "Betalen" in wall
    assert "<a " not in wall
    assert "<form" not in wall


def test_words_that_were_found_stand_on_no_wall_since_they_may_be_a_name(desk: Desk) -> None:
    say(desk.channel, every(HOUR, desk.now - 6 * DAY, desk.now - 4 * HOUR, "vertraging"))
    while noticing.count_days(now=desk.now):
        pass
    say(desk.channel, burst(20, desk.now, "conducteur Priya Ramdin was onbeleefd"))
    noticing.notice(now=desk.now)
    sort_everything(desk.now)
    with transaction():
        found = session.scalars(select(Theme).where(Theme.detected)).first()
        assert found is not None
        since = desk.now - 10 * timedelta(minutes=1)
        facts = {"reasons": ["volume"], "messages": 20, "usual": 0.0, "score": 9.0}
        session.add(Spike(theme_id=found.id, seen_at=desk.now, started_at=since, **facts))
    session.remove()
    part, wall = desk.lena.get("/themes/rising").text.lower(), desk.lena.get("/themes/rising?wall").text.lower()

    assert "is this a crisis?" in part
    assert "conducteur priya" in part
    assert not [word for word in ("conducteur", "priya", "ramdin", "onbeleefd") if word in wall]
    assert wall.count("a new topic") >= 2, "as a suggestion, and in the table"
    assert ">20</td>" in wall
    assert "20 messages in 10 minutes" in wall


def test_without_themes_every_list_says_what_to_do(desk: Desk) -> None:
    page = desk.lena.get("/themes").text

    assert "No theme is followed yet" in page
    assert "No words stand out of the weeks before." in page
    assert "In the last hour nothing was said on any theme." in desk.lena.get("/themes/rising").text


def test_who_reads_nothing_finds_nothing(desk: Desk) -> None:
    here = follow(desk)
    employee = desk.visitor("Eva Medewerker", Role.EMPLOYEE)

    assert employee.get(here).status_code == 404
    assert "Betalen" not in employee.get("/themes").text
    assert "Betalen" not in employee.get("/themes/rising").text


def test_an_executive_finds_the_themes_in_the_menu_and_an_agent_does_not(desk: Desk) -> None:
    executive = desk.visitor("Willem van Dijk", Role.EXECUTIVE)

    assert 'href="/themes"' in executive.get("/inbox").text
    assert 'href="/themes"' not in desk.sanne.get("/inbox").text


def test_a_month_of_a_theme_is_drawn_with_its_table(desk: Desk, now: datetime) -> None:
    say(desk.channel, every(DAY, now - 27 * DAY, now, "ideal"))

    page = desk.lena.get(f"{follow(desk)}?period=weeks").text

    assert page.count('class="rest"') == 28 + 1  # columns, and the legend
    assert page.count('<th scope="row">') == 28
    assert scenes.kinds().count("theme_made") == 1
    with transaction():
        assert session.scalars(select(Theme)).one().matched_from is not None


def test_a_file_holds_every_step_of_every_theme_as_text_no_spreadsheet_executes(desk: Desk) -> None:
    say(desk.channel, [(desk.now - HOUR, "ideal")] * 6, sentiment="negative")
    follow(desk, name="=Betalen")
    found = list(csv.DictReader(StringIO(desk.lena.get("/themes/export").text.removeprefix("\ufeff"))))
    assert {row["theme"] for row in found} == {"'=Betalen"}
    assert len(found) == 24
    assert sum(int(row["messages"]) for row in found) == sum(int(row["negative"]) for row in found) == 6
    with transaction():
        for each in session.scalars(select(LoginSession)):
            each.confirmed_at = desk.now - DAY
    assert desk.lena.get("/themes/export").location.startswith("/confirm")
