"""An agent answers: what is submitted, undone, tried again or taken away. Source: DOMAIN, Replying.

What becomes of it on the way to the platform is in `webcare.desk.publishing`, and can be called from here.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, update

from webcare.database import session
from webcare.desk import claiming, covering, editing, promising, standing
from webcare.desk.meeting import insert_new
from webcare.desk.publishing import (
    NEWS,
    STOPPED,
    deleted,
    deletion_failed,
    entry_of,
    failed,
    hold,
    postpone,
    return_to_author,
    sent,
    take,
    tell,
    uncertain,
)
from webcare.desk.winning import reread, won
from webcare.errors import BadInput, Conflict, WebcareError
from webcare.events import ReplyCancelled, ReplyDeletionRequested, ReplyHeld, ReplyQueued
from webcare.exchange import TextRules
from webcare.models import (
    Audience,
    Conversation,
    Direction,
    Message,
    OutboxEntry,
    Reply,
    ReplyStatus,
    ReplyVersion,
    Status,
    User,
)

__all__ = [
    "deleted",
    "deletion_failed",
    "entry_of",
    "failed",
    "hold",
    "postpone",
    "return_to_author",
    "sent",
    "take",
    "uncertain",
]


class NewsSinceSeen(Conflict):
    """The customer or a colleague wrote after what the writer had seen; `messages` are those."""

    code = "news_since_seen"
    message = _("Something was written since you last looked. Read it, then send again.")

    def __init__(self, messages: Sequence[Message]) -> None:
        """The ids travel to the browser, the words do not."""
        super().__init__(message_ids=[message.id for message in messages])
        self.messages = messages


class ReplyTooLong(WebcareError):
    """Longer than the platform takes, signature included."""

    status = 422
    code = "reply_too_long"
    message = _("This is %(over)s characters too long with the signature: %(weighted_length)s of %(limit)s.")

    def __init__(self, *, weighted_length: int, limit: int) -> None:
        """Lengths as the platform counts them."""
        super().__init__(weighted_length=weighted_length, limit=limit, over=weighted_length - limit)


class EmptyReply(WebcareError):
    """Nothing that anybody could read."""

    status = 422
    code = "empty_reply"
    message = _("There is nothing to send yet. Write your answer first.")


class NothingToAnswer(Conflict):
    """Everything the customer wrote is gone: a public answer has no place any more."""

    code = "nothing_to_answer"
    message = _("The customer deleted what you would answer. You can still send a DM.")


class TooLateToUndo(Conflict):
    """It has left already."""

    code = "too_late_to_undo"
    message = _("It has left already. You can delete it on the platform once it is sent.")


class NotFailed(Conflict):
    """Only what failed can be tried again."""

    code = "not_failed"
    message = _("This answer is not waiting to be tried again.")


class NotSent(Conflict):
    """Only what was sent can be deleted."""

    code = "not_sent"
    message = _("This answer is not on the platform, so there is nothing to delete.")


def submit(
    conversation: Conversation,
    *,
    uuid: str,
    text: str,
    audience: str,
    seen_message_id: int,
    by: User,
    now: datetime,
    rules: TextRules,
    anyway: bool = False,
    closes: bool = False,
    refers_to_dm: bool = False,
    promise: tuple[str, datetime] | None = None,
    covers: Iterable[int] = (),
) -> Reply:
    """Queue an answer for its undo window. The same UUID twice is one reply; a free claim is taken.

    `text` comes without signature. `covers` are ids of open waits in the same gathering that it answers as well.
    Raises EmptyReply, ReplyTooLong, NewsSinceSeen (unless `anyway`), HeldBySomebodyElse, NothingToAnswer, BadInput.
    """
    there = _with_uuid(uuid)
    if there is not None:
        return _same(there, conversation, by)
    text = signed(text, by)
    _check_length(text, audience, rules)
    _check_place(conversation, audience, seen_message_id)
    if not anyway:
        _check_news(conversation, seen_message_id, by)
    if conversation.status == Status.CLOSED:
        standing.reopen(conversation, now=now, by=by.id)
    claiming.claim(conversation, by=by, now=now)
    covered = covering.choose(conversation, covers)
    new = insert_new(
        Reply,
        [
            {
                "uuid": uuid,
                "conversation_id": conversation.id,
                "channel_id": conversation.channel_id,
                "author_id": by.id,
                "audience": audience,
                "text": text,
                "in_reply_to": _answered(conversation, audience, seen_message_id),
                "seen_message_id": seen_message_id,
                "noticed_message_id": conversation.last_message_id if anyway else None,
                "refers_to_dm": refers_to_dm,
                "closes": closes,
                "covers": [wait.id for wait in covered],
                "status": ReplyStatus.QUEUED,
                "created_at": now,
                "queued_at": now,
            }
        ],
    )
    if not new:
        return _same(session.scalars(select(Reply).where(Reply.uuid == uuid)).one(), conversation, by)
    (reply,) = new
    session.add(_version(reply, by, now))
    covering.note(reply, covered)
    if promise is not None:
        promising.make(conversation, reply, *promise, by=by, now=now)
    _queue(reply, conversation, now)
    return reply


def undo(reply: Reply, *, by: User, now: datetime) -> None:
    """Take a queued answer back before it leaves. Its text stays with its author. Raises TooLateToUndo."""
    cancelled = update(Reply).where(Reply.id == reply.id, Reply.status == ReplyStatus.QUEUED)
    if not won(cancelled.values(status=ReplyStatus.CANCELLED, settled_at=now, held=None)):
        reread(reply)
        if reply.status == ReplyStatus.CANCELLED:
            return
        raise TooLateToUndo
    _forget_entry(reply)
    tell(ReplyCancelled, reply, now, by=by.id)


def retry(reply: Reply, *, by: User, now: datetime, seen_message_id: int | None = None) -> None:
    """Queue a failed answer again, or a DM of which nobody knows whether it arrived. Raises NotFailed.

    One that came back because of news counts as written by somebody who has read the news now.
    """
    conversation = session.get_one(Conversation, reply.conversation_id)
    seen = seen_message_id or (conversation.last_message_id if reply.failure == NEWS else None)
    values = {"status": ReplyStatus.QUEUED, "queued_at": now, "failure": None, "failure_words": None}
    if seen is not None:
        values["seen_message_id"] = max(seen, reply.seen_message_id)
    if not won(update(Reply).where(Reply.id == reply.id, _can_be_retried()).values(settled_at=None, **values)):
        raise NotFailed
    reread(reply)
    _forget_entry(reply)
    _queue(reply, conversation, now, by=by)


def delete(reply: Reply, *, by: User, now: datetime) -> None:
    """Ask the outbox to take a sent answer away on the platform. Own, or with power to moderate: the route asks.

    Raises NotSent.
    """
    if reply.status != ReplyStatus.SENT or reply.deleted_at is not None:
        raise NotSent
    asked = update(Reply).where(Reply.id == reply.id, Reply.deletion_requested_at.is_(None))
    if not won(asked.values(deletion_requested_at=now, deletion_requested_by_id=by.id, deletion_failure=None)):
        return
    session.add(OutboxEntry(reply_id=reply.id, channel_id=reply.channel_id, action="delete", not_before=now))
    tell(ReplyDeletionRequested, reply, now, by=by.id)


def signed(text: str, by: User) -> str:
    """The text as it is published: without what no platform takes, with the signature once. Raises EmptyReply."""
    text = editing.typed(text)
    signature = f"^{by.signature}" if by.signature else ""
    bare = text.removesuffix(signature).rstrip() if signature else text
    if not editing.can_be_read(bare):
        raise EmptyReply
    return f"{bare} {signature}".rstrip()


def news(reply: Reply) -> Sequence[Message]:
    """What was written since its author last looked, when it is about to leave."""
    conversation = session.get_one(Conversation, reply.conversation_id)
    return news_since(conversation, max(reply.seen_message_id, reply.noticed_message_id or 0), reply.author_id)


def news_since(conversation: Conversation, seen_message_id: int, author_id: int) -> Sequence[Message]:
    """What the customer or a colleague posted since. Notes and the author's own answers are no news."""
    found = select(Message).where(
        Message.conversation_id == conversation.id,
        Message.id > seen_message_id,
        Message.deleted_at.is_(None),
        or_(
            Message.direction == Direction.INBOUND,
            and_(Message.direction == Direction.OUTBOUND, Message.author_id.is_distinct_from(author_id)),
        ),
    )
    return session.scalars(found.order_by(Message.id)).all()


