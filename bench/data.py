"""Skewed data, as a desk has it after years: 1 % open, few channels, one contact who never stops writing."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import insert, text

from webcare import database
from webcare.database import Base, session, transaction

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
OPEN_SHARE = 0.01
TALKER = 10_000  # messages of the one contact who never stops
BATCH = 20_000
QUESTION = "Vraag {}: waarom rijdt mijn trein vandaag niet? Ik sta al een uur op het perron."
TAGS = ("uitval", "betaling", "app", "abonnement", "adres", "compliment", "vertraging", "stoel")


def migrated(url: str) -> None:
    """Open the database at `url`, with all tables."""
    engine = database.connect(url)
    with engine.connect() as connection:
        command.upgrade(AlembicConfig(ROOT / "alembic.ini", attributes={"connection": connection}), "head")
        connection.commit()
    session.remove()


def fill(
    conversations: int,
    *,
    opened: float = OPEN_SHARE,
    now: datetime = NOW,
    seed: int = 7,
    said: Callable[[int], str] = QUESTION.format,
) -> int:
    """Put that many conversations in, each with a contact, a message and a wait; gives the talker's conversation.

    `said` gives what is said in each message.
    """
    chance, closed = random.Random(seed), int(conversations * (1 - opened))
    for table, rows in (
        ("user", _users(now)),
        ("grant", _grants(now)),
        ("channel", _channels(now)),
        ("tag", _tags(now)),
    ):
        _insert(table, rows)
    ids = range(1, conversations + 1)
    _insert("contact", (_contact(number, now) for number in ids))
    _insert("conversation", (_conversation(number, closed, chance, now) for number in ids))
    _insert(
        "message", (_message(number, number, now - timedelta(minutes=number % 50), "inbound", said) for number in ids)
    )
    _insert("message", _talk(conversations, now, said))
    _insert("wait", (_wait(number, closed, now) for number in ids))
    _insert("conversation_tag", (_tagging(number, now) for number in ids if number % 3))
    with transaction():
        session.execute(text("ANALYZE"))
    session.remove()
    return conversations


def _insert(table: str, rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, BATCH)):  # itertools.batched is newer than Python 3.11
        with transaction():
            session.execute(insert(Base.metadata.tables[table]), some)


def _users(now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(1, 41):
        yield {
            "id": number,
            "email": f"agent{number}@example.org",
            "name": f"Agent {number}",
            "signature": f"A{number}",
            "role": "agent" if number > 4 else "lead",
            "language": "nl",
            "time_zone": "Europe/Amsterdam",
            "shortcuts": True,
            "sound": False,
            "created_at": now - timedelta(days=900),
        }


def _grants(now: datetime) -> Iterator[dict[str, Any]]:
    since = {"valid_from": now - timedelta(days=900), "granted_at": now - timedelta(days=900)}
    for role in ("agent", "lead"):
        for power in ("read", "draft", "answer", "escalate", "moderate"):
            yield {"role": role, "power": power, "effect": "allow", **since}


def _channels(now: datetime) -> Iterator[dict[str, Any]]:
    for number, handle in ((1, "spoorlijn"), (2, "spoorlijn_en")):
        yield {
            "id": number,
            "platform": "x",
            "external_id": str(9_000 + number),
            "handle": handle,
            "name": "Spoorlijn",
            "credentials": b"",
            "training": False,
            "target_minutes": 60,
            "time_zone": "Europe/Amsterdam",
            "undo_seconds": 5,
            "urgent_protocol": "",
            "connected_at": now - timedelta(days=900),
        }


def _tags(now: datetime) -> Iterator[dict[str, Any]]:
    for number, name in enumerate(TAGS, start=1):
        yield {"id": number, "name": name, "created_at": now}


def _contact(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "channel_id": 1 + number % 2,
        "external_id": str(number),
        "handle": f"klant{number}",
        "name": f"Klant {number}",
        "followers": number % 5_000,
        "language": "nl",
        "press": False,
        "first_seen_at": now - timedelta(days=800),
    }


def _conversation(number: int, closed: int, chance: random.Random, now: datetime) -> dict[str, Any]:
    is_open = number > closed
    started = now - timedelta(seconds=number % 4_000)
    waits = is_open and number % 4 != 0
    return {
        "id": number,
        "channel_id": 1 + number % 2,
        "contact_id": number,
        "audience": "private" if number % 5 == 0 else "public",
        "thread_id": str(number),
        "gathered": False,
        "opened_at": started if is_open else now - timedelta(minutes=number % 1_000_000),
        "status": "open" if is_open else "closed",
        "closed_at": None if is_open else now - timedelta(minutes=number % 900_000),
        "asks": waits or number % 3 == 0,
        "due_at": started + timedelta(hours=1) if waits else None,
        "wait_started_at": started if waits else None,
        "wait_half_at": started + timedelta(minutes=30) if waits else None,
        "wait_at_risk_at": started + timedelta(minutes=45) if waits else None,
        "wait_due_at": started + timedelta(hours=1) if waits else None,
        "claimed_by_id": chance.randint(1, 40) if is_open and number % 6 == 0 else None,
        "language": "nl",
        "preview": f"Vraag {number}: waarom rijdt mijn trein vandaag niet?",
        "last_message_id": number,
        "last_message_at": started if is_open else now - timedelta(minutes=number % 1_000_000),
    }


def _message(
    number: int, conversation: int, posted_at: datetime, direction: str, said: Callable[[int], str] = QUESTION.format
) -> dict[str, Any]:
    return {
        "id": number,
        "channel_id": 1 + conversation % 2,
        "conversation_id": conversation,
        "direction": direction,
        "audience": "public",
        "external_id": str(10_000_000 + number),
        "text": said(number),
        "language": "nl",
        "asks": True,
        "history": False,
        "encrypted": False,
        "posted_at": posted_at,
        "arrived_at": posted_at,
        "edited_after_answer": False,
    }


def _talk(conversations: int, now: datetime, said: Callable[[int], str]) -> Iterator[dict[str, Any]]:
    for number in range(1, TALKER + 1):
        posted_at = now - timedelta(minutes=TALKER - number)
        direction = "outbound" if number % 2 else "inbound"
        yield _message(conversations + number, conversations, posted_at, direction, said)


def _wait(number: int, closed: int, now: datetime) -> dict[str, Any]:
    waits = number > closed and number % 4 != 0
    started = now - timedelta(seconds=number % 4_000) if waits else now - timedelta(minutes=number % 1_000_000)
    return {
        "id": number,
        "channel_id": 1 + number % 2,
        "conversation_id": number,
        "first_message_id": number,
        "started_at": started,
        "target_minutes": 60,
        "half_at": started + timedelta(minutes=30),
        "at_risk_at": started + timedelta(minutes=45),
        "due_at": started + timedelta(hours=1),
        "outcome": "open" if waits else "answered",
        "ended_at": None if waits else started + timedelta(minutes=20),
        "how": None if waits else "public",
        "was_late": False,
    }


def _tagging(number: int, now: datetime) -> dict[str, Any]:
    return {"conversation_id": number, "tag_id": 1 + number % len(TAGS), "tagged_at": now}
