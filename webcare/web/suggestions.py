"""Suggestions of a crisis: a lead dismisses one, or brings it back. Declaring is a crisis's own affair."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import suggesting
from webcare.insight import suggestions as read
from webcare.models import Power, Spike
from webcare.web import now

suggestions = Blueprint("suggestions", __name__)


@suggestions.post("/suggestions/<int:spike_id>/dismissal")
def dismiss(spike_id: int) -> Response:
    """It is no crisis."""
    with transaction():
        suggesting.dismiss(_found(spike_id), by=current_user(), now=now())
    flash(_("The suggestion is dismissed. It stands below until it is a day old, to bring it back."))
    return redirect(url_for("themes.index"), 303)


@suggestions.delete("/suggestions/<int:spike_id>/dismissal")
def bring_back(spike_id: int) -> Response:
    """The way back."""
    with transaction():
        suggesting.bring_back(_found(spike_id), by=current_user(), now=now())
    flash(_("The suggestion stands again."))
    return redirect(url_for("themes.index"), 303)


def _found(spike_id: int) -> Spike:
    held = mandate.of(current_user(), now())
    mandate.permit(current_user(), Power.MODERATE, now())
    return read.suggestion_for(held.readable(), spike_id).spike
