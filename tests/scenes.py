"""What stories on the desk begin with: a channel, colleagues, customers who write. Everything through the real rules.

Each function that writes opens its own transaction, so a test reads as a story:

    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    conversation = scenes.asks(channel, "Waar blijft mijn trein?", at=now)
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from webcare.database import session, transaction
from webcare.desk import receiving, replying
from webcare.exchange import Author, Incoming
from webcare.models import (
    Audience,
    Channel,
    Conversation,
    EventRow,
    Message,
    Reply,
    Role,
    User,
    Wait,
)

BRAND = Author(external_id="100", handle="spoorlijn", name="Spoorlijn")
ANNA = Author(external_id="201", handle="annadevries", name="Anna de Vries")
BRAM = Author(external_id="202", handle="brambakker", name="Bram Bakker")
STRANGER = Author(external_id="203", handle="omroepoost", name="Omroep Oost")
LONG_AGO = timedelta(days=30)

_ids = count(1_000_000)


class Texts:
    """Text rules of an imaginary platform: every character counts for one, 280 in public."""

    def weighted_length(self, text: str) -> int:
        return len(text)

    def limit(self, audience: Audience) -> int:
        return 280 if audience == Audience.PUBLIC else 10_000


TEXTS = Texts()


def customer(number: int) -> Author:
    """One of many customers."""
    return Author(external_id=str(1_000 + number), handle=f"klant{number}", name=f"Klant {number}")


def platform_id() -> str:
    """An id as the platform would give out next."""
    return str(next(_ids))


def channel(now: datetime, **settings: Any) -> Channel:
    """The brand's account on X, connected a month ago."""
    values: dict[str, Any] = {
        "platform": "x",
        "external_id": BRAND.external_id,
        "handle": BRAND.handle,
        "name": BRAND.name,
        "credentials": b"",
        "connected_at": now - LONG_AGO,
    }
    with transaction():
        made = Channel(**(values | settings))
        session.add(made)
    return made


def user(name: str, now: datetime, role: Role = Role.AGENT, **settings: Any) -> User:
    """A colleague."""
    initials = "".join(word[0] for word in name.split())
    values: dict[str, Any] = {
        "email": f"{name.split(maxsplit=1)[0].lower()}.{next(_ids)}@spoorlijn.example",
        "name": name,
        "signature": initials,
        "role": role,
        "created_at": now,
    }
    with transaction():
        made = User(**(values | settings))
        session.add(made)
    return made


def incoming(text: str = "Waar blijft mijn trein?", *, at: datetime, by: Author = ANNA, **facts: Any) -> Incoming:
    """A post as a platform tells it: by a customer, in a thread of its own, unless said otherwise."""
    own_id = platform_id()
    values: dict[str, Any] = {
        "external_id": own_id,
        "thread_id": facts.get("external_id", own_id),
        "audience": Audience.PUBLIC,
        "author": by,
        "text": text,
        "posted_at": at,
    }
    return Incoming(**(values | facts))


def direct_message(text: str = "Mag ik u iets vragen?", *, at: datetime, by: Author = ANNA, **facts: Any) -> Incoming:
    """A DM in the conversation of one customer with the brand."""
    other = facts.get("counterpart") or by
    thread = f"{BRAND.external_id}-{other.external_id}"
    return incoming(text, at=at, by=by, **({"audience": Audience.PRIVATE, "thread_id": thread} | facts))


def answer_elsewhere(to: Incoming, text: str = "We kijken het na.", *, at: datetime, **facts: Any) -> Incoming:
    """A public post of the brand under a customer's, made in the platform's own app."""
    values: dict[str, Any] = {
        "by": BRAND,
        "thread_id": to.thread_id,
        "in_reply_to": to.external_id,
        "in_reply_to_author": to.author.external_id,
        "counterpart": to.author,
    }
    return incoming(text, at=at, **(values | facts))


def receive(channel: Channel, *messages: Incoming, now: datetime | None = None) -> list[Message]:
    """They arrive, together; by default at the moment the last was posted."""
    with transaction():
        there = session.get_one(Channel, channel.id)
        new = receiving.receive(there, messages, now=now or max(message.posted_at for message in messages))
    by_id = {message.id: message for message in session.scalars(select(Message).where(Message.id.in_(new)))}
    return [by_id[number] for number in new]


def asks(channel: Channel, text: str = "Waar blijft mijn trein?", *, at: datetime, **facts: Any) -> Conversation:
    """A customer asks something in public, and it arrives at once."""
    (message,) = receive(channel, incoming(text, at=at, **facts))
    return conversation_of(message)


def asks_in_private(channel: Channel, text: str = "Mag ik iets vragen?", *, at: datetime, **facts: Any) -> Conversation:
    """A customer sends a DM, and it arrives at once."""
    (message,) = receive(channel, direct_message(text, at=at, **facts))
    return conversation_of(message)


def conversation_of(message: Message) -> Conversation:
    """As it stands in the database."""
    session.expire_all()
    return session.get_one(Conversation, message.conversation_id)


def submit(
    conversation: Conversation, text: str = "We kijken het na.", *, by: User, at: datetime, **choices: Any
) -> Reply:
    """A colleague who has seen everything answers; it waits in the outbox."""
    values: dict[str, Any] = {
        "uuid": str(uuid4()),
        "audience": conversation.audience,
        "seen_message_id": conversation.last_message_id,
        "rules": TEXTS,
    }
    with transaction():
        there = session.get_one(Conversation, conversation.id)
        return replying.submit(there, text=text, by=by, now=at, **(values | choices))


def publish(reply: Reply, *, at: datetime, external_id: str | None = None) -> Reply:
    """A worker takes it, and the platform confirms it at that moment."""
    with transaction():
        entry = replying.entry_of(session.get_one(Reply, reply.id))
        assert entry is not None
        assert replying.take(entry, worker="test", now=at) is not None
    with transaction():
        there = session.get_one(Reply, reply.id)
        replying.sent(there, external_id or platform_id(), at, now=at)
        return there


def answer(
    conversation: Conversation, text: str = "We kijken het na.", *, by: User, at: datetime, **choices: Any
) -> Reply:
    """A colleague answers and the platform confirms it, in one breath."""
    reply = submit(conversation, text, by=by, at=at, **choices)
    return publish(reply, at=at + timedelta(seconds=5))


def replies() -> list[Reply]:
    """Every reply as it stands now, the oldest first."""
    session.remove()
    return list(session.scalars(select(Reply).order_by(Reply.id)))


def newest_reply() -> Reply:
    session.remove()
    return session.scalars(select(Reply).order_by(Reply.id.desc()).limit(1)).one()


def waits(conversation: Conversation) -> list[Wait]:
    """Its waits, oldest first, as they stand in the database."""
    session.expire_all()
    found = select(Wait).where(Wait.conversation_id == conversation.id).order_by(Wait.started_at, Wait.id)
    return list(session.scalars(found))


def kinds(conversation: Conversation | None = None) -> list[str]:
    """What happened, in order: everything, or in one conversation."""
    found = select(EventRow.kind).order_by(EventRow.id)
    if conversation is not None:
        found = found.where(EventRow.conversation_id == conversation.id)
    return list(session.scalars(found))


def minutes(first: datetime, step: timedelta = timedelta(minutes=1)) -> Iterator[datetime]:
    """One moment after another."""
    for number in count():
        yield first + number * step
