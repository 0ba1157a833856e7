"""Replies from draft to sent, and the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.approval import Approval
from webcare.models.personal_account import PersonalAccount
from webcare.models.user import User


class ReplyStatus(StrEnum):
    """draft → awaiting approval → approved → queued → sending → sent, and what can come of it otherwise."""

    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


NOT_GONE_OUT = (ReplyStatus.CANCELLED, ReplyStatus.REJECTED, ReplyStatus.FAILED)  # and will not, as it is


class Reply(Base):
    """The intent to publish one text once. At most one publication comes of it, whatever crashes."""

    __tablename__ = "reply"
    __table_args__ = (Index("ix_reply_status", "status"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)  # made in the browser; the same one twice is one reply
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    # its author's own account, by which it leaves; None: the channel's
    account_id: Mapped[int | None] = mapped_column(ForeignKey("personal_account.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    audience: Mapped[str]  # where it is published; a DM from a public conversation is private
    text: Mapped[str]  # as published, signature included
    in_reply_to: Mapped[str | None]  # the platform's id of the message it answers
    seen_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))  # newest its writer had seen
    noticed_message_id: Mapped[int | None] = mapped_column(Id)  # sent anyway: news up to here was shown and not awaited
    refers_to_dm: Mapped[bool] = mapped_column(default=False)  # "send us a DM": an answer of its own kind
    closes: Mapped[bool] = mapped_column(default=False)  # close the conversation once it is sent
    covers: Mapped[list[Any]] = mapped_column(JSON, default=list)  # ids of waits in the gathering it answers as well
    overruled: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")  # what the guard warned of
    status: Mapped[str]
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]  # just before the platform was called
    sent_at: Mapped[datetime | None]  # the platform's time
    settled_at: Mapped[datetime | None]  # when it became sent, failed or cancelled here
    looked_at: Mapped[datetime | None]  # last complete read of the platform's record, while uncertain
    external_id: Mapped[str | None]
    failure: Mapped[str | None]  # a code: "refused", "duplicate", "not_mentioned", "credits", …
    failure_words: Mapped[str | None]  # the platform's own: why it was not posted or, once sent, not deleted
    held: Mapped[str | None]  # "channel_stopped", "channel_off" or "mandate": stays queued until it may leave
    deletion_requested_at: Mapped[datetime | None]
    deletion_requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    deletion_failure: Mapped[str | None]
    deleted_at: Mapped[datetime | None]

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    account: Mapped[PersonalAccount | None] = relationship()
    approvals: Mapped[list[Approval]] = relationship(order_by=Approval.id, viewonly=True)

    @property
    def approval(self) -> Approval | None:
        """The latest asking for its text, decided or not."""
        return self.approvals[-1] if self.approvals else None


class ReplyVersion(Base):
    """Each exact text a reply has had, with its hash: approval is of the text, not of the intent."""

    __tablename__ = "reply_version"
    __table_args__ = (UniqueConstraint("reply_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    number: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]


class Cover(Base):
    """An answer in a gathering that answers another conversation's wait as well, once it is sent."""

    __tablename__ = "cover"
    __table_args__ = (UniqueConstraint("reply_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    seen_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))  # newest there when it was chosen


class OutboxEntry(Base):
    """Something that must still reach a platform. The row is the truth; it goes when the matter is settled."""

    __tablename__ = "outbox_entry"
    __table_args__ = (
        UniqueConstraint("reply_id", "action"),
        Index(
            "ix_outbox_entry_ready", "not_before", sqlite_where=text("held IS FALSE"), postgresql_where=text("NOT held")
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    action: Mapped[str] = mapped_column(default="publish")  # or "delete", or "settle" while uncertain
    not_before: Mapped[datetime]
    held: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    taken_by: Mapped[str | None]  # the worker that has it
    taken_at: Mapped[datetime | None]


class Draft(Base):
    """What somebody was typing. It belongs to its writer; nobody else's act deletes it."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("conversation_id", "user_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    audience: Mapped[str]  # "public", "private" or "note": the tab it was typed in
    text: Mapped[str]
    written_at: Mapped[datetime]
