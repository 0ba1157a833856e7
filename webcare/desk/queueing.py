"""Into the outbox for the undo window, and out of it again."""

from datetime import datetime, timedelta

from webcare.database import session
from webcare.desk import stopping
from webcare.desk.publishing import STOPPED, entry_of, tell
from webcare.events import ReplyHeld, ReplyQueued
from webcare.models import Conversation, OutboxEntry, Reply, User


def queue(reply: Reply, conversation: Conversation, now: datetime, by: User | None = None) -> None:
    """Put it in the outbox for its undo window; on a stopped channel it is held there."""
    channel = conversation.channel
    stopped = stopping.is_stopped(channel)
    reply.held = STOPPED if stopped else None
    not_before = now + timedelta(seconds=channel.undo_seconds)
    session.add(OutboxEntry(reply_id=reply.id, channel_id=channel.id, not_before=not_before, held=stopped))
    session.flush()
    tell(ReplyQueued, reply, now, by=by.id if by else reply.author_id)
    if stopped:
        tell(ReplyHeld, reply, now, why=STOPPED)


def unqueue(reply: Reply) -> None:
    """Nothing more is to be done for it."""
    entry = entry_of(reply)
    if entry is not None:
        session.delete(entry)
        session.flush()
