"""What stands before every route: who is asking, forms of our own, safe headers, patience with the impatient."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from config import Config
from webcare import access, database
from webcare.access import LogInFirst, StepUpNeeded, factors, login_sessions
from webcare.database import session, transaction
from webcare.models import LoginSession
from webcare.web import languages, now

# The only endpoints that need no log-in. A test walks the URL map and finds every other one shut.
ANONYMOUS = frozenset(
    {
        "login.show",
        "login.create",
        "sso.show",
        "sso.come_back",
        "joining.show",
        "joining.create",
        "resets.new",
        "resets.create",
        "resets.show",
        "resets.update",
        "login.create_with_passkey",
        "second_steps.show",
        "second_steps.create",
        "second_steps.create_with_passkey",
        "passkeys.ask_to_log_in",
        "passkeys.ask_second",
        "health.show",
        "static.file",
        "escalation_links.show",
        "escalation_links.use",
        "escalation_links.renew",
        "devices.service_worker",
        "devices.manifest",
    }
)

# Where somebody may be who must still set up a second factor.
ENROLLING = frozenset(
    {
        "factors.show",
        "factors.begin",
        "factors.app",
        "factors.confirm",
        "passkeys.ask_to_confirm",
        "passkeys.ask_to_register",
        "passkeys.create",
        "login.destroy",
        "login.show",
        "confirmations.show",
        "confirmations.create",
        "sso.confirm",
        "sso.come_back",
        "health.show",
        "static.file",
    }
)

# Turbo writes one <style> element, for its progress bar; this is the hash of its text.
TURBO_STYLE = "'sha256-WAyOw4V+FqDc35lQPyRADLBWbuNK8ahvYEaQIYF1+Ps='"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {TURBO_STYLE}",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
ENOUGH_FOR_FILES = frozenset({"X-Content-Type-Options", "Cross-Origin-Resource-Policy"})
A_YEAR = timedelta(days=365)

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://")


def register(app: Flask) -> None:
    """Put every guard on the application; who is asking comes first, then whether the form is our own."""
    config: Config = app.config["WEBCARE"]
    _set_cookies(app, config)
    app.config["COMPRESS_MIMETYPES"] = ["text/html", "text/vnd.turbo-stream.html", "application/json"]
    app.before_request(know_who_asks)
    csrf.init_app(app)
    limiter.init_app(app)
    Compress(app)
    app.after_request(add_headers)
    app.teardown_request(lambda _error: session.remove())
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]


def _set_cookies(app: Flask, config: Config) -> None:
    app.config.from_mapping(
        SESSION_COOKIE_NAME="__Host-form" if config.secure_cookies else "form",  # holds the CSRF secret only
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,  # a desk stays open all day; the secret ends with the log-in
    )


def know_who_asks() -> BaseResponse | None:
    """Find the log-in session of the request; without one only the named endpoints answer."""
    moment = now()
    g.login_session = None if request.endpoint == "static.file" else access.session_of_cookie(request, moment)
    if g.login_session is not None:
        languages.remember(g.login_session.user)
        _note_use(g.login_session)
        return _see_to_the_second_factor(g.login_session)
    if request.endpoint in ANONYMOUS:
        return None
    if request.method in ("GET", "HEAD") and is_a_visit():
        return redirect(url_for("login.show", next=_here()), 303)
    raise LogInFirst


def _see_to_the_second_factor(found: LoginSession) -> BaseResponse | None:
    """Who may publish and has no second factor goes no further than the page that sets one up.

    Where anybody may be, they may be as well; the frame of such a page shows them nothing of the desk.
    """
    g.factor_missing = factors.is_missing(found, now(), demo=is_demo())
    if not g.factor_missing or request.endpoint in ENROLLING | ANONYMOUS:
        return None
    if request.method in ("GET", "HEAD") and is_a_visit():
        return redirect(url_for("factors.show"), 303)
    raise factors.FactorNeeded


def is_demo() -> bool:
    """Whether this is a demonstration."""
    config: Config = current_app.config["WEBCARE"]
    return config.demo


def _note_use(found: LoginSession) -> None:
    """Note once a minute that the session is in use. A busy database is no reason to keep somebody waiting."""
    if not login_sessions.is_due_a_sign_of_life(found, now()):
        return
    try:
        with transaction():
            login_sessions.keep_alive(found, now())
    except Exception as error:
        if not database.is_unavailable(error):
            raise


def require_recent_factor() -> None:
    """Let pass who showed password or passkey within ten minutes: for keys, mandates and what leaves the desk whole.

    Ask it where the form is drawn and where it is taken, so that nobody types in vain. Raises StepUpNeeded.
    """
    found = access.current_session()
    if found is None:
        raise LogInFirst
    if not login_sessions.is_confirmed(found, now()):
        raise StepUpNeeded


def is_a_visit() -> bool:
    """A person who came to a page, rather than a part of a page that is open already."""
    if "Turbo-Frame" in request.headers:
        return False
    return request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") == "text/html"


def _here() -> str:
    return request.full_path.rstrip("?")


def add_headers(response: Response) -> Response:
    """The same headers on everything; pages are never kept by a cache between. A script or picture needs few."""
    for name, value in HEADERS.items():
        if request.endpoint != "static.file" or name in ENOUGH_FOR_FILES:
            response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR.total_seconds():.0f}; includeSubDomains"
    return response


def next_page() -> str:
    """Where whoever proves who they are was going: a page of this desk that the form or the address names, or `/`."""
    asked = request.values.get("next", "")
    return asked if is_local_path(asked) else "/"


def is_local_path(address: str) -> bool:
    """Whether an address leads to a page of this desk and nowhere else."""
    if not address.startswith("/") or address[1:2] in ("/", "\\"):
        return False
    if any(ord(letter) < 0x21 for letter in address):  # browsers drop tabs and line ends, then see "//"
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc
