"""Accepting an invitation: choosing a name and a password, and coming in."""

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import accounts, invitations
from webcare.access.passwords import WeakPassword
from webcare.database import transaction
from webcare.models import Invitation
from webcare.web import languages, login, now, tries
from webcare.web.forms import Fields

JOIN = "join"

joining = Blueprint("joining", __name__)


@joining.get("/join/<string:token>")
def show(token: str) -> Response:
    """The form; looking at it uses nothing up, since mail programs open links by themselves."""
    tries.count_address(JOIN)
    invitation = _of_token(token)
    return _page(invitation, token, Fields(), invitation.name)


@joining.post("/join/<string:token>")
def create(token: str) -> Response | BaseResponse:
    """Make the account and come in."""
    tries.count_address(JOIN)
    invitation, fields = _of_token(token), Fields()
    name, password = fields.text("name", longest=80), fields.secret("new_password")
    kept = "" if fields.errors else _hashed(fields, invitation, name, password)
    if fields.errors:
        return _page(invitation, token, fields, name)
    with transaction():
        user = invitations.accept(token, name=name, password_hash=kept, now=now())
    return login.proceed(user, "/")


def _of_token(token: str) -> Invitation:
    invitation = invitations.of_token(token, now())
    languages.write_in(invitation.language)
    return invitation


def _hashed(fields: Fields, invitation: Invitation, name: str, password: str) -> str:
    """The hash to keep, made before anything is written: it takes its time."""
    if password != fields.secret("repeated_password"):
        fields.errors["repeated_password"] = _("This is not the same as the new password.")
    try:
        return accounts.hashed_for(name, invitation.email, password)
    except WeakPassword as error:
        fields.errors["new_password"] = str(error)
        return ""


def _page(invitation: Invitation, token: str, fields: Fields, name: str) -> Response:
    page = render_template("access/join.html", invitation=invitation, token=token, errors=fields.errors, name=name)
    return make_response(page, 422 if fields.errors else 200)
