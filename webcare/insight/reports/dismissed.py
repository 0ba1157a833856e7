"""Waits that were dismissed after they were late: of each week a lead gets a random twenty to look at.

Which ones, is decided by a keyed hash: the same for everybody who may read the same, and known to nobody beforehand.
Source: DOMAIN, response timer, rule 4.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import literal_column, select

from webcare.database import session
from webcare.insight import days
from webcare.mandate import Readable
from webcare.models import Channel, Conversation, Message, User, Wait

MOST = 20


@dataclass(frozen=True)
class Dismissed:
    """One of them, with what its customer wrote first."""

    wait: Wait
    conversation: Conversation
    channel: Channel
    message: Message
    by: User | None  # None also where its author deleted it

    @property
    def late(self) -> timedelta:
        """How long after the answer was due it was dismissed."""
        return (self.wait.ended_at or self.wait.due_at) - self.wait.due_at


@dataclass(frozen=True)
class Sample:
    """Some of those that began in a week; `number` is how many there are."""

    monday: date
    number: int
    chosen: Sequence[Dismissed]

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.monday + 6 * days.A_DAY

    @property
    def before(self) -> date:
        """The Monday of the week before."""
        return self.monday - 7 * days.A_DAY

    @property
    def after(self) -> date:
        """The Monday of the week after."""
        return self.monday + 7 * days.A_DAY


def sample(monday: date, readable: Readable, key: str) -> Sample:
    """At most `MOST` of the week from this Monday, by when they began; the same each time for the same key."""
    since, until = days.stretch(monday, monday + 6 * days.A_DAY)
    late = (Wait.outcome == literal_column("'dismissed'"), Wait.was_late, Wait.started_at >= since)
    found = select(Wait.id).join(Conversation, Conversation.id == Wait.conversation_id)
    numbers = session.scalars(found.where(*late, Wait.started_at < until, readable.where())).all()
    drawn = sorted(numbers, key=lambda number: _lot(key, monday, number))[:MOST]
    return Sample(monday, len(numbers), _rows(drawn))


def _lot(key: str, monday: date, number: int) -> bytes:
    return hmac.digest(key.encode(), f"{monday.isoformat()} {number}".encode(), "sha256")


def _rows(numbers: Sequence[int]) -> list[Dismissed]:
    found = (
        select(Wait, Conversation, Channel, Message, User)
        .join(Conversation, Conversation.id == Wait.conversation_id)
        .join(Channel, Channel.id == Wait.channel_id)
        .join(Message, Message.id == Wait.first_message_id)
        .outerjoin(User, User.id == Wait.dismissed_by_id)
        .where(Wait.id.in_(numbers))
        .order_by(Wait.started_at, Wait.id)
    )
    return [Dismissed(*row) for row in session.execute(found)]
