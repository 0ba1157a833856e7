"""Compare-and-set: check and change in one statement, so that of many who try exactly one wins."""

from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.sql.dml import Delete, Update

from webcare.database import Base, session


def won(statement: Update | Delete) -> bool:
    """Whether the statement found what it expected and changed it."""
    return changed(statement) > 0


def changed(statement: Update | Delete) -> int:
    """How many rows the statement changed."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def reread(row: Base, *columns: str) -> None:
    """See a row as it stands in the database now, what was changed here included (a bare refresh would drop that)."""
    session.flush()
    session.refresh(row, columns or None)