def _with_uuid(uuid: str) -> Reply | None:
    return session.scalars(select(Reply).where(Reply.uuid == uuid)).one_or_none()


def _same(reply: Reply, conversation: Conversation, by: User) -> Reply:
    if (reply.conversation_id, reply.author_id) != (conversation.id, by.id):
        raise BadInput(field="uuid")
    return reply


def _check_length(text: str, audience: str, rules: TextRules) -> None:
    if audience not in tuple(Audience):
        raise BadInput(field="audience")
    length, limit = rules.weighted_length(text), rules.limit(Audience(audience))
    if length > limit:
        raise ReplyTooLong(weighted_length=length, limit=limit)


def _check_place(conversation: Conversation, audience: str, seen_message_id: int) -> None:
    if audience == Audience.PUBLIC and conversation.audience == Audience.PRIVATE:
        raise BadInput(field="audience")
    seen = session.get(Message, seen_message_id)
    if seen is None or seen.conversation_id != conversation.id:
        raise BadInput(field="seen_message_id")


def _check_news(conversation: Conversation, seen_message_id: int, by: User) -> None:
    news = news_since(conversation, seen_message_id, by.id)
    if news:
        raise NewsSinceSeen(news)


def _answered(conversation: Conversation, audience: str, seen_message_id: int) -> str | None:
    """The customer's newest message the writer had seen: the one a public answer hangs under."""
    if audience == Audience.PRIVATE:
        return None
    theirs = select(Message.external_id).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.INBOUND,
        Message.deleted_at.is_(None),
    )
    newest = theirs.order_by((Message.id <= seen_message_id).desc(), Message.posted_at.desc(), Message.id.desc())
    number = session.scalars(newest.limit(1)).first()
    if number is None:
        raise NothingToAnswer
    return number


