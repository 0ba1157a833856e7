import csv
from datetime import timedelta
from io import StringIO

from sqlalchemy import select

from tests import scenes
from tests.web.desk import Desk
from webcare.database import session, transaction
from webcare.desk import sorting, theming, toning
from webcare.models import LoginSession, Role

LATE = "@spoorlijn alweer vertraging, schandalig! Mijn BSN is 111222333 en ik wil geld terug"


def tell(desk: Desk) -> None:
    with transaction():
        theming.make("=vertraging", ["vertraging"], [], by=desk.user("lena"), now=desk.now)
    for number in range(6):
        scenes.asks(desk.channel, LATE, at=desk.now - timedelta(minutes=1), by=scenes.customer(number))
    while toning.read(now=desk.now) or sorting.step(now=desk.now):
        pass
    session.remove()


def test_management_reads_sizes_tones_and_words_and_no_number_of_a_person(desk: Desk) -> None:
    tell(desk)
    page = desk.lena.get("/management?period=week").text
    assert "Themes by size" in page
    assert "100%" in page
    assert "alweer vertraging, schandalig!" in page
    assert "111222333" not in page
    assert "klant0" not in page


def test_a_file_holds_its_table_and_nothing_that_a_customer_wrote(desk: Desk) -> None:
    tell(desk)
    answer = desk.lena.get("/management/export?period=week")
    late, whole = csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")))
    assert (late["theme"], late["messages"], late["customers"]) == ("'=vertraging", "6", "6")
    assert late["negative_percent"] == "100"
    assert (whole["messages"], whole["messages_before"]) == ("7", "0")
    assert "schandalig!" not in answer.text
    assert desk.sanne.get("/management/export").status_code == 404
    with transaction():
        for each in session.scalars(select(LoginSession)):
            each.confirmed_at = desk.now - timedelta(days=1)
    assert desk.lena.get("/management/export").location.startswith("/confirm")


def test_without_themes_the_page_says_how_to_get_them(desk: Desk) -> None:
    assert "Nothing was said on a theme in this period" in desk.lena.get("/management").text


def test_it_is_for_who_steers(desk: Desk) -> None:
    assert desk.sanne.get("/management").status_code == 404
    assert desk.visitor("Ellen Prins", Role.EXECUTIVE).get("/management").status_code == 200


def test_an_unknown_period_is_a_week(desk: Desk) -> None:
    assert desk.lena.get("/management?period=eternity").status_code == 200


def test_reports_lead_to_it(desk: Desk) -> None:
    assert 'href="/management"' in desk.lena.get("/reports").text
