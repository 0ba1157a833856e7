"""Accounts of the brand on platforms, and how well each of their feeds flows."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id


class Audience(StrEnum):
    """Who can read it."""

    PUBLIC = "public"
    PRIVATE = "private"


class Channel(Base):
    """One account of the brand on one platform."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("platform", "external_id", "training"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    platform: Mapped[str]
    external_id: Mapped[str]
    handle: Mapped[str]  # without the at sign
    name: Mapped[str]
    credentials: Mapped[bytes] = mapped_column(
        LargeBinary, deferred=True
    )  # encrypted, see webcare.channels.credentials
    training: Mapped[bool] = mapped_column(default=False)  # a drill's desk; never reaches a real platform
    target_minutes: Mapped[int] = mapped_column(default=60)
    # {"mon": [["08:00", "22:00"]], …}; None is day and night
    service_hours: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    time_zone: Mapped[str] = mapped_column(default="Europe/Amsterdam")
    holidays: Mapped[str | None]  # a country code ("NL"): closed on its public holidays
    undo_seconds: Mapped[int] = mapped_column(default=5)
    urgent_protocol: Mapped[str] = mapped_column(default="")  # what to do, shown with an urgent conversation
    deputy_minutes: Mapped[int] = mapped_column(default=10, server_default="10")  # then an approval asks a deputy
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: anybody who may approve
    standby_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # called when no approver is there
    connected_at: Mapped[datetime]  # what was posted before is history: it opens no wait and sounds no alarm
    disabled_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stopped_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    credits_depleted_at: Mapped[datetime | None]

    @property
    def target(self) -> timedelta:
        """How soon an answer is due."""
        return timedelta(minutes=self.target_minutes)


class WordRule(Base):
    """Words that mark a conversation urgent, per channel."""

    __tablename__ = "word_rule"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    words: Mapped[str]  # one phrase; whole words, any case, accents ignored
    created_at: Mapped[datetime]


class Feed(Base):
    """How far one stream of one channel has been read, and how it is doing."""

    __tablename__ = "feed"
    __table_args__ = (UniqueConstraint("channel_id", "kind"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    kind: Mapped[str]  # "mentions", "direct_messages", "own_posts"
    since_id: Mapped[str | None]  # everything up to here has been taken in; fixed during a run
    newest_id: Mapped[str | None]  # the newest seen in the run under way; becomes since_id after its last page
    page_token: Mapped[str | None]  # where the run under way goes on
    run_size: Mapped[int] = mapped_column(default=0)  # messages in the run under way so far
    first_run_done_at: Mapped[datetime | None]
    swept_at: Mapped[datetime | None]  # last complete look-back for messages that were indexed late
    attempted_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    lag_seconds: Mapped[float | None]  # posting time to arrival, of the newest message
    limited_until: Mapped[datetime | None]
    limit_remaining: Mapped[int | None]
    failing_since: Mapped[datetime | None]
    failure: Mapped[str | None]  # a code
    failure_words: Mapped[str | None]  # the platform's own words


class Gap(Base):
    """A stretch of a feed that may be missing."""

    __tablename__ = "gap"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), index=True)
    after_id: Mapped[str | None]
    before_id: Mapped[str]
    noticed_at: Mapped[datetime]
    filled_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class Quarantined(Base):
    """Something the platform sent that could not be read, with the reason; the rest flowed on."""

    __tablename__ = "quarantined"
    __table_args__ = (UniqueConstraint("channel_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    fingerprint: Mapped[str]  # SHA-256 of what came, so the same thing twice is one row
    external_id: Mapped[str | None]
    reason: Mapped[str]
    size: Mapped[int]  # bytes as they came
    payload: Mapped[str]  # the first 20,000 characters
    received_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
