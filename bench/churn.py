"""Customers come and are helped: so many a second, for so long, and about sixty of them wait all the while."""

import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import select

from bench.writer import message
from webcare import database, ingest
from webcare.database import session, transaction
from webcare.desk import dismissing
from webcare.models import Conversation, User, Wait

FIRST = 900_000_000
WAITING = 60
AN_AGENT = 5


def main(url: str, per_second: int, seconds: int) -> None:
    database.connect(url)
    began = time.monotonic()
    for number in count(FIRST):
        if time.monotonic() - began > seconds:
            return
        time.sleep(max(0.0, began + (number - FIRST) / per_second - time.monotonic()))
        now = datetime.now(UTC)
        ingest.accept(1, [message(number, now - timedelta(minutes=number % 70))], now=now)
        _help_the_oldest(now)


def _help_the_oldest(now: datetime) -> None:
    with transaction():
        waiting = (
            select(Wait.conversation_id)
            .join(Conversation, Conversation.id == Wait.conversation_id)
            .where(Wait.outcome == "open", Conversation.claimed_by_id.is_(None))
            .order_by(Wait.id.desc())
            .offset(WAITING)
        )
        for number in session.scalars(waiting.limit(5)).all():
            conversation, agent = session.get_one(Conversation, number), session.get_one(User, AN_AGENT)
            seen = conversation.last_message_id or 0
            dismissing.dismiss(conversation, "thanks", seen_message_id=seen, by=agent, now=now)
    session.remove()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
