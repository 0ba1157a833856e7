"""Themes as somebody may see them: volume, sentiment and what rises, counted over the conversations they may read.

A theme that was found by counting words shows to nobody who may not read what it was found in.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt
from typing import TypeVarTuple

from sqlalchemy import BigInteger, ColumnElement, Select, func, select, type_coerce
from sqlalchemy.orm import selectinload

from webcare.database import MICROSECOND, micros, session
from webcare.errors import NotFound
from webcare.insight.shares import percent
from webcare.insight.spikes import CHANCE
from webcare.insight.usual import stretches, usual
from webcare.mandate import Readable
from webcare.models import Audience, Conversation, Message, Theme, ThemeMessage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEGATIVE, POSITIVE = "negative", "positive"
RISING = 2.0  # deviations of chance above the usual of this hour
MOST_RISING = 6
CURVE = 12  # ten minutes each: two hours
FEWEST_READ = 5  # messages with a sentiment, to show a share of them
EXAMPLES = 5
Chosen = TypeVarTuple("Chosen")


class Period(StrEnum):
    """How long is looked back, and in which steps."""

    DAY = "day"
    WEEK = "week"
    WEEKS = "weeks"

    @property
    def step(self) -> timedelta:
        """The width of one column."""
        return {Period.DAY: HOUR, Period.WEEK: 6 * HOUR, Period.WEEKS: DAY}[self]

    @property
    def steps(self) -> int:
        """How many columns."""
        return 24 if self == Period.DAY else 28

    def since(self, now: datetime) -> datetime:
        """Where it begins: the last column is complete."""
        return now - self.steps * self.step


@dataclass(frozen=True)
class Column:
    """What was said in one step of time: messages, those whose sentiment is known, and how many are negative."""

    at: datetime
    messages: int = 0
    read: int = 0
    negative: int = 0
    positive: int = 0


@dataclass(frozen=True)
class Line:
    """One theme over a period."""

    theme: Theme
    columns: tuple[Column, ...]
    before: int  # messages in the same time before it

    @property
    def messages(self) -> int:
        """How many there were."""
        return sum(column.messages for column in self.columns)

    @property
    def negative_share(self) -> int | None:
        """In whole percents; None where too few were read."""
        return share(sum(column.negative for column in self.columns), sum(column.read for column in self.columns))

    @property
    def positive_share(self) -> int | None:
        """In whole percents; None where too few were read."""
        return share(sum(column.positive for column in self.columns), sum(column.read for column in self.columns))


@dataclass(frozen=True)
class Rising:
    """How a theme stands in the last hour, beside what is usual at this time of day."""

    theme: Theme
    hour: int
    usual: float
    curve: tuple[int, ...]
    negative_share: int | None

    @property
    def score(self) -> float:
        """How far it stands above the usual, in deviations of chance."""
        return (sqrt(self.hour) - sqrt(self.usual)) / CHANCE

    @property
    def rises(self) -> bool:
        """Whether that is more than chance."""
        return self.score >= RISING


def share(part: int, whole: int) -> int | None:
    """In whole percents, as every share; None where the whole is too small to say."""
    return percent(part, whole) if whole >= FEWEST_READ else None


def rising(readable: Readable, now: datetime) -> list[Rising]:
    """The themes of the last hour, those furthest above their usual first."""
    step = 2 * HOUR / CURVE
    columns = _columns(readable, now - 2 * HOUR, now, step, _followed())
    lately = {theme_id: each for theme_id, each in columns.items() if sum(c.messages for c in _last_hour(each))}
    usually = usual_hours(readable, lately, now)
    found = [
        Rising(
            theme,
            sum(column.messages for column in _last_hour(lately[theme.id])),
            usually.get(theme.id, 0.0),
            tuple(column.messages for column in lately[theme.id]),
            share(
                sum(c.negative for c in _last_hour(lately[theme.id])), sum(c.read for c in _last_hour(lately[theme.id]))
            ),
        )
        for theme in session.scalars(select(Theme).where(Theme.id.in_(lately), Theme.archived_at.is_(None)))
    ]
    return sorted(found, key=lambda each: (-each.score, each.theme.name))[:MOST_RISING]


def overview(readable: Readable, period: Period, now: datetime) -> list[Line]:
    """All themes that are followed, and those that were found and may be seen; the largest first."""
    if not readable.scopes:
        return []
    since = period.since(now)
    followed = _followed()
    columns = _columns(readable, since, now, period.step, followed)
    before = _totals(readable, since - (now - since), since, followed)
    empty = tuple(Column(since + number * period.step) for number in range(period.steps))
    themes = session.scalars(select(Theme).where(Theme.archived_at.is_(None)).options(selectinload(Theme.words)))
    lines = [Line(theme, columns.get(theme.id, empty), before.get(theme.id, 0)) for theme in themes]
    seen = _seen(readable, [line.theme.id for line in lines if line.theme.detected])
    shown = [line for line in lines if not line.theme.detected or line.theme.id in seen]
    return sorted(shown, key=lambda line: (-line.messages, line.theme.name))


def volume(readable: Readable, theme_id: int, since: datetime, until: datetime, step: timedelta) -> tuple[Column, ...]:
    """What was said on one theme in each step of time, empty ones included."""
    found = _columns(readable, since, until, step, [theme_id])
    count = -(-(until - since) // step)
    return found.get(theme_id, tuple(Column(since + number * step) for number in range(count)))


def line(readable: Readable, theme: Theme, period: Period, now: datetime) -> Line:
    """One theme over a period."""
    since = period.since(now)
    before = _totals(readable, since - (now - since), since, [theme.id])
    return Line(theme, volume(readable, theme.id, since, now, period.step), before.get(theme.id, 0))


def theme_for(readable: Readable, theme_id: int) -> Theme:
    """A theme that this reader may see, an archived one included. Raises NotFound."""
    theme = session.get(Theme, theme_id)
    if theme is None or (theme.detected and not _seen(readable, [theme_id])):
        raise NotFound
    return theme


def archived(readable: Readable) -> list[Theme]:
    """Those that somebody laid aside, and may be followed again; the latest first."""
    found = select(Theme).where(Theme.archived_at.is_not(None), Theme.archived_by_id.is_not(None))
    themes = session.scalars(found.order_by(Theme.archived_at.desc()).limit(50)).all()
    seen = _seen(readable, [theme.id for theme in themes if theme.detected])
    return [theme for theme in themes if not theme.detected or theme.id in seen]


def examples(readable: Readable, theme_id: int) -> Sequence[Message]:
    """What was said on it last, in public."""
    found = (
        _readable(readable, select(Message))
        .join(Message, Message.id == ThemeMessage.message_id)
        .where(ThemeMessage.theme_id == theme_id, Message.audience == Audience.PUBLIC, Message.text != "")
        .order_by(ThemeMessage.posted_at.desc())
        .limit(EXAMPLES)
    )
    return session.scalars(found).all()


def usual_hours(readable: Readable, theme_ids: Iterable[int], now: datetime) -> dict[int, float]:
    """How many messages these themes have in the hour up to this time of day; the same weekday counts twice."""
    number, inside = stretches(ThemeMessage.posted_at, now, HOUR)
    day = number.label("day")
    found = (
        _readable(readable, select(ThemeMessage.theme_id, day, func.count()))
        .where(ThemeMessage.theme_id.in_(list(theme_ids)), inside)
        .group_by(ThemeMessage.theme_id, day)
    )
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for theme_id, days_ago, messages in session.execute(found):
        counts[theme_id][int(days_ago)] = int(messages)
    return {theme_id: usual(each) for theme_id, each in counts.items()}


def _last_hour(columns: Sequence[Column]) -> Sequence[Column]:
    return columns[-CURVE // 2 :]


def _columns(
    readable: Readable, since: datetime, until: datetime, step: timedelta, theme_ids: Sequence[int]
) -> dict[int, tuple[Column, ...]]:
    """Per theme of which anything was said: all steps of the time, empty ones included."""
    slot = ((type_coerce(ThemeMessage.posted_at, BigInteger) - micros(since)) // (step // MICROSECOND)).label("slot")
    of = Message.sentiment
    tones = (func.count(of), func.count().filter(of == NEGATIVE), func.count().filter(of == POSITIVE))
    found = (
        _readable(readable, select(ThemeMessage.theme_id, slot, func.count(), *tones))
        .join(Message, Message.id == ThemeMessage.message_id)
        .where(*_between(since, until, theme_ids))
        .group_by(ThemeMessage.theme_id, slot)
    )
    steps = -(-(until - since) // step)
    columns: dict[int, list[Column]] = {}
    for found_id, number, *counts in session.execute(found):
        row = columns.setdefault(found_id, [Column(since + each * step) for each in range(steps)])
        row[int(number)] = Column(since + int(number) * step, *(int(count) for count in counts))
    return {found_id: tuple(row) for found_id, row in columns.items()}


def _totals(readable: Readable, since: datetime, until: datetime, theme_ids: Sequence[int]) -> dict[int, int]:
    counted = select(ThemeMessage.theme_id, func.count()).group_by(ThemeMessage.theme_id)
    found = _readable(readable, counted).where(*_between(since, until, theme_ids))
    return {number: int(messages) for number, messages in session.execute(found)}


def _seen(readable: Readable, theme_ids: Sequence[int]) -> set[int]:
    """Of these themes, those of which the reader may read anything."""
    if not theme_ids:
        return set()
    found = _readable(readable, select(ThemeMessage.theme_id).distinct()).where(ThemeMessage.theme_id.in_(theme_ids))
    return set(session.scalars(found))


def _readable(readable: Readable, chosen: Select[*Chosen]) -> Select[*Chosen]:
    """Over the messages on themes, in conversations that may be read."""
    found = chosen.select_from(ThemeMessage)
    if readable.is_everything:
        return found  # looking up fifty thousand conversations takes longer than counting their messages
    return found.join(Conversation, Conversation.id == ThemeMessage.conversation_id).where(readable.where())


def _followed() -> Sequence[int]:
    """The themes that are not archived; named one by one, so that an index finds the messages of each in time."""
    return session.scalars(select(Theme.id).where(Theme.archived_at.is_(None))).all()


def _between(since: datetime, until: datetime, theme_ids: Sequence[int]) -> list[ColumnElement[bool]]:
    return [ThemeMessage.theme_id.in_(theme_ids), ThemeMessage.posted_at >= since, ThemeMessage.posted_at < until]
