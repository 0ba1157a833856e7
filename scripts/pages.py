"""Which pages each role has, tried: a part of what `scripts.powers` writes down in docs/security.md."""

from collections.abc import Mapping

from tests.visitor import Visitor
from webcare.models import Role

TITLE = "pages"
MENU, YES, ELSEWHERE, UNSEEN, NO = "in the menu", "yes", "own figures", "–", "no"
ADDRESSES = {
    "the inbox, under one's mandate": "/inbox",
    "what one may do oneself, and settings": "/settings",
    "the live queue, under one's mandate": "/live",
    "themes, under one's mandate": "/themes",
    "who is here and how much room there is": "/live/people",
    "what waits for approval": "/approvals",
    "questions to the CEO": "/escalations",
    "crisis rooms": "/crises",
    "reports on everybody": "/reports",
    "figures of oneself": "/reports/mine",
    "the page for management": "/management",
    "channels": "/channels",
    "people": "/users",
    "mandates": "/mandates",
}


def table(visitors: Mapping[Role, Visitor]) -> str:
    """Every page that is somebody's, for each role: whether it is there, and in the menu."""
    rows = [f"**{TITLE}**", "", f"| | {' | '.join(role.value for role in Role)} |", f"|---|{'---|' * len(Role)}"]
    for name, address in ADDRESSES.items():
        rows.append(f"| {name} | {' | '.join(_tried(visitors[role], address) for role in Role)} |")
    return "\n".join(rows)


def _tried(visitor: Visitor, address: str) -> str:
    status = visitor.get(address).status_code
    if status != 200:
        return {303: ELSEWHERE, 403: NO, 404: UNSEEN}[status]
    menu = visitor.get("/settings").text.partition('id="rail"')[2].partition("</nav>")[0]
    return MENU if f'href="{address}"' in menu else YES
