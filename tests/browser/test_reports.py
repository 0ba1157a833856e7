"""Reports in a browser: no barriers, room on a phone, a button that prints, and a page that is fit for paper."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import scenes
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import tagging
from webcare.models import Channel, Conversation, Role, User

Axe = Callable[[Page], list[str]]
LogIn = Callable[..., Page]

HOUR = timedelta(hours=1)
PAGES = [
    "/reports?period=week",
    "/reports?period=year&days=work&hours_from=9&hours_until=17",
    "/reports?period=own&from=2026-01-01&until=2026-01-31",
    "/reports/week?period=week",
    "/reports/parts?period=week",
    "/reports/dismissed",
    "/reports/mine",
]


@pytest.fixture
def lena(desk: Desk, channel: Channel, sanne: User) -> User:
    """A lead of a desk on which something happened."""
    lead = scenes.user("Lena de Boer", desk.now, Role.LEAD, language="en")
    for number in range(8):
        at = desk.now - number * HOUR - timedelta(minutes=20)
        there = scenes.asks(channel, at=at, by=scenes.customer(number))
        if number % 2:
            with transaction():
                tagging.tag(session.get_one(Conversation, there.id), "uitval", by=sanne, now=at)
        if number % 3:
            scenes.answer(there, by=sanne, at=at + timedelta(minutes=7 * number))
    return lead


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_reports(log_in: LogIn, desk: Desk, lena: User, axe: Axe, dark: bool) -> None:
    page = log_in(lena, dark=dark)
    for path in PAGES:
        page.goto(f"{desk.url}{path}")
        assert axe(page) == [], path


def test_reports_fit_a_phone(log_in: LogIn, desk: Desk, lena: User) -> None:
    page = log_in(lena, width=390, height=844, touch=True)
    for path in PAGES:
        page.goto(f"{desk.url}{path}")
        assert page.evaluate("document.querySelector('main').scrollWidth") <= 390, path


def test_a_choice_stays_on_the_way_to_the_next_page(log_in: LogIn, desk: Desk, lena: User) -> None:
    page = log_in(lena)
    page.goto(f"{desk.url}/reports")
    page.get_by_label("Period", exact=True).select_option("week")
    page.get_by_label("Tag").select_option(label="uitval")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("· uitval ·")).to_be_visible()
    page.get_by_role("link", name="Week and staffing").click()
    expect(page.get_by_role("heading", name="How many people it takes, hour by hour")).to_be_visible()
    expect(page.get_by_label("Tag")).to_have_value("1")
    expect(page.get_by_text("Post Office Electrical Engineers")).to_be_visible()


def test_on_paper_stands_the_report_and_nothing_to_press(log_in: LogIn, desk: Desk, lena: User) -> None:
    page = log_in(lena)
    page.goto(f"{desk.url}/reports?period=week")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    for there in ("#rail", "form.narrowing", ".subnav", ".actions"):
        expect(page.locator(there).first).to_be_hidden()
    expect(page.locator(".plot svg").first).to_be_visible()
    assert page.evaluate("document.querySelector('main').scrollHeight <= document.body.scrollHeight")
