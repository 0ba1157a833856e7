"""Customers, as a platform shows them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id


def initials(name: str, handle: str) -> str:
    """Two letters for the round picture of somebody with this name, or else this handle."""
    words = [word for word in name.split() if word[:1].isalnum()] or [handle]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


class Contact(Base):
    """One person's profile on one platform, as one channel meets it."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("channel_id", "external_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    external_id: Mapped[str]
    handle: Mapped[str]  # without the at sign; changes when the person renames
    name: Mapped[str]
    avatar_url: Mapped[str | None]  # fetched only through our own proxy
    followers: Mapped[int | None]
    language: Mapped[str | None]
    press: Mapped[bool] = mapped_column(default=False)
    first_seen_at: Mapped[datetime]
    vanished_at: Mapped[datetime | None]  # the platform no longer knows the account

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return initials(self.name, self.handle)
