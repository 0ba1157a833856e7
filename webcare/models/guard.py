"""What the guard knows of a channel: what the brand published itself, and how its order numbers look."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id


class OwnDetail(Base):
    """A number, address or handle that the brand published itself: the guard never flags it."""

    __tablename__ = "own_detail"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    words: Mapped[str]  # as an admin typed it
    created_at: Mapped[datetime]


class NumberPattern(Base):
    """How one kind of number looks, such as `SP-######`: see webcare.guard.patterns."""

    __tablename__ = "number_pattern"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    name: Mapped[str]
    template: Mapped[str]
    created_at: Mapped[datetime]
