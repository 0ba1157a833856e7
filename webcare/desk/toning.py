"""The tone and the language of what customers write: read by the worker right after it arrived, corrected by people.

Ingest does not wait for it. Screens hear of it when it shows: that nobody is upset is no news. Sums hear
of it whenever it counts.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy import text as condition

from webcare import tone
from webcare.database import record, session, transaction
from webcare.desk.numbering import table_of
from webcare.errors import BadInput
from webcare.events import MessageToned, ToneCorrected, TonesFound
from webcare.insight.reports import stale
from webcare.models import Conversation, Direction, Message, Sentiment, Status, ToneCorrection, User
from webcare.models.message import TONELESS

AT_ONCE = 100  # messages in one transaction: the desk's own writes come between
STILL_SHOWN = timedelta(days=1)  # what is closed and older than this stands on no screen

_table = table_of(Message)
_write = (
    update(_table)
    .where(_table.c.id == bindparam("message"), _table.c.text == bindparam("read"), _table.c.sentiment.is_(None))
    .values(sentiment=bindparam("found"), language=bindparam("spoken"))
)


class Place(NamedTuple):
    """A conversation, with the tone that was shown of it and the one that was found."""

    id: int
    channel_id: int
    status: str
    last_message_at: datetime | None
    shown: str | None
    found: str | None

    @property
    def differs(self) -> bool:
        """Whether something else than before is to be seen; of what is neutral nothing is."""
        return (self.shown or Sentiment.NEUTRAL) != (self.found or Sentiment.NEUTRAL)

    def is_on_screen(self, now: datetime) -> bool:
        """Whether anybody may be looking at it."""
        if self.status == Status.OPEN:
            return True
        return self.last_message_at is not None and self.last_message_at > now - STILL_SHOWN


class Unread(NamedTuple):
    """A message of which nobody knows the tone yet."""

    id: int
    conversation_id: int
    text: str
    language: str | None


def read(*, now: datetime) -> int:
    """Find the tone of some messages, the newest first, and keep it. Gives how many; call again while it is not zero.

    The reading itself holds no transaction; a text that was edited meanwhile is read again.
    """
    columns = select(Message.id, Message.conversation_id, Message.text, Message.language)
    rows = session.execute(columns.where(condition(TONELESS)).order_by(Message.id.desc()).limit(AT_ONCE))
    waiting = [Unread(number, place, words or "", spoken) for number, place, words, spoken in rows]
    session.rollback()
    if not waiting:
        return 0
    tones = tone.each(each.text for each in waiting)
    with transaction():
        _keep(waiting, tones)
        _tell(waiting, tones, now)
    return len(waiting)


def correct(message: Message, sentiment: str, *, by: User, now: datetime, language: str | None = None) -> None:
    """Somebody knows better. What they said is kept, and learnt from when the model is trained again. Raises BadInput.

    Saying what stands there already is worth keeping too: it confirms.
    """
    if sentiment not in list(Sentiment) or message.direction != Direction.INBOUND or not message.text:
        raise BadInput(field="sentiment")
    was, language = message.sentiment, language or message.language
    said = {"sentiment": sentiment, "language": language, "was": was}
    session.add(ToneCorrection(message_id=message.id, by_id=by.id, corrected_at=now, **said))
    message.sentiment, message.sentiment_by_id, message.language = sentiment, by.id, language
    session.flush()
    _show([message.conversation_id])
    place = {"channel_id": message.channel_id, "conversation_id": message.conversation_id}
    record(ToneCorrected(at=now, by=by.id, message_id=message.id, sentiment=sentiment, was=was, **place))


def _keep(waiting: Sequence[Unread], tones: Sequence[tone.Tone]) -> None:
    rows = [
        {"message": each.id, "read": each.text, "found": found.sentiment, "spoken": found.language or each.language}
        for each, found in zip(waiting, tones, strict=True)
    ]
    session.connection().execute(_write, rows)


def _tell(waiting: Sequence[Unread], tones: Sequence[tone.Tone], now: datetime) -> None:
    places = {place.id: place for place in _show({each.conversation_id for each in waiting})}
    unseen = set()
    for each, found in zip(waiting, tones, strict=True):
        place = places[each.conversation_id]
        if place.is_on_screen(now) and (found.sentiment != Sentiment.NEUTRAL or place.differs):
            where = {"channel_id": place.channel_id, "conversation_id": place.id}
            record(MessageToned(at=now, message_id=each.id, sentiment=found.sentiment, **where))
        else:
            unseen.add(each.id)
    counted = stale.counted(unseen)
    if counted:
        record(TonesFound(at=now, message_ids=counted))


def _show(conversation_ids: Iterable[int]) -> list[Place]:
    """Carry the tone of the customer's last words into these conversations."""
    last = (
        select(Message.sentiment)
        .where(
            Message.conversation_id == Conversation.id,
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
        )
        .order_by(Message.posted_at.desc(), Message.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    stands = (Conversation.id, Conversation.channel_id, Conversation.status, Conversation.last_message_at)
    found = select(*stands, Conversation.sentiment, last).where(Conversation.id.in_(list(conversation_ids)))
    places = [Place(*row) for row in session.execute(found)]
    for sentiment in {place.found for place in places if place.found != place.shown}:
        ids = [place.id for place in places if place.found == sentiment != place.shown]
        session.execute(update(Conversation).where(Conversation.id.in_(ids)).values(sentiment=sentiment))
    return places
