"""The mark that a customer is press. Marking narrows what may be said; taking it off is for who moderates."""

from flask import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import marking
from webcare.models import Power
from webcare.web import now, pane

press = Blueprint("press", __name__)


@press.post("/conversations/<int:conversation_id>/press")
def create(conversation_id: int) -> BaseResponse:
    """Mark the customer as press."""
    with transaction():
        conversation = pane.found(conversation_id)
        marking.mark_press(conversation, by=current_user(), now=now())
    return pane.changed(conversation)


@press.delete("/conversations/<int:conversation_id>/press")
def destroy(conversation_id: int) -> BaseResponse:
    """Take the mark off: not press after all."""
    with transaction():
        conversation = pane.found(conversation_id, Power.MODERATE)
        marking.unmark_press(conversation, by=current_user(), now=now())
    return pane.changed(conversation)
