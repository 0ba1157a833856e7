"""How today's customers were answered: the waits that began on the day it is in the zone of the installation.

The share: answered within target ÷ (answered + open and already late). What was dismissed is left out of it and counted
beside it; so is nobody else. The 24/7 share beside it counts the target in hours on the wall, so that nobody polishes
the figure with service hours unseen. Medians are in time on the wall.
Source: DOMAIN, response timer, rules 4 and 8.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, select, type_coerce

from webcare.database import micros, session
from webcare.insight import days
from webcare.insight.shares import nearest_rank, percent
from webcare.mandate import Readable
from webcare.models import Channel, Conversation, How, Outcome, Wait

MINUTE = 60_000_000  # microseconds


@dataclass(frozen=True, kw_only=True)
class Today:
    """The figures of today, as counts: a share is made of them where it is shown."""

    answered: int
    in_time: int
    late: int  # open, and already late
    in_time_always: int  # the same by the clock on the wall, day and night
    late_always: int
    dismissed: int
    dismissed_late: int
    covered: int  # among the answered: by one answer in a gathering
    in_private: int  # among the answered: by a DM made elsewhere
    median: timedelta | None
    p90: timedelta | None
    targets: frozenset[int]
    always: bool

    @property
    def share(self) -> int | None:
        """Answered in time, in whole percents rounded down; None when there is nothing to count yet."""
        return percent(self.in_time, self.answered + self.late)

    @property
    def share_always(self) -> int | None:
        """The same with the target counted day and night."""
        return percent(self.in_time_always, self.answered + self.late_always)

    @property
    def within_the_hour(self) -> bool:
        """Whether the target is an hour everywhere, so that it may be called so."""
        return self.targets <= {60}

    def facts(self) -> dict[str, Any]:
        """As a browser counts on with it."""
        counts = ("answered", "in_time", "late", "in_time_always", "late_always", "dismissed", "dismissed_late")
        numbers: dict[str, Any] = {name: getattr(self, name) for name in (*counts, "covered", "in_private")}
        took = {"median": self.median, "p90": self.p90}
        return numbers | {name: None if each is None else int(each.total_seconds()) for name, each in took.items()}


def today(readable: Readable, now: datetime) -> Today:
    """The figures of today over what may be read; three statements."""
    began, ends = days.today(now)
    of_today = and_(Wait.started_at >= began, Wait.started_at < ends, readable.where())
    counted = session.execute(
        select(*_counts(now)).join(Conversation, Conversation.id == Wait.conversation_id).where(of_today)
    ).one()
    took = _durations(of_today)
    targets, always = _service(readable)
    return Today(
        **{name: int(number or 0) for name, number in counted._mapping.items()},  # noqa: SLF001  # SQLAlchemy's name
        median=nearest_rank(took, 0.5),
        p90=nearest_rank(took, 0.9),
        targets=targets,
        always=always,
    )


def _service(readable: Readable) -> tuple[frozenset[int], bool]:
    """The targets of the channels at this desk in minutes, and whether all of them are staffed day and night."""
    found = session.execute(
        select(Channel.id, Channel.target_minutes, Channel.service_hours, Channel.holidays).where(
            Channel.disabled_at.is_(None)
        )
    )
    here = [row for row in found if readable.is_here(row.id)]
    return frozenset(row.target_minutes for row in here), not any(row.service_hours or row.holidays for row in here)


def _counts(now: datetime) -> list[ColumnElement[Any]]:
    answered, dismissed = Wait.outcome == Outcome.ANSWERED, Wait.outcome == Outcome.DISMISSED
    is_open = Wait.outcome == Outcome.OPEN
    target = cast(Wait.target_minutes, BigInteger) * MINUTE  # an hour is more than a plain integer holds
    at = micros(now)
    conditions = {
        "answered": answered,
        "in_time": and_(answered, ~Wait.was_late),
        "late": and_(is_open, Wait.due_at <= now),
        "in_time_always": and_(answered, _took() <= target),
        "late_always": and_(is_open, at - type_coerce(Wait.started_at, BigInteger) >= target),
        "dismissed": dismissed,
        "dismissed_late": and_(dismissed, Wait.was_late),
        "covered": and_(answered, Wait.how == How.COVERED),
        "in_private": and_(answered, Wait.how == How.IN_PRIVATE),
    }
    return [func.sum(case((condition, 1), else_=0)).label(name) for name, condition in conditions.items()]


def _durations(of_today: ColumnElement[bool]) -> list[timedelta]:
    """How long each answered customer of today waited, shortest first."""
    took = (
        select(_took())
        .select_from(Wait)
        .join(Conversation, Conversation.id == Wait.conversation_id)
        .where(of_today, Wait.outcome == Outcome.ANSWERED)
        .order_by(_took())
    )
    return [timedelta(microseconds=each) for each in session.scalars(took)]


def _took() -> ColumnElement[int]:
    return type_coerce(Wait.ended_at, BigInteger) - type_coerce(Wait.started_at, BigInteger)
