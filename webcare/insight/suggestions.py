"""Suggestions of a crisis, each with its reason, counted again over what the reader may read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, func, literal_column, select, type_coerce

from webcare.database import MICROSECOND, micros, session
from webcare.errors import NotFound
from webcare.insight.spikes import DAYS, NEGATIVE, SLOT, VOLUME
from webcare.insight.themes import share
from webcare.mandate import Readable
from webcare.models import Conversation, Message, Spike, ThemeMessage

STANDS = timedelta(days=1)  # after that it is news to nobody
REMEMBERED = timedelta(days=7)
INBOUND = Message.direction == literal_column("'inbound'")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Suggestion:
    """A suggestion with what its reader may know of it: so many messages, where so many are usual."""

    spike: Spike
    messages: int
    usual: float
    negative_share: int | None

    @property
    def minutes(self) -> int:
        """How long the stretch was that was counted."""
        return round((self.spike.seen_at - self.spike.started_at) / timedelta(minutes=1))

    @property
    def by_volume(self) -> bool:
        """Whether there are more messages than usual."""
        return VOLUME in self.spike.reasons

    @property
    def by_tone(self) -> bool:
        """Whether more of them are negative than usual."""
        return NEGATIVE in self.spike.reasons


def standing(readable: Readable, now: datetime) -> list[Suggestion]:
    """Those nobody decided on yet, the newest first."""
    found = select(Spike).where(Spike.seen_at > now - STANDS, Spike.dismissed_at.is_(None), Spike.crisis_id.is_(None))
    return _counted(readable, list(session.scalars(found.order_by(Spike.seen_at.desc(), Spike.id.desc()))))


def dismissed(readable: Readable, now: datetime) -> list[Suggestion]:
    """Those that were dismissed lately: the way back."""
    found = select(Spike).where(Spike.seen_at > now - REMEMBERED, Spike.dismissed_at.is_not(None))
    return _counted(readable, list(session.scalars(found.order_by(Spike.dismissed_at.desc()).limit(20))))


def suggestion_for(readable: Readable, spike_id: int) -> Suggestion:
    """One suggestion, if the reader may read anything of what it is about. Raises NotFound."""
    spike = session.get(Spike, spike_id)
    counted = _counted(readable, [spike]) if spike is not None else []
    if not counted:
        raise NotFound
    return counted[0]


def _counted(readable: Readable, spikes: list[Spike]) -> list[Suggestion]:
    counted = [_count(readable, spike) for spike in spikes]
    return [each for each in counted if each.messages]


def _count(readable: Readable, spike: Spike) -> Suggestion:
    width = max(spike.seen_at - spike.started_at, SLOT)
    read, negative = func.count(Message.sentiment), func.count().filter(Message.sentiment == NEGATIVE)
    now = _said(readable, spike, func.count(), read, negative).where(
        Message.posted_at >= spike.started_at, Message.posted_at < spike.seen_at
    )
    messages, known, bad = session.execute(now).one()
    return Suggestion(spike, int(messages), _usual(readable, spike, width), share(int(bad), int(known)))


def _usual(readable: Readable, spike: Spike, width: timedelta) -> float:
    """Messages in such a stretch at that time of day, over two weeks; the same weekday twice."""
    ago = micros(spike.seen_at) - 1 - type_coerce(Message.posted_at, BigInteger)
    day = (ago // (DAY // MICROSECOND)).label("day")
    found = (
        _said(readable, spike, day, func.count())
        .where(ago % (DAY // MICROSECOND) < width // MICROSECOND)
        .where(Message.posted_at >= spike.seen_at - (DAYS + 1) * DAY, Message.posted_at < spike.seen_at - DAY)
        .group_by(day)
    )
    counts = {int(number): int(messages) for number, messages in session.execute(found)}
    return median(counts.get(number, 0) for number in range(1, DAYS + 1) for _ in range(2 if number % 7 == 0 else 1))


def _said(readable: Readable, spike: Spike, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Over the messages that a suggestion is about and that may be read."""
    found = (
        select(*columns)
        .select_from(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(readable.where(), INBOUND)
    )
    if spike.theme_id is None:
        return found
    return found.join(ThemeMessage, ThemeMessage.message_id == Message.id).where(
        ThemeMessage.theme_id == spike.theme_id
    )
