"""Logging in and out."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as BaseResponse

from config import Config
from webcare import access
from webcare.access import accounts, demo, login_sessions
from webcare.database import transaction
from webcare.errors import WebcareError
from webcare.models import User
from webcare.web import now, tries
from webcare.web.errors import TooMany
from webcare.web.security import is_local_path

LOG_IN = "login"

login = Blueprint("login", __name__)


@login.get("/login")
def show() -> Response | BaseResponse:
    """The log-in page."""
    if access.current_session() is not None:
        return redirect(_next(), 303)
    return _page()


@login.post("/login")
def create() -> Response | BaseResponse:
    """Log in: a new session, whatever was there before."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        tries.count(LOG_IN, email.strip().lower())
        token = _begin(email, password)
    except WebcareError as error:
        return _page(error, email)
    tries.forget(LOG_IN, email.strip().lower())
    return welcome(token, _next())


@login.post("/logout")
def destroy() -> BaseResponse:
    """Log out: the session ends on the server, not only in this browser."""
    found = access.current_session()
    with transaction():
        if found is not None:
            login_sessions.revoke(found, by=found.user, now=now())
    form_session.clear()
    response = redirect(url_for("login.show"), 303)
    response.delete_cookie(_cookie_name(), secure=_config().secure_cookies, httponly=True, samesite="Lax")
    return response


def begin(user: User) -> str:
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
    )


def welcome(token: str, to: str) -> BaseResponse:
    """Give the browser its session, and nothing of the one before; then on to this page of the desk."""
    form_session.clear()  # a new CSRF secret as well
    response = redirect(to, 303)
    _set_cookie(response, token)
    return response


def _begin(email: str, password: str) -> str:
    accounts.authenticate(email, password)  # slow on purpose, so before the write lock is taken
    with transaction():
        return begin(accounts.with_email(email))


def _page(error: WebcareError | None = None, email: str = "") -> Response:
    colleagues = demo.COLLEAGUES if _config().demo else ()
    page = render_template(
        "access/login.html", error=error, email=email, next=_next(), demo=colleagues, demo_password=demo.PASSWORD
    )
    response = make_response(page, error.status if error else 200)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = "300"
    return response


def _next() -> str:
    asked = request.values.get("next", "")
    return asked if is_local_path(asked) else "/"


def _set_cookie(response: BaseResponse, token: str) -> None:
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=timedelta(days=_config().session_days),
        secure=_config().secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def _cookie_name() -> str:
    return access.SECURE_COOKIE if _config().secure_cookies else access.COOKIE


def _config() -> Config:
    config: Config = current_app.config["WEBCARE"]
    return config
