"""Takes in so many messages a second for so long, and prints when each was committed: {"conversation-7": seconds}."""

import json
import sys
import time
from datetime import UTC, datetime

from sqlalchemy import select

from webcare import database, ingest
from webcare.database import session
from webcare.exchange import Author, Incoming
from webcare.models import Audience, Conversation

FIRST = 800_000_000


def main(url: str, per_second: int, seconds: int) -> None:
    database.connect(url)
    began = time.monotonic()
    committed: dict[str, float] = {}
    for number in range(FIRST, FIRST + per_second * seconds):
        time.sleep(max(0.0, began + (number - FIRST) / per_second - time.monotonic()))
        ingest.accept(1, [message(number, datetime.now(UTC))], now=datetime.now(UTC))
        committed[str(number)] = time.time()
    rows = session.execute(select(Conversation.thread_id, Conversation.id).where(Conversation.thread_id.in_(committed)))
    print(json.dumps({f"conversation-{row.id}": committed[row.thread_id] for row in rows}))


def message(number: int, posted_at: datetime) -> Incoming:
    author = Author(external_id=str(number), handle=f"reiziger{number}", name=f"Reiziger {number}")
    return Incoming(
        external_id=str(number),
        thread_id=str(number),
        audience=Audience.PUBLIC,
        author=author,
        text="@spoorlijn mijn trein naar Utrecht rijdt niet, hoe kom ik thuis?",
        posted_at=posted_at,
        thread_author=str(number),
        language="nl",
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
