"""Somebody's own account on a platform, through which they may answer in person. It is no channel: nobody reads it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.user import User

_IN_USE = text("disconnected_at IS NULL")


class PersonalAccount(Base):
    """One account of one person. Only its owner answers by it, and only who mentioned it."""

    __tablename__ = "personal_account"
    __table_args__ = (
        Index(
            "uq_personal_account_whose",
            "platform",
            "external_id",
            unique=True,
            postgresql_where=_IN_USE,
            sqlite_where=_IN_USE,
        ),
        Index(
            "uq_personal_account_user",
            "user_id",
            "platform",
            unique=True,
            postgresql_where=_IN_USE,
            sqlite_where=_IN_USE,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    platform: Mapped[str]
    external_id: Mapped[str]
    handle: Mapped[str]  # without the at sign
    name: Mapped[str]
    credentials: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # encrypted; empty once disconnected
    connected_at: Mapped[datetime]
    connected_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    disconnected_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
