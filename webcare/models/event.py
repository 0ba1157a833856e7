"""The event log: audit trail, feed of every screen, source of reports."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id

_REOPENED = text("kind = 'conversation_reopened'")


class EventRow(Base):
    """One thing that happened. Ids follow the order of commits, in both databases."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_conversation", "conversation_id", "at"),
        Index("ix_event_reopened", "at", postgresql_where=_REOPENED, sqlite_where=_REOPENED),  # for reports
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    version: Mapped[int]
    channel_id: Mapped[int | None] = mapped_column(BigInteger)
    conversation_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
