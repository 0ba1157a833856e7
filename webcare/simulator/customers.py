"""Customers read the brand's answer: they thank, ask on, move to a direct message, or give what they were asked for."""

import re
from typing import Any

from sqlalchemy import Connection, Row, func, select

from webcare.simulator.acts import Act, Acts
from webcare.simulator.engine import Engine
from webcare.simulator.scenario import Scenario
from webcare.simulator.store import ledger, message, post

ASKS_FOR_DM = re.compile(r"\bDM\b|priv[ée]bericht|direct message|stuur ons een bericht", re.IGNORECASE)
ASKS_FOR_DATA = re.compile(r"nummer|gegevens|geboorte|e-?mail|adres|number|details|\?", re.IGNORECASE)


class Customers:
    """Looks at what the API accepted and plans the reactions."""

    def __init__(self, engine: Engine, scenario: Scenario, acts: Acts, speed: float) -> None:
        """Answers given before this start have had their reaction."""
        self._engine, self._acts, self._speed = engine, acts, speed
        self._reactions = scenario.reactions
        self._manner: dict[str, Any] = {"thanks": 0.45, "follow_up": 0.25, "after": [15, 75]} | scenario.customers
        self._dice = scenario.cast.dice
        self._read = int(engine.recall("reacted") or 0)

    def react(self, connection: Connection, now: int) -> None:
        """Plan reactions to what was published since the last look."""
        if not self._reactions:
            return
        for entry in connection.execute(select(ledger).where(ledger.c.id > self._read).order_by(ledger.c.id)).all():
            self._read = entry.id
            self._engine.note("reacted", entry.id, connection)
            act = self._to_message(connection, entry) if entry.kind == "dm" else self._to_post(connection, entry)
            if act is not None:
                after = self._after()
                self._acts.plan(connection, now + int(after * 1000 / self._speed), act)

    def _after(self) -> float:
        soonest, latest = self._manner["after"]
        return self._dice.uniform(soonest, latest)

    def _to_post(self, connection: Connection, entry: Row[Any]) -> Act | None:
        answered = connection.execute(select(post).where(post.c.id == int(entry.target or 0))).first()
        if answered is None or answered.author_id == self._engine.brand_id:
            return None
        facts = {"who": answered.author_id, "topic": answered.topic, "lang": answered.lang}
        if ASKS_FOR_DM.search(entry.text) and self._dice.random() < 0.85:
            return facts | {"dm": True, "text": self._choose("moves_to_dm", answered)}
        kind = self._mood(connection, entry)
        text = self._choose(kind, answered) if kind else ""
        return facts | {"to": entry.external_id, "text": text} if text else None

    def _to_message(self, connection: Connection, entry: Row[Any]) -> Act | None:
        last = select(message).where(message.c.sender_id == int(entry.target)).order_by(message.c.id.desc())
        wrote = connection.execute(last).first()
        facts = {"who": int(entry.target), "dm": True, "topic": wrote.topic if wrote else "dm"}
        if ASKS_FOR_DATA.search(entry.text) and self._first_answers(connection, entry) <= 2:
            return facts | {"text": self._choose("gives_data", wrote)}
        kind = self._mood(connection, entry)
        return facts | {"text": self._choose(kind, wrote)} if kind else None

    def _mood(self, connection: Connection, entry: Row[Any]) -> str | None:
        """Thanks, a further question, or silence; the more often one was answered, the sooner it is enough."""
        answers = self._first_answers(connection, entry)
        draw = self._dice.random()
        if answers > 3 or draw < self._manner["thanks"] / answers:
            return "thanks" if answers <= 3 else None
        return "follow_up" if draw < (self._manner["thanks"] + self._manner["follow_up"]) / answers else None

    def _first_answers(self, connection: Connection, entry: Row[Any]) -> int:
        """How many answers this person had in the thread, or in direct messages."""
        query = select(func.count()).select_from(ledger).where(ledger.c.id <= entry.id, ledger.c.kind == entry.kind)
        if entry.kind == "dm":
            return connection.scalar(query.where(ledger.c.target == entry.target)) or 1
        thread = select(post.c.conversation_id).where(post.c.id == entry.external_id).scalar_subquery()
        own = select(post.c.id).where(post.c.conversation_id == thread, post.c.author_id == entry.account_id)
        return connection.scalar(query.where(ledger.c.external_id.in_(own))) or 1

    def _choose(self, kind: str, answered: Row[Any] | None) -> str:
        found = self._reactions.get(kind, [])
        if isinstance(found, dict):
            topic = (answered.topic if answered else None) or "any"
            found = found.get(topic) or found["any"]
        return str(self._dice.choice(found)) if found else ""
