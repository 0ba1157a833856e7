"""Answers that say more will follow."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id

_OPEN = text("fulfilled_at IS NULL AND withdrawn_at IS NULL AND counts_from IS NOT NULL")


class Promise(Base):
    """What was promised, by whom and for when. It counts from the moment its reply was sent."""

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_open", "due_at", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_promise_counted", "counts_from"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    what: Mapped[str]
    promised_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    due_at: Mapped[datetime]
    counts_from: Mapped[datetime | None]
    fulfilled_at: Mapped[datetime | None]
    fulfilled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None]
