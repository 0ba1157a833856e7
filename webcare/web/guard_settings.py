"""What the guard knows of a channel, for admins: the brand's own numbers, how order numbers look, and a trial."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import guard, mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import guard_lists, guarding
from webcare.errors import BadInput
from webcare.insight import guard as read
from webcare.models import Audience, Channel, Power
from webcare.web import channel_form, now
from webcare.web.forms import Fields

guard_settings = Blueprint("guard_settings", __name__)

LONGEST = guard_lists.MOST_LINES * (guard_lists.LONGEST_LINE + 1)
LONGEST_TRIAL = 2_000


@guard_settings.before_request
def permit() -> None:
    """Only for who manages the installation."""
    mandate.permit(current_user(), Power.MANAGE, now())


@guard_settings.get("/channels/<int:channel_id>/guard")
def show(channel_id: int) -> str:
    """What it knows."""
    return _page(channel_form.found(channel_id), Fields())


@guard_settings.post("/channels/<int:channel_id>/guard")
def update(channel_id: int) -> Response | tuple[str, int]:
    """Tell it something else."""
    fields = Fields()
    own = fields.text("own", required=False, longest=LONGEST)
    patterns = fields.text("patterns", required=False, longest=LONGEST)
    if not fields.errors:
        try:
            with transaction():
                channel, by = channel_form.found(channel_id), current_user()
                guard_lists.publish(channel, own.splitlines(), by=by, now=now())
                guard_lists.look_for(channel, patterns.splitlines(), by=by, now=now())
        except BadInput as error:
            fields.blame(error)
    if fields.errors:
        return _page(channel_form.found(channel_id), fields, own=own, patterns=patterns), 422
    flash(_("Saved. The guard knows it from now on."))
    return redirect(url_for("guard_settings.show", channel_id=channel_id), 303)


@guard_settings.post("/channels/<int:channel_id>/guard/trial")
def attempt(channel_id: int) -> str | tuple[str, int]:
    """What it would say of a text. Nothing is kept."""
    channel, fields = channel_form.found(channel_id), Fields()
    text = fields.text("text", longest=LONGEST_TRIAL)
    if fields.errors:
        return _page(channel, fields, text=text), 422
    findings = guard.check(text, Audience.PUBLIC, known=guarding.known_of(channel))
    return _page(channel, fields, text=text, findings=findings)


def _page(channel: Channel, fields: Fields, **typed: Any) -> str:
    own, patterns = read.own_lines(channel), read.pattern_lines(channel)
    shown = {"own": "\n".join(own), "patterns": "\n".join(patterns), "text": "", "findings": None} | typed
    return render_template(
        "admin/channels/guard.html",
        place="channels",
        channel=channel,
        errors=fields.errors,
        empty=not own and not patterns,
        **shown,
    )
