"""The second step of logging in: a code of the app, a recovery code, or a passkey."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from webcare import access
from webcare.access import factors, half_log_ins, passkeys
from webcare.access.half_log_ins import HalfLogInOver
from webcare.database import transaction
from webcare.errors import WebcareError
from webcare.models import HalfLogIn
from webcare.web import cookies, languages, login, now, sites, tries
from webcare.web.security import next_page

SECOND = "second"

second_steps = Blueprint("second_steps", __name__)


@second_steps.get("/login/second")
def show() -> Response | BaseResponse:
    """The page that asks for it; whoever is not half in goes to the first step, whoever is in goes on."""
    if access.current_session() is not None:
        return redirect(next_page(), 303)
    try:
        return _page(_half())
    except HalfLogInOver:
        return redirect(url_for("login.show", next=next_page()), 303)


@second_steps.post("/login/second")
def create() -> Response | BaseResponse:
    """A code was typed."""
    try:
        half = _count()
        with transaction():
            factors.check_code(half.user, request.form.get("code", ""), now=now())
            token = _finish(half)
    except WebcareError as error:
        return _again(error)
    return _in(half, token)


@second_steps.post("/login/second/passkey")
def create_with_passkey() -> Response | BaseResponse:
    """A passkey signed."""
    try:
        half = _count()
        with transaction():
            answer = request.form.get("passkey", "")
            passkeys.signed(answer, passkeys.SECOND, half.user, sites.here(), now=now())
            token = _finish(half)
    except WebcareError as error:
        return _again(error)
    return _in(half, token)


def _half() -> HalfLogIn:
    half = half_log_ins.find(cookies.read(cookies.HALF), now())
    languages.remember(half.user)
    return half


def _count() -> HalfLogIn:
    """Who is half in; the try is counted before it is made, for this half and for the account."""
    half = _half()
    tries.count(SECOND, half.user.email)
    with transaction():
        half_log_ins.count(half, now())
    return half


def _finish(half: HalfLogIn) -> str:
    half_log_ins.finish(half, now())
    return login.begin(half.user, strong=True)


def _in(half: HalfLogIn, token: str) -> BaseResponse:
    tries.forget(SECOND, half.user.email)
    return login.welcome(token, next_page())


def _again(error: WebcareError) -> Response | BaseResponse:
    try:
        return _page(_half(), error)
    except HalfLogInOver as over:
        return login.page(over)


def _page(half: HalfLogIn, error: WebcareError | None = None) -> Response:
    page = render_template(
        "access/second.html",
        error=error,
        next=next_page(),
        held=factors.of(half.user),
        site=sites.here(),
    )
    return make_response(page, error.status if error else 200)
