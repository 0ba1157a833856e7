"""Into the outbox for the undo window, and out of it again."""

from datetime import datetime, timedelta

from webcare.database import session
from webcare.desk import stopping
from webcare.desk.publishing import entry_of, tell
from webcare.events import ReplyHeld, ReplyQueued
from webcare.models import Conversation, OutboxEntry, Reply, User


def queue(reply: Reply, conversation: Conversation, now: datetime, by: User | None = None) -> None:
    """Put it in the outbox for its undo window; on a channel that is stopped or off it is held there."""
    channel = conversation.channel
    reply.held = why = stopping.why_held(channel)
    not_before = now + timedelta(seconds=channel.undo_seconds)
    session.add(OutboxEntry(reply_id=reply.id, channel_id=channel.id, not_before=not_before, held=why is not None))
    session.flush()
    tell(ReplyQueued, reply, now, by=by.id if by else reply.author_id)
    if why is not None:
        tell(ReplyHeld, reply, now, why=why)


def unqueue(reply: Reply) -> None:
    """Nothing more is to be done for it."""
    entry = entry_of(reply)
    if entry is not None:
        session.delete(entry)
        session.flush()
