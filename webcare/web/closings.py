"""Closing and reopening; dismissing a wait by one key, and taking that back; what waits after all."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import asking, closing, dismissing
from webcare.errors import BadInput, NotFound
from webcare.inbox.gatherings import standing_dismissal, wait_with
from webcare.inbox.wording import CHOSEN_BY_HAND
from webcare.models import Reason, Status
from webcare.web import now, pane

closings = Blueprint("closings", __name__)
DISMISSED = "conversations/_dismissed.html"


@closings.post("/conversations/<int:conversation_id>/closing")
def create(conversation_id: int) -> BaseResponse:
    """Close it; with an open wait that takes a reason and dismisses what was seen. An urgent one takes two people."""
    with transaction():
        conversation, reason = pane.found(conversation_id), _reason()
        seen = _seen() if reason is not None else None
        closed = closing.close(conversation, by=current_user(), now=now(), reason=reason, seen_message_id=seen)
    return pane.changed(conversation, toast=None if closed else DISMISSED, stays=True)


@closings.delete("/conversations/<int:conversation_id>/closing")
def destroy(conversation_id: int) -> BaseResponse:
    """Open it again."""
    with transaction():
        conversation = pane.found(conversation_id)
        closing.reopen(conversation, by=current_user(), now=now())
    return pane.changed(conversation)


@closings.post("/conversations/<int:conversation_id>/dismissal")
def dismiss(conversation_id: int) -> BaseResponse:
    """No answer is needed: dismisses what was seen, closes, and goes on to the next; what stays open is stayed with."""
    seen = _seen()
    with transaction():
        conversation = pane.found(conversation_id)
        reason = _reason() or Reason.NO_ANSWER_NEEDED
        dismissing.dismiss(conversation, reason, seen_message_id=seen, by=current_user(), now=now())
        stays = conversation.status != Status.CLOSED
    return pane.changed(conversation, toast=DISMISSED, stays=stays)


@closings.delete("/conversations/<int:conversation_id>/dismissal")
def undo_dismissal(conversation_id: int) -> BaseResponse:
    """It did need an answer: the wait goes on from its own start."""
    with transaction():
        conversation = pane.found(conversation_id)
        dismissal = standing_dismissal(conversation)
        if dismissal is None:
            raise NotFound
        dismissing.undo(dismissal, by=current_user(), now=now())
    return pane.changed(conversation)


@closings.post("/waits/<int:wait_id>/reopening")
def wait_again(wait_id: int) -> BaseResponse:
    """A DM made elsewhere was not the answer to the public question: it waits again, from its own start."""
    with transaction():
        wait = wait_with(wait_id)
        if wait is None:
            raise NotFound
        conversation = pane.found(wait.conversation_id)
        dismissing.wait_again(wait, by=current_user(), now=now())
    return pane.changed(conversation)


@closings.post("/conversations/<int:conversation_id>/question")
def ask(conversation_id: int) -> BaseResponse:
    """A mention that asked for nothing becomes a wait, from its own posting time."""
    with transaction():
        conversation = pane.found(conversation_id)
        asking.ask(conversation, by=current_user(), now=now())
    return pane.changed(conversation)


def _seen() -> int:
    seen = pane.number("seen_message_id")
    if seen is None:
        raise BadInput(field="seen_message_id")
    return seen


def _reason() -> Reason | None:
    given = request.form.get("reason", "")
    if not given:
        return None
    if given not in CHOSEN_BY_HAND:
        raise BadInput(field="reason")
    return Reason(given)
