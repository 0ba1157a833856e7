"""What somebody is typing, kept on the server as well: it survives a reload, a lost claim and another log-in."""

from flask import Blueprint, Response, request

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import drafting
from webcare.errors import BadInput
from webcare.models import Power
from webcare.web import now, pane
from webcare.web.composer import TABS
from webcare.web.unkeepable import keepable

drafts = Blueprint("drafts", __name__)


@drafts.put("/conversations/<int:conversation_id>/draft")
def update(conversation_id: int) -> Response:
    """Keep the text as it is now, for its writer alone."""
    text, tab = request.form.get("text", ""), request.form.get("audience", "")
    if tab not in TABS:
        raise BadInput(field="audience")
    if not keepable(text):
        raise BadInput(field="text")
    with transaction():
        conversation = pane.found(conversation_id, Power.READ)
        drafting.keep(conversation, text, tab, by=current_user(), now=now())
    return Response(status=204)
