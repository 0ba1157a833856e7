"""Timelines as X pages them: newest first, by a token, and only so far back."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Request
from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select

from webcare.simulator import parameters, problems
from webcare.simulator.snowflake import BITS, FIRST, moment_of, stamp
from webcare.simulator.store import mention, message, post
from webcare.simulator.world import World

MENTIONS_BACK = 800
OWN_BACK = 3_200
DAY_MS = 86_400_000
SEARCH_BACK_MS = 7 * DAY_MS
DMS_BACK_MS = 30 * DAY_MS


@dataclass(frozen=True)
class Slice:
    """One page of rows, and how to get the next."""

    rows: list[Row[Any]]
    next_token: str | None
    previous_token: str | None

    def meta(self, *, ends: bool = True) -> dict[str, Any]:
        """X's `meta`; `ends` with the newest and oldest id."""
        shape: dict[str, Any] = {"result_count": len(self.rows)}
        if self.rows and ends:
            shape |= {"newest_id": str(self.rows[0].id), "oldest_id": str(self.rows[-1].id)}
        shape |= {"next_token": self.next_token, "previous_token": self.previous_token}
        return {name: value for name, value in shape.items() if value is not None}


def mentions(connection: Connection, request: Request, account_id: int) -> Slice:
    """Posts that name the account, 800 back."""
    query = select(post).join(mention, mention.c.post_id == post.c.id).where(mention.c.account_id == account_id)
    query = query.order_by(mention.c.post_id.desc())
    return _page(connection, request, query, mention.c.post_id, size=(5, 100, 10), back=MENTIONS_BACK)


def own(connection: Connection, request: Request, account_id: int) -> Slice:
    """What the account posted, 3,200 back."""
    query = select(post).where(post.c.author_id == account_id).order_by(post.c.id.desc())
    exclude = request.args.get("exclude", "")
    if "replies" in exclude:
        query = query.where(post.c.reply_to.is_(None))
    if "retweets" in exclude:
        query = query.where(post.c.reposts.is_(None))
    return _page(connection, request, query, post.c.id, size=(5, 100, 10), back=OWN_BACK)


def search(connection: Connection, request: Request, condition: ColumnElement[bool]) -> Slice:
    """What a query finds in the last seven days."""
    oldest = (World.now() - SEARCH_BACK_MS - FIRST) << BITS
    since = parameters.number(request, "since_id")
    if since is not None and since < oldest:
        words = f"'since_id' must be a tweet id created after [{stamp(moment_of(oldest))}]. Please use a larger id."
        raise problems.invalid(words, since_id=[str(since)])
    query = select(post).where(condition, post.c.id > oldest).order_by(post.c.id.desc())
    return _page(connection, request, query, post.c.id, size=(10, 100, 10))


def messages(connection: Connection, request: Request, account_id: int, other: int | None = None) -> Slice:
    """The account's direct messages of thirty days (with one other account)."""
    oldest = (World.now() - DMS_BACK_MS - FIRST) << BITS
    mine = (message.c.sender_id == account_id) | (message.c.recipient_id == account_id)
    query = select(message).where(mine, message.c.id > oldest).order_by(message.c.id.desc())
    if other is not None:
        query = query.where((message.c.sender_id == other) | (message.c.recipient_id == other))
    return _page(connection, request, query, message.c.id, size=(1, 100, 100), table=message)


def _page(
    connection: Connection,
    request: Request,
    query: Select[Any],
    key: ColumnElement[int],
    *,
    size: tuple[int, int, int],
    back: int | None = None,
    table: Table = post,
) -> Slice:
    wanted = parameters.page_size(request, *size)
    served, below = _read_token(request)
    query = _between(request, query, key, below).where(table.c.deleted_at.is_(None), table.c.indexed_at <= World.now())
    if table is post:
        query = query.where(post.c.latest)
    allowed = wanted if back is None else min(wanted, max(0, back - served))
    rows = list(connection.execute(query.limit(allowed + 1)))
    shown = rows[:allowed]
    more = len(rows) > allowed and (back is None or served + allowed < back)
    token = _token(served + len(shown), shown[-1].id) if more else None
    return Slice(shown, token, _token(served, shown[0].id + 1) if served and shown else None)


def _between(request: Request, query: Select[Any], key: ColumnElement[int], below: int | None) -> Select[Any]:
    conditions: tuple[tuple[int | None, Callable[[int], ColumnElement[bool]]], ...] = (
        (parameters.number(request, "since_id"), key.__gt__),
        (parameters.number(request, "until_id"), key.__lt__),
        (_time(request, "start_time"), key.__ge__),
        (_time(request, "end_time"), key.__lt__),
        (below, key.__lt__),
    )
    for bound, condition in conditions:
        if bound is not None:
            query = query.where(condition(bound))
    return query


def _time(request: Request, name: str) -> int | None:
    given = request.args.get(name)
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given).astimezone(UTC)
    except ValueError:
        raise problems.invalid(
            f"The `{name}` query parameter value [{given}] is not valid", **{name: [given]}
        ) from None
    return (int(moment.timestamp() * 1000) - FIRST) << BITS


def _token(served: int, below: int) -> str:
    return base64.b32hexencode(f"{served:05d}:{below:019d}".encode()).decode().rstrip("=").lower()


def _read_token(request: Request) -> tuple[int, int | None]:
    given = request.args.get("pagination_token") or request.args.get("next_token")
    if not given:
        return 0, None
    try:
        padded = given.upper() + "=" * (-len(given) % 8)
        served, _, below = base64.b32hexdecode(padded).decode().partition(":")
        return int(served), int(below)
    except ValueError:
        message_ = f"The `pagination_token` query parameter value [{given}] is not valid"
        raise problems.invalid(message_, pagination_token=[given]) from None
