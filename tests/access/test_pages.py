"""A role gives pages, by one table; no route and no template asks for a role by name. Source: DOMAIN, Roles."""

import re
from pathlib import Path

import pytest

import webcare
from webcare.access import pages
from webcare.access.pages import Page
from webcare.errors import NotFound
from webcare.models import Role, User

PACKAGE = Path(webcare.__file__).parent
NAMES = PACKAGE / "web/names.py"  # says what each role is called
COMPARED = re.compile(
    r"\brole\s*(?:==|!=)|\brole\s+(?:not\s+)?in\s*[(\[{A-Z]|[\"')]\s*(?:==|!=)\s*[\w.]*\brole\b|\bRole\.[A-Z]"
)


def of_role(role: Role) -> User:
    return User(name="Sanne Kuipers", role=role)


def lines_that_name_a_role(text: str) -> list[str]:
    """Where a role is compared; forms go through all roles there are, and that is no comparison."""
    return [line.strip() for line in text.splitlines() if COMPARED.search(line) and "for role in Role" not in line]


@pytest.mark.parametrize(
    "line",
    [
        'if user.role == "lead":',
        "if user.role != Role.EMPLOYEE:",
        'if me.user.role in ("lead", "admin")',
        'if user.role not in ("lead",)',
        "READERS = (Role.LEAD,)",
        'if "lead" == user.role:',
    ],
)
def test_a_comparison_is_recognised(line: str) -> None:
    assert lines_that_name_a_role(line) == [line]


def test_no_route_no_screen_and_no_template_asks_for_a_role_by_name() -> None:
    files = [*PACKAGE.glob("web/**/*.py"), *PACKAGE.glob("live/**/*.py"), *PACKAGE.parent.glob("templates/**/*")]
    texts = {path: path.read_text() for path in files if path.is_file() and path != NAMES}
    assert len(texts) > 150
    found = {path.name: lines for path, text in texts.items() if (lines := lines_that_name_a_role(text))}
    assert found == {}


def test_every_page_is_in_the_table_and_nobody_finds_what_is_not_theirs() -> None:
    assert set(pages.PAGES) == set(Page)
    for roles in pages.PAGES.values():
        assert roles.find <= roles.have


def test_what_is_no_page_of_theirs_is_not_there() -> None:
    pages.require(of_role(Role.LEAD), Page.REPORTS)
    with pytest.raises(NotFound):
        pages.require(of_role(Role.AGENT), Page.REPORTS)
    assert pages.has(of_role(Role.AGENT), Page.THEMES)
    assert not pages.finds(of_role(Role.AGENT), Page.THEMES)
