"""Alerts over HTTP: the bar above every page, the list, and how one wishes to be told."""

from datetime import timedelta

from tests.web.desk import Desk
from webcare.database import session, transaction
from webcare.desk import clock, presence
from webcare.models import AlertWish, User

LATER = timedelta(minutes=60)


def become_late(desk: Desk) -> None:
    """The customer of this desk waits too long, while the lead is here."""
    with transaction():
        presence.sign_of_life(session.get_one(User, desk.ids["lena"]), now=desk.now + LATER)
    with transaction():
        clock.tick(now=desk.now + LATER)
    session.remove()


def test_the_bar_says_what_concerns_its_reader_and_nobody_elses(desk: Desk) -> None:
    assert "data-newest" not in desk.lena.get("/alerts/bar").text
    become_late(desk)

    bar = desk.lena.get("/alerts/bar").text
    assert "1 customer waits too long" in bar
    assert f'href="{desk.here}"' in bar
    assert "data-newest" not in desk.sanne.get("/alerts/bar").text


def test_what_was_seen_is_gone_from_bar_and_list(desk: Desk) -> None:
    become_late(desk)
    assert "Anna de Vries" in desk.lena.get("/alerts").text

    assert desk.lena.post("/alerts/seen", {"up_to": "1"}).status_code == 303
    assert "data-newest" not in desk.lena.get("/alerts/bar").text
    assert "Nothing needs you now" in desk.lena.get("/alerts").text


def test_nobody_sees_what_was_told_to_another(desk: Desk) -> None:
    become_late(desk)
    desk.sanne.post("/alerts/seen", {"up_to": "1"})

    assert "1 customer waits too long" in desk.lena.get("/alerts/bar").text


def test_it_sounds_only_for_who_wishes_it_and_never_in_quiet_hours(desk: Desk) -> None:
    become_late(desk)
    assert 'data-sound="false"' in desk.lena.get("/alerts/bar").text

    wishes = {"at_risk": "on", "late": "on", "sound": "on", "desktop": "on", "push": "on"}
    assert desk.lena.post("/settings/alerts", wishes).status_code == 303
    assert 'data-sound="true" data-desktop="true"' in desk.lena.get("/alerts/bar").text

    noon = {"quiet": "on", "quiet_from": "11:30", "quiet_until": "12:30"}  # it is noon in Amsterdam
    desk.lena.post("/settings/alerts", wishes | noon)
    assert 'data-sound="false" data-desktop="false"' in desk.lena.get("/alerts/bar").text


def test_quiet_hours_that_make_no_sense_are_not_kept(desk: Desk) -> None:
    refused = desk.lena.post("/settings/alerts", {"quiet": "on", "quiet_from": "25:99", "quiet_until": ""})

    assert refused.status_code == 422
    assert refused.text.count("A time of day, such as 08:30.") == 2
    assert session.get(AlertWish, desk.ids["lena"]) is None


def test_the_settings_show_what_was_chosen(desk: Desk) -> None:
    page = desk.lena.get("/settings/alerts").text
    assert 'value="22:00"' in page

    desk.lena.post("/settings/alerts", {"late": "on"})
    page = desk.lena.get("/settings/alerts").text
    assert 'name="late" checked' in page
    assert 'name="at_risk" checked' not in page
    assert 'value="22:00"' not in page
