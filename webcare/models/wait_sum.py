"""Sums of waits that have ended, by day and hour: what reports add up instead of a year of rows."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id

ANY = 0  # whatever the tag, whoever ended it
WHOLE_DAY = 24  # beside the hours 0-23


class Span(StrEnum):
    """How long a time is summed as one."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class WaitSum(Base):
    """The ended waits that began in one hour (or the whole day) on one side of one channel.

    The days of a week stand once more as one, without their hours, and those of a month, by day and hour of the week
    but by nobody's hand: so that a long report reads a tenth of the rows.

    A wait is counted once under no tag and no hand, once under each tag of its conversation, and once under the
    hand that ended it: who answered, or who dismissed. Days and hours are those of the installation's zone. An open
    wait is in none of them, since what it counts for changes with the clock.
    """

    __tablename__ = "wait_sum"
    __table_args__ = (
        PrimaryKeyConstraint("tag_id", "hand_id", "span", "hour", "day", "channel_id", "audience", "weekday"),
        Index("ix_wait_sum_day", "day"),
    )

    tag_id: Mapped[int] = mapped_column(Id)
    hand_id: Mapped[int] = mapped_column(Id)
    span: Mapped[str]
    hour: Mapped[int]
    day: Mapped[date]  # with which the span begins
    channel_id: Mapped[int] = mapped_column(Id)
    audience: Mapped[str]
    weekday: Mapped[int]  # Monday is 0; that of `day` but in a month

    answered: Mapped[int]
    in_time: Mapped[int]  # answered before they were due, in service hours
    in_time_by_the_clock: Mapped[int]  # answered within the target counted day and night
    dismissed: Mapped[int]
    dismissed_late: Mapped[int]
    reopened: Mapped[int]  # customers who wrote again after it was closed, by the hour in which they did

    public: Mapped[int]  # how they were answered; together they are `answered`
    private: Mapped[int]
    moved_to_dm: Mapped[int]
    in_private: Mapped[int]
    referred_to_dm: Mapped[int]
    covered: Mapped[int]
    by_ceo: Mapped[int]  # of the answered, whichever way

    no_answer_needed: Mapped[int]  # why they were dismissed; together they are `dismissed`
    thanks: Mapped[int]
    spam: Mapped[int]
    duplicate: Mapped[int]
    covered_by_another: Mapped[int]
    other_department: Mapped[int]
    not_for_us: Mapped[int]
    deleted: Mapped[int]

    before_negative: Mapped[int]  # of the answered whose customer wrote again: the tone before …
    before_neutral: Mapped[int]
    before_positive: Mapped[int]
    after_negative: Mapped[int]  # … and after
    after_neutral: Mapped[int]
    after_positive: Mapped[int]
    better: Mapped[int]
    worse: Mapped[int]

    took: Mapped[bytes] = mapped_column(LargeBinary)  # seconds until each answer, ascending, four bytes each
    took_substance: Mapped[bytes] = mapped_column(LargeBinary)  # until the first answer that was more than a reference


class StaleSum(Base):
    """A day, week or month whose sums are behind what is true.

    Until they are made again, reports read the rows of such a day, and the days of such a week or month.
    """

    __tablename__ = "stale_sum"

    span: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # with which it begins
    event_id: Mapped[int] = mapped_column(Id)  # the newest that touched it: one that came while it was summed counts
    noted_at: Mapped[datetime]
