"""Weeks of what customers said, put into the tables at once: through the rules it would take minutes."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

from webcare.database import Base, session, transaction
from webcare.desk import sorting
from webcare.models import Audience, Channel

_numbers = count(5_000_000)


def say(
    channel: Channel,
    said: Iterable[tuple[datetime, str]],
    *,
    audience: Audience = Audience.PUBLIC,
    sentiment: str | None = None,
    customers: int | None = None,
) -> list[int]:
    """Each message by another customer in a conversation of its own; gives the messages' ids.

    `customers`: all of it was said by so many people.
    """
    rows = list(said)
    first = next(_numbers)
    for _ in rows:
        next(_numbers)
    contacts = [first + number % (customers or len(rows)) for number in range(len(rows))]
    numbers = range(first, first + len(rows))
    with transaction():
        _insert("contact", (_contact(channel, each, rows[0][0]) for each in sorted(set(contacts))))
        pairs = list(zip(numbers, contacts, rows, strict=True))
        _insert("conversation", (_conversation(channel, *each, audience) for each in pairs))
        _insert("message", (_message(channel, *each, audience, sentiment) for each in pairs))
    return list(numbers)


def every(step: timedelta, since: datetime, until: datetime, text: str) -> Iterator[tuple[datetime, str]]:
    """The same words at a steady pace."""
    at = since
    while at < until:
        yield at, text
        at += step


def burst(messages: int, until: datetime, text: str) -> Iterator[tuple[datetime, str]]:
    """So many within the last four minutes."""
    for number in range(messages):
        yield until - timedelta(seconds=1 + 239 * number / messages), text


def sort_everything(now: datetime) -> None:
    while sorting.step(now=now):
        pass
    session.rollback()


def _insert(table: str, rows: Iterable[dict[str, Any]]) -> None:
    session.execute(insert(Base.metadata.tables[table]), list(rows))


def _contact(channel: Channel, number: int, at: datetime) -> dict[str, Any]:
    name = f"klant{number}"
    return {
        "id": number,
        "channel_id": channel.id,
        "external_id": str(number),
        "handle": name,
        "name": name,
        "first_seen_at": at,
    }


def _conversation(
    channel: Channel, number: int, contact: int, said: tuple[datetime, str], audience: Audience
) -> dict[str, Any]:
    return {
        "id": number,
        "channel_id": channel.id,
        "contact_id": contact,
        "audience": audience,
        "thread_id": str(number),
        "opened_at": said[0],
        "status": "closed",
        "last_message_id": number,
        "last_message_at": said[0],
    }


def _message(
    channel: Channel,
    number: int,
    _contact: int,
    said: tuple[datetime, str],
    audience: Audience,
    sentiment: str | None,
) -> dict[str, Any]:
    return {
        "id": number,
        "channel_id": channel.id,
        "conversation_id": number,
        "direction": "inbound",
        "audience": audience,
        "external_id": str(number),
        "text": said[1],
        "sentiment": sentiment,
        "posted_at": said[0],
        "arrived_at": said[0],
    }
