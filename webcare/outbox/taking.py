"""Takes the next entry that is due, after asking once more what may have changed since it was queued.

One transaction: the checks and the mark `sending` are one step, and another worker takes another entry.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import aliased

from webcare.database import Instant, session, transaction
from webcare.desk import permitting, replying, stopping
from webcare.desk.publishing import ACCOUNT_GONE, MANDATE, PUBLISH
from webcare.events import ReplyQueued
from webcare.models import Channel, Conversation, EventRow, OutboxEntry, Reply, ReplyStatus
from webcare.outbox.jobs import Job, job_of


@dataclass(frozen=True)
class Taken:
    """An entry was looked at; without a job it was settled on the spot (held, or returned to its author)."""

    job: Job | None = None


def ready(now: datetime) -> bool:
    """Whether anything is due: a look that locks nothing."""
    found = session.scalar(_ANY_DUE, {"now": now}) is not None
    session.rollback()
    return found


def take(worker: str, now: datetime) -> Taken | None:
    """The next entry that is due, marked as this worker's. None: there is none."""
    with transaction():
        entry = session.scalars(_due(now).limit(1).with_for_update(skip_locked=True, of=OutboxEntry)).first()
        if entry is None:
            return None
        reply = session.get_one(Reply, entry.reply_id)
        if entry.action == PUBLISH and _kept_back(reply, now):
            return Taken()
        called_before = reply.sending_at
        if replying.take(entry, worker=worker, now=now) is None:
            return Taken()
        session.refresh(entry)
        return Taken(job_of(entry, reply, now, called_before if entry.action == PUBLISH else None))


def _due(now: datetime | BindParameter[datetime]) -> Select[OutboxEntry]:
    """Due, nobody's, and no reply of the same conversation is on its way: order is kept."""
    reply, other = aliased(Reply), aliased(Reply)
    on_its_way = (
        select(other.id)
        .where(other.conversation_id == reply.conversation_id, other.status == ReplyStatus.SENDING)
        .exists()
    )
    return (
        select(OutboxEntry)
        .join(reply, reply.id == OutboxEntry.reply_id)
        .where(
            OutboxEntry.held.is_(False),
            OutboxEntry.not_before <= now,
            OutboxEntry.taken_by.is_(None),
            (OutboxEntry.action != PUBLISH) | ~on_its_way,
        )
        .order_by(OutboxEntry.not_before, OutboxEntry.id)
    )


# Built once: it is asked ten times a second.
_ANY_DUE = _due(bindparam("now", type_=Instant())).with_only_columns(OutboxEntry.id).limit(1)


def _kept_back(reply: Reply, now: datetime) -> bool:
    """Asked at the moment of sending: does the channel run, mandate, own account, and was anything written since."""
    conversation = session.get_one(Conversation, reply.conversation_id)
    shut = stopping.why_held(session.get_one(Channel, reply.channel_id))
    if shut is not None:
        replying.hold(reply, shut, now=now)
    elif not permitting.may_leave(reply, now):
        replying.hold(reply, MANDATE, now=now)
    elif reply.account is not None and (reply.account.disconnected_at or conversation.channel.training):
        replying.failed(reply, ACCOUNT_GONE, None, now=now)
    elif _written_since(reply, conversation):
        replying.return_to_author(reply, now=now)
    else:
        return False
    return True


def _written_since(reply: Reply, conversation: Conversation) -> bool:
    """Whether the customer or a colleague wrote what its writer was not shown.

    What was shown, its writer chose to send it in spite of; unless it has an earlier number and came after the reply
    was queued all the same: events stand in the order of commits.
    """
    news = replying.news_since(conversation, reply.seen_message_id, reply.author_id)
    if not news:
        return False
    if news[-1].id > (reply.noticed_message_id or 0):
        return True
    messages, replies = {message.id for message in news}, {message.reply_id for message in news if message.reply_id}
    events = select(EventRow).where(EventRow.conversation_id == conversation.id).order_by(EventRow.id.desc())
    for event in session.scalars(events):
        if _is_queueing(event, reply):
            return False
        if event.data.get("message_id") in messages or event.data.get("reply_id") in replies:
            return True
    return False


def _is_queueing(event: EventRow, reply: Reply) -> bool:
    """By a person: the outbox queues again by itself what it could not send."""
    return event.kind == ReplyQueued.kind() and event.actor_id is not None and event.data["reply_id"] == reply.id
