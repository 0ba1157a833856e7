"""Carries out what was planned: a post, an answer, a repost or a direct message, when its time has come."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from webcare.simulator.cast import Cast
from webcare.simulator.engine import Engine
from webcare.simulator.lookup import Lookup
from webcare.simulator.store import account, plan, post
from webcare.simulator.world import NewMessage, NewPost

Act = dict[str, Any]
WRITTEN_TO = "@spoorlijn"  # whom the scenario files write to: whatever brand is played


class Acts:
    """The plan in the database, so a restarted simulator goes on with it."""

    def __init__(self, engine: Engine, cast: Cast) -> None:
        """Names (`as`) of posts survive a restart."""
        self._engine = engine
        self._cast = cast
        self._names: dict[str, int] = dict(engine.recall("names") or {})

    def plan(self, connection: Connection, due: int, act: Act) -> None:
        """Let something happen at `due` (milliseconds since 1970)."""
        connection.execute(insert(plan).values(due=due, act=act))

    def forget(self, connection: Connection) -> None:
        """Nothing of what was planned happens any more."""
        connection.execute(delete(plan))

    def carry_out(self, connection: Connection, now: int, most: int = 50) -> int:
        """Do what is due; how many acts that were."""
        due = connection.execute(select(plan).where(plan.c.due <= now).order_by(plan.c.due).limit(most)).all()
        for row in due:
            connection.execute(delete(plan).where(plan.c.id == row.id))
            self.do(connection, row.act)
        return len(due)

    def do(self, connection: Connection, act: Act, *, at: int | None = None) -> int | None:
        """Do one thing now (or as if `at`); the id of what came of it, None if what it answers is gone."""
        lookup = self._engine.world.lookup(connection)
        target = self._target(connection, act)
        if target is None and ("to" in act or "reply_to" in act or "reposts" in act):
            return None
        author = self._author(lookup, act, target)
        text = self._cast.fill(act.get("text", ""), lang=act.get("lang", "nl")) if act.get("text") else ""
        text = text.replace(WRITTEN_TO, f"@{self._engine.brand}")
        if act.get("dm"):
            return self._message(connection, act, author, text, at)
        return self._post(lookup, act, author, text, target, at)

    def _message(self, connection: Connection, act: Act, author: int, text: str, at: int | None) -> int:
        brand = self._engine.brand_id
        new = NewMessage(sender=author, recipient=brand, text=text, at=at, topic=act.get("topic", "dm"))
        return self._engine.world.send(connection, new)

    def _post(self, lookup: Lookup, act: Act, author: int, text: str, target: int | None, at: int | None) -> int:
        repost = "reposts" in act
        new = NewPost(
            author=author,
            text=text,
            at=at,
            reply_to=None if repost else target,
            reposts=target if repost else None,
            lang=act.get("lang", "nl"),
            pictures=tuple(act.get("pictures", ())),
            metrics=act.get("metrics") or self._metrics(),
            topic=act.get("topic"),
        )
        made = self._engine.world.publish_many(lookup, [new])[0]
        if "as" in act:
            self._names[act["as"]] = made
            self._engine.note("names", self._names, lookup.connection)
        return made

    def _target(self, connection: Connection, act: Act) -> int | None:
        given = act.get("to") or act.get("reply_to") or act.get("reposts")
        found = self._names.get(given) if isinstance(given, str) else given
        there = select(post.c.id).where(post.c.id == found, post.c.deleted_at.is_(None))
        return connection.scalar(there) if found else None

    def _author(self, lookup: Lookup, act: Act, target: int | None) -> int:
        who = act.get("who", "any")
        if act.get("brand"):
            return self._engine.brand_id
        if isinstance(who, int):
            return who
        if isinstance(who, dict):
            return lookup.account(who["handle"], **{name: each for name, each in who.items() if name != "handle"})
        if who == "same":
            found = lookup.post(target)
            return int(found["author_id"]) if found else self._engine.brand_id
        person = self._cast.person()
        known = lookup.connection.scalar(select(account.c.id).where(account.c.handle == person.handle))
        return known or lookup.account(person.handle, name=person.name, followers=person.followers)

    def _metrics(self) -> dict[str, int]:
        likes = int(self._cast.dice.paretovariate(0.9)) - 1
        return {"like_count": min(likes, 400), "impression_count": 40 + min(likes, 400) * 31}
