"""Who may do what, as an admin sees and changes it; and what an agent notices of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import scenes
from tests.serving import Desk
from webcare.access import grants as given
from webcare.access import limits, teams
from webcare.access.terms import GrantTerms, LimitTerms
from webcare.database import transaction
from webcare.models import Channel, Role, User

Axe = Callable[[Page], list[str]]
LogIn = Callable[..., Page]

PAGES = [
    "/mandates",
    "/mandates?state=all",
    "/mandates?state=over&power=manage",
    "/mandates/new",
    "/mandates/matrix",
    "/mandates/matrix?press=on",
    "/mandates/reasons?user=1&power=answer&audience=public",
    "/limits?state=all",
    "/limits/new",
    "/teams",
    "/teams/1",
    "/teams/2",
]


@pytest.fixture
def ilse(desk: Desk, channel: Channel, sanne: User, daan: User) -> User:
    """An admin of a desk with something of everything."""
    admin = scenes.user("Ilse Bakker", desk.now, Role.ADMIN, language="en")
    scenes.user("Fatima el Amrani", desk.now, Role.LEAD)
    scenes.user("Willem van Dijk", desk.now, Role.EXECUTIVE)
    with transaction():
        by = {"by": admin, "now": desk.now}
        press, gone = teams.make("Persdienst", **by), teams.make("Avonddienst", **by)
        teams.join(press, daan, **by)
        given.give(GrantTerms(team_id=press.id, power="approve", effect="allow", valid_from=desk.now), **by)
        given.give(GrantTerms(team_id=gone.id, power="moderate", effect="allow", valid_from=desk.now), **by)
        own = {"user_id": sanne.id, "channel_id": channel.id, "audience": "public", "approver_id": daan.id}
        terms = GrantTerms(power="answer", effect="with_approval", valid_from=desk.now, **own)
        given.withdraw(given.give(terms, **by), **by)
        narrow = {"user_id": daan.id, "audience": "private", "effect": "refused", "valid_from": desk.now}
        limits.lift(limits.put(LimitTerms(kind="other", **narrow), **by), **by)
        limits.put(LimitTerms(kind="new_colleague", **narrow), **by)
        teams.dissolve(gone, **by)
    return admin


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_pages_about_power(log_in: LogIn, ilse: User, axe: Axe, dark: bool) -> None:
    page = log_in(ilse, dark=dark)
    for path in PAGES:
        page.goto(path)
        for cell in page.locator("td summary").all():
            cell.click()
        assert axe(page) == [], path


def test_no_page_about_power_is_wider_than_a_phone(log_in: LogIn, ilse: User) -> None:
    page = log_in(ilse, width=360, height=740, touch=True)
    for path in PAGES:
        page.goto(path)
        widths = page.evaluate("[document.querySelector('main').scrollWidth, document.documentElement.scrollWidth]")
        assert max(widths) <= 360, path


def test_a_mandate_is_given_seen_and_withdrawn_and_an_open_conversation_goes_with_it(
    log_in: LogIn, desk: Desk, channel: Channel, ilse: User, connected: Callable[[Page], None]
) -> None:
    conversation = scenes.asks(channel, "Waar blijft mijn trein?", at=desk.now)
    noor = log_in(scenes.user("Noor Jansen", desk.now, Role.EMPLOYEE, language="en"))
    page = log_in(ilse)
    page.goto("/mandates")
    page.get_by_role("link", name="Give a mandate").click()
    page.get_by_label("For whom").select_option("Noor Jansen")
    page.get_by_label("May", exact=True).select_option("Read")
    page.get_by_role("button", name="Give the mandate").click()
    expect(page.get_by_text("The mandate is given.")).to_be_visible()

    noor.goto(f"/conversations/{conversation.id}")
    connected(noor)
    expect(noor.get_by_text("Waar blijft mijn trein?").first).to_be_visible()
    page.get_by_role("button", name="Withdraw: Noor Jansen · Read").click()
    expect(page.get_by_text("The mandate is withdrawn, at once.")).to_be_visible()
    expect(noor.get_by_text("Waar blijft mijn trein?")).to_have_count(0)

    page.get_by_label("State").select_option("Over")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Give again: Noor Jansen · Read").click()
    expect(page.get_by_text("The mandate is given again.")).to_be_visible()


def test_leaving_a_team_takes_an_open_conversation_away_at_once(
    log_in: LogIn, desk: Desk, channel: Channel, ilse: User, connected: Callable[[Page], None]
) -> None:
    conversation = scenes.asks(channel, "Waar blijft mijn trein?", at=desk.now)
    colleague = scenes.user("Noor Jansen", desk.now, Role.EMPLOYEE, language="en")
    with transaction():
        team = teams.make("Stagiairs", by=ilse, now=desk.now)
        teams.join(team, colleague, by=ilse, now=desk.now)
        reads = GrantTerms(team_id=team.id, power="read", effect="allow", valid_from=desk.now)
        given.give(reads, by=ilse, now=desk.now)
    noor, page = log_in(colleague), log_in(ilse)
    noor.goto(f"/conversations/{conversation.id}")
    connected(noor)
    expect(noor.get_by_text("Waar blijft mijn trein?").first).to_be_visible()
    page.goto(f"/teams/{team.id}")
    page.get_by_role("button", name="Take out Noor Jansen").click()
    expect(page.get_by_text("Nobody is in this team yet")).to_be_visible()
    expect(noor.get_by_text("Waar blijft mijn trein?")).to_have_count(0)


def test_the_matrix_tells_why_by_keyboard(log_in: LogIn, ilse: User) -> None:
    page = log_in(ilse)
    page.goto("/mandates/matrix")
    cell = page.get_by_role("row", name="Daan Visser").locator("summary").nth(1)
    cell.focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("Narrowed by a limit: Daan Visser · New colleague · in DMs · may not do it")
    ).to_be_visible()
