"""What a platform sent and nobody could read, for admins."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import access, mandate
from webcare.database import transaction
from webcare.desk import quarantining
from webcare.insight import channels as read
from webcare.models import Power
from webcare.web import now

quarantine = Blueprint("quarantine", __name__)


@quarantine.before_request
def permit() -> None:
    """Only for who manages the installation."""
    mandate.permit(access.current_user(), Power.MANAGE, now())


@quarantine.get("/quarantine")
def index() -> str:
    """What still asks for a look, and what was looked at."""
    return render_template(
        "admin/quarantine/index.html",
        place="channels",
        waiting=read.quarantine(),
        resolved=read.quarantine(resolved=True, limit=20),
    )


@quarantine.get("/quarantine/<int:quarantined_id>")
def show(quarantined_id: int) -> str:
    """One of them: reason, size and what came, as plain text."""
    found, channel = read.quarantined(quarantined_id)
    return render_template("admin/quarantine/show.html", place="channels", quarantined=found, channel=channel)


@quarantine.post("/quarantine/<int:quarantined_id>/resolution")
def resolve(quarantined_id: int) -> Response:
    """Lay it aside."""
    with transaction():
        found, _channel = read.quarantined(quarantined_id)
        quarantining.resolve(found, by=access.current_user(), now=now())
    flash(_("Laid aside."))
    return redirect(url_for("quarantine.index"), 303)
