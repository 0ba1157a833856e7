"""Urgent conversations: marked, and accepted by somebody."""

from flask import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import urgency
from webcare.models import Power
from webcare.web import now, pane

alarms = Blueprint("alarms", __name__)


@alarms.post("/conversations/<int:conversation_id>/urgency")
def create(conversation_id: int) -> BaseResponse:
    """Somebody finds it urgent; whoever reads may say so."""
    with transaction():
        conversation = pane.found(conversation_id, Power.READ)
        is_news = not urgency.sounds(conversation)
        urgency.mark(conversation, by=current_user(), now=now())
    return pane.changed(conversation, toast="conversations/_urgent.html" if is_news else None, stays=True)


@alarms.delete("/conversations/<int:conversation_id>/urgency")
def destroy(conversation_id: int) -> BaseResponse:
    """It was a slip: whoever marked it takes it back, until somebody takes it on."""
    with transaction():
        conversation = pane.found(conversation_id, Power.READ)
        urgency.take_back(conversation, by=current_user(), now=now())
    return pane.changed(conversation, gone=[f"alarm-{conversation.id}"])


@alarms.post("/conversations/<int:conversation_id>/urgency/acceptance")
def accept(conversation_id: int) -> BaseResponse:
    """Somebody takes it on: the alarm ends on every screen."""
    with transaction():
        conversation = pane.found(conversation_id)
        urgency.accept(conversation, by=current_user(), now=now())
    return pane.changed(conversation, gone=[f"alarm-{conversation.id}"])
