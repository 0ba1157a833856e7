"""Plays a scenario on the simulated platform for as long as the server runs, and goes on where it stopped."""

import html
import logging
import time

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from webcare.simulator.acts import Acts
from webcare.simulator.customers import Customers
from webcare.simulator.engine import Engine
from webcare.simulator.playing import Playing
from webcare.simulator.scenario import DAY_HOURS, Item, Line, Scenario
from webcare.simulator.store import post

TICK = 0.25
REMEMBERED = 3_000


class Player(Playing):
    """Lets people arrive at the pace of the day, begins stories at their moment, and lets customers react."""

    def __init__(self, engine: Engine, scenario: Scenario, *, speed: float = 1.0) -> None:
        """`speed` 60 plays an hour in a minute; everything is posted now, whatever the speed."""
        super().__init__()
        self._engine = engine
        self._scenario = scenario
        self._speed = speed
        self._dice = scenario.cast.dice
        self._acts = Acts(engine, scenario.cast)
        self._customers = Customers(engine, scenario, self._acts, speed)
        self._deck: list[Line] = []
        self._played = float(engine.recall("played") or 0.0)
        self._next_arrival = self._now() + 6_000 / speed

    @staticmethod
    def _now() -> int:
        return time.time_ns() // 1_000_000

    def start(self) -> None:
        """Play in a thread of its own, if the scenario holds anything after its opening."""
        self.open()
        if self._scenario.plays():
            super().start()

    def _play(self) -> None:
        last = time.monotonic()
        while not self._stopped.wait(TICK):
            passed = time.monotonic() - last
            last += passed
            try:
                self.tick(passed)
            except (SQLAlchemyError, LookupError):
                logging.getLogger(__name__).exception("a moment of the scenario was lost")

    def open(self) -> None:
        """On a new platform, what was said before now; on an old one, remember what was said."""
        with self._engine.store.writing() as connection:
            texts = connection.execute(
                select(post.c.text, post.c.display_start).order_by(post.c.id.desc()).limit(REMEMBERED)
            )
            self._scenario.cast.used |= {html.unescape(row.text[row.display_start :]) for row in texts}
            if self._engine.recall("opened"):
                return
            now = self._now()
            for item in self._scenario.opening:
                self._acts.do(connection, item, at=now - int(item["ago"] * 60_000))
            self._engine.note("opened", True, connection)

    def forget(self) -> None:
        """What was planned does not happen any more."""
        with self._engine.store.writing() as connection:
            self._acts.forget(connection)

    def tick(self, seconds: float) -> None:
        """Let so many seconds pass."""
        before = self._hour()
        self._played += seconds * self._speed
        with self._engine.store.writing() as connection:
            for name in self._scenario.due_between(before, self._hour()):
                self._begin(connection, name)
            self._arrivals(connection)
            self._customers.react(connection, self._now())
            self._acts.carry_out(connection, self._now())
            if int(self._played) % 5 == 0:
                self._engine.note("played", self._played, connection)

    def _hour(self) -> float:
        return self._played / 3600 % DAY_HOURS

    def _arrivals(self, connection: Connection) -> None:
        while self._scenario.lines and self._now() >= self._next_arrival:
            rate = self._scenario.per_minute(self._hour()) * self._speed
            if rate <= 0:
                self._next_arrival = self._now() + 1_000
                return
            self._acts.do(connection, self._line())
            self._next_arrival = max(self._next_arrival, self._now() - 5_000) + self._dice.expovariate(rate) * 60_000

    def _line(self) -> Item:
        if not self._deck:
            self._deck = self._dice.sample(self._scenario.lines, len(self._scenario.lines))
        line = self._deck.pop()
        pictures = line.pictures if self._dice.random() < 0.5 else ()
        return {"text": line.text, "topic": line.topic, "lang": line.lang, "dm": line.dm, "pictures": list(pictures)}

    def _begin(self, connection: Connection, name: str) -> None:
        for item in self._scenario.stories[name]:
            many = item.get("many", 1)
            texts = item.get("texts") or [item.get("text")]
            order = self._dice.sample(texts, len(texts))
            for turn in range(many):
                after = item["after"] + (self._dice.uniform(0, item["over"]) if many > 1 else 0)
                act = {k: v for k, v in item.items() if k not in ("after", "many", "over", "texts")}
                act |= {"text": order[turn % len(order)], "topic": item.get("topic", name)}
                self._acts.plan(connection, self._now() + int(after * 1000 / self._speed), act)
