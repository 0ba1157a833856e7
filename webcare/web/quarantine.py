"""What a platform sent and nobody could read, for admins."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import quarantining
from webcare.insight import channels as read
from webcare.models import Audience, Channel, Power
from webcare.web import now

SIGNS_OF_A_DM = ('"dm_', '"event_type"')
WHOLE = 20_000  # characters; of what was longer only the beginning is kept, and signs may have stood in the rest

quarantine = Blueprint("quarantine", __name__)


@quarantine.before_request
def permit() -> None:
    """Only for who manages the installation."""
    mandate.permit(current_user(), Power.MANAGE, now())


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
    shown = not _may_be_private(found.payload) or _reads_private(channel)
    return render_template(
        "admin/quarantine/show.html", place="channels", quarantined=found, channel=channel, shown=shown
    )


@quarantine.post("/quarantine/<int:quarantined_id>/resolution")
def resolve(quarantined_id: int) -> Response:
    """Lay it aside."""
    with transaction():
        found, _channel = read.quarantined(quarantined_id)
        quarantining.resolve(found, by=current_user(), now=now())
    flash(_("Laid aside."))
    return redirect(url_for("quarantine.index"), 303)


def _may_be_private(payload: str) -> bool:
    return len(payload) >= WHOLE or any(sign in payload for sign in SIGNS_OF_A_DM)


def _reads_private(channel: Channel) -> bool:
    """Managing an installation is no power to read DMs."""
    mandated = mandate.of(current_user(), now())
    place = mandate.Place(channel.id, Audience.PRIVATE)
    return mandate.weigh(mandated.grants, place, Power.READ, mandated.at).allowed
