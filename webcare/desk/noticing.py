"""Finds topics nobody follows yet: words of the last hours that the weeks before did not know, as themes of their own.

They stay until they are followed or laid aside by a lead, or until a day has gone by in which they did not stand out.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, insert, select, update

from webcare.database import record, session, transaction
from webcare.desk.meeting import insert_new
from webcare.events import ThemeMade
from webcare.insight import topics
from webcare.insight.matching import Matcher
from webcare.insight.series import INBOUND
from webcare.insight.topics import Said, Topic
from webcare.models import Channel, Conversation, Message, Theme, ThemeWord, WordDay

HOURS = timedelta(hours=3)
WEEKS = 28  # days
FADES = timedelta(days=1)
LAID_ASIDE = timedelta(days=7)  # so long the same words are not brought up again
MOST_READ = 5_000  # messages of a stretch, the newest
MOST_KEPT = 5_000  # words of a day
ALL = ""  # the row of a day that counts its messages
PARTS = 500  # words asked for in one statement


def count_days(*, now: datetime) -> bool:
    """Write down the words of one day that is over. Whether there may be more to do."""
    today = now.astimezone(UTC).date()
    wanted = [today - timedelta(days=number) for number in range(1, WEEKS + 1)]
    known = set(session.scalars(select(WordDay.day).where(WordDay.word == ALL)))
    day = next((each for each in wanted if each not in known), None)
    if day is None:
        session.rollback()
        return False
    start = datetime.combine(day, time(), UTC)
    total, words = topics.counted(_said(start, start + timedelta(days=1)))
    kept = sorted(words.items(), key=lambda each: -each[1])[:MOST_KEPT]
    rows = [{"day": day, "word": word, "messages": number} for word, number in ((ALL, total), *kept)]
    with transaction():
        session.execute(delete(WordDay).where(WordDay.day < wanted[-1]))
        session.execute(insert(WordDay), rows)
    return True


def notice(*, now: datetime) -> list[int]:
    """Bring up what stands out of the weeks before, let go what does no more. Gives the ids of what is new."""
    said = _said(now - HOURS, now)
    where = topics.candidates(said)
    found = topics.standing_out(where, len(said), _before(sorted(where)))
    session.rollback()
    with transaction():
        made = [theme_id for topic in found for theme_id in _bring_up(topic, now)]
        _let_go(now)
    return made


def _said(since: datetime, until: datetime) -> Sequence[Said]:
    drills = select(Channel.id).where(Channel.training.is_(True))
    found = (
        select(Conversation.contact_id, Message.text)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(INBOUND, Message.posted_at >= since, Message.posted_at < until, Message.channel_id.not_in(drills))
        .where(Message.text.is_not(None), Message.asks.is_(True))  # a repost says nothing of its own
        .order_by(Message.posted_at.desc())
        .limit(MOST_READ)
    )
    return [Said(contact_id, text or "") for contact_id, text in session.execute(found)]


def _before(terms: Sequence[str]) -> list[tuple[int, dict[str, int]]]:
    """Of each day that was counted: its messages, and in how many of them these words were."""
    totals = {each.day: each.messages for each in session.scalars(select(WordDay).where(WordDay.word == ALL))}
    counts: dict[date, dict[str, int]] = {day: {} for day in totals}
    for start in range(0, len(terms), PARTS):
        some = select(WordDay.day, WordDay.word, WordDay.messages).where(WordDay.word.in_(terms[start : start + PARTS]))
        for day, word, number in session.execute(some):
            counts.setdefault(day, {})[word] = number
    return [(total, counts[day]) for day, total in totals.items()]


def _bring_up(topic: Topic, now: datetime) -> list[int]:
    """Make it a theme, unless it is followed, was brought up already or was laid aside lately."""
    words = select(ThemeWord.theme_id, ThemeWord.words).join(Theme, Theme.id == ThemeWord.theme_id)
    standing = session.execute(words.where(Theme.archived_at.is_(None)))
    themes = Matcher([(theme_id, each) for theme_id, each in standing]).themes(topic.words[0])
    if themes:
        refreshed = update(Theme).where(Theme.id.in_(themes), Theme.detected.is_(True))
        session.execute(refreshed.values(detected_at=now))
        return []
    known = session.scalars(select(Theme).where(Theme.name == topic.words[0])).one_or_none()
    if known is not None:
        return _bring_up_again(known, now)
    theme = Theme(name=topic.words[0], detected=True, detected_at=now, created_at=now)
    session.add(theme)
    session.flush()
    insert_new(ThemeWord, [{"theme_id": theme.id, "words": each} for each in topic.words])
    record(ThemeMade(at=now, theme_id=theme.id))
    return [theme.id]


def _bring_up_again(theme: Theme, now: datetime) -> list[int]:
    if not theme.detected or theme.archived_at is None:
        return []
    if theme.archived_by_id is not None and theme.archived_at > now - LAID_ASIDE:
        return []
    theme.archived_at = theme.archived_by_id = theme.matched_from = None
    theme.detected_at = now
    session.flush()
    record(ThemeMade(at=now, theme_id=theme.id))
    return [theme.id]


def _let_go(now: datetime) -> None:
    faded = (Theme.detected.is_(True), Theme.archived_at.is_(None), Theme.detected_at < now - FADES)
    session.execute(update(Theme).where(*faded).values(archived_at=now))
