"""Logging in at the organisation's own service, and connecting an account with it."""

import secrets
from typing import cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_limiter.util import get_remote_address
from limits import parse
from werkzeug.wrappers import Response as BaseResponse

from config import Config
from webcare.access import claimed, current_session, current_user, sso
from webcare.access.claimed import Person
from webcare.access.issuer import Issuer, Settings
from webcare.access.login_sessions import CONFIRMED_FOR
from webcare.access.sso import Begun
from webcare.database import transaction
from webcare.errors import NotFound, WebcareError
from webcare.models import Purpose, Role
from webcare.web import languages, login, now, security
from webcare.web.errors import TooMany
from webcare.web.security import is_local_path, limiter

PER_ADDRESS = parse("60 per minute")
LONGEST = 4_000  # a code or a state; issuers write long ones
LONGEST_NEXT = 2_000
BROWSER = "sso"  # where the form cookie keeps which browser this is

single_sign_on = Blueprint("sso", __name__)


class Declined(WebcareError):
    """The issuer let nobody through."""

    status = 422
    code = "declined"
    message = lazy_gettext("You were not logged in at %(label)s. Begin again, or log in with your password.")


def register(app: Flask) -> None:
    """Know the issuer, if one is configured, and let the pages name it."""
    config: Config = app.config["WEBCARE"]
    app.extensions["issuer"] = issuer_of(config) if config.sso_issuer else None
    app.jinja_env.globals.update(sso_label=lambda: config.sso_label if config.sso_issuer else None, connected=connected)


def issuer_of(config: Config) -> Issuer:
    """The issuer of this configuration."""
    secret = config.sso_client_secret.get_secret_value()
    return Issuer(Settings(config.sso_issuer, config.sso_client_id, secret, config.sso_label, config.sso_scope))


def connected() -> int | None:
    """The identity that the account of who is logged in is connected with, if any."""
    found = sso.identity_of(current_user(), _config().sso_issuer)
    return found.id if found else None


@single_sign_on.before_request
def only_if_configured() -> None:
    """Without an issuer these addresses are not there."""
    if current_app.extensions["issuer"] is None:
        raise NotFound


@single_sign_on.get("/login/sso")
def show() -> Response | BaseResponse:
    """Off to the issuer, to log in."""
    wanted = request.args.get("next", "")[:LONGEST_NEXT]
    to = wanted if is_local_path(wanted) else "/"
    if current_session() is not None:
        return redirect(to, 303)
    try:
        _count()
        return redirect(_begin(to), 303)
    except WebcareError as error:
        return _refused(error)


@single_sign_on.get("/login/sso/callback")
def come_back() -> Response | BaseResponse:
    """Back from the issuer: see who it is, and let them in or connect their account."""
    try:
        _count()
        begun = _end()
        person = _person(begun)
        if begun.purpose != Purpose.LOG_IN:
            return _back_as_before(begun, person)
        with transaction():
            taken = sso.take_role(person, now=now())  # kept also when it shuts the door
        with transaction():
            user = sso.enter(person, sign_up=_config().sso_sign_up, label=_config().sso_label, now=now())
    except WebcareError as error:
        return _refused(error)
    recently = sso.is_recent(person, since=now() - CONFIRMED_FOR)
    response = login.proceed(user, begun.next, strong=person.multi_factor, confirmed=recently)
    if not taken:
        languages.write_in(user.language)
        words = _(
            "%(label)s gives you another role. You keep the one you have here, since nobody else manages this desk."
        )
        flash(words % {"label": _config().sso_label})
    return response


@single_sign_on.get("/confirm/sso")
def confirm() -> Response | BaseResponse:
    """Off to the issuer, to show once more that it is you."""
    wanted = request.args.get("next", "")[:LONGEST_NEXT]
    try:
        _count()
        return redirect(_begin(wanted if is_local_path(wanted) else "/", Purpose.CONFIRM), 303)
    except WebcareError as error:
        return _refused(error)


@single_sign_on.post("/settings/identities")
def create() -> str:
    """Off to the issuer, to connect one's own account. A page between, since a form leads to no other site."""
    security.require_recent_factor()  # a borrowed browser adds no way in
    _count()
    return render_template(
        "settings/identities/leaving.html", place="settings", address=_begin("/settings", Purpose.CONNECT)
    )


@single_sign_on.delete("/settings/identities/<int:identity_id>")
def destroy(identity_id: int) -> BaseResponse:
    """Disconnect one's own account."""
    security.require_recent_factor()
    label = _config().sso_label
    with transaction():
        sso.disconnect(current_user(), identity_id, label=label, now=now())
    flash(_("Your account is not connected with %(label)s any more.", label=label))
    return redirect(url_for("settings.show"), 303)


def _begin(to: str, purpose: Purpose = Purpose.LOG_IN) -> str:
    if BROWSER not in form_session:
        form_session[BROWSER] = secrets.token_urlsafe(32)
    user = None if purpose == Purpose.LOG_IN else current_user()
    with transaction():
        trip = sso.begin(_callback(), browser=form_session[BROWSER], next=to, now=now(), purpose=purpose, user=user)
    return _issuer().address_for(trip, now=now(), anew=purpose == Purpose.CONFIRM)


def _end() -> Begun:
    """Whether this browser began it comes first: nothing else that a stranger's link says is looked at."""
    state, browser = request.args.get("state", "")[:LONGEST], form_session.get(BROWSER, "")
    with transaction():
        begun = sso.end(state, _callback(), browser=browser, now=now())
    if not _issuer().is_named(request.args.get("iss"), now=now()):
        raise _issuer().not_confirmed("came back from another issuer")
    return begun


def _person(begun: Begun) -> Person:
    code = request.args.get("code", "")
    if "error" in request.args or not 0 < len(code) <= LONGEST:
        raise Declined(label=_config().sso_label)
    config = _config()
    roles = tuple((value, Role(role)) for value, role in config.sso_roles.items())
    rules = claimed.Rules(config.sso_role_claim, roles, frozenset(config.sso_multi_factor))
    return claimed.person(_issuer().claims(code, begun.trip, now=now()), rules)


def _back_as_before(begun: Begun, person: Person) -> BaseResponse:
    """To connect or to confirm: only for who began it, and is still logged in."""
    found, label = current_session(), _config().sso_label
    if found is None or found.user_id != begun.user_id:
        raise sso.TripOver
    with transaction():
        if begun.purpose == Purpose.CONFIRM:
            sso.confirm(found, person, begun, label=label, now=now())
        else:
            sso.connect(found.user, person, label=label, now=now())
            flash(_("Your account is connected with %(label)s. From now on you can log in with it.", label=label))
    return redirect(begun.next, 303)


def _refused(error: WebcareError) -> Response:
    page = render_template("access/refused.html", error=error, somebody=current_session())
    return make_response(page, error.status)


def _count() -> None:
    if not limiter.limiter.hit(PER_ADDRESS, "sso", get_remote_address()):
        raise TooMany


def _callback() -> str:
    """Our own address, as the issuer knows it: never out of a header that somebody else can write."""
    origins = _config().origins
    here = next((origin for origin in origins if urlsplit(origin).netloc == request.host), origins[0])
    return here.rstrip("/") + url_for("sso.come_back")


def _issuer() -> Issuer:
    return cast(Issuer, current_app.extensions["issuer"])


def _config() -> Config:
    config: Config = current_app.config["WEBCARE"]
    return config
