"""What becomes of an answer on its way to the platform: taken, sent, failed, uncertain, held, taken away.

Every step is a compare-and-set, so whatever crashes or comes twice, one intent is at most one publication.
Source: DOMAIN, Replying, rules 3, 4 and 7.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from webcare.database import record, session
from webcare.desk import closing, covering, editing, promising, standing, waits
from webcare.desk.meeting import insert_new, provisional_thread
from webcare.events import (
    OfReply,
    ReplyDeleted,
    ReplyFailed,
    ReplyHeld,
    ReplyQueued,
    ReplySending,
    ReplySent,
    ReplyUncertain,
)
from webcare.models import (
    Audience,
    Conversation,
    Direction,
    Message,
    OutboxEntry,
    Reply,
    ReplyStatus,
    Status,
    User,
)
from webcare.winning import reread, won

ACCOUNT_GONE = "account_gone"  # the own account it would leave by is not connected any more
NEWS = "news"  # the failure of an answer that came back to its author
STOPPED, OFF, MANDATE = "channel_stopped", "channel_off", "mandate"  # why an answer is held
PUBLISH, SETTLE, DELETE = "publish", "settle", "delete"  # what the outbox must do
FIRST_LOOK = timedelta(seconds=3)  # what X has just accepted shows in its record after a moment
LEASE = timedelta(minutes=2)  # after which another worker may take over what is safe to do twice
UNSETTLED = (ReplyStatus.SENDING, ReplyStatus.UNCERTAIN)


def entry_of(reply: Reply, *actions: str) -> OutboxEntry | None:
    """What the outbox must still do for a reply: publish or settle it, unless other actions are named."""
    wanted = actions or (PUBLISH, SETTLE)
    found = select(OutboxEntry).where(OutboxEntry.reply_id == reply.id, OutboxEntry.action.in_(wanted))
    return session.scalars(found).one_or_none()


def lock_entry(reply: Reply, *, waits: bool = True) -> OutboxEntry | None:
    """Its place in the queue, kept from others until the transaction ends; unless it `waits`, None when others have it.

    Whoever changes a reply that is queued comes by here first, as a worker does: then nobody waits in a circle.
    """
    found = select(OutboxEntry).where(OutboxEntry.reply_id == reply.id, OutboxEntry.action == PUBLISH)
    found = found.with_for_update(skip_locked=not waits).execution_options(populate_existing=True)
    return session.scalars(found).one_or_none()


def take(entry: OutboxEntry, *, worker: str, now: datetime) -> Reply | None:
    """Take one thing to do; of many workers one gets it. An answer is `sending` before the platform is called.

    Only what is safe to do twice (reading the record, deleting) is given to another worker after a while.
    """
    free = update(OutboxEntry).where(OutboxEntry.id == entry.id, OutboxEntry.held.is_(False), _is_free(now))
    taken = {"taken_by": worker, "taken_at": now, "attempts": OutboxEntry.attempts + 1}
    if not won(free.values(taken)):
        return None
    reply = session.get_one(Reply, entry.reply_id)
    reread(reply)
    if entry.action != PUBLISH:
        return reply
    queued = update(Reply).where(Reply.id == reply.id, Reply.status == ReplyStatus.QUEUED)
    if not won(queued.values(status=ReplyStatus.SENDING, sending_at=now)):
        return None
    reread(reply)
    tell(ReplySending, reply, now)
    return reply


def sent(reply: Reply, published_id: str, posted_at: datetime, *, now: datetime) -> None:
    """The platform confirmed it: waits end at its time. Hearing it twice changes nothing."""
    confirmed = {"status": ReplyStatus.SENT, "external_id": published_id, "sent_at": posted_at, "settled_at": now}
    if not _settle(reply, UNSETTLED, failure=None, failure_words=None, held=None, **confirmed):
        return
    conversation = session.get_one(Conversation, reply.conversation_id)
    place = _place(reply, conversation, posted_at)
    message = _message(reply, place, now)
    standing.show_message(place, message)
    tell(ReplySent, reply, now)
    promising.begin(reply, conversation, at=posted_at, now=now)
    _refold(reply, place, posted_at, now)
    if reply.closes:
        closing.close_after_answer(conversation, by=session.get_one(User, reply.author_id), now=now)


def failed(reply: Reply, code: str, words: str | None, *, now: datetime) -> None:
    """The platform refused it in its own `words`, or it could not be reached; `code` is stable."""
    if reply.status == ReplyStatus.SENT and reply.deletion_requested_at is not None:
        deletion_failed(reply, code, words, now=now)
        return
    possible = (ReplyStatus.QUEUED, *UNSETTLED)
    if _settle(reply, possible, status=ReplyStatus.FAILED, failure=code, failure_words=words, settled_at=now):
        tell(ReplyFailed, reply, now, failure=code)


def uncertain(reply: Reply, *, now: datetime) -> None:
    """Nobody knows whether it was published: the platform's record must tell, and is looked at soon.

    It is never blindly sent again.
    """
    unknown = update(Reply).where(Reply.id == reply.id, Reply.status == ReplyStatus.SENDING)
    if not won(unknown.values(status=ReplyStatus.UNCERTAIN, looked_at=None)):
        return
    reread(reply)
    entry = entry_of(reply)
    if entry is not None:
        entry.action, entry.attempts, entry.not_before = SETTLE, 0, now + FIRST_LOOK
        entry.taken_by = entry.taken_at = None
    tell(ReplyUncertain, reply, now)


def postpone(reply: Reply, until: datetime, *, now: datetime) -> None:
    """The platform certainly did not accept it and asks to come back later: it is queued again."""
    sending = update(Reply).where(Reply.id == reply.id, Reply.status == ReplyStatus.SENDING)
    if not won(sending.values(status=ReplyStatus.QUEUED)):  # `sending_at` stays: the call may have left something
        return
    reread(reply)
    entry = entry_of(reply)
    if entry is not None:
        entry.taken_by, entry.taken_at, entry.not_before = None, None, until
    tell(ReplyQueued, reply, now)


def hold(reply: Reply, why: str, *, now: datetime) -> None:
    """It may not leave now (`channel_stopped`, `channel_off` or `mandate`), and stays queued until it may.

    What a worker is about to send or sends already is left alone: the worker asked for itself.
    """
    entry = lock_entry(reply, waits=False)
    if entry is None or entry.taken_by is not None:
        return
    if not won(update(Reply).where(Reply.id == reply.id, Reply.status == ReplyStatus.QUEUED).values(held=why)):
        return
    reread(reply)
    entry.held = True
    tell(ReplyHeld, reply, now, why=why)


def resume(replies: Sequence[Reply], *, now: datetime) -> None:
    """What was held may leave. What was undone meanwhile stays undone."""
    for reply in replies:
        entry = lock_entry(reply)
        still = update(Reply).where(Reply.id == reply.id, Reply.held == reply.held)
        if entry is None or not won(still.values(held=None)):
            continue
        reread(reply)
        entry.held = False
        tell(ReplyQueued, reply, now)


def return_to_author(reply: Reply, *, now: datetime) -> None:
    """Something was written since its author last looked: it comes back, with its text."""
    failed(reply, NEWS, None, now=now)


def deleted(reply: Reply, *, now: datetime) -> None:
    """It is gone from the platform: the wait it answered is as it was before, if nothing else answers it."""
    if not won(update(Reply).where(Reply.id == reply.id, Reply.deleted_at.is_(None)).values(deleted_at=now)):
        return
    reread(reply)
    _forget(reply, DELETE)
    tell(ReplyDeleted, reply, now, by=reply.deletion_requested_by_id)
    promising.end_with(reply, now=now)
    message = session.scalars(select(Message).where(Message.reply_id == reply.id)).one()
    if message.deleted_at is None:
        editing.bury(message, now=now)
    place = session.get_one(Conversation, message.conversation_id)
    _refold(reply, place, message.posted_at, now)


def deletion_failed(reply: Reply, code: str, words: str | None, *, now: datetime) -> None:
    """It is still there: the platform would not delete it, in its own `words`. It can be asked again."""
    reply.deletion_requested_at, reply.deletion_failure, reply.failure_words = None, code, words
    _forget(reply, DELETE)
    tell(ReplyFailed, reply, now, failure=code)


def tell(kind: type[OfReply], reply: Reply, now: datetime, by: int | None = None, **more: Any) -> None:
    """Record something about a reply."""
    session.flush()
    place = {"channel_id": reply.channel_id, "conversation_id": reply.conversation_id}
    record(kind(at=now, by=by, reply_id=reply.id, **place, **more))


def _is_free(now: datetime) -> ColumnElement[bool]:
    left_behind = and_(OutboxEntry.action != PUBLISH, OutboxEntry.taken_at <= now - LEASE)
    return or_(OutboxEntry.taken_by.is_(None), left_behind)


def _settle(reply: Reply, possible: Sequence[str], **values: Any) -> bool:
    """Change a reply only out of these states, and let the outbox forget it."""
    if not won(update(Reply).where(Reply.id == reply.id, Reply.status.in_(possible)).values(**values)):
        return False
    reread(reply)
    _forget(reply, PUBLISH, SETTLE)
    return True


def _forget(reply: Reply, *actions: str) -> None:
    session.execute(delete(OutboxEntry).where(OutboxEntry.reply_id == reply.id, OutboxEntry.action.in_(actions)))


def _place(reply: Reply, conversation: Conversation, at: datetime) -> Conversation:
    """Where it is shown: a DM from a public conversation stands among that contact's DMs."""
    if reply.audience == conversation.audience:
        return conversation
    theirs = select(Conversation).where(
        Conversation.contact_id == conversation.contact_id, Conversation.audience == Audience.PRIVATE
    )
    there = session.scalars(theirs.order_by(Conversation.last_message_at.desc(), Conversation.id.desc())).first()
    return there or _open_in_private(conversation, at)


