"""Accounts and posts looked up once each while one batch is written."""

import zlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select, update

from webcare.simulator.snowflake import Snowflakes
from webcare.simulator.store import account, post
from webcare.simulator.wording import Worded


class Lookup:
    """What one batch needs to know of accounts and posts. Lives as long as its connection."""

    def __init__(self, connection: Connection, snowflakes: Snowflakes) -> None:
        """Nothing is looked up yet."""
        self.connection = connection
        self._snowflakes = snowflakes
        self._ids: dict[str, int | None] = {}
        self._handles: dict[int, str] = {}
        self._posts: dict[int, dict[str, Any]] = {}

    def account(self, handle: str, /, **facts: Any) -> int:
        """The id of an account; it is made on first mention, and `facts` (name, followers, …) update it."""
        handle = handle.removeprefix("@")
        found = self.id_of(handle)
        if found is None:
            return self._make(handle, facts)
        if facts:
            self.connection.execute(update(account).where(account.c.id == found).values(**facts))
        return found

    def _make(self, handle: str, facts: dict[str, Any]) -> int:
        made = self._snowflakes.make(_birth(handle))
        values = {"name": handle, "followers": 20 + zlib.crc32(handle.encode()) % 900, **facts}
        self.connection.execute(insert(account).values(id=made, handle=handle, **values))
        self._ids[handle.lower()] = made
        return made

    def id_of(self, handle: str) -> int | None:
        """The account a handle stands for."""
        key = handle.lower()
        if key not in self._ids:
            self._ids[key] = self.connection.scalar(select(account.c.id).where(account.c.handle == key))
        return self._ids[key]

    def ids_of(self, handles: Iterable[str]) -> list[int]:
        """The accounts these handles stand for, as far as they exist."""
        return [found for handle in handles if (found := self.id_of(handle)) is not None]

    def handle_of(self, account_id: int) -> str:
        """How an account is called now."""
        if account_id not in self._handles:
            found = self.connection.scalar(select(account.c.handle).where(account.c.id == account_id))
            self._handles[account_id] = str(found)
        return self._handles[account_id]

    def keep(self, row: dict[str, Any]) -> None:
        """Remember a post of this batch that is not written yet."""
        self._posts[row["id"]] = row

    def post(self, post_id: int | None) -> dict[str, Any] | None:
        """A post that another refers to. Raises LookupError when there is none."""
        if post_id is None:
            return None
        if post_id not in self._posts:
            found = self.connection.execute(select(post).where(post.c.id == post_id)).first()
            if found is None:
                raise LookupError(f"no post {post_id}")
            self._posts[post_id] = found._asdict()
        return self._posts[post_id]

    def entities(self, worded: Worded) -> dict[str, Any] | None:
        """The entities of a text, each mention with the id of its account where there is one."""
        for each in worded.entities.get("mentions", []):
            found = self.id_of(each["username"])
            if found is not None:
                each["id"] = str(found)
        return worded.entities or None


def _birth(handle: str) -> int:
    """When an account was made: somewhere in 2011 to 2020, the same for the same handle."""
    return 1_300_000_000_000 + zlib.crc32(handle.encode()) % 300_000_000 * 1_000
