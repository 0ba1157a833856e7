"""How fast messages of a platform are taken in, on SQLite, in one process."""

import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from bench import data
from bench.table import Figure, at_least, at_most, exactly
from webcare import ingest
from webcare.database import session
from webcare.exchange import Author, Incoming
from webcare.models import Audience, Message

MESSAGES = 10_000
PAGE = 100


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data.migrated(f"sqlite:///{Path(folder) / 'ingest.sqlite3'}")
        data.fill(1_000)
        before = session.scalar(select(func.count()).select_from(Message)) or 0
        session.remove()
        messages = list(_backlog())
        started = time.perf_counter()
        for at in range(0, MESSAGES, PAGE):
            ingest.accept(1, messages[at : at + PAGE], now=data.NOW)
        seconds = time.perf_counter() - started
        kept = (session.scalar(select(func.count()).select_from(Message)) or 0) - before
        session.remove()
    return [
        at_least("ingest, SQLite, one process", MESSAGES / seconds, 1_500, "messages/s"),
        at_most("a backlog of 10,000 mentions", seconds, 10, "s"),
        exactly("of which kept", kept, MESSAGES, "messages"),
    ]


def _backlog() -> Iterator[Incoming]:
    """Mentions as they come after an outage: two thirds new people, one thread that everybody joins."""
    for number in range(MESSAGES):
        person = number if number % 3 else number // 30
        crowd = number % 5 == 0
        yield Incoming(
            external_id=str(50_000_000 + number),
            thread_id="49999999" if crowd else str(50_000_000 + number),
            audience=Audience.PUBLIC,
            author=Author(external_id=str(700_000 + person), handle=f"reiziger{person}", name=f"Reiziger {person}"),
            text=f"@spoorlijn bericht {number}: de trein van half negen reed weer niet, wat nu?",
            posted_at=data.NOW - timedelta(seconds=MESSAGES - number),
            thread_author="42" if crowd else str(700_000 + person),
            language="nl",
        )
