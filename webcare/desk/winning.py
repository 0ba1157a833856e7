"""Compare-and-set: check and change in one statement, so that of many who try exactly one wins."""

from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.sql.dml import Delete, Update

from webcare.database import session


def won(statement: Update | Delete) -> bool:
    """Whether the statement found what it expected and changed it."""
    return changed(statement) > 0


def changed(statement: Update | Delete) -> int:
    """How many rows the statement changed."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount
