"""Suggestions of a crisis, each with its reason, counted again over what the reader may read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from webcare.database import session
from webcare.errors import NotFound
from webcare.insight.spikes import NEGATIVE, SLOT, VOLUME
from webcare.insight.themes import share
from webcare.insight.usual import stretches, usual
from webcare.mandate import Readable
from webcare.models import Conversation, Message, Spike, ThemeMessage

STANDS = timedelta(days=1)  # after that it is news to nobody
INBOUND = Message.direction == literal_column("'inbound'")


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
    """Those that were dismissed and would stand otherwise: the way back."""
    found = select(Spike).where(Spike.seen_at > now - STANDS, Spike.dismissed_at.is_not(None))
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
    number, inside = stretches(Message.posted_at, spike.seen_at, width)
    day = number.label("day")
    found = session.execute(_said(readable, spike, day, func.count()).where(inside).group_by(day))
    return usual({int(days_ago): int(messages) for days_ago, messages in found})


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
