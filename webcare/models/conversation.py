"""The exchange of one contact with one channel in one thread."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.channel import Channel
from webcare.models.contact import Contact
from webcare.models.tag import Tag
from webcare.models.user import User


def _index(name: str, *columns: str, where: str) -> Index:
    return Index(f"ix_conversation_{name}", *columns, postgresql_where=text(where), sqlite_where=text(where))


class Status(StrEnum):
    """Whether something may still have to be done."""

    OPEN = "open"
    CLOSED = "closed"


class Gathering(Base):
    """The conversations under one stranger's public post: one row in the list, one claim."""

    __tablename__ = "gathering"
    __table_args__ = (UniqueConstraint("channel_id", "thread_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    thread_id: Mapped[str]
    created_at: Mapped[datetime]


class Conversation(Base):
    """What the desk works on. The columns after `status` are kept by `webcare.desk` so that lists are one index."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("channel_id", "contact_id", "audience", "thread_id"),
        # One per stretch of a list (webcare.inbox.listing), so that each page is a walk along an index. They are
        # partial, and none of them begins with the status: a planner without statistics would take that one.
        _index("urgent", "urgent_at", where="status = 'open' AND urgent_at IS NOT NULL"),
        _index("waiting", "due_at", "id", where="status = 'open'"),
        _index("open", "last_message_at", "id", where="status = 'open' AND due_at IS NULL"),
        _index("promised", "promise_due_at", where="status = 'open' AND promise_due_at IS NOT NULL"),
        _index("claimed", "claimed_by_id", "due_at", "id", where="status = 'open'"),
        _index("closed", "last_message_at", "id", where="status = 'closed'"),
        _index("closed_of_channel", "channel_id", "last_message_at", "id", where="status = 'closed'"),
        # Which conversation of a gathering is due first, and which of them stands (webcare.desk.gatherings).
        _index("gathering", "gathering_id", "status", "due_at", "id", where="gathering_id IS NOT NULL"),
        _index("standing", "gathering_id", "gathered", where="gathering_id IS NOT NULL"),
        Index("ix_conversation_contact", "contact_id", "last_message_at"),
        # What stands under a post, and of it what is not gathered yet: thousands are in a crisis.
        Index("ix_conversation_thread", "channel_id", "thread_id", "gathering_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    audience: Mapped[str]
    thread_id: Mapped[str]  # the platform's id of the public thread's first post, or of the DM conversation
    thread_author: Mapped[str | None]  # the platform's id of whoever wrote the thread's first post, where known
    gathering_id: Mapped[int | None] = mapped_column(ForeignKey("gathering.id"))
    gathered: Mapped[bool] = mapped_column(
        default=False
    )  # another conversation of the gathering stands for it in lists
    opened_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default=Status.OPEN)

    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    asks: Mapped[bool] = mapped_column(default=False)  # False: a mention without a wait
    due_at: Mapped[datetime | None]  # the earliest of the open wait and the open promises: the order of the queue
    wait_started_at: Mapped[datetime | None]  # of the open wait
    wait_half_at: Mapped[datetime | None]
    wait_at_risk_at: Mapped[datetime | None]
    wait_due_at: Mapped[datetime | None]
    promise_due_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_at: Mapped[datetime | None]
    sign_of_life_at: Mapped[datetime | None]
    last_holder_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    urgent_at: Mapped[datetime | None]
    urgent_rule_id: Mapped[int | None] = mapped_column(ForeignKey("word_rule.id"))
    urgent_accepted_at: Mapped[datetime | None]
    urgent_accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closing_proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    escalated_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # waits for their answer
    escalated_until: Mapped[datetime | None]  # then it goes on: to a deputy, or back to the team
    approval_asked_at: Mapped[datetime | None]  # since when an answer here waits for approval; None: none does
    language: Mapped[str | None]
    sentiment: Mapped[str | None]  # of the customer's last words
    preview: Mapped[str] = mapped_column(default="")  # the customer's last words, shortened
    last_message_id: Mapped[int | None] = mapped_column(BigInteger)  # newest by arrival
    last_message_at: Mapped[datetime | None]  # newest by the platform's time

    channel: Mapped[Channel] = relationship()
    contact: Mapped[Contact] = relationship()
    claimed_by: Mapped[User | None] = relationship(foreign_keys=[claimed_by_id])
    last_holder: Mapped[User | None] = relationship(foreign_keys=[last_holder_id])
    escalated_to: Mapped[User | None] = relationship(foreign_keys=[escalated_to_id])
    tags: Mapped[list[Tag]] = relationship(secondary="conversation_tag", order_by=Tag.name, viewonly=True)


class ConversationTag(Base):
    """A tag on a conversation, and who put it there."""

    __tablename__ = "conversation_tag"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)
    tagged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    tagged_at: Mapped[datetime]
