"""Conversations one after the other, however many there are: read a page at a time, none twice and none left out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from webcare.database import session
from webcare.models import Conversation

Moment = InstrumentedAttribute[datetime | None]


def pages(found: Select[Conversation], moment: Moment, at_once: int) -> Iterator[Sequence[Conversation]]:
    """What was found, by this moment of theirs, the earliest first. All of it has one."""
    page = _page(found, moment, at_once)
    while page:
        last = getattr(page[-1], moment.key), page[-1].id
        yield page
        if len(page) < at_once:
            return
        later = or_(moment > last[0], and_(moment == last[0], Conversation.id > last[1]))
        page = _page(found.where(later), moment, at_once)


def _page(found: Select[Conversation], moment: Moment, at_once: int) -> Sequence[Conversation]:
    return session.scalars(found.order_by(moment, Conversation.id).limit(at_once)).all()
