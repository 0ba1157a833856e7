"""Alerts: what becomes late and whom it concerns, how each wishes to be told, and a lead's call for help."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.user import User

_UNSEEN = text("seen_at IS NULL")


class AlertKind(StrEnum):
    """What an alert is about."""

    AT_RISK = "at_risk"
    LATE = "late"
    HELP = "help"  # a lead calls for help
    URGENT = "urgent"  # somebody's safety; only for who is on stand-by, the page has its own bar


class HelpCall(Base):
    """A lead asks whoever can to come and answer."""

    __tablename__ = "help_call"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    called_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    called_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    called_by: Mapped[User] = relationship(foreign_keys=[called_by_id])


class HelpAnswer(Base):
    """Somebody who was called is coming."""

    __tablename__ = "help_answer"

    call_id: Mapped[int] = mapped_column(ForeignKey("help_call.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    answered_at: Mapped[datetime]


class Alert(Base):
    """One thing told to one colleague, once: of each wait at most one alert a kind and a person."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("user_id", "wait_id", "kind"),
        UniqueConstraint("user_id", "help_call_id"),
        Index("ix_alert_unseen", "user_id", postgresql_where=_UNSEEN, sqlite_where=_UNSEEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str]
    owned: Mapped[bool] = mapped_column(default=False)  # told as its owner, or else as somebody who leads
    wait_id: Mapped[int | None] = mapped_column(ForeignKey("wait.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    help_call_id: Mapped[int | None] = mapped_column(ForeignKey("help_call.id"), index=True)
    raised_at: Mapped[datetime]
    push_at: Mapped[datetime | None]  # the push that tells it leaves at this moment, together with others
    seen_at: Mapped[datetime | None]


class AlertWish(Base):
    """How somebody wishes to be told. Without a row: in the page and by push, silent from 22:00 until 7:00."""

    __tablename__ = "alert_wish"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    at_risk: Mapped[bool] = mapped_column(default=True, server_default=true())
    late: Mapped[bool] = mapped_column(default=True, server_default=true())
    sound: Mapped[bool] = mapped_column(default=False, server_default=false())
    desktop: Mapped[bool] = mapped_column(default=False, server_default=false())
    push: Mapped[bool] = mapped_column(default=True, server_default=true())
    quiet_from: Mapped[int | None]  # minutes after midnight in their own zone; None: no quiet hours
    quiet_until: Mapped[int | None]
