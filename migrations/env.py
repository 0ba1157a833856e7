"""Runs migrations against the configured database, or one given by the caller."""

import re
from collections.abc import MutableMapping
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.sql.elements import False_

import webcare.models  # noqa: F401  # fills the metadata
from webcare.database import Base, Instant, connect, session


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Migrations name plain columns, so that an old one never depends on today's code, nor on the database it saw."""
    if kind == "server_default" and isinstance(getattr(thing, "arg", None), False_):
        return "sa.false()"
    if kind == "type" and isinstance(thing, Instant):
        return "sa.BigInteger()"
    return False


def is_of_models(name: str | None, kind: str, parents: MutableMapping[Any, str | None]) -> bool:
    """Whether a model tells of it: what words are found by is written in a migration alone, for each database apart."""
    if kind == "column":
        return (parents["table_name"], name) not in (("message", "words"), ("contact", "words"))
    return kind not in ("table", "index") or not re.fullmatch(r"(ix_)?(message|contact)_words(_\w+)?", name or "")


def migrate(connection: Connection) -> None:
    """Run on this connection.

    SQLite changes a table by making it anew. Its references are not followed meanwhile, or dropping the old table would
    take along what points at it; they are checked before the commit.
    """
    sqlite = connection.dialect.name == "sqlite"
    driver = connection.connection.driver_connection
    if sqlite and driver is not None:
        driver.execute("PRAGMA foreign_keys=OFF")  # to the driver, before a transaction begins: inside it is no use
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        render_item=render,
        compare_type=True,
        include_name=is_of_models,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"a migration left a row of {broken[0]} that points at nothing")
    if sqlite and driver is not None:
        connection.commit()
        driver.execute("PRAGMA foreign_keys=ON")


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    from config import Config

    engine = connect(Config().database_url)
    with engine.connect() as own:
        migrate(own)
        own.commit()
    session.remove()
    engine.dispose()
