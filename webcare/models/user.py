"""People who work on the desk, and their log-in sessions."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, and_, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id

HERE = timedelta(minutes=3)  # a page that is looked at gives a sign of life once a minute


class Role(StrEnum):
    """What pages somebody gets. Power comes from a mandate, never from a role."""

    EMPLOYEE = "employee"
    AGENT = "agent"
    LEAD = "lead"
    EXECUTIVE = "executive"
    ADMIN = "admin"


def first_name(name: str) -> str:
    """The first word of a whole name."""
    return name.split(maxsplit=1)[0] if name.split() else name


class User(Base):
    """One colleague."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # kept in lower case
    name: Mapped[str]
    signature: Mapped[str]  # what stands under a reply, without the caret: "SK"; may be an alias
    role: Mapped[str]
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="nl")
    time_zone: Mapped[str] = mapped_column(default="Europe/Amsterdam")
    shortcuts: Mapped[bool] = mapped_column(default=True)  # single-key shortcuts can be switched off
    sound: Mapped[bool] = mapped_column(default=False)
    away_since: Mapped[datetime | None]
    here_at: Mapped[datetime | None]  # the last sign of life of a page they look at, noted once a minute
    standby: Mapped[bool] = mapped_column(default=False, server_default=false())  # may be called, also when away
    most_held: Mapped[int] = mapped_column(default=8, server_default=text("8"))  # at once, as far as others give them
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        words = self.name.split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()

    @property
    def first_name(self) -> str:
        """What colleagues call each other."""
        return first_name(self.name)

    @classmethod
    def is_here(cls, now: datetime) -> ColumnElement[bool]:
        """The condition: at work, which is not away and with a page before them."""
        return and_(cls.away_since.is_(None), cls.disabled_at.is_(None), cls.here_at >= now - HERE)


class LoginSession(Base):
    """One browser that is logged in. The cookie holds a random token; only its hash is kept."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(default="")  # browser and system, as the browser says
    address: Mapped[str] = mapped_column(default="")
    strong: Mapped[bool] = mapped_column(default=False, server_default=false())  # a second factor, or a passkey
    confirmed_at: Mapped[datetime | None]  # when password or passkey were last shown

    user: Mapped[User] = relationship(lazy="joined")
