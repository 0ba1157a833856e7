"""Passkeys: what the browser is asked to sign, and one's own list of them."""

from flask import Blueprint, Response, flash, jsonify, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user, factors, half_log_ins
from webcare.access import passkeys as rules
from webcare.database import transaction
from webcare.models import User
from webcare.web import cookies, now, security, sites, tries
from webcare.web.factors import page, strengthened
from webcare.web.forms import Fields

ASK = "passkey"
LONGEST_NAME = 60

passkeys = Blueprint("passkeys", __name__)


@passkeys.post("/passkeys/challenges/log-in")
def ask_to_log_in() -> Response:
    """To log in with, whoever it is."""
    tries.count_address(ASK)
    return _asked(rules.LOG_IN, None)


@passkeys.post("/passkeys/challenges/second")
def ask_second() -> Response:
    """For who is half in."""
    tries.count_address(ASK)
    return _asked(rules.SECOND, half_log_ins.find(cookies.read(cookies.HALF), now()).user)


@passkeys.post("/passkeys/challenges/confirm")
def ask_to_confirm() -> Response:
    """To show once more that it is you."""
    return _asked(rules.CONFIRM, current_user())


@passkeys.post("/passkeys/challenges/register")
def ask_to_register() -> Response:
    """To make a new one."""
    security.require_recent_factor()
    with transaction():
        asked = rules.ask_to_register(current_user(), sites.here(), now=now())
    return jsonify(asked)


@passkeys.post("/settings/passkeys")
def create() -> BaseResponse | tuple[str, int] | str:
    """Keep what the browser made."""
    security.require_recent_factor()
    fields = Fields()
    name, answer = fields.text("name", longest=LONGEST_NAME), fields.secret("passkey")
    if not fields.errors:
        try:
            with transaction():
                user = current_user()
                rules.register(user, answer, name, sites.here(), now=now())
                factors.tell(user, now=now())
        except rules.PasskeyRefused as error:
            fields.errors["name"] = str(error)
    if fields.errors:
        return page(fields.errors), 422
    return strengthened(_("The passkey is kept. You can log in with it from now on."))


@passkeys.post("/settings/passkeys/<int:passkey_id>")
def rename(passkey_id: int) -> BaseResponse | tuple[str, int]:
    """Call it something else."""
    fields = Fields()
    name = fields.text("name", longest=LONGEST_NAME)
    if fields.errors:
        return page({}), 422
    with transaction():
        rules.of_user(current_user(), passkey_id).name = name
    flash(_("The passkey is called %(name)s now.", name=name))
    return redirect(url_for("factors.show"), 303)


@passkeys.delete("/settings/passkeys/<int:passkey_id>")
def destroy(passkey_id: int) -> BaseResponse:
    """Take it away: it opens nothing here any more."""
    security.require_recent_factor()
    with transaction():
        factors.remove(current_user(), rules.KIND, passkey_id=passkey_id, now=now(), demo=security.is_demo())
    flash(_("The passkey is taken away. Remove it from your device as well."))
    return redirect(url_for("factors.show"), 303)


def _asked(purpose: str, user: User | None) -> Response:
    with transaction():
        asked = rules.ask(purpose, user, sites.here(), now=now())
    return jsonify(asked)
