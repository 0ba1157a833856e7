"""Tags on a conversation; a new one is made by using it."""

from flask import Blueprint, Response, jsonify
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import tagging
from webcare.errors import NotFound
from webcare.inbox import colleagues
from webcare.models import Power
from webcare.web import now, pane

tags = Blueprint("tags", __name__)
LONGEST = 40


@tags.get("/tags")
def index() -> Response:
    """The names in use, to choose from, for who may read anything at all."""
    reads = mandate.readable(current_user(), now()).scopes
    return jsonify(tags=list(colleagues.tag_names()) if reads else [])


@tags.post("/conversations/<int:conversation_id>/tags")
def create(conversation_id: int) -> BaseResponse:
    """Put one on."""
    with transaction():
        conversation = pane.found(conversation_id, Power.DRAFT)
        tagging.tag(conversation, pane.words("name", longest=LONGEST), by=current_user(), now=now())
    return pane.changed(conversation)


@tags.delete("/conversations/<int:conversation_id>/tags/<int:tag_id>")
def destroy(conversation_id: int, tag_id: int) -> BaseResponse:
    """Take one off."""
    with transaction():
        conversation = pane.found(conversation_id, Power.DRAFT)
        tag = next((tag for tag in conversation.tags if tag.id == tag_id), None)
        if tag is None:
            raise NotFound
        tagging.untag(conversation, tag, by=current_user(), now=now())
    return pane.changed(conversation)
