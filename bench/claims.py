"""The claim race: 32 contenders want each of 1,000 conversations."""

import tempfile
import threading
import time
from pathlib import Path

from sqlalchemy import func, select

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
        with transaction():
            session.execute(Conversation.__table__.update().values(status="open", claimed_by_id=None))
        won: list[int] = []
        contenders = [threading.Thread(target=_contend, args=(number, won)) for number in range(1, CONTENDERS + 1)]
        started = time.perf_counter()
        for each in contenders:
            each.start()
        for each in contenders:
            each.join()
        seconds = time.perf_counter() - started
        claimed = session.scalar(select(func.count()).where(EventRow.kind == "conversation_claimed"))
        session.remove()
    return [
        at_least("claim race, 32 contenders, SQLite", CONTENDERS * CONVERSATIONS / seconds, 300, "attempts/s"),
        at_least("  of which claims won", CONVERSATIONS / seconds, 300, "claims/s"),
        exactly("  winners", len(won), CONVERSATIONS, "claims"),
        exactly("  winners in the log", claimed or 0, CONVERSATIONS, "claims"),
    ]


def _contend(user_id: int, won: list[int]) -> None:
    for conversation_id in range(1, CONVERSATIONS + 1):
        try:
            with transaction():
                conversation = session.get_one(Conversation, conversation_id)
                if conversation.claimed_by_id == user_id:
                    continue
                claiming.claim(conversation, by=session.get_one(User, user_id), now=data.NOW)
            won.append(conversation_id)
        except WebcareError:
            continue
    session.remove()
