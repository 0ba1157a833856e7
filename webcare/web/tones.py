"""What a colleague says of the tone of a message."""

from flask import Blueprint, Flask, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import toning
from webcare.inbox import timeline
from webcare.inbox.messages import message_with
from webcare.models import Power, Sentiment
from webcare.web import now, pane

tones = Blueprint("tones", __name__)

NAMES = {Sentiment.NEGATIVE: _("negative"), Sentiment.NEUTRAL: _("neutral"), Sentiment.POSITIVE: _("positive")}
ICONS = {Sentiment.NEGATIVE: "frown", Sentiment.NEUTRAL: "meh", Sentiment.POSITIVE: "smile"}


def register(app: Flask) -> None:
    """Let templates name and draw a tone."""
    app.jinja_env.globals.update(
        sentiments=[(each.value, name, ICONS[each]) for each, name in NAMES.items()],
        sentiment_name=lambda code: str(NAMES[Sentiment(code)]),
        sentiment_icon=lambda code: ICONS[Sentiment(code)],
    )


@tones.post("/messages/<int:message_id>/tone")
def create(message_id: int) -> Response:
    """Say what it is. Saying something else is the way back."""
    with transaction():
        message = message_with(message_id)
        conversation = pane.found(message.conversation_id, Power.DRAFT)
        toning.correct(message, request.form.get("sentiment", ""), by=current_user(), now=now())
    return pane.changed(conversation, also=timeline.of_messages([message]))
