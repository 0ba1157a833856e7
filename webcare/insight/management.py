"""The page for management: how much is said, in which tone, on which themes, and in customers' own words.

Everything is counted over what the reader may read. Quotes come from public messages alone and carry no name; whoever
may read the conversation can open it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, select

from webcare.database import session
from webcare.insight import themes, topics
from webcare.insight.themes import Line, Period, share
from webcare.insight.topics import LONGEST_TEXT
from webcare.mandate import Readable
from webcare.models import Audience, Conversation, Message, Sentiment, ThemeMessage

MOST_THEMES = 12
MOST_READ = 200  # of the newest messages on a theme, to choose from
QUOTES = ((Sentiment.NEGATIVE, 2), (Sentiment.POSITIVE, 1), (Sentiment.NEUTRAL, 1))
MOST_QUOTES = 3
SHORTEST, LONGEST = 25, 240  # characters of a quote
MOST_WORDS = 6
FEWEST_CUSTOMERS = 3  # who said a word, for it to be what customers say

_INBOUND = Message.direction == literal_column("'inbound'")  # a literal: so that the partial index serves
_LINK = re.compile(r"https?://\S+")
_HANDLE = re.compile(r"@\w+")


@dataclass(frozen=True)
class Size:
    """How much was said, by how many, and in which tone."""

    messages: int
    customers: int
    read: int  # of which the tone is known
    negative: int
    positive: int

    @property
    def neutral(self) -> int:
        """Neither the one nor the other."""
        return self.read - self.negative - self.positive

    @property
    def negative_share(self) -> int | None:
        """In whole percents; None where too few were read."""
        return share(self.negative, self.read)

    @property
    def positive_share(self) -> int | None:
        """In whole percents; None where too few were read."""
        return share(self.positive, self.read)


@dataclass(frozen=True)
class Quote:
    """What one customer said in public."""

    conversation_id: int
    text: str
    sentiment: str | None
    language: str | None
    posted_at: datetime


@dataclass(frozen=True)
class Told:
    """A theme: its size and tone over time, the words that go with it, and what was said."""

    line: Line
    customers: int
    words: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Overview:
    """A period, and the same time before it."""

    now: Size
    before: Size
    themes: tuple[Told, ...]
    smaller: int  # themes that are not shown, since on as many as are shown more was said
    silent: int  # themes on which nothing was said


def overview(readable: Readable, period: Period, now: datetime) -> Overview:
    """What management must know of a period."""
    since = period.since(now)
    lines = [line for line in themes.overview(readable, period, now) if not line.theme.detected]
    spoken_of = [line for line in lines if line.messages]
    told = tuple(_told(readable, line, since, now) for line in spoken_of[:MOST_THEMES])
    earlier = since - (now - since)
    sizes = (_size(readable, since, now), _size(readable, earlier, since))
    return Overview(*sizes, told, smaller=len(spoken_of) - len(told), silent=len(lines) - len(spoken_of))


def quotes(messages: Iterable[Message]) -> Iterator[Quote]:
    """Of messages, newest first, those that say most: the tones of `QUOTES` in that order, each customer once."""
    by_tone: dict[str | None, list[Message]] = defaultdict(list)
    for message in messages:
        by_tone[message.sentiment].append(message)
    heard: set[int] = set()
    for tone, most in QUOTES:
        found = 0
        for message in sorted(by_tone[tone], key=_attention, reverse=True):
            if found == most or message.conversation_id in heard or len(message.text or "") > LONGEST_TEXT:
                continue
            text = words_of(message.text or "")
            if not SHORTEST <= len(text) <= LONGEST:
                continue
            heard.add(message.conversation_id)
            found += 1
            yield Quote(message.conversation_id, text, message.sentiment, message.language, message.posted_at)


def words_of(text: str) -> str:
    """A text as it can be quoted: to whom it was written and what it links to are left out, and so is every handle.

    Of a long one the beginning.
    """
    words = _LINK.sub(" ", text[:LONGEST_TEXT]).split()
    while words and _HANDLE.fullmatch(words[0]):
        words.pop(0)
    while words and _HANDLE.fullmatch(words[-1]):
        words.pop()
    return _HANDLE.sub("@…", " ".join(words))


def _told(readable: Readable, line: Line, since: datetime, until: datetime) -> Told:
    on_theme = (ThemeMessage.theme_id == line.theme.id, ThemeMessage.posted_at >= since, ThemeMessage.posted_at < until)
    customers = (
        select(func.count(Conversation.contact_id.distinct()))
        .select_from(ThemeMessage)
        .join(Conversation, Conversation.id == ThemeMessage.conversation_id)
        .where(readable.where(), *on_theme)
    )
    rows = _public(readable, *on_theme)
    said = tuple(quotes(message for message, _contact in rows))[:MOST_QUOTES]
    return Told(line, session.scalar(customers) or 0, _words(rows, line), said)


def _public(readable: Readable, *on_theme: ColumnElement[bool]) -> Sequence[tuple[Message, int]]:
    """The newest public messages on a theme, with whose they are."""
    found = (
        select(Message, Conversation.contact_id)
        .join(ThemeMessage, ThemeMessage.message_id == Message.id)
        .join(Conversation, Conversation.id == ThemeMessage.conversation_id)
        .where(readable.where(), *on_theme, Message.audience == Audience.PUBLIC, Message.deleted_at.is_(None))
        .order_by(ThemeMessage.posted_at.desc())
        .limit(MOST_READ)
    )
    return [(message, contact) for message, contact in session.execute(found)]


def _words(rows: Sequence[tuple[Message, int]], line: Line) -> tuple[str, ...]:
    """What most customers say beside the name of the theme; pairs of words before the single words in them."""
    said: dict[str, set[int]] = defaultdict(set)
    own = {part for word in line.theme.words for part in topics.terms(word.words)} | topics.terms(line.theme.name)
    for text, contact in {words_of(message.text or ""): contact for message, contact in rows}.items():  # no reposts
        for term in topics.terms(text) - own:
            said[term].add(contact)
    often = [term for term in said if len(said[term]) >= FEWEST_CUSTOMERS]
    kept: list[str] = []
    for term in sorted(often, key=lambda each: (-len(said[each]), -len(each), each)):
        if not any(term in each.split() or set(each.split()) & set(term.split()) for each in kept):
            kept.append(term)
    return tuple(kept[:MOST_WORDS])


def _size(readable: Readable, since: datetime, until: datetime) -> Size:
    tone = Message.sentiment
    columns = (
        func.count(),
        func.count(Conversation.contact_id.distinct()),
        func.count(tone),
        func.count().filter(tone == Sentiment.NEGATIVE),
        func.count().filter(tone == Sentiment.POSITIVE),
    )
    found = (
        select(*columns)
        .select_from(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(_INBOUND, Message.posted_at >= since, Message.posted_at < until, readable.where())
    )
    return Size(*session.execute(found).one())


def _attention(message: Message) -> tuple[int, datetime]:
    """How many others reacted to it; then the newest."""
    reach = message.reach or {}
    return sum(int(reach.get(name) or 0) for name in ("likes", "replies", "reposts")), message.posted_at
