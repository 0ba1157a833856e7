"""The claim race: 32 contenders want each of 1,000 conversations."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import func, select, update

from bench import data
from bench.table import Figure, at_least, exactly
from webcare.database import session, transaction
from webcare.desk import claiming
from webcare.errors import WebcareError
from webcare.models import Conversation, EventRow, User

CONTENDERS = 32
CONVERSATIONS = 1_000


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data.migrated(f"sqlite:///{Path(folder) / 'claims.sqlite3'}")
        data.fill(CONVERSATIONS)
        apart, _ = _timed(lambda number: range(number, CONVERSATIONS + 1, CONTENDERS))
        race, won = _timed(lambda _number: range(1, CONVERSATIONS + 1))
        logged = session.scalar(select(func.count()).where(EventRow.kind == "conversation_claimed")) or 0
        session.remove()
    return [
        at_least("claims, 32 people, each their own, SQLite", CONVERSATIONS / apart, 300, "claims/s"),
        at_least("claim race, 32 contenders for each", CONTENDERS * CONVERSATIONS / race, 300, "decided/s"),
        exactly("  winners", won, CONVERSATIONS, "claims"),
        exactly("  winners in the log", logged - CONVERSATIONS, CONVERSATIONS, "claims"),
    ]


def _timed(wanted: Callable[[int], Iterable[int]]) -> tuple[float, int]:
    """How long 32 people need to try for what each wants, and how often somebody won."""
    with transaction():
        session.execute(update(Conversation).values(status="open", claimed_by_id=None))
    won: list[int] = []
    contenders = [
        threading.Thread(target=_contend, args=(number, wanted(number), won)) for number in range(1, CONTENDERS + 1)
    ]
    started = time.perf_counter()
    for each in contenders:
        each.start()
    for each in contenders:
        each.join()
    return time.perf_counter() - started, len(won)


def _contend(user_id: int, wanted: Iterable[int], won: list[int]) -> None:
    for conversation_id in wanted:
        try:
            with transaction():
                conversation = session.get_one(Conversation, conversation_id)
                claiming.claim(conversation, by=session.get_one(User, user_id), now=data.NOW)
            won.append(conversation_id)
        except WebcareError:
            continue
    session.remove()