def _open_in_private(conversation: Conversation, at: datetime) -> Conversation:
    opened = Conversation(
        channel_id=conversation.channel_id,
        contact_id=conversation.contact_id,
        audience=Audience.PRIVATE,
        thread_id=provisional_thread(conversation.contact),
        opened_at=at,
        status=Status.OPEN,
    )
    session.add(opened)
    session.flush()
    return opened


def _message(reply: Reply, place: Conversation, now: datetime) -> Message:
    """Its message; one that the feed brought first, unrecognised, becomes it."""
    made = insert_new(
        Message,
        [
            {
                "channel_id": reply.channel_id,
                "conversation_id": place.id,
                "direction": Direction.OUTBOUND,
                "audience": reply.audience,
                "external_id": reply.external_id,
                "in_reply_to": reply.in_reply_to,
                "author_id": reply.author_id,
                "reply_id": reply.id,
                "text": reply.text,
                "posted_at": reply.sent_at,
                "arrived_at": now,
            }
        ],
    )
    if made:
        return made[0]
    there = session.scalars(
        select(Message).where(Message.channel_id == reply.channel_id, Message.external_id == reply.external_id)
    ).one()
    there.reply_id, there.author_id = reply.id, reply.author_id
    session.flush()
    return there


def _refold(reply: Reply, place: Conversation, since: datetime, now: datetime) -> None:
    numbers = {reply.conversation_id, place.id, *covering.conversations(reply)}
    waits.refold_all(dict.fromkeys(numbers, since), now=now)
