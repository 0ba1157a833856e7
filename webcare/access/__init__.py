"""Who somebody is: accounts, passwords and log-in sessions. What they may do is `webcare.mandate`."""

from datetime import datetime, timedelta

from flask import Request, current_app, g
from flask_babel import lazy_gettext as _

from webcare.access import login_sessions
from webcare.errors import WebcareError
from webcare.models import LoginSession, User

COOKIE = "webcare"
SECURE_COOKIE = "__Host-webcare"  # a browser takes this name only over HTTPS and for one host


class LogInFirst(WebcareError):
    """Nobody is logged in here, or no longer."""

    status = 401
    code = "log_in_first"
    message = _("You are not logged in any more. Log in again; what you typed is still on this page.")


class StepUpNeeded(WebcareError):
    """Who is logged in must show once more that it is them: password or passkey, within the last ten minutes."""

    status = 403
    code = "step_up_needed"
    message = _("Show first that it is you, then do this again. What you typed is still on the page before this one.")


def current_session() -> LoginSession | None:
    """The log-in session of this request, if there is one."""
    found: LoginSession | None = g.get("login_session")
    return found


def current_user() -> User:
    """Who makes this request. Raises LogInFirst when nobody is logged in."""
    found = current_session()
    if found is None:
        raise LogInFirst
    return found.user


def session_of_cookie(request: Request, now: datetime) -> LoginSession | None:
    """The live log-in session a request's cookie stands for."""
    config = current_app.config["WEBCARE"]
    # Over HTTPS only the name that a browser takes from nobody else: a neighbouring host could set the other one.
    token = request.cookies.get(SECURE_COOKIE if config.secure_cookies else COOKIE)
    return login_sessions.find(token, now, timedelta(hours=config.session_idle_hours)) if token else None
