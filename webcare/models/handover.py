"""What a lead did with several conversations at once, kept so that it can be taken back as one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.user import User


class HandoverKind(StrEnum):
    """What was done."""

    GIVEN = "given"  # to a colleague
    AWAY = "away"  # a colleague was set away, and the claims went back to the queue


class Handover(Base):
    """Conversations that changed hands together. Undone, each goes back where nothing has happened with it since."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))  # to whom, or who was set away
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class HandedOver(Base):
    """One conversation of a handover: who held it before (None: nobody)."""

    __tablename__ = "handed_over"

    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True, index=True)
    from_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
