"""Turns of a customer waiting for an answer: the unit of the response timer and of every figure."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id

_OPEN = text("outcome = 'open'")


class Outcome(StrEnum):
    """How a wait stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class How(StrEnum):
    """In what way a wait was answered."""

    PUBLIC = "public"
    PRIVATE = "private"
    MOVED_TO_DM = "moved_to_dm"  # a DM sent from the public conversation
    IN_PRIVATE = "in_private"  # a DM made elsewhere while one public wait was open
    REFERRED_TO_DM = "referred_to_dm"  # "send us a DM"
    COVERED = "covered"  # by one answer in a gathering


class Reason(StrEnum):
    """Why no answer is needed."""

    NO_ANSWER_NEEDED = "no_answer_needed"
    THANKS = "thanks"
    SPAM = "spam"
    DUPLICATE = "duplicate"
    COVERED = "covered"
    OTHER_DEPARTMENT = "other_department"
    NOT_FOR_US = "not_for_us"
    DELETED = "deleted"  # by its author; never chosen by hand


class Wait(Base):
    """One wait: a row kept equal to the fold over messages, seen-ids and dismissals (`webcare.desk.waits`)."""

    __tablename__ = "wait"
    __table_args__ = (
        Index("uq_wait_open", "conversation_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_wait_at_risk", "at_risk_at", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_wait_due", "due_at", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_wait_conversation", "conversation_id", "started_at"),
        Index("ix_wait_started", "started_at"),
        Index("ix_wait_ended", "ended_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    first_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    started_at: Mapped[datetime]  # the platform's posting time
    target_minutes: Mapped[int]  # as it was set when the wait opened
    half_at: Mapped[datetime]
    at_risk_at: Mapped[datetime]
    due_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default=Outcome.OPEN)
    ended_at: Mapped[datetime | None]
    how: Mapped[str | None]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    reason: Mapped[str | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    was_late: Mapped[bool] = mapped_column(default=False)  # it ended after due_at
    told_at_risk_at: Mapped[datetime | None]  # the event was recorded, exactly once
    told_late_at: Mapped[datetime | None]


class Dismissal(Base):
    """Somebody found that what was said up to a message needs no answer. Undone, it counts no more."""

    __tablename__ = "dismissal"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    seen_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))  # covers what had arrived by then
    reason: Mapped[str]
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    dismissed_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
