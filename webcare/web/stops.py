"""The channel stop: one button that halts everything outgoing."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import stopping
from webcare.models import Channel, Power
from webcare.web import now, pane

stops = Blueprint("stops", __name__)


@stops.post("/channels/<int:channel_id>/stop")
def create(channel_id: int) -> BaseResponse:
    """Stop it, queued replies included."""
    with transaction():
        stopping.stop(_found(channel_id), by=current_user(), now=now())
    return _back(channel_id)


@stops.delete("/channels/<int:channel_id>/stop")
def destroy(channel_id: int) -> BaseResponse:
    """Lift it; what was held leaves."""
    with transaction():
        stopping.lift(_found(channel_id), by=current_user(), now=now())
    return _back(channel_id)


def _found(channel_id: int) -> Channel:
    return mandate.channel_for(current_user(), channel_id, Power.MODERATE, now())


def _back(channel_id: int) -> BaseResponse:
    number = pane.number("conversation")
    if number is None:
        return redirect("/inbox", 303)
    conversation = pane.found(number, Power.READ)
    if conversation.channel_id != channel_id:
        return redirect("/inbox", 303)
    return pane.changed(conversation)
