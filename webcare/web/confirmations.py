"""Showing once more that it is you, before something that a borrowed browser must not do."""

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import LogInFirst, StepUpNeeded, accounts, current_session, current_user, login_sessions, passkeys
from webcare.database import transaction
from webcare.errors import WebcareError
from webcare.models import LoginSession, User
from webcare.web import errors, now, sites, tries
from webcare.web.security import is_a_visit, is_local_path, next_page

CONFIRM = "confirm"

confirmations = Blueprint("confirmations", __name__)


def register(app: Flask) -> None:
    """Send whoever only looks to the page that asks; whoever was sending something keeps it and is told."""
    app.register_error_handler(StepUpNeeded, _ask)
    app.jinja_env.globals.update(page_before=page_before, recently_confirmed=recently_confirmed)


def _ask(error: StepUpNeeded) -> BaseResponse:
    if request.method in ("GET", "HEAD") and is_a_visit():
        return redirect(url_for("confirmations.show", next=request.full_path.rstrip("?")), 303)
    return errors.render(error)


def recently_confirmed() -> bool:
    """Whether who looks showed a short while ago that it is them."""
    found = current_session()
    return found is not None and login_sessions.is_confirmed(found, now())


def page_before() -> str:
    """The page of this desk that the browser says it comes from."""
    here = request.host_url.rstrip("/")
    before = (request.referrer or "").removeprefix(here)
    return before if is_local_path(before) else "/"


@confirmations.get("/confirm")
def show() -> Response:
    """The page that asks."""
    return _page()


@confirmations.post("/confirm")
def create() -> Response | BaseResponse:
    """The password was shown once more."""
    found, user = login_session(), current_user()
    try:
        tries.count(CONFIRM, user.email)
        _check(user, request.form.get("password", ""))
    except WebcareError as error:
        return _page(error)
    tries.forget(CONFIRM, user.email)
    with transaction():
        login_sessions.confirm(found, now=now())
    return redirect(next_page(), 303)


@confirmations.post("/confirm/passkey")
def create_with_passkey() -> Response | BaseResponse:
    """A passkey was shown once more."""
    found, user = login_session(), current_user()
    try:
        tries.count(CONFIRM, user.email)
        with transaction():
            answer = request.form.get("passkey", "")
            passkeys.signed(answer, passkeys.CONFIRM, user, sites.here(), now=now())
            login_sessions.confirm(found, now=now())
    except WebcareError as error:
        return _page(error)
    tries.forget(CONFIRM, user.email)
    return redirect(next_page(), 303)


def login_session() -> LoginSession:
    """The log-in session of who asks. Raises LogInFirst."""
    found = current_session()
    if found is None:
        raise LogInFirst
    return found


def _check(user: User, password: str) -> None:
    if not accounts.knows_password(user, password):
        raise accounts.WrongPassword(field="password")


def _page(error: WebcareError | None = None) -> Response:
    user, site = current_user(), sites.here()
    page = render_template(
        "access/confirm.html",
        error=error,
        next=next_page(),
        title=_("Is it you?"),
        has_password=user.password_hash is not None,
        passkeys=[each for each in passkeys.of(user) if each.host == site.host],
        site=site,
    )
    return make_response(page, error.status if error else 200)
