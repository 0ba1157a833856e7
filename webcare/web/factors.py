"""One's own ways of showing who one is: the app, the recovery codes; passkeys are next door."""

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from webcare.access import authenticators, current_user, login_sessions, recovery
from webcare.access import factors as rules
from webcare.access.authenticators import WrongCode
from webcare.database import transaction
from webcare.errors import NotFound
from webcare.web import login, now, security, sites
from webcare.web.confirmations import login_session
from webcare.web.forms import Fields

factors = Blueprint("factors", __name__)


@factors.get("/settings/factors")
def show() -> str:
    """Everything one has beside a password."""
    return page({})


@factors.post("/settings/factors/authenticator")
def begin() -> Response:
    """Set up an app: make a secret, and show it on the next page."""
    security.require_recent_factor()
    with transaction():
        authenticators.begin(current_user(), now=now())
    return redirect(url_for("factors.app"), 303)


@factors.get("/settings/factors/authenticator")
def app() -> str:
    """The QR code of an app that is being set up."""
    security.require_recent_factor()
    return _setting_up({})


@factors.post("/settings/factors/authenticator/code")
def confirm() -> Response | str | tuple[str, int]:
    """The first code: the app works."""
    security.require_recent_factor()
    fields = Fields()
    code = fields.text("code", longest=20)
    if not fields.errors:
        try:
            with transaction():
                user = current_user()
                authenticators.confirm(user, code, now=now())
                rules.tell(user, now=now())
        except WrongCode as error:
            fields.errors["code"] = str(error)
    if fields.errors:
        return _setting_up(fields.errors), 422
    return strengthened(_("The app works. Logging in asks for its code from now on."))


@factors.delete("/settings/factors/authenticator")
def destroy() -> Response:
    """Take the app away."""
    security.require_recent_factor()
    with transaction():
        rules.remove(current_user(), authenticators.KIND, now=now(), demo=security.is_demo())
    flash(_("The authenticator app is taken away."))
    return redirect(url_for("factors.show"), 303)


@factors.post("/settings/factors/recovery-codes")
def renew() -> str | Response:
    """Ten new recovery codes, shown once; the old ones work no more."""
    security.require_recent_factor()
    if not rules.has_any(current_user()):
        raise NotFound
    with transaction():
        user = current_user()
        codes = recovery.make(user, now=now())
        rules.tell(user, now=now())
    return render_template("settings/codes.html", place="settings", codes=codes)


def strengthened(said: str) -> Response:
    """A factor was just set up: this browser has shown it, so its session gets a new token. Then back to the list."""
    found = login_session()
    with transaction():
        token = login_sessions.renew(found, now=now())
        first = recovery.left(found.user) == 0
    response = login.welcome(token, url_for("factors.show"))
    flash(said)
    if first:
        flash(_("Make recovery codes now, for the day you have neither phone nor key with you."))
    return response


def page(errors: dict[str, str]) -> str:
    """The page of all of them."""
    found = login_session()
    return render_template(
        "settings/factors.html",
        place="settings",
        errors=errors,
        held=rules.of(found.user),
        site=sites.here(),
        missing=rules.is_missing(found, now(), demo=security.is_demo()),
    )


def _setting_up(errors: dict[str, str]) -> str:
    user = current_user()
    found = authenticators.of(user)
    if found is None or found.confirmed_at is not None:
        raise NotFound
    drawing = segno.make(authenticators.address(found, user), error="m").svg_inline(
        border=3, light="#fff", omitsize=True
    )
    return render_template(
        "settings/authenticator.html",
        place="settings",
        errors=errors,
        qr=Markup(drawing),  # noqa: S704  # drawn by us: paths and numbers
        secret=authenticators.secret(found),
    )
