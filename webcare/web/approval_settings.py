"""Who is asked when nobody approves: settings of a channel."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import connecting
from webcare.errors import BadInput
from webcare.inbox import colleagues
from webcare.web import channel_form, now, pane
from webcare.web.forms import Fields

approval_settings = Blueprint("approval_settings", __name__)


@approval_settings.post("/channels/<int:channel_id>/approval")
def update(channel_id: int) -> BaseResponse:
    """Change after how long a deputy is asked, who that is, and who is on stand-by."""
    fields = Fields()
    minutes = fields.whole("deputy_minutes", lowest=1, highest=1_440)
    if fields.errors:
        raise BadInput(field="deputy_minutes")
    with transaction():
        channel = channel_form.found(channel_id)
        people = {"deputy_id": _colleague("deputy_id"), "standby_id": _colleague("standby_id")}
        connecting.change(channel, by=current_user(), now=now(), deputy_minutes=minutes, **people)
    flash(_("Saved."))
    return redirect(url_for("channels.show", channel_id=channel_id), 303)


def _colleague(field: str) -> int | None:
    number = pane.number(field)
    if number is not None and colleagues.colleague(number) is None:
        raise BadInput(field=field)
    return number
