"""Forgotten passwords: asking for a link, and choosing a new one behind it."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import accounts
from webcare.access import resets as rules
from webcare.access.passwords import WeakPassword
from webcare.database import transaction
from webcare.models import User
from webcare.web import languages, links, now, tries
from webcare.web.forms import Fields

RESET = "reset"

resets = Blueprint("resets", __name__)


@resets.get("/login/forgotten")
def new() -> str:
    """The page that asks for an address."""
    return render_template("access/forgotten.html", by_mail=links.sent_by_mail(), asked=False, email="")


@resets.post("/login/forgotten")
def create() -> str:
    """Note what was asked. The answer is the same for every address, and so is the work."""
    email = request.form.get("email", "")[: rules.LONGEST_ADDRESS]
    tries.count(RESET, email.strip().lower())
    if links.sent_by_mail():  # else nothing could be sent, and a link that an admin handed over would end
        with transaction():
            rules.ask(email, language=languages.language(), now=now())
    return render_template("access/forgotten.html", by_mail=links.sent_by_mail(), asked=True, email=email)


@resets.get("/reset/<string:token>")
def show(token: str) -> Response:
    """The form behind the link; looking at it uses nothing up, since mail programs open links by themselves."""
    tries.count_address(RESET)
    return _page(_of_token(token), token, Fields())


@resets.post("/reset/<string:token>")
def update(token: str) -> Response | BaseResponse:
    """Take the new password; every browser is logged out, this one logs in with it."""
    tries.count_address(RESET)
    user, fields = _of_token(token), Fields()
    password = fields.secret("new_password")
    kept = "" if fields.errors else _hashed(fields, user, password)
    if fields.errors:
        return _page(user, token, fields)
    with transaction():
        rules.take(token, kept, now=now())
    flash(_("Your password is changed. Log in with it."))
    return redirect(url_for("login.show"), 303)


def _of_token(token: str) -> User:
    user = rules.of_token(token, now())
    languages.write_in(user.language)
    return user


def _hashed(fields: Fields, user: User, password: str) -> str:
    """The hash to keep, made before anything is written: it takes its time."""
    if password != fields.secret("repeated_password"):
        fields.errors["repeated_password"] = _("This is not the same as the new password.")
    try:
        return accounts.hashed_for(user.name, user.email, password)
    except WeakPassword as error:
        fields.errors["new_password"] = str(error)
        return ""


def _page(user: User, token: str, fields: Fields) -> Response:
    page = render_template("access/reset.html", email=user.email, token=token, errors=fields.errors)
    return make_response(page, 422 if fields.errors else 200)
