"""What the spike detector looks at: messages of customers per five minutes, on a theme or all together.

These are counts of the whole desk, for a loop that judges them. What a person is shown is counted under their own
mandate, in `webcare.insight.themes`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, func, literal_column, select, type_coerce

from webcare.database import micros, session
from webcare.insight.spikes import KEPT, SLOT, Tone
from webcare.insight.usual import days_before
from webcare.models import Channel, Message, ThemeMessage

NEGATIVE = "negative"
INBOUND = Message.direction == literal_column("'inbound'")  # a literal: so a planner sees that the partial index serves
WIDTH = int(SLOT.total_seconds() * 1_000_000)


def counts(theme_id: int | None, *, until: datetime, negative: bool = False) -> list[int]:
    """Messages per five minutes of the last weeks, oldest first, the last slot ending at `until`; None: of everything.

    `negative`: only those whose sentiment is negative.
    """
    since = until - KEPT * SLOT
    slot = (type_coerce(_posted(theme_id), BigInteger) - micros(since)) // WIDTH
    found = select(slot.label("slot"), func.count()).where(*_between(theme_id, since, until)).group_by("slot")
    if negative or theme_id is None:
        found = found.select_from(Message)
    if negative:
        found = found.where(Message.sentiment == NEGATIVE)
    if theme_id is not None and negative:
        found = found.join(ThemeMessage, ThemeMessage.message_id == Message.id)
    row = [0] * KEPT
    for number, messages in session.execute(found):
        row[int(number)] = int(messages)
    return row


def tone(theme_id: int | None, *, since: datetime, until: datetime) -> Tone:
    """The sentiment of what was said from `since` until `until`, beside the week before."""
    read, negative = _read(theme_id, since, until)
    before, worse = _read(theme_id, since - timedelta(days=7), since)
    return Tone(read, negative, worse / before if before else None)


def begun_by(at: datetime) -> bool:
    """Whether anything was said by then, so that there is something to compare with."""
    return session.scalar(select(Message.id).where(*_between(None, at - KEPT * SLOT, at)).limit(1)) is not None


def lags(until: datetime) -> Sequence[int]:
    """How many slots ago it was the same time by the clock, one to fourteen days back."""
    return [round((until - each) / SLOT) for each in days_before(until)]


def _read(theme_id: int | None, since: datetime, until: datetime) -> tuple[int, int]:
    columns = (func.count(Message.sentiment), func.count().filter(Message.sentiment == NEGATIVE))
    found = select(*columns).select_from(Message).where(*_between(theme_id, since, until))
    if theme_id is not None:
        found = found.join(ThemeMessage, ThemeMessage.message_id == Message.id)
    read, negative = session.execute(found).one()
    return int(read), int(negative)


def _posted(theme_id: int | None) -> ColumnElement[datetime]:
    return (Message.posted_at if theme_id is None else ThemeMessage.posted_at).expression


def _between(theme_id: int | None, since: datetime, until: datetime) -> list[ColumnElement[bool]]:
    between = [_posted(theme_id) >= since, _posted(theme_id) < until]
    if theme_id is not None:
        return [ThemeMessage.theme_id == theme_id, *between]
    drills = select(Channel.id).where(Channel.training.is_(True))
    return [INBOUND, Message.channel_id.not_in(drills), *between]
