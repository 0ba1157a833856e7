"""Replies: from the composer into the outbox, and what can be done with one after."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import approving, drafting, promising, replying
from webcare.errors import BadInput, NotFound, WebcareError
from webcare.inbox import filters, timeline
from webcare.inbox.gatherings import places_of_waits
from webcare.inbox.replies import reply_with
from webcare.mandate import Kind, MandateRefused, Verdict
from webcare.models import Audience, Conversation, Power, Reply, User
from webcare.web import now, pane
from webcare.web.composer import rules_of, verdict_on
from webcare.web.guard import overruled

replies = Blueprint("replies", __name__)
MOST_COVERED = 200


class WrongAudience(WebcareError):
    """A private conversation has no public side."""

    status = 422
    code = "wrong_audience"
    message = _("A private conversation cannot be answered in public. Choose DM.")


class PromiseUnclear(WebcareError):
    """A promise names what and when."""

    status = 422
    code = "promise_unclear"
    message = _("Say what was promised, and a moment that is still to come.")


@replies.post("/conversations/<int:conversation_id>/replies")
def create(conversation_id: int) -> BaseResponse:
    """Queue an answer for its undo window. The same UUID twice is one reply; a refusal leaves the text where it is."""
    conversation = pane.found(conversation_id, Power.READ)
    audience = request.form.get("audience", "")
    try:
        with transaction():
            conversation = pane.found(conversation_id, Power.READ)
            _submit(conversation, audience)
            drafting.discard(conversation, by=current_user())
    except replying.NewsSinceSeen as error:
        return pane.refused(conversation, error, audience=audience, news=timeline.of_messages(error.messages))
    except WebcareError as error:
        return pane.refused(pane.found(conversation_id, Power.READ), error, audience=audience)
    return pane.changed(conversation)


def _submit(conversation: Conversation, audience: str) -> Reply:
    if audience not in list(Audience) or (audience == Audience.PUBLIC and conversation.audience != Audience.PUBLIC):
        raise WrongAudience
    verdict = _verdict(conversation, audience)
    return replying.submit(
        conversation,
        uuid=pane.intent(),
        text=request.form.get("text", ""),
        audience=Audience(audience),
        seen_message_id=pane.number("seen_message_id") or 0,
        by=current_user(),
        now=now(),
        rules=rules_of(conversation.channel),
        anyway=filters.number(request.form.get("anyway")),
        closes=request.form.get("closes") == "on",
        refers_to_dm=request.form.get("refers_to_dm") == "on",
        promise=_promise(),
        covers=_covers(audience, verdict),
        verdict=verdict,
        overruled=overruled(),
    )


def _verdict(conversation: Conversation, audience: str, writer: User | None = None) -> Verdict:
    """On who asks, or on the writer of a text. Raises MandateRefused."""
    verdict = verdict_on(conversation, mandate.of(writer or current_user(), now()), audience)
    if verdict.kind == Kind.REFUSED:
        raise MandateRefused(power=Power.ANSWER)
    return verdict


def _promise() -> tuple[str, datetime] | None:
    if request.form.get("promises") != "on":
        return None
    try:
        what = pane.words("promise_what", longest=promising.LONGEST)
        local = datetime.fromisoformat(request.form.get("promise_due", ""))
        due = local.replace(tzinfo=local.tzinfo or ZoneInfo(current_user().time_zone)).astimezone(UTC)
    except (BadInput, ValueError, OverflowError):
        raise PromiseUnclear from None
    if due <= now():
        raise PromiseUnclear
    return what, due


def _covers(audience: str, verdict: Verdict) -> dict[int, int]:
    """The waits of others that are to be answered as well, each with the newest message that was shown of it.

    There too one must be allowed to answer.
    """
    given = [each.partition("-") for each in request.form.getlist("covers")[:MOST_COVERED]]
    numbers = [(filters.number(wait), filters.number(seen)) for wait, _dash, seen in given]
    wanted = {wait: seen for wait, seen in numbers if wait is not None and seen is not None}
    if len(wanted) < len(given):
        raise BadInput(field="covers")
    mandated = mandate.of(current_user(), now())
    there = [verdict_on(place, mandated, audience) for place in places_of_waits(wanted)]
    if not all(each.allowed or each == verdict for each in there):
        raise BadInput(field="covers")
    return wanted


@replies.get("/replies/<uuid>")
def show(uuid: str) -> Response:
    """The text of a reply, for its writer to go on with."""
    reply, conversation = _found(uuid)
    if reply.author_id != current_user().id and not _may_read(reply, conversation):
        raise NotFound
    return jsonify(text=reply.text, audience=reply.audience)


@replies.post("/replies/<uuid>/cancellation")
def cancel(uuid: str) -> BaseResponse:
    """Undo while it waits or in its window, by its writer, its approver or a lead; its writer has the text back."""
    with transaction():
        reply, conversation = _found(uuid)
        if not approving.is_decider(reply, current_user()):
            reply, conversation = _own(uuid)
        replying.undo(reply, by=current_user(), now=now())
        given = drafting.give_back(conversation, reply.text, reply.audience, to=reply.author, now=now())
    return pane.changed(conversation, gone=[f"reply-{reply.uuid}"], back=reply, given=given)


@replies.post("/replies/<uuid>/retry")
def retry(uuid: str) -> BaseResponse:
    """Try once more what was not posted."""
    with transaction():
        reply, conversation = _own(uuid)
        _verdict(conversation, reply.audience)
        replying.retry(
            reply,
            by=current_user(),
            now=now(),
            seen_message_id=pane.number("seen_message_id"),
            verdict=_verdict(conversation, reply.audience, approving.writer_of(reply)),
        )
    return pane.changed(conversation, also=timeline.of_reply(reply))


@replies.post("/replies/<uuid>/deletion")
def delete(uuid: str) -> BaseResponse:
    """Take a sent reply off the platform: one's own, or anybody's with the power to moderate."""
    with transaction():
        reply, conversation = _own(uuid)
        replying.delete(reply, by=current_user(), now=now())
    return pane.changed(conversation, also=timeline.of_reply(reply))


def _found(uuid: str) -> tuple[Reply, Conversation]:
    reply = reply_with(uuid)
    if reply is None:
        raise NotFound
    return reply, pane.found(reply.conversation_id, Power.READ)


def _own(uuid: str) -> tuple[Reply, Conversation]:
    """One's own, or with the power to moderate on the side where it is published: a DM may hang under a public post."""
    reply, conversation = _found(uuid)
    if reply.author_id != current_user().id:
        verdict = mandate.of(current_user(), now()).decide(Power.MODERATE, conversation, audience=reply.audience)
        if not verdict.allowed:
            raise MandateRefused(power=Power.MODERATE)
    return reply, conversation


def _may_read(reply: Reply, conversation: Conversation) -> bool:
    if reply.audience == conversation.audience:
        return True
    mandated = mandate.of(current_user(), now())
    place = mandate.Place(conversation.channel_id, reply.audience, mandate.place_of(conversation).tag_ids)
    return mandate.weigh(mandated.grants, place, Power.READ, mandated.at).allowed
