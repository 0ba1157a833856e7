"""What the frame of every page needs to know: who looks, in which language, at what moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flask import Flask, g
from flask_babel import get_locale
from markupsafe import Markup, escape

from webcare import access
from webcare.access import pages
from webcare.access.pages import Page
from webcare.database import micros
from webcare.inbox import alerts, approvals, changes, escalations, rows
from webcare.inbox.rows import Row
from webcare.insight import crises
from webcare.mandate import Mandate
from webcare.models import Crisis, LoginSession, Power, User
from webcare.web import crisis_page, now
from webcare.web.reader import reader
from webcare.web.static import STATIC

ON_SOME_PAGES = "js/pages/"  # a page that needs one of these names it in its block `scripts`


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at this page, and whether the menus of administration are theirs."""

    user: User
    may_manage: bool
    alarms: list[Row]
    approvals: int | None  # how much waits for theirs; None: they approve nothing
    questions: int | None  # to the CEO, that wait for them; None: they have nothing to do with those
    crises: Sequence[Crisis] = ()  # that run where they read anything, and drills they do not take part in
    drill: Crisis | None = None  # that they take part in
    urgent_outside: bool = False  # somebody's safety may be at stake outside that drill
    late_outside: bool = False  # customers outside it wait too long, and nobody else was there to be told

    def has(self, page: str) -> bool:
        """Whether a page, or what stands on it, is theirs."""
        return pages.has(self.user, Page(page))

    def finds(self, page: str) -> bool:
        """Whether a page stands in their menu."""
        return pages.finds(self.user, Page(page))


def register(app: Flask) -> None:
    """Let every template ask these things."""
    app.jinja_env.filters["data_attributes"] = data_attributes
    app.jinja_env.globals.update(
        viewer=viewer,
        language=language,
        server_now=lambda: micros(now()),
        static_modules=static_modules,
        latest_event=latest_event,
        running_crises=running_crises,
    )


def viewer() -> Viewer | None:
    """Who looks; None where nobody has to be logged in. Looked up once per request: the frame and its bars ask."""
    found = access.current_session()
    if found is None:
        return None
    if "viewer" not in g:
        g.viewer = _viewer(found)
    looks: Viewer = g.viewer
    return looks


def _viewer(found: LoginSession) -> Viewer:
    if g.get("factor_missing"):
        return Viewer(found.user, may_manage=False, alarms=[], approvals=None, questions=None)
    held = reader()
    waiting = len(approvals.waiting_under(held)) if approvals.approves_somewhere(held) else None
    manages, alarms = held.decide(Power.MANAGE).allowed, rows.alarms(held.readable())
    there = running_crises()
    drill = next((each for each in there if each.training and each.channel_id == held.desk), None)
    others = [each for each in there if each is not drill and (each.training or drill is None)]
    urgent, late = _outside(held) if drill is not None else (False, False)
    return Viewer(found.user, manages, alarms, waiting, _questions(found.user), others, drill, urgent, late)


def running_crises() -> Sequence[Crisis]:
    """The crises and drills that were not ended, where who looks reads anything; looked up once per request."""
    if "crises" not in g:
        g.crises = crisis_page.of_concern(crises.running()) if reader().readable().scopes else ()
    found: Sequence[Crisis] = g.crises
    return found


def _outside(held: Mandate) -> tuple[bool, bool]:
    """Whether an alarm sounds outside their drill, and whether customers there wait too long."""
    return bool(rows.alarms(held.outside_drill().readable())), bool(alerts.standing_outside(held).all)


def latest_event() -> int | str:
    """From where on the page hears what happens; empty: it hears nothing until a second factor is set up."""
    return "" if g.get("factor_missing") else changes.latest_event()


def _questions(user: User) -> int | None:
    """Executives are asked, leads may stand in, and assistants read along; the page of who answers asks nothing."""
    if pages.finds(user, Page.QUESTIONS):
        return escalations.waiting_for(user)
    return 0 if not pages.has(user, Page.TEAM) and escalations.assists_somebody(user) else None


def data_attributes(facts: Mapping[str, str]) -> Markup:
    """Facts as attributes of an element, for its script: ` data-channel="1" data-status="open"`."""
    written = [f' data-{name}="{_escaped(value)}"' for name, value in facts.items()]
    return Markup("".join(written))  # noqa: S704  # names are our own, values are escaped


def _escaped(value: str) -> str:
    """Most facts are a number, a code or nothing; letters and digits alone need no escaping."""
    return value if not value or value.isalnum() else escape(value)


def language() -> str:
    """The language of this page."""
    return str(get_locale() or "en")


@cache
def static_modules() -> list[str]:
    """Every script that all pages have, so that the browser fetches them at once and not one after the other."""
    own = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js"))
    own = [name for name in own if not name.startswith(ON_SOME_PAGES)]
    return ["vendor/turbo.js", "vendor/stimulus.js", "vendor/socket.io.js", *own]
