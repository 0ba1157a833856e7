"""Asking colleagues to join, for admins."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import current_user
from webcare.access import invitations as rules
from webcare.access.accounts import BadEmail, EmailTaken
from webcare.access.invitations import InvitedAlready
from webcare.database import transaction
from webcare.models import Invitation, Power, Role
from webcare.web import links, names, now, security
from webcare.web.forms import Fields

invitations = Blueprint("invitations", __name__)


@invitations.before_request
def permit() -> None:
    """Only for who manages the installation."""
    mandate.permit(current_user(), Power.MANAGE, now())


@invitations.get("/invitations/new")
def new() -> str:
    """The form that invites."""
    security.require_recent_factor()
    return _form(Fields(), {})


@invitations.post("/invitations")
def create() -> Response | str | tuple[str, int]:
    """Invite somebody."""
    security.require_recent_factor()
    fields = Fields()
    wanted = {
        "name": fields.text("name", longest=80),
        "email": fields.text("email", longest=254),
        "role": fields.choice("role", [role.value for role in Role]),
        "language": fields.choice("language", names.LANGUAGES),
    }
    made = None if fields.errors else _invite(fields, wanted)
    if made is None:
        return _form(fields, wanted), 422
    return _sent(*made)


@invitations.post("/invitations/<int:invitation_id>/renewal")
def renew(invitation_id: int) -> Response | str:
    """Send it again, with a new link; the old one opens nothing any more."""
    security.require_recent_factor()
    with transaction():
        invitation = rules.with_id(invitation_id)
        token = rules.renew(invitation, by=current_user(), now=now(), by_mail=links.sent_by_mail())
    return _sent(invitation, token)


@invitations.delete("/invitations/<int:invitation_id>")
def destroy(invitation_id: int) -> Response:
    """Withdraw it."""
    with transaction():
        invitation = rules.with_id(invitation_id)
        rules.withdraw(invitation, by=current_user(), now=now())
    flash(_("The invitation of %(name)s is withdrawn.", name=invitation.name))
    return redirect(url_for("users.index"), 303)


def _invite(fields: Fields, wanted: dict[str, str]) -> tuple[Invitation, str] | None:
    try:
        with transaction():
            return rules.invite(
                wanted["email"],
                name=wanted["name"],
                role=Role(wanted["role"]),
                language=wanted["language"],
                by=current_user(),
                now=now(),
                by_mail=links.sent_by_mail(),
            )
    except (BadEmail, EmailTaken, InvitedAlready) as error:
        fields.blame(error)
        return None


def _sent(invitation: Invitation, token: str) -> Response | str:
    if not links.sent_by_mail():
        return links.shown_once(rules.path(token), invitation.name, rules.LASTS, place="users")
    flash(_("%(name)s gets an e-mail with a link that works for three days.", name=invitation.name))
    return redirect(url_for("users.index"), 303)


def _form(fields: Fields, values: dict[str, str]) -> str:
    return render_template(
        "admin/users/invite.html",
        place="users",
        errors=fields.errors,
        values=values,
        by_mail=links.sent_by_mail(),
    )
