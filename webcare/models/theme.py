"""Themes: what customers talk about, followed by tags and words; and when one of them rose out of the usual."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.tag import Tag


class Theme(Base):
    """One subject whose volume and sentiment are followed: made by a lead, or found by counting words."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    detected: Mapped[bool] = mapped_column(default=False, server_default=false())  # found, and followed by nobody yet
    detected_at: Mapped[datetime | None]  # when its words last stood out
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: it was found
    archived_at: Mapped[datetime | None]
    archived_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    matched_from: Mapped[datetime | None]  # messages since then are sorted in; None: not yet begun to look back

    words: Mapped[list["ThemeWord"]] = relationship(order_by="ThemeWord.id", viewonly=True)
    tags: Mapped[list[Tag]] = relationship(secondary="theme_tag", order_by=Tag.name, viewonly=True)


class ThemeWord(Base):
    """Words that bring a message to a theme: whole words, any case, accents ignored."""

    __tablename__ = "theme_word"
    __table_args__ = (UniqueConstraint("theme_id", "words"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    words: Mapped[str]


class ThemeTag(Base):
    """A tag that brings what its conversation's customer says to a theme."""

    __tablename__ = "theme_tag"

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)


class ThemeConversation(Base):
    """A conversation in which something was said on a theme, and when that was first."""

    __tablename__ = "theme_conversation"

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class ThemeMessage(Base):
    """A customer's message on a theme: what volume and sentiment are counted from."""

    __tablename__ = "theme_message"
    __table_args__ = (Index("ix_theme_message_volume", "theme_id", "posted_at", "conversation_id"),)

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True, index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    posted_at: Mapped[datetime]


class WordDay(Base):
    """How many messages of a day held a word or pair of words; only what several customers said. "" is all messages."""

    __tablename__ = "word_day"

    day: Mapped[date] = mapped_column(primary_key=True)  # in UTC
    word: Mapped[str] = mapped_column(primary_key=True)
    messages: Mapped[int]


class Bookmark(Base):
    """How far a loop of the worker has read the event log."""

    __tablename__ = "bookmark"

    name: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(Id)


class Spike(Base):
    """A theme, or (None) all messages together, rose out of the usual: a crisis is suggested, with the reason.

    The numbers are those of the whole desk; a page counts again what its reader may read.
    """

    __tablename__ = "spike"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime]  # of the stretch that was counted
    reasons: Mapped[list[str]] = mapped_column(JSON)  # codes: "volume", "negative"
    messages: Mapped[int]  # in the stretch
    usual: Mapped[float]  # messages in such a stretch, at this hour of this day
    score: Mapped[float]
    negative_share: Mapped[float | None]  # of the messages with a sentiment
    usual_negative_share: Mapped[float | None]
    dismissed_at: Mapped[datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    crisis_id: Mapped[int | None] = mapped_column(Id)  # the crisis that was declared on it

    theme: Mapped[Theme | None] = relationship(lazy="joined")
