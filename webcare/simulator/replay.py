"""Plays real conversations of other brands from a file: customers' posts, and the brands' own historic answers.

At speed 1 everything happens now: a thread begins every `gap` seconds, and inside a thread the real pauses are kept,
so the brand's answers (made elsewhere, as far as the desk knows) stop the timers as they did then. At any other speed
it is history: the real order and the real times, with long silences shortened.
"""

import gzip
import html
import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, select

from webcare.simulator.engine import Engine
from webcare.simulator.playing import Playing
from webcare.simulator.snowflake import milliseconds
from webcare.simulator.store import post
from webcare.simulator.world import NewPost

FILE = Path(__file__).parents[3] / "shared" / "data" / "conversations.jsonl.gz"
LONGEST_SILENCE = 300.0  # seconds, in history
TICK = 0.2
AT_ONCE = 200


class NoRecording(Exception):
    """There is nothing to play; the words say why."""


@dataclass(frozen=True)
class Recorded:
    """One real post."""

    id: str
    author: str
    text: str
    at: datetime
    in_reply_to: str | None
    brand: str

    @classmethod
    def read(cls, line: bytes) -> Self | None:
        """A line of the file; None when what it answers is not in the file."""
        raw = json.loads(line)
        if not raw["rooted"]:
            return None
        at = datetime.fromisoformat(raw["created_at"])
        return cls(raw["id"], raw["author"], html.unescape(raw["text"]), at, raw["in_reply_to"], raw["brand"])


@dataclass(frozen=True)
class Recording:
    """The real posts of one brand and its customers, oldest first."""

    brand: str
    posts: list[Recorded]

    @classmethod
    def load(cls, *, brand: str | None = None, limit: int | None = None, file: Path = FILE) -> Self:
        """Read the file; without `brand`, the one with most posts. Raises NoRecording."""
        if not file.exists():
            raise NoRecording(f"There are no recorded conversations here. They are looked for in {file}.")
        with gzip.open(file) as lines:
            found = [each for each in map(Recorded.read, lines) if each]
        counts = Counter(each.brand for each in found)
        chosen = brand or counts.most_common(1)[0][0]
        if chosen not in counts:
            raise NoRecording(f"There is nothing of {chosen}. There is of: {', '.join(sorted(counts))}.")
        posts = sorted((each for each in found if each.brand == chosen), key=lambda each: (each.at, each.id))
        return cls(chosen, _with_parents(posts, limit))

    def schedule(self, speed: float, gap: float) -> list[tuple[float, Recorded]]:
        """When each post is played, in seconds from the start."""
        return self._live(gap) if speed == 1 else self._history(speed)

    def _live(self, gap: float) -> list[tuple[float, Recorded]]:
        begun: dict[str, tuple[float, datetime]] = {}
        played: dict[str, float] = {}
        threads = 0
        for each in self.posts:
            if each.in_reply_to in begun:
                begun[each.id] = begun[each.in_reply_to]
            else:
                begun[each.id] = (threads * gap, each.at)
                threads += 1
            start, first = begun[each.id]
            earliest = played.get(each.in_reply_to or "", -1.0) + 1
            played[each.id] = max(start + (each.at - first).total_seconds(), earliest)
        return sorted(((played[each.id], each) for each in self.posts), key=lambda pair: pair[0])

    def _history(self, speed: float) -> list[tuple[float, Recorded]]:
        scheduled, offset = [], 0.0
        before = self.posts[0].at if self.posts else None
        for each in self.posts:
            offset += min(LONGEST_SILENCE, (each.at - (before or each.at)).total_seconds()) / speed
            before = each.at
            scheduled.append((offset, each))
        return scheduled


def _with_parents(posts: list[Recorded], limit: int | None) -> list[Recorded]:
    """The first so many, each only after what it answers."""
    there: set[str] = set()
    kept = []
    for each in posts:
        if each.in_reply_to is None or each.in_reply_to in there:
            there.add(each.id)
            kept.append(each)
    return kept[:limit]


class Replay(Playing):
    """Plays a recording on the simulated platform; a restarted one goes on where it stopped."""

    def __init__(self, engine: Engine, recording: Recording, *, speed: float = 1.0, gap: float = 20.0) -> None:
        """The engine's brand must be the recording's."""
        super().__init__()
        self._engine = engine
        self._now = speed == 1
        self._ids = self._played_before()
        left = [pair for pair in recording.schedule(speed, gap) if pair[1].id not in self._ids]
        start = left[0][0] if left else 0.0
        self._left = [(offset - start, each) for offset, each in left]

    def _played_before(self) -> dict[str, int]:
        with self._engine.store.reading() as connection:
            rows = connection.execute(select(post.c.topic, post.c.id).where(post.c.topic.is_not(None)))
            return {row.topic: row.id for row in rows}

    def left(self) -> int:
        """How many posts are still to be played."""
        return len(self._left)

    def _play(self) -> None:
        began = time.monotonic()
        while self._left and not self._stopped.is_set():
            if self.tick(time.monotonic() - began) < AT_ONCE:
                self._stopped.wait(TICK)

    def tick(self, played: float) -> int:
        """Post what is due after so many seconds; how many that were."""
        count = 0
        while count < min(AT_ONCE, len(self._left)) and self._left[count][0] <= played:
            count += 1
        due, self._left = self._left[:count], self._left[count:]
        if due:
            with self._engine.store.writing() as connection:
                self._publish(connection, [each for _, each in due])
        return count

    def _publish(self, connection: Connection, due: Iterable[Recorded]) -> None:
        lookup = self._engine.world.lookup(connection)
        for each in due:
            new = NewPost(
                author=lookup.account(each.author),
                text=each.text,
                at=None if self._now else milliseconds(each.at),
                reply_to=self._ids.get(each.in_reply_to or ""),
                lang="en",
                topic=each.id,
            )
            self._ids[each.id] = self._engine.world.publish_many(lookup, [new])[0]
