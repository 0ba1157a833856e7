"""Notes: for the team, with no road to a channel."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import drafting, noting
from webcare.errors import WebcareError
from webcare.models import Power
from webcare.web import now, pane

notes = Blueprint("notes", __name__)


@notes.post("/conversations/<int:conversation_id>/notes")
def create(conversation_id: int) -> BaseResponse:
    """Write one; a refusal leaves the text where it is."""
    conversation = pane.found(conversation_id, Power.DRAFT)
    try:
        with transaction():
            conversation = pane.found(conversation_id, Power.DRAFT)
            noting.write(conversation, request.form.get("text", ""), by=current_user(), now=now())
            drafting.discard(conversation, by=current_user())
    except WebcareError as error:
        return pane.refused(pane.found(conversation_id, Power.READ), error, audience="note")
    return pane.changed(conversation)
