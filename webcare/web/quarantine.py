"""What a platform sent and nobody could read, for admins."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import quarantining
from webcare.insight import channels as read
from webcare.models import Audience, Channel, Power
from webcare.web import now

OF_A_DM = {"dm_conversation_id", "event_type", "participant_ids", "sender_id"}  # fields only a DM of X has
OF_A_POST = {"author_id", "conversation_id"}  # fields only a public post of X has

# What of a reason tells its kind → how that is said; the reason itself stands beneath it, in technical words.
KINDS: tuple[tuple[str, Any], ...] = (
    ("could not be taken in", _("The desk stumbled over this message.")),
    ("too large", _("This text is too long to take in.")),
    ("is not a time", _("The time in this message cannot be read.")),
    ("has no time zone", _("The time in this message cannot be read.")),
    ("is not an id", _("An id in this message cannot be read.")),
    ("is not a text", _("Something in this message is missing or has another form.")),
    ("is not an object", _("This does not look like a message.")),
    ("not a post", _("This does not look like a message.")),
    ("not a message", _("This does not look like a message.")),
)

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
        in_words=in_words,
        waiting=read.quarantine(),
        resolved=read.quarantine(resolved=True, limit=20),
    )


@quarantine.get("/quarantine/<int:quarantined_id>")
def show(quarantined_id: int) -> str:
    """One of them: reason, size and what came, as plain text."""
    found, channel = read.quarantined(quarantined_id)
    shown = not _may_be_private(found.payload) or _reads_private(channel)
    return render_template(
        "admin/quarantine/show.html",
        place="channels",
        in_words=in_words,
        quarantined=found,
        channel=channel,
        shown=shown,
    )


@quarantine.post("/quarantine/<int:quarantined_id>/resolution")
def resolve(quarantined_id: int) -> Response:
    """Lay it aside."""
    with transaction():
        found, _channel = read.quarantined(quarantined_id)
        quarantining.resolve(found, by=current_user(), now=now())
    flash(str(_("Laid aside.")))
    return redirect(url_for("quarantine.index"), 303)


def in_words(reason: str) -> str:
    """Why it could not be read, as a sentence in the language of who looks."""
    return str(next((words for sign, words in KINDS if sign in reason), _("This message could not be read.")))


def _may_be_private(payload: str) -> bool:
    """Whether its words may be a DM's: whatever is not surely a public message, and what was too long to be kept whole.

    It is X's own object, or ours (`exchange.Incoming`, which names its audience) when a rule stumbled over it.
    """
    try:
        thing = json.loads(payload)
    except (ValueError, RecursionError):
        return True
    if not isinstance(thing, dict) or thing.keys() & OF_A_DM:
        return True
    if "audience" in thing:
        return bool(thing["audience"] != Audience.PUBLIC)
    return not thing.keys() & OF_A_POST


def _reads_private(channel: Channel) -> bool:
    """Managing an installation is no power to read DMs."""
    mandated = mandate.of(current_user(), now())
    place = mandate.Place(channel.id, Audience.PRIVATE)
    return mandate.weigh(mandated.grants, place, Power.READ, mandated.at).allowed
