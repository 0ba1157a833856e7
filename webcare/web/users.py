"""Colleagues' accounts, for admins."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import access, mandate
from webcare.access import accounts, login_sessions
from webcare.access.accounts import BadEmail, EmailTaken
from webcare.access.passwords import SHORTEST, WeakPassword
from webcare.database import transaction
from webcare.models import Power, Role
from webcare.web import names, now
from webcare.web.forms import Fields
from webcare.web.settings import LONGEST_SIGNATURE

users = Blueprint("users", __name__)


@users.before_request
def permit() -> None:
    """Only for who manages the installation."""
    mandate.permit(access.current_user(), Power.MANAGE, now())


@users.get("/users")
def index() -> str:
    """Everybody."""
    people = accounts.everybody()
    sessions = login_sessions.counted(now())
    return render_template("admin/users/index.html", place="users", users=people, sessions=sessions)


@users.get("/users/new")
def new() -> str:
    """The form for a new account."""
    return _form(Fields(), {})


@users.post("/users")
def create() -> Response | tuple[str, int]:
    """Make an account."""
    fields = Fields()
    wanted = {
        "name": fields.text("name", longest=80),
        "email": fields.text("email", longest=254),
        "role": fields.choice("role", [role.value for role in Role]),
        "signature": fields.text("signature", required=False, longest=LONGEST_SIGNATURE).lstrip("^"),
        "language": fields.choice("language", names.LANGUAGES),
    }
    password = fields.secret("password")
    if not fields.errors:
        _create(fields, wanted, password)
    if fields.errors:
        return _form(fields, wanted), 422
    flash(_("%(name)s can log in now.", name=wanted["name"]))
    return redirect(url_for("users.index"), 303)


@users.post("/users/<int:user_id>/disabling")
def disable(user_id: int) -> Response:
    """Shut an account; its sessions end at once."""
    with transaction():
        user = accounts.with_id(user_id)
        accounts.disable(user, by=access.current_user(), now=now())
    flash(_("%(name)s cannot log in any more.", name=user.name))
    return redirect(url_for("users.index"), 303)


@users.delete("/users/<int:user_id>/disabling")
def enable(user_id: int) -> Response:
    """Open an account again."""
    with transaction():
        user = accounts.with_id(user_id)
        accounts.enable(user, by=access.current_user(), now=now())
    flash(_("%(name)s can log in again.", name=user.name))
    return redirect(url_for("users.index"), 303)


@users.delete("/users/<int:user_id>/sessions")
def end_sessions(user_id: int) -> Response:
    """Log somebody out everywhere."""
    with transaction():
        user = accounts.with_id(user_id)
        login_sessions.revoke_all(user, by=access.current_user(), now=now())
    flash(_("%(name)s is logged out everywhere.", name=user.name))
    return redirect(url_for("users.index"), 303)


def _create(fields: Fields, wanted: dict[str, str], password: str) -> None:
    try:
        with transaction():
            accounts.create(
                wanted["email"],
                name=wanted["name"],
                role=Role(wanted["role"]),
                password=password,
                signature=wanted["signature"],
                language=wanted["language"],
                by=access.current_user(),
                now=now(),
            )
    except (BadEmail, EmailTaken, WeakPassword) as error:
        fields.blame(error)


def _form(fields: Fields, values: dict[str, str]) -> str:
    return render_template(
        "admin/users/new.html", place="users", errors=fields.errors, values=values, shortest=SHORTEST
    )
