"""Crises: incidents that were declared, what they gathered, what was said and decided; and drills, which play one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.channel import Channel
from webcare.models.tag import Tag
from webcare.models.user import User

_SITS = text("left_at IS NULL")


class Gathered(StrEnum):
    """Why a conversation belongs to a crisis."""

    WORDS = "words"
    TAG = "tag"
    HAND = "hand"


class EntryKind(StrEnum):
    """What a line of a crisis's log is."""

    DECLARED = "declared"
    DECISION = "decision"
    NOTE = "note"
    PROPOSED = "statement_proposed"
    APPROVED = "statement_approved"
    WITHDRAWN = "statement_withdrawn"
    THEME = "theme_changed"
    ENDED = "ended"
    REOPENED = "reopened"
    LESSON = "lesson"


class Crisis(Base):
    """A declared incident. Every conversation in it wears its tag, and what narrows mandates counts on that tag."""

    __tablename__ = "crisis"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str]
    training: Mapped[bool] = mapped_column(default=False, server_default=false())  # a drill: on a training desk alone
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))  # None: every channel that is no training
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))  # where its words came from
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), unique=True)
    started_at: Mapped[datetime]  # what was said since then is gathered
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    channel: Mapped[Channel | None] = relationship()
    tag: Mapped[Tag] = relationship()
    declared_by: Mapped[User] = relationship(foreign_keys=[declared_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])
    words: Mapped[list["CrisisWord"]] = relationship(order_by="CrisisWord.id", viewonly=True)
    tags: Mapped[list[Tag]] = relationship(secondary="crisis_tag", order_by=Tag.name, viewonly=True)

    @property
    def running(self) -> bool:
        """Whether it was not ended yet."""
        return self.ended_at is None


class CrisisWord(Base):
    """Words that bring a message to a crisis: whole words, any case, accents ignored."""

    __tablename__ = "crisis_word"
    __table_args__ = (UniqueConstraint("crisis_id", "words"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    crisis_id: Mapped[int] = mapped_column(ForeignKey("crisis.id"))
    words: Mapped[str]


class CrisisTag(Base):
    """A tag that brings a conversation to a crisis."""

    __tablename__ = "crisis_tag"

    crisis_id: Mapped[int] = mapped_column(ForeignKey("crisis.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)


class CrisisConversation(Base):
    """A conversation in a crisis, and why. Once somebody took it out, nothing brings it back by itself."""

    __tablename__ = "crisis_conversation"

    crisis_id: Mapped[int] = mapped_column(ForeignKey("crisis.id"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True, index=True)
    why: Mapped[str]
    since: Mapped[datetime]  # when what brought it was posted
    gathered_at: Mapped[datetime]
    gathered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: its words or tags
    left_at: Mapped[datetime | None]
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class CrisisStatement(Base):
    """What the brand says in a crisis. Once somebody else approved it, it may be sent with a greeting around it.

    The newest approved one counts; the newest that is not approved waits for it.
    """

    __tablename__ = "crisis_statement"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    crisis_id: Mapped[int] = mapped_column(ForeignKey("crisis.id"))
    text: Mapped[str]  # without greeting and signature
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    written_by: Mapped[User] = relationship(foreign_keys=[written_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])


class CrisisEntry(Base):
    """One line of a crisis's log: nothing in it is ever changed or taken away."""

    __tablename__ = "crisis_entry"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    crisis_id: Mapped[int] = mapped_column(ForeignKey("crisis.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="", server_default="")

    by: Mapped[User] = relationship()


class Drill(Base):
    """A crisis that the simulator plays: what was asked of it, and what came of that."""

    __tablename__ = "drill"

    crisis_id: Mapped[int] = mapped_column(ForeignKey("crisis.id"), primary_key=True)
    scenario: Mapped[str]
    minutes: Mapped[int]  # it plays at most so long
    begun_at: Mapped[datetime | None]  # None: the simulator has not begun yet
    stopped_at: Mapped[datetime | None]  # the simulator plays no more
    failure: Mapped[str | None]  # a code, while it could not be reached

    crisis: Mapped[Crisis] = relationship()


class TrainingSeat(Base):
    """Somebody who takes part in a drill: until they leave, the training desk is all they see."""

    __tablename__ = "training_seat"
    __table_args__ = (
        Index("uq_training_seat_taken", "user_id", unique=True, sqlite_where=_SITS, postgresql_where=_SITS),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    crisis_id: Mapped[int] = mapped_column(ForeignKey("crisis.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    taken_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
