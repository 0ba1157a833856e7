"""Sorts what customers say into themes: as it arrives, when tags change, and four weeks back for a theme that is new.

It follows the event log, so nothing is sorted in the breath in which it is received, and nothing is missed: a message
counts for a theme by its own words, and by a tag on its conversation that was put on at most a day later.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, literal_column, or_, select, update

from webcare.database import session, transaction
from webcare.desk.meeting import insert_new
from webcare.events import (
    ConversationTagged,
    ConversationUntagged,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
)
from webcare.insight.matching import Matcher
from webcare.models import (
    Bookmark,
    Channel,
    ConversationTag,
    EventRow,
    Message,
    Theme,
    ThemeConversation,
    ThemeMessage,
    ThemeTag,
    ThemeWord,
)

BOOKMARK = "themes"
AT_ONCE = 500  # events, or messages of a look back; one transaction
MOST_TAGGED = 2_000  # messages that are looked at again when tags change, the newest
IDLY = 1_000  # events that concern nothing here, before it is written down that they were passed
TAGGED_LATE = timedelta(days=1)  # what was said so long before a tag was put on belongs to it
LOOK_BACK = timedelta(days=28)
# A literal, not a parameter: only so does a planner see that a partial index holds all of these.
INBOUND = Message.direction == literal_column("'inbound'")
OF_MESSAGES = (MessageReceived.kind(), MessageEdited.kind(), MessageDeleted.kind())
OF_TAGS = (ConversationTagged.kind(), ConversationUntagged.kind())

Said = Row[int, int, str | None, datetime]  # message, conversation, text, when


def step(*, now: datetime) -> bool:
    """Sort in some of what is new, or look back a little. Whether there may be more."""
    return _follow() or _look_back(now)


def _follow() -> bool:
    """Read on in the event log. A first time begins at its end: looking back does the rest."""
    reached = session.scalar(select(Bookmark.event_id).where(Bookmark.name == BOOKMARK))
    newest = session.scalar(select(func.max(EventRow.id))) or 0
    events = _events(reached, newest) if reached is not None else []
    if not events and reached is not None and newest - reached < IDLY:
        session.rollback()
        return False
    full = len(events) == AT_ONCE
    with transaction():
        _mark(events[-1].id if full else newest)
        if events:
            _sort_touched(events)
    return full


def _events(reached: int, newest: int) -> Sequence[Row[int, str, int | None, dict[str, Any]]]:
    columns = (EventRow.id, EventRow.kind, EventRow.conversation_id, EventRow.data)
    between = (EventRow.id > reached, EventRow.id <= newest, EventRow.kind.in_((*OF_MESSAGES, *OF_TAGS)))
    return session.execute(select(*columns).where(*between).order_by(EventRow.id).limit(AT_ONCE)).all()


def _mark(event_id: int) -> None:
    if not insert_new(Bookmark, [{"name": BOOKMARK, "event_id": event_id}]):
        session.execute(update(Bookmark).where(Bookmark.name == BOOKMARK).values(event_id=event_id))


def _sort_touched(events: Sequence[Row[int, str, int | None, dict[str, Any]]]) -> None:
    messages = {int(event.data["message_id"]) for event in events if event.kind in OF_MESSAGES}
    tagged = {event.conversation_id for event in events if event.kind in OF_TAGS}
    themes = _themes()
    if messages and themes:
        _sort(_said(Message.id.in_(messages)), themes)
    if tagged and themes:
        _sort(_said(Message.conversation_id.in_(tagged), limit=MOST_TAGGED), themes)


def _look_back(now: datetime) -> bool:
    """Sort some of what was said before a theme was followed, newest first."""
    since = now - LOOK_BACK
    if session.scalars(_unread(since)).first() is None:
        session.rollback()
        return False
    with transaction():
        theme = session.scalars(_unread(since).with_for_update(key_share=True)).first()
        if theme is None:
            return True  # a lead was quicker with this one; there may be others
        until = theme.matched_from or now
        said = _said(Message.posted_at <= until, Message.posted_at >= since, limit=AT_ONCE)
        _sort(said, [theme.id])
        last = len(said) < AT_ONCE
        oldest = min((each.posted_at for each in said), default=since)
        reached = since if last else min(oldest, until - timedelta(microseconds=1))
        theme.matched_from = reached
    return True


def _unread(since: datetime) -> Select[Theme]:
    """Themes for which was not looked back so far."""
    unfinished = or_(Theme.matched_from.is_(None), Theme.matched_from > since)
    return select(Theme).where(Theme.archived_at.is_(None), unfinished).order_by(Theme.id).limit(1)


def _said(*wanted: ColumnElement[bool], limit: int | None = None) -> Sequence[Said]:
    """What customers said, newest first; drills are left out."""
    drills = select(Channel.id).where(Channel.training.is_(True))
    found = (
        select(Message.id, Message.conversation_id, Message.text, Message.posted_at)
        .where(*wanted, INBOUND, Message.channel_id.not_in(drills))
        .order_by(Message.posted_at.desc(), Message.id.desc())
    )
    return session.execute(found.limit(limit) if limit else found).all()


def _themes() -> list[int]:
    return list(session.scalars(select(Theme.id).where(Theme.archived_at.is_(None))))


def _sort(said: Sequence[Said], themes: Sequence[int]) -> None:
    """Put messages into these themes where they belong, and take them out where they do not (any more)."""
    if not said or not themes:
        return
    matcher, tags = _matcher(themes), _tags({each.conversation_id for each in said})
    belongs = [
        {"theme_id": theme, "message_id": each.id, "conversation_id": each.conversation_id, "posted_at": each.posted_at}
        for each in said
        for theme in matcher.themes(each.text, _tags_at(tags.get(each.conversation_id, ()), each.posted_at))
    ]
    there = {(theme, message) for theme, message in session.execute(_rows(said, themes))}
    wanted = {(row["theme_id"], row["message_id"]): row for row in belongs}
    for theme_id, message_id in there - wanted.keys():
        session.execute(
            delete(ThemeMessage).where(ThemeMessage.theme_id == theme_id, ThemeMessage.message_id == message_id)
        )
    insert_new(ThemeMessage, [row for key, row in wanted.items() if key not in there])
    if there != wanted.keys():
        _count_conversations({each.conversation_id for each in said}, themes)


def _rows(said: Sequence[Said], themes: Sequence[int]) -> Select[int, int]:
    ids = [each.id for each in said]
    rows = select(ThemeMessage.theme_id, ThemeMessage.message_id)
    return rows.where(ThemeMessage.message_id.in_(ids), ThemeMessage.theme_id.in_(themes))


def _matcher(themes: Sequence[int]) -> Matcher:
    words = select(ThemeWord.theme_id, ThemeWord.words).where(ThemeWord.theme_id.in_(themes))
    tags = select(ThemeTag.theme_id, ThemeTag.tag_id).where(ThemeTag.theme_id.in_(themes))
    return Matcher(
        [(theme, each) for theme, each in session.execute(words)],
        [(theme, each) for theme, each in session.execute(tags)],
    )


def _tags(conversations: Iterable[int]) -> dict[int, list[tuple[int, datetime]]]:
    columns = (ConversationTag.conversation_id, ConversationTag.tag_id, ConversationTag.tagged_at)
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for conversation_id, tag_id, at in session.execute(
        select(*columns).where(ConversationTag.conversation_id.in_(conversations))
    ):
        found[conversation_id].append((tag_id, at))
    return found


def _tags_at(tags: Iterable[tuple[int, datetime]], posted_at: datetime) -> list[int]:
    """The tags that count for what was said then."""
    return [tag_id for tag_id, tagged_at in tags if posted_at >= tagged_at - TAGGED_LATE]


def _count_conversations(conversations: set[int], themes: Sequence[int]) -> None:
    """Keep, per theme, which conversations speak of it and since when."""
    here = (ThemeConversation.conversation_id.in_(conversations), ThemeConversation.theme_id.in_(themes))
    session.execute(delete(ThemeConversation).where(*here))
    since = (
        select(ThemeMessage.theme_id, ThemeMessage.conversation_id, func.min(ThemeMessage.posted_at).label("since"))
        .where(ThemeMessage.conversation_id.in_(conversations), ThemeMessage.theme_id.in_(themes))
        .group_by(ThemeMessage.theme_id, ThemeMessage.conversation_id)
    )
    insert_new(ThemeConversation, [dict(row) for row in session.execute(since).mappings()])
