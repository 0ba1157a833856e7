"""The simulator's own database: accounts, posts, direct messages and the ledger of what the API accepted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
)

metadata = MetaData()

account = Table(
    "account",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("handle", String(collation="NOCASE"), unique=True, nullable=False),
    Column("name", String, nullable=False),
    Column("description", String, nullable=False, default=""),
    Column("followers", Integer, nullable=False, default=0),
    Column("verified", Boolean, nullable=False, default=False),
    Column("takes_dms", Boolean, nullable=False, default=True),
    Column("vanished", Boolean, nullable=False, default=False),
)

credential = Table(
    "credential",
    metadata,
    Column("access_token", String, primary_key=True),
    Column("access_token_secret", String, nullable=False),
    Column("consumer_key", String, nullable=False),
    Column("consumer_secret", String, nullable=False),
    Column("account_id", BigInteger, nullable=False),
)

post = Table(
    "post",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("author_id", BigInteger, nullable=False),
    Column("text", String, nullable=False),  # as X stores it: links shortened, inherited mentions in front
    Column("display_start", Integer, nullable=False, default=0),
    Column("entities", JSON),
    Column("conversation_id", BigInteger, nullable=False, index=True),
    Column("reply_to", BigInteger),
    Column("reply_to_author", BigInteger),
    Column("quotes", BigInteger),
    Column("reposts", BigInteger),
    Column("lang", String, nullable=False, default="nl"),
    Column("media", JSON),  # keys of the pictures
    Column("metrics", JSON),
    Column("first_id", BigInteger, nullable=False),  # of the first version
    Column("latest", Boolean, nullable=False, default=True),
    Column("deleted_at", BigInteger),
    Column("hidden", Boolean, nullable=False, default=False),
    Column("indexed_at", BigInteger, nullable=False),  # ms; the timelines show it from then on
    Column("override", JSON),  # a malformed post: replaces keys of its JSON
    Column("topic", String),  # what it is about, so that its author reacts to an answer in kind
    Index("ix_post_author", "author_id", "id"),
    Index("ix_post_first", "first_id"),
)

mention = Table(
    "mention",
    metadata,
    Column("account_id", BigInteger, primary_key=True),
    Column("post_id", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

message = Table(
    "message",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("conversation_id", String, nullable=False, index=True),
    Column("sender_id", BigInteger, nullable=False),
    Column("recipient_id", BigInteger, nullable=False),
    Column("text", String, nullable=False),
    Column("entities", JSON),
    Column("media", JSON),
    Column("encrypted", Boolean, nullable=False, default=False),
    Column("deleted_at", BigInteger),
    Column("indexed_at", BigInteger, nullable=False),
    Column("override", JSON),
    Column("topic", String),
    Index("ix_message_sender", "sender_id", "id"),
    Index("ix_message_recipient", "recipient_id", "id"),
)

picture = Table(
    "picture",
    metadata,
    Column("key", String, primary_key=True),
    Column("motif", String, nullable=False),
    Column("alt", String, nullable=False, default=""),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # "post" or "dm"
    Column("external_id", BigInteger, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("text", String, nullable=False),  # as it was sent
    Column("target", String),  # id of the post answered, or of the recipient
    Column("at", BigInteger, nullable=False),  # ms
    Column("deleted_at", BigInteger),
)

plan = Table(
    "plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("due", BigInteger, nullable=False, index=True),  # ms
    Column("act", JSON, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", JSON, nullable=False),
)


class Store:
    """One SQLite file, many readers, one writer at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file, and make the tables where they are not there yet."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # it holds the keys
        self.engine: Engine = create_engine(
            f"sqlite:///{path}", pool_size=32, max_overflow=64, connect_args={"timeout": 10}
        )
        event.listen(self.engine, "connect", _prepare)
        self._writing = threading.RLock()
        metadata.create_all(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection to write with; committed at the end, or rolled back."""
        with self._writing, self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def _prepare(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
