"""Puts many rows in at once, bare: under ids that are taken beforehand, so that nothing need come back for each."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from webcare.database import Base, is_sqlite, take_ids, write_many


def table_of(kind: type[Base]) -> Table:
    """The bare table: for bulk, where nothing more is asked of the rows than what is at hand."""
    return cast(Table, kind.__table__)


def insert_numbered(
    kind: type[Base], rows: Sequence[Mapping[str, Any]], *, unless_there: bool = False
) -> Sequence[int]:
    """Insert many rows, all with the same keys; gives their ids, in the same order.

    `unless_there` leaves out what somebody else just made: look which of the ids stand.
    """
    if not rows:
        return ()
    numbers = take_ids(table_of(kind), len(rows))
    usual = _usual(kind)
    whole = [{**usual, **row, "id": number} for row, number in zip(rows, numbers, strict=True)]
    write_many(_insert(kind, unless_there, is_sqlite()), whole)
    return numbers


def new_in(there: type[Base] | Table) -> SqliteInsert | PostgresqlInsert:
    """An insert that leaves out what is there already, as the database in use says it."""
    return (SqliteInsert if is_sqlite() else PostgresqlInsert)(there).on_conflict_do_nothing()


@cache
def _insert(kind: type[Base], unless_there: bool, _sqlite: bool) -> Insert:
    return new_in(table_of(kind)) if unless_there else insert(table_of(kind))


@cache
def _usual(kind: type[Base]) -> dict[str, Any]:
    """What the model says of a column that a row does not name."""
    columns = table_of(kind).columns
    return {each.name: each.default.arg for each in columns if isinstance(each.default, ScalarElementColumnDefault)}
