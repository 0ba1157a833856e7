"""Which pages a role gives: who has them, and in whose menu they stand. One table, for routes, menus and fragments.

A page gives no power: what stands on it, and what can be done there, is under the reader's mandate.
Source: DOMAIN, Roles.
"""

from enum import StrEnum
from typing import NamedTuple

from webcare.errors import NotFound
from webcare.models import Role, User


class Page(StrEnum):
    """A page, or a part of one, that not every role has or finds in its menu."""

    LIVE = "live"
    THEMES = "themes"
    TEAM = "team"  # who is here and how much room they have: a part of the live page and of the inbox
    CRISES = "crises"  # the rooms, and the bar over every page
    QUESTIONS = "questions"  # to the CEO
    REPORTS = "reports"
    MANAGEMENT = "management"


class Roles(NamedTuple):
    """Whose page it is, and in whose menu it stands; in nobody's when other pages lead to it."""

    have: frozenset[Role]
    find: frozenset[Role] = frozenset()


EVERYBODY = frozenset(Role)
AT_THE_DESK = EVERYBODY - {Role.EMPLOYEE}
STEERING = frozenset({Role.LEAD, Role.EXECUTIVE, Role.ADMIN})
ASKED = frozenset({Role.LEAD, Role.EXECUTIVE})  # or standing in for who is
PAGES: dict[Page, Roles] = {
    Page.LIVE: Roles(EVERYBODY, STEERING),
    Page.THEMES: Roles(EVERYBODY, STEERING),
    Page.TEAM: Roles(AT_THE_DESK),
    Page.CRISES: Roles(AT_THE_DESK, STEERING),  # in the menu of others while one runs
    Page.QUESTIONS: Roles(EVERYBODY, ASKED),  # an assistant finds them too
    Page.REPORTS: Roles(STEERING, STEERING),
    Page.MANAGEMENT: Roles(STEERING),
}


def has(user: User, page: Page) -> bool:
    """Whether it is a page of theirs."""
    return user.role in PAGES[page].have


def finds(user: User, page: Page) -> bool:
    """Whether it stands in their menu."""
    return user.role in PAGES[page].find


def require(user: User, page: Page) -> None:
    """Raises NotFound for whom it is no page of theirs: it is as if it were not there."""
    if not has(user, page):
        raise NotFound
