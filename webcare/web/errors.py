"""The one place where what went wrong is told to a person: as a page, a part of one, or JSON. Never a stack trace."""

import re
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webcare import database
from webcare.database import session
from webcare.errors import NotFound, WebcareError
from webcare.logs import where

STREAM = "text/vnd.turbo-stream.html"
_ELEMENT_ID = re.compile(r"[A-Za-z][\w-]{0,63}")
log = structlog.get_logger("webcare.web")


class FormExpired(WebcareError):
    """The form did not come from a page of this log-in."""

    code = "form_expired"
    message = _("This page is from an earlier log-in. Copy what you typed, reload the page and send it again.")


class WrongMethod(WebcareError):
    """The address exists, for another verb."""

    status = 405
    code = "wrong_method"
    message = _("This cannot be done at this address. Go back and try again.")


class TooLarge(WebcareError):
    """More than is read."""

    status = 413
    code = "too_large"
    message = _("This is more than can be sent at once. Shorten it and send it again.")


class TooMany(WebcareError):
    """Too often in a short time."""

    status = 429
    code = "too_many"
    message = _("That was too often in a short time. Wait a few minutes and try again.")


class DatabaseBusy(WebcareError):
    """The database is locked or away."""

    status = 503
    code = "database_busy"
    message = _("The database is busy, so nothing was saved. What you typed is still there: try again in a moment.")


class OurMistake(WebcareError):
    """Something nobody thought of."""

    status = 500
    code = "our_mistake"
    message = _("Something went wrong on our side; it has been written down. Try again, or tell an admin.")


_OF_STATUS: dict[int, type[WebcareError]] = {404: NotFound, 405: WrongMethod, 413: TooLarge, 429: TooMany}

TITLES = {
    400: _("That did not work"),
    401: _("Log in first"),
    403: _("Not within your mandate"),
    404: _("Not found"),
    405: _("That did not work"),
    409: _("Somebody was first"),
    410: _("This link is over"),
    413: _("Too much at once"),
    422: _("Something to check"),
    429: _("A little too fast"),
    500: _("Our mistake"),
    503: _("Busy for a moment"),
}
TITLES_OF_CODES = {"step_up_needed": _("Is it you?")}


def register(app: Flask) -> None:
    """Render every error here."""
    app.register_error_handler(WebcareError, render)
    app.register_error_handler(CSRFError, lambda _error: render(FormExpired()))
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unforeseen)


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    known = _OF_STATUS.get(status) or (OurMistake if status >= 500 else WebcareError)
    response = render(known())
    for name in ("Retry-After", "Allow"):
        value = dict(error.get_headers()).get(name)
        if value:
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    session.remove()
    g.login_session = None  # the page about it asks the database nothing
    if database.is_unavailable(error):
        log.warning("database unavailable", endpoint=request.endpoint, said=str(getattr(error, "orig", ""))[:200])
        response = render(DatabaseBusy())
        response.headers["Retry-After"] = "2"
        return response
    log.error("unforeseen error", endpoint=request.endpoint, error=type(error).__name__, where=where(error))
    return render(OurMistake())


def render(error: WebcareError) -> Response:
    """What the asker can use: JSON, a notice streamed into the open page, the asked frame, or a whole page."""
    facts: dict[str, Any] = {
        "error": error,
        "title": TITLES_OF_CODES.get(error.code) or TITLES.get(error.status, TITLES[400]),
    }
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json", STREAM], "text/html")
    if STREAM in request.accept_mimetypes.values() and request.method != "GET":
        wanted = STREAM
    if wanted == "application/json":
        response = jsonify(error=error.code, message=str(error), facts=error.facts)
    elif wanted == STREAM:
        response = Response(render_template("errors/_stream.html", **facts), content_type=f"{STREAM}; charset=utf-8")
    elif _ELEMENT_ID.fullmatch(request.headers.get("Turbo-Frame", "")):
        response = make_response(render_template("errors/_frame.html", frame=request.headers["Turbo-Frame"], **facts))
    else:
        response = make_response(render_template("errors/show.html", **facts))
    response.status_code = error.status
    return response
