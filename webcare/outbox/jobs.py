"""What one worker has in its hands: everything a call needs, read before it, so that nothing is asked during it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from webcare.channels import Outgoing
from webcare.database import session
from webcare.models import Audience, Contact, Conversation, Message, OutboxEntry, Reply

Clock = Callable[[], datetime]

CLOCK_AHEAD = timedelta(hours=2)  # by so much this machine's clock may have been ahead at the call


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
    answers_at: datetime  # the platform's own time of the last message its writer had seen
    attempts: int

    @property
    def left_from(self) -> datetime:
        """The earliest moment at which the platform can have taken it, by the platform's own time.

        The call, less what our clock may have been ahead; but nothing answers before what it answers was there.
        """
        called = min(self.called_at, self.called_before or self.called_at) - timedelta(seconds=1)
        return min(called, max(self.answers_at, called - CLOCK_AHEAD))


def job_of(entry: OutboxEntry, reply: Reply, now: datetime, called_before: datetime | None = None) -> Job:
    """Read what a call needs."""
    called_at, seen = reply.sending_at or now, session.get(Message, reply.seen_message_id or 0)
    return Job(
        entry_id=entry.id,
        reply_id=reply.id,
        channel_id=reply.channel_id,
        account_id=reply.account_id,
        conversation_id=reply.conversation_id,
        action=entry.action,
        outgoing=outgoing(reply),
        external_id=reply.external_id,
        called_at=called_at,
        called_before=called_before,
        answers_at=seen.posted_at if seen is not None else called_at,
        attempts=entry.attempts,
    )


def outgoing(reply: Reply) -> Outgoing:
    """The reply as the platform is told it."""
    if reply.audience == Audience.PUBLIC:
        return Outgoing(text=reply.text, audience=Audience.PUBLIC, in_reply_to=reply.in_reply_to)
    conversation = session.get_one(Conversation, reply.conversation_id)
    recipient = session.get_one(Contact, conversation.contact_id).external_id
    return Outgoing(text=reply.text, audience=Audience.PRIVATE, recipient=recipient)
