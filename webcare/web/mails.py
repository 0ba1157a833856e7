"""E-mails that left, wait or failed, for admins: to whom and about what, never what is in them."""

from flask import Blueprint, render_template

from webcare import mail, mandate
from webcare.access import current_user
from webcare.models import Power
from webcare.web import links, now

mails = Blueprint("mails", __name__)


@mails.before_request
def permit() -> None:
    """Only for who manages the installation."""
    mandate.permit(current_user(), Power.MANAGE, now())


@mails.get("/mails")
def index() -> str:
    """The newest, those that have not left first."""
    return render_template("admin/users/mails.html", place="users", mails=mail.recent(), by_mail=links.sent_by_mail())
