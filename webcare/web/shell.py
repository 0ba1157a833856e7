"""What the frame of every page needs to know: who looks, in which language, at what moment."""

from dataclasses import dataclass

from flask import Flask
from flask_babel import get_locale

from webcare import access, mandate
from webcare.inbox import changes, rows
from webcare.inbox.rows import Row
from webcare.models import Power, User
from webcare.web import now
from webcare.web.moments import micros
from webcare.web.static import STATIC


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at this page, and whether the menus of administration are theirs."""

    user: User
    may_manage: bool
    alarms: list[Row]


def register(app: Flask) -> None:
    """Let every template ask these things."""
    app.jinja_env.globals.update(
        viewer=viewer,
        language=language,
        server_now=lambda: micros(now()),
        static_modules=static_modules,
        latest_event=changes.latest_event,
    )


def viewer() -> Viewer | None:
    """Who looks; None where nobody has to be logged in."""
    found = access.current_session()
    if found is None:
        return None
    held = mandate.of(found.user, now())
    return Viewer(found.user, held.decide(Power.MANAGE).allowed, rows.alarms(held.readable()))


def language() -> str:
    """The language of this page."""
    return str(get_locale() or "en")


def static_modules() -> list[str]:
    """Every script of the page, so that the browser fetches them at once and not one after the other."""
    own = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js"))
    return ["vendor/turbo.js", "vendor/stimulus.js", "vendor/socket.io.js", *own]
