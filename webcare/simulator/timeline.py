"""The simulated platform as the public would see it."""

import html
from typing import Any

from sqlalchemy import Connection, Row, select

from webcare.simulator.snowflake import from_milliseconds, moment_of, stamp
from webcare.simulator.store import account, ledger, message, post

Json = dict[str, Any]


def public_timeline(connection: Connection, limit: int = 100) -> list[Json]:
    """The newest posts, deleted ones as deleted."""
    joined = select(post, account.c.handle, account.c.name).join(account, account.c.id == post.c.author_id)
    rows = connection.execute(joined.where(post.c.latest).order_by(post.c.id.desc()).limit(limit)).all()
    return [_post(row) for row in rows]


def _post(row: Row[Any]) -> Json:
    return {
        "id": str(row.id),
        "author": row.handle,
        "name": row.name,
        "text": _plain(row),
        "said": html.unescape(row.text[row.display_start :]),
        "at": stamp(moment_of(row.first_id)),
        "reply_to": str(row.reply_to) if row.reply_to else None,
        "reposts": str(row.reposts) if row.reposts else None,
        "conversation_id": str(row.conversation_id),
        "edited": row.id != row.first_id,
        "deleted": row.deleted_at is not None,
        "hidden": row.hidden,
        "media": row.media or [],
    }


def _plain(row: Row[Any]) -> str:
    """The text as people see it: links in full, nothing escaped."""
    text = row.text
    for link in (row.entities or {}).get("urls", ()):
        text = text.replace(link["url"], link["expanded_url"])
    return html.unescape(text)


def direct_messages(connection: Connection, brand_id: int, limit: int = 100) -> list[Json]:
    """The newest direct messages, from and to the brand."""
    joined = select(message, account.c.handle, account.c.name).join(account, account.c.id == message.c.sender_id)
    rows = connection.execute(joined.order_by(message.c.id.desc()).limit(limit)).all()
    return [
        {
            "id": str(row.id),
            "conversation_id": row.conversation_id,
            "author": row.handle,
            "name": row.name,
            "text": _plain(row),
            "at": stamp(moment_of(row.id)),
            "by_brand": row.sender_id == brand_id,
            "deleted": row.deleted_at is not None,
            "encrypted": row.encrypted,
            "media": row.media or [],
        }
        for row in rows
    ]


def ledger_lines(connection: Connection, limit: int = 200) -> list[Json]:
    """What the API accepted, newest first."""
    rows = connection.execute(select(ledger).order_by(ledger.c.id.desc()).limit(limit)).all()
    return [row._asdict() | {"at": stamp(from_milliseconds(row.at))} for row in rows]
