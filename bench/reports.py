"""Reports over a year of 1,000,000 waits, out of daily sums: server time of whole pages, and the waits they count."""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text

from bench import data
from bench.server import in_process
from bench.table import Figure, at_most, exactly, percentile
from webcare.database import Base, session, transaction
from webcare.desk import summing
from webcare.insight import days, reports
from webcare.insight.reports import Asked, Figures
from webcare.insight.reports.tally import together
from webcare.mandate import Readable, Scope
from webcare.models import Wait

WAITS = 1_000_000
EACH = 5  # waits of one conversation
A_LEAD = 1
REQUESTS = 15
YEAR = timedelta(days=364)
BUSY = (1, 1, 1, 1, 1, 2, 5, 9, 12, 11, 9, 9, 9, 9, 9, 9, 11, 12, 9, 7, 6, 5, 3, 2)  # customers by hour of the day
PAGES = {
    "a year": "/reports?period=year",
    "a year, one channel in public": "/reports?period=year&channel=1&audience=public",
    "a year, one tag": "/reports?period=year&tag=3",
    "a year, one team": "/reports?period=year&team=1",
    "a year, office hours on weekdays": "/reports?period=year&days=work&hours_from=9&hours_until=17",
    "a month": "/reports?period=month",
    "today, out of rows": "/reports?period=today",
    "the week of a year, with staffing": "/reports/week?period=year",
    "channels and tags of a year": "/reports/parts?period=year",
    "teams of a year": "/reports/teams?period=year",
    "one's own year": "/reports/mine?period=year",
}


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'reports.sqlite3'}"
        data.migrated(url)
        fill(WAITS)
        started = time.perf_counter()
        while summing.step(now=data.NOW):
            session.remove()
        summed = time.perf_counter() - started
        figures = [
            Figure(f"summing {WAITS:,} waits for the first time", f"{summed:,.0f} s"),
            exactly("waits in a report of everything", _reported(), _waits(), ""),
        ]
        with in_process(url, data.NOW, A_LEAD) as client:
            for name, path in PAGES.items():
                figures.append(at_most(f"{name}, {WAITS:,} waits, p95", _p95(client, path), 300, "ms"))
        return figures


def fill(waits: int, *, now: datetime = data.NOW, seed: int = 11) -> None:
    """A year of so many waits: most answered, some dismissed, the last ones open."""
    chance, conversations = random.Random(seed), waits // EACH
    for table, rows in (
        ("user", data._users(now)),
        ("grant", data._grants(now)),
        ("channel", data._channels(now)),
        ("tag", data._tags(now)),
        ("team", iter([{"id": 1, "name": "Klantenservice", "created_at": now}])),
        ("team_member", ({"team_id": 1, "user_id": number, "joined_at": now} for number in range(5, 20))),
    ):
        data._insert(table, rows)
    ids = range(1, conversations + 1)
    closed = int(conversations * (1 - data.OPEN_SHARE))
    data._insert("contact", (data._contact(number, now) for number in ids))
    data._insert("conversation", (data._conversation(number, closed, chance, now) for number in ids))
    data._insert("conversation_tag", (data._tagging(number, now) for number in ids if number % 3))
    stories = _stories(waits, conversations, chance, now)
    while some := list(islice(stories, data.BATCH)):
        with transaction():
            for place, table in enumerate(("message", "message", "wait")):
                rows = [story[place] for story in some if story[place]]
                session.execute(insert(Base.metadata.tables[table]), rows)
    with transaction():
        session.execute(text("ANALYZE"))
    session.remove()


def _stories(waits: int, conversations: int, chance: random.Random, now: datetime) -> Iterator[tuple[Any, ...]]:
    """A question, its answer (or nothing) and its wait; the oldest first."""
    began = now - YEAR
    for number in range(1, waits + 1):
        conversation = 1 + number % conversations
        at = _moment(began, number / waits, chance, now)
        question = data._message(2 * number, conversation, at, "inbound")
        question["sentiment"] = chance.choice(("negative", "negative", "neutral", "positive"))
        outcome = chance.choices(("answered", "dismissed"), (88, 12))[0]
        took = timedelta(seconds=int(chance.lognormvariate(7.2, 1.1)))
        if number > waits - 300 and number % 4 == 0 and number > waits - conversations:
            outcome, took = "open", timedelta(0)
        late = took > timedelta(hours=1)
        answered = outcome == "answered"
        answer = data._message(2 * number + 1, conversation, at + took, "outbound") if answered else None
        if answer:
            answer["author_id"] = 5 + number % 30
            answer["sentiment"] = None
        yield question, answer, _wait(number, conversation, at, took, outcome, late, chance)


def _moment(began: datetime, part: float, chance: random.Random, now: datetime) -> datetime:
    """Days one after the other, hours as people write."""
    day = began + timedelta(days=int(part * YEAR.days))
    local = datetime(day.year, day.month, day.day, tzinfo=days.zone())
    hour = chance.choices(range(24), BUSY)[0]
    at = local + timedelta(hours=hour, seconds=chance.randint(0, 3_599))
    return min(at, now - timedelta(seconds=chance.randint(1, 3_000)))


def _wait(
    number: int, conversation: int, at: datetime, took: timedelta, outcome: str, late: bool, chance: random.Random
) -> dict[str, Any]:
    answered = outcome == "answered"
    how = chance.choices(("public", "private", "moved_to_dm", "referred_to_dm"), (70, 15, 8, 7))[0]
    reason = chance.choice(("no_answer_needed", "thanks", "spam", "not_for_us"))
    return {
        "id": number,
        "channel_id": 1 + conversation % 2,
        "conversation_id": conversation,
        "first_message_id": 2 * number,
        "started_at": at,
        "target_minutes": 60,
        "half_at": at + timedelta(minutes=30),
        "at_risk_at": at + timedelta(minutes=45),
        "due_at": at + timedelta(hours=1),
        "outcome": outcome,
        "ended_at": None if outcome == "open" else at + took,
        "how": how if answered else None,
        "answer_id": 2 * number + 1 if answered else None,
        "reason": reason if outcome == "dismissed" else None,
        "dismissed_by_id": 5 + number % 30 if outcome == "dismissed" else None,
        "was_late": late,
    }


def _reported() -> int:
    today = days.day_of(data.NOW)
    asked = Asked(first=today - timedelta(days=370), last=today)
    found = reports.over_time(asked, Readable((Scope(None, None, None),)), data.NOW)
    return Figures.of(together(found.values())).waits


def _waits() -> int:
    return session.scalar(select(func.count()).select_from(Wait)) or 0


def _p95(client, path: str) -> float:
    times = []
    for number in range(REQUESTS + 2):
        started = time.perf_counter()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} gave {answer.status_code}")
        if number >= 2:  # the first ones fill the caches of templates and statements
            times.append((time.perf_counter() - started) * 1000)
    return percentile(times, 0.95)
