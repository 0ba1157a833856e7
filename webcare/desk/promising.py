"""Answers that say more will follow: what, by whom, for when. They wait in the list until kept."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from webcare.database import record, session
from webcare.desk import standing
from webcare.errors import BadInput, Conflict
from webcare.events import OfPromise, PromiseFulfilled, PromiseMade, PromiseResumed, PromiseWithdrawn
from webcare.models import Conversation, Promise, Reply, User

LONGEST = 200  # characters


class AnswerGone(Conflict):
    """What it was promised in does not stand on the platform any more."""

    code = "answer_gone"
    message = _("The answer that promised this was deleted. Promise it again in a new one.")


def make(conversation: Conversation, reply: Reply, what: str, due_at: datetime, *, by: User, now: datetime) -> Promise:
    """Write down what an answer promises; it counts from the moment that answer is sent. Raises BadInput."""
    what = " ".join(what.split())
    if not what or len(what) > LONGEST:
        raise BadInput(field="promise")
    if due_at <= now:
        raise BadInput(field="promise_due_at")
    promise = Promise(
        conversation_id=conversation.id, reply_id=reply.id, what=what, promised_by_id=by.id, due_at=due_at
    )
    session.add(promise)
    session.flush()
    return promise


def begin(reply: Reply, conversation: Conversation, *, at: datetime, now: datetime) -> None:
    """Its answer was sent: from now on the promise counts."""
    for promise in _of(reply):
        if promise.counts_from is None:
            promise.counts_from = at
            _tell(PromiseMade, promise, conversation, promise.promised_by_id, now)
            standing.show_promises(conversation)


def fulfil(promise: Promise, *, by: User, now: datetime) -> None:
    """It was kept. Saying so twice changes nothing."""
    if promise.fulfilled_at is not None or promise.withdrawn_at is not None:
        return
    promise.fulfilled_at, promise.fulfilled_by_id = now, by.id
    _change(PromiseFulfilled, promise, by.id, now)


def withdraw(promise: Promise, *, by: User, now: datetime) -> None:
    """It is taken back. Saying so twice changes nothing."""
    if promise.fulfilled_at is not None or promise.withdrawn_at is not None:
        return
    promise.withdrawn_at = now
    _change(PromiseWithdrawn, promise, by.id, now)


def resume(promise: Promise, *, by: User, now: datetime) -> None:
    """It was kept or withdrawn by a slip: it is open again, due when it was. Saying so twice changes nothing.

    Raises AnswerGone.
    """
    if promise.fulfilled_at is None and promise.withdrawn_at is None:
        return
    if session.get_one(Reply, promise.reply_id).deleted_at is not None:
        raise AnswerGone
    promise.fulfilled_at = promise.fulfilled_by_id = promise.withdrawn_at = None
    _change(PromiseResumed, promise, by.id, now)


def end_with(reply: Reply, *, now: datetime) -> None:
    """The answer that made it is deleted: what it promised is promised no more."""
    for promise in _of(reply):
        if promise.fulfilled_at is None and promise.withdrawn_at is None:
            promise.withdrawn_at = now
            _change(PromiseWithdrawn, promise, reply.deletion_requested_by_id, now)


def open_in(conversation: Conversation) -> Iterable[Promise]:
    """The promises that are still to be kept, most urgent first."""
    found = select(Promise).where(
        Promise.conversation_id == conversation.id,
        Promise.counts_from.is_not(None),
        Promise.fulfilled_at.is_(None),
        Promise.withdrawn_at.is_(None),
    )
    return session.scalars(found.order_by(Promise.due_at)).all()


def _of(reply: Reply) -> Iterable[Promise]:
    return session.scalars(select(Promise).where(Promise.reply_id == reply.id)).all()


def _change(kind: type[OfPromise], promise: Promise, by: int | None, now: datetime) -> None:
    conversation = session.get_one(Conversation, promise.conversation_id)
    standing.show_promises(conversation)
    _tell(kind, promise, conversation, by, now)


def _tell(kind: type[OfPromise], promise: Promise, conversation: Conversation, by: int | None, now: datetime) -> None:
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(kind(at=now, by=by, promise_id=promise.id, **place))
