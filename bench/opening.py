"""A conversation opened: statements and server time, an ordinary one and one of 10,000 messages, among 100,000."""

import tempfile
import time
from pathlib import Path

from sqlalchemy import event

from bench import data
from bench.server import in_process
from bench.table import Figure, at_most, percentile
from webcare.database import session

CONVERSATIONS = 100_000
REQUESTS = 60
FRAME = {"Turbo-Frame": "talk"}


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'opening.sqlite3'}"
        data.migrated(url)
        talker = data.fill(CONVERSATIONS)
        with in_process(url, data.NOW) as client:
            return [
                *_figures(client, f"/conversations/{talker - 3}", "an ordinary one"),
                *_figures(client, f"/conversations/{talker}", "one of 10,000 messages"),
            ]


def _figures(client, path: str, name: str) -> list[Figure]:
    client.get(path, headers=FRAME)
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):  # taking the lock is no look-up
            statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(path, headers=FRAME)
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} gave {answer.status_code}")
    times = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        client.get(path, headers=FRAME)
        times.append((time.perf_counter() - started) * 1000)
    return [
        at_most(f"conversation opened, {name}", len(statements), 12, "statements"),
        Figure("  server time, p50 and p95", f"{percentile(times, 0.5):.1f} and {percentile(times, 0.95):.1f} ms"),
    ]
