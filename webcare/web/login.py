"""Logging in and out."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as BaseResponse

from config import Config
from webcare import access
from webcare.access import accounts, demo, factors, half_log_ins, login_sessions, passkeys
from webcare.database import transaction
from webcare.errors import WebcareError
from webcare.models import User
from webcare.web import cookies, now, sites, tries
from webcare.web.errors import TooMany
from webcare.web.security import next_page

LOG_IN = "login"

login = Blueprint("login", __name__)


@login.get("/login")
def show() -> Response | BaseResponse:
    """The log-in page."""
    if access.current_session() is not None:
        return redirect(next_page(), 303)
    return page()


@login.post("/login")
def create() -> Response | BaseResponse:
    """Log in: a new session, whatever was there before."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        tries.count(LOG_IN, email.strip().lower())
        user = accounts.authenticate(email, password)  # slow on purpose, so before the write lock is taken
    except WebcareError as error:
        return page(error, email)
    tries.forget(LOG_IN, email.strip().lower())
    return proceed(user, next_page())


@login.post("/login/passkey")
def create_with_passkey() -> Response | BaseResponse:
    """Log in with a passkey alone: it is something one has, opened by something one knows or is."""
    try:
        tries.count_address(LOG_IN)
        with transaction():
            answer = request.form.get("passkey", "")
            user = passkeys.signed(answer, passkeys.LOG_IN, None, sites.here(), now=now())
            token = begin(user, strong=True)
    except WebcareError as error:
        return page(error)
    return welcome(token, next_page())


@login.post("/logout")
def destroy() -> BaseResponse:
    """Log out: the session ends on the server, not only in this browser."""
    found = access.current_session()
    with transaction():
        if found is not None:
            login_sessions.revoke(found, by=found.user, now=now())
    form_session.clear()
    response = redirect(url_for("login.show"), 303)
    cookies.take(response, cookies.SESSION)
    return response


def proceed(user: User, to: str, *, strong: bool = False, confirmed: bool = True) -> BaseResponse:
    """The first step was right: on to the second for who has one, or in. `strong` when it was shown elsewhere."""
    with transaction():
        user = accounts.with_id(user.id)
        half = not strong and factors.has_any(user)
        token = half_log_ins.begin(user, now=now()) if half else begin(user, strong=strong, confirmed=confirmed)
    if not half:
        return welcome(token, to)
    form_session.clear()
    response = redirect(url_for("second_steps.show", next=to), 303)
    cookies.give(response, cookies.HALF, token, half_log_ins.LASTS)
    return response


def begin(user: User, *, strong: bool = False, confirmed: bool = True) -> str:
    """Begin a session for who asks, in the open transaction; the one before it ends. Returns its token."""
    former = access.current_session()
    if former is not None:
        login_sessions.revoke(former, by=former.user, now=now())
    return login_sessions.begin(
        user,
        device=request.user_agent.string,
        address=get_remote_address(),
        lasts=timedelta(days=_config().session_days),
        now=now(),
        strong=strong,
        confirmed=confirmed,
    )


def welcome(token: str, to: str) -> BaseResponse:
    """Give the browser its session, and nothing of the one before; then on to this page of the desk."""
    form_session.clear()  # a new CSRF secret as well
    response = redirect(to, 303)
    cookies.give(response, cookies.SESSION, token, timedelta(days=_config().session_days))
    cookies.take(response, cookies.HALF)
    return response


def page(error: WebcareError | None = None, email: str = "") -> Response:
    """The log-in page, with what went wrong."""
    colleagues = demo.COLLEAGUES if _config().demo else ()
    text = render_template(
        "access/login.html",
        error=error,
        email=email,
        next=next_page(),
        demo=colleagues,
        demo_password=demo.PASSWORD,
        site=sites.here(),
    )
    response = make_response(text, error.status if error else 200)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = "300"
    return response


def _config() -> Config:
    config: Config = current_app.config["WEBCARE"]
    return config
