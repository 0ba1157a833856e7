"""What a live update of an open conversation needs beside its timeline."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from webcare.database import session
from webcare.inbox import timeline
from webcare.inbox.replies import SHOWN_WITH
from webcare.inbox.timeline import HIDDEN, Entry
from webcare.models import Conversation, EventRow, Reply, ReplyStatus


def conversations(ids: Sequence[int]) -> list[Conversation]:
    """These conversations with everything their heads show, as they are now."""
    statement = (
        select(Conversation)
        .where(Conversation.id.in_(ids))
        .options(
            joinedload(Conversation.channel),
            joinedload(Conversation.contact),
            joinedload(Conversation.claimed_by),
            joinedload(Conversation.last_holder),
            selectinload(Conversation.tags),
        )
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement).unique())


def entries(events: Sequence[EventRow]) -> list[Entry]:
    """The entries that these events of one conversation made or changed, as they stand now."""
    return timeline.entries_for(events)


def queued(conversation: Conversation) -> list[Reply]:
    """Its replies in their undo window, oldest first."""
    statement = select(Reply).where(Reply.conversation_id == conversation.id, Reply.status == ReplyStatus.QUEUED)
    return list(session.scalars(statement.order_by(Reply.id).options(*SHOWN_WITH)).unique())


def vanished(events: Sequence[EventRow]) -> list[str]:
    """Element ids of entries that these events took away: replies that were undone."""
    ids = {event.data["reply_id"] for event in events if "reply_id" in event.data}
    hidden = select(Reply.uuid).where(Reply.id.in_(ids), Reply.status.in_(HIDDEN))
    return [f"reply-{uuid}" for uuid in session.scalars(hidden)] if ids else []
