"""What was said: by the contact, by the brand, and among colleagues."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.user import User

_INBOUND = text("direction = 'inbound'")


class Direction(StrEnum):
    """Who speaks. It comes from the platform's author id, never from text."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NOTE = "note"


class Sentiment(StrEnum):
    """The tone of what a customer wrote; how it is found is in `webcare.tone`."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


# What the worker still has to read; as words, since an index of this kind is only used where the words are the same.
TONELESS = "sentiment IS NULL AND direction = 'inbound' AND text <> ''"


class Message(Base):
    """One message under its platform's own time. A note has no road to a channel."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_id"),
        Index("ix_message_timeline", "conversation_id", "posted_at", "id"),
        # What customers said in a stretch of time, on any channel.
        Index("ix_message_inbound", "posted_at", "channel_id", postgresql_where=_INBOUND, sqlite_where=_INBOUND),
        Index("ix_message_toneless", "id", postgresql_where=text(TONELESS), sqlite_where=text(TONELESS)),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)  # "newer" on the desk means this arrival id
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    direction: Mapped[str]
    audience: Mapped[str]
    external_id: Mapped[str | None]  # None: a note. Of an edited message: the first version's
    in_reply_to: Mapped[str | None]  # the platform's id of the message it answers
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # a colleague; None for contact or elsewhere
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id", use_alter=True), index=True)
    text: Mapped[str | None]  # None: deleted, a tombstone
    language: Mapped[str | None]  # the platform's word until the text was read here
    sentiment: Mapped[str | None]  # None: not read yet, without words, or not a customer's
    sentiment_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # who corrected it; None: nobody
    asks: Mapped[bool] = mapped_column(default=True)  # False: a repost, or the brand's handle is only inherited
    history: Mapped[bool] = mapped_column(default=False)  # from before the channel was connected
    encrypted: Mapped[bool] = mapped_column(default=False)  # cannot be read here
    reach: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # likes, replies, reposts, as last read
    posted_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    edited_after_answer: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]
    # of a DM made elsewhere; False once somebody said that it did not answer the public wait
    ends_public_wait: Mapped[bool] = mapped_column(default=True)

    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    media: Mapped[list["Media"]] = relationship(order_by="Media.position")


class MessageVersion(Base):
    """One version of an edited message: any version's id finds its message."""

    __tablename__ = "message_version"
    __table_args__ = (UniqueConstraint("channel_id", "external_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    external_id: Mapped[str]
    text: Mapped[str | None]
    arrived_at: Mapped[datetime]


class ToneCorrection(Base):
    """What a colleague said of the tone or the language of a message; the newest counts, and training reads them all.

    It holds no words: what its author deleted is no longer learnt from.
    """

    __tablename__ = "tone_correction"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    sentiment: Mapped[str]
    language: Mapped[str | None]
    was: Mapped[str | None]  # the sentiment that stood there before
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    corrected_at: Mapped[datetime]


class Orphan(Base):
    """A post of the brand's own whose parent has not arrived: until it does, nobody knows whom it answers."""

    __tablename__ = "orphan"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_id"),
        Index("ix_orphan_parent", "channel_id", "parent_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    external_id: Mapped[str]
    parent_id: Mapped[str]  # the platform's id of the message it answers
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)  # as it came, in Webcare's own words
    arrived_at: Mapped[datetime]


class Media(Base):
    """A picture or film with a message; only its preview is shown, through our own proxy."""

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str]  # "photo", "video", "animated_gif"
    url: Mapped[str]  # of the preview, at the platform
    alt: Mapped[str] = mapped_column(default="")
    width: Mapped[int | None]
    height: Mapped[int | None]
