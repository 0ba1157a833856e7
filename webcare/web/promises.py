"""Promises: kept or withdrawn, and both taken back."""

from flask import Blueprint, g
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import promising
from webcare.errors import NotFound
from webcare.inbox.replies import promise_with
from webcare.models import Conversation, Promise
from webcare.web import now, pane

promises = Blueprint("promises", __name__)


@promises.post("/promises/<int:promise_id>/fulfilment")
def fulfil(promise_id: int) -> BaseResponse:
    """It was kept."""
    with transaction():
        promise, conversation = _found(promise_id)
        promising.fulfil(promise, by=current_user(), now=now())
    return _ended(promise, conversation)


@promises.post("/promises/<int:promise_id>/withdrawal")
def withdraw(promise_id: int) -> BaseResponse:
    """It is taken back."""
    with transaction():
        promise, conversation = _found(promise_id)
        promising.withdraw(promise, by=current_user(), now=now())
    return _ended(promise, conversation)


@promises.delete("/promises/<int:promise_id>/fulfilment")
@promises.delete("/promises/<int:promise_id>/withdrawal")
def resume(promise_id: int) -> BaseResponse:
    """It was a slip: it is still to be kept."""
    with transaction():
        promise, conversation = _found(promise_id)
        promising.resume(promise, by=current_user(), now=now())
    return pane.changed(conversation)


def _ended(promise: Promise, conversation: Conversation) -> BaseResponse:
    g.promise = promise
    return pane.changed(conversation, toast="conversations/_promise_ended.html", stays=True)


def _found(promise_id: int) -> tuple[Promise, Conversation]:
    promise = promise_with(promise_id)
    if promise is None:
        raise NotFound
    return promise, pane.found(promise.conversation_id)
