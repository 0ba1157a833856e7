"""What one worker has in its hands: everything a call needs, read before it, so that nothing is asked during it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from webcare.channels import Outgoing
from webcare.database import session
from webcare.models import Audience, Contact, Conversation, OutboxEntry, Reply

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One outbox entry that was taken."""

    entry_id: int
    reply_id: int
    channel_id: int
    account_id: int | None  # somebody's own, by which it leaves; None: the channel's
    conversation_id: int
    action: str
    outgoing: Outgoing
    external_id: str | None  # of the message to delete
    called_at: datetime  # when the platform was, or is about to be, called
    called_before: datetime | None  # an earlier call that may have left something
    attempts: int


def job_of(entry: OutboxEntry, reply: Reply, now: datetime, called_before: datetime | None = None) -> Job:
    """Read what a call needs."""
    return Job(
        entry_id=entry.id,
        reply_id=reply.id,
        channel_id=reply.channel_id,
        account_id=reply.account_id,
        conversation_id=reply.conversation_id,
        action=entry.action,
        outgoing=outgoing(reply),
        external_id=reply.external_id,
        called_at=reply.sending_at or now,
        called_before=called_before,
        attempts=entry.attempts,
    )


def outgoing(reply: Reply) -> Outgoing:
    """The reply as the platform is told it."""
    if reply.audience == Audience.PUBLIC:
        return Outgoing(text=reply.text, audience=Audience.PUBLIC, in_reply_to=reply.in_reply_to)
    conversation = session.get_one(Conversation, reply.conversation_id)
    recipient = session.get_one(Contact, conversation.contact_id).external_id
    return Outgoing(text=reply.text, audience=Audience.PRIVATE, recipient=recipient)
