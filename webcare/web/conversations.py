"""One conversation: its page, its earlier messages, the customer beside it."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import reading
from webcare.inbox import customer, timeline
from webcare.inbox.timeline import Page
from webcare.inbox.wording import CHOSEN_BY_HAND, REASONS
from webcare.mandate import Kind, Mandate
from webcare.models import Audience, Conversation, Power, ReplyStatus
from webcare.web import approvals, inbox, now, pane, search
from webcare.web.composer import compose
from webcare.web.reader import reader

conversations = Blueprint("conversations", __name__)


@conversations.get("/conversations/<int:conversation_id>")
def show(conversation_id: int) -> Response:
    """A whole page with the list beside it, or only the frame when the page is open already."""
    mandated = reader()
    conversation = mandated.conversation_for(conversation_id, Power.READ)
    facts = _facts(conversation, mandated)
    if request.headers.get("Turbo-Frame") == "talk":
        page = render_template("conversations/_talk.html", **facts)
    else:
        beside = search.pane() if "q" in request.args else inbox.pane()
        page = render_template("conversations/show.html", **beside, **facts)
        if "found" in beside:
            search.record(beside["found"])
    _record(conversation)
    response = make_response(page)
    response.headers["Vary"] = "Turbo-Frame"
    return response


@conversations.get("/conversations/<int:conversation_id>/timeline")
def earlier(conversation_id: int) -> Response:
    """The entries before a cursor, for the open page."""
    conversation = pane.found(conversation_id, Power.READ)
    page = timeline.entries(conversation, before=request.args.get("before"))
    html = render_template("conversations/_timeline.html", conversation=conversation, timeline=page)
    _record(conversation)
    return make_response(pane.stream(html))


@conversations.get("/conversations/<int:conversation_id>/powers")
def powers(conversation_id: int) -> BaseResponse:
    """What the reader may do here now, for an open page whose text stays as it is."""
    mandated = reader()
    conversation = mandated.conversation_for(conversation_id, Power.READ)
    composer = compose(conversation, mandated, Page([]))
    return pane.stream(render_template("conversations/_powers.html", conversation=conversation, composer=composer))


@conversations.get("/conversations/<int:conversation_id>/side")
def side(conversation_id: int) -> str:
    """The customer, as far as this reader may see."""
    mandated = reader()
    conversation = mandated.conversation_for(conversation_id, Power.READ)
    beside = customer.side(conversation, mandated.readable())
    marks = _marks(conversation, mandated)
    return render_template("conversations/_side.html", conversation=conversation, side=beside, **marks)


def _marks(conversation: Conversation, mandated: Mandate) -> dict[str, bool]:
    """Whether this reader may mark the customer as press, and take that mark off."""
    return {
        "may_mark": mandated.decide(Power.ANSWER, conversation).kind != Kind.REFUSED,
        "may_unmark": mandated.decide(Power.MODERATE, conversation).allowed,
    }


def _record(conversation: Conversation) -> None:
    """Reading DMs is recorded, by whatever address."""
    if conversation.audience == Audience.PRIVATE:
        number, channel_id, reader_id = conversation.id, conversation.channel_id, current_user().id
        with transaction():
            reading.opened(number, channel_id=channel_id, by=reader_id, now=now())


def _facts(conversation: Conversation, mandated: Mandate) -> dict[str, Any]:
    sought = pane.asked("message")
    page = timeline.entries(conversation, limit=timeline.reaching(conversation, sought))
    replies = [entry.reply for entry in page.entries if entry.reply is not None]
    return {
        "conversation": conversation,
        "timeline": page,
        "sought": sought,
        "queued": [reply for reply in replies if reply.status == ReplyStatus.QUEUED],
        "composer": compose(conversation, mandated, page),
        **approvals.panel(conversation),
        "side": customer.side(conversation, mandated.readable()),
        **_marks(conversation, mandated),
        "reasons": [(reason, REASONS[reason]) for reason in CHOSEN_BY_HAND],
    }
