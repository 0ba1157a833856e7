"""Who a colleague is at the organisation's own log-in service, and the log-ins that are under way there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.user import User


class Purpose(StrEnum):
    """Why somebody is sent to the issuer."""

    LOG_IN = "log_in"
    CONNECT = "connect"
    CONFIRM = "confirm"  # to show once more that it is them


class Identity(Base):
    """One person at one issuer. The pair of issuer and subject says who it is; an e-mail address never does."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class SignOn(Base):
    """One trip to the issuer, begun by one browser; the row goes when that browser comes back."""

    __tablename__ = "sign_on"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    state_hash: Mapped[str] = mapped_column(unique=True)
    browser_hash: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    next: Mapped[str]  # the page to go to afterwards
    purpose: Mapped[str]  # of Purpose
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # who was logged in already; None: a log-in
    begun_at: Mapped[datetime] = mapped_column(index=True)
