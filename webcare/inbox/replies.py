"""Replies on their way, as pages ask for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webcare.database import session
from webcare.models import Approval, Conversation, Promise, Reply, ReplyStatus

# Who wrote it, and who was asked to approve it: in the same statement, since most were not. Take them `unique()`.
SHOWN_WITH = (
    joinedload(Reply.author),
    joinedload(Reply.approvals).options(
        joinedload(Approval.approver), joinedload(Approval.approver_team), joinedload(Approval.decided_by)
    ),
)


def queued(conversation: Conversation) -> Sequence[Reply]:
    """Those in their undo window, or held back."""
    waiting = select(Reply).where(Reply.conversation_id == conversation.id, Reply.status == ReplyStatus.QUEUED)
    return session.scalars(waiting.options(*SHOWN_WITH).order_by(Reply.id)).unique().all()


def reply_with(uuid: str) -> Reply | None:
    """The reply of an intent."""
    return session.scalars(select(Reply).where(Reply.uuid == uuid)).one_or_none()


def promise_with(promise_id: int) -> Promise | None:
    """One promise."""
    return session.get(Promise, promise_id)
