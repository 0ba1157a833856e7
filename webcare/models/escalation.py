"""Questions to somebody with more mandate, up to the CEO: the question, its brief, and the links that lead to it."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.conversation import Conversation
from webcare.models.reply import Reply
from webcare.models.user import User

_OPEN = text("ended_at IS NULL")


class EscalationState(StrEnum):
    """asked → seen → answered or handed back; passed on to the deputy in between; expired when nobody did."""

    ASKED = "asked"
    SEEN = "seen"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"
    APPROVED = "approved"  # the team's proposal, as a reply of the brand
    HANDED_BACK = "handed_back"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Escalation(Base):
    """One question about one conversation. At most one is open; the response timer goes on meanwhile."""

    __tablename__ = "escalation"
    __table_args__ = (
        Index("uq_escalation_open", "conversation_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_escalation_answer_by", "answer_by", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_escalation_asked", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)  # whom the team asked
    holder_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)  # for whom it waits: they or a deputy
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))  # the theme; None: the thread alone
    state: Mapped[str] = mapped_column(default=EscalationState.ASKED)
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]  # after which it goes on: to the deputy, then back to the team
    patience_minutes: Mapped[int]  # how long each of the two has
    seen_at: Mapped[datetime | None]
    passed_on_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    headline: Mapped[str]
    what_happened: Mapped[str]
    proposal: Mapped[str]  # the team's, without signature; may be empty
    draft: Mapped[str] = mapped_column(default="")  # of who was asked, or their assistant
    draft_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    word: Mapped[str] = mapped_column(default="")  # with which it was handed back
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))

    conversation: Mapped[Conversation] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    to: Mapped[User] = relationship(foreign_keys=[to_id])
    holder: Mapped[User] = relationship(foreign_keys=[holder_id])
    reply: Mapped[Reply | None] = relationship()

    @property
    def patience(self) -> timedelta:
        """How long whoever is asked has."""
        return timedelta(minutes=self.patience_minutes)


class EscalationLink(Base):
    """A personal way in. The mail or push holds a random token; only its hash is kept. Used once, or never."""

    __tablename__ = "escalation_link"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]  # a new one was sent in its place

    escalation: Mapped[Escalation] = relationship()
    user: Mapped[User] = relationship()


class Executive(Base):
    """What is settled for somebody who can be asked: who stands in, who assists, and when they are away."""

    __tablename__ = "executive"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, autoincrement=False)
    function: Mapped[str] = mapped_column(default="")  # "CEO": stands in the signature after the name
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    assistant_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    absent_from: Mapped[datetime | None]
    absent_until: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])
    assistant: Mapped[User | None] = relationship(foreign_keys=[assistant_id])

    def is_absent(self, at: datetime) -> bool:
        """Whether they said that they are away at that moment."""
        if self.absent_from is None or at < self.absent_from:
            return False
        return self.absent_until is None or at < self.absent_until