def _version(reply: Reply, by: User, now: datetime) -> ReplyVersion:
    sha256 = hashlib.sha256(reply.text.encode()).hexdigest()
    return ReplyVersion(
        reply_id=reply.id, number=1, text=reply.text, sha256=sha256, written_by_id=by.id, written_at=now
    )


def _queue(reply: Reply, conversation: Conversation, now: datetime, by: User | None = None) -> None:
    """Put it in the outbox for its undo window; on a stopped channel it is held there."""
    channel = conversation.channel
    reread(channel, "stopped_at")
    stopped = channel.stopped_at is not None
    reply.held = STOPPED if stopped else None
    not_before = now + timedelta(seconds=channel.undo_seconds)
    session.add(OutboxEntry(reply_id=reply.id, channel_id=channel.id, not_before=not_before, held=stopped))
    session.flush()
    tell(ReplyQueued, reply, now, by=by.id if by else reply.author_id)
    if stopped:
        tell(ReplyHeld, reply, now, why=STOPPED)


def _can_be_retried() -> ColumnElement[bool]:
    unknown_dm = and_(Reply.status == ReplyStatus.UNCERTAIN, Reply.audience == Audience.PRIVATE)
    return or_(Reply.status == ReplyStatus.FAILED, unknown_dm)


def _forget_entry(reply: Reply) -> None:
    entry = entry_of(reply)
    if entry is not None:
        session.delete(entry)
        session.flush()
