"""Engine, session and transaction: the one way to read and write.

Reads use `session` as it is. Writes happen inside `transaction()`, which on SQLite takes the write lock before it
reads (BEGIN IMMEDIATE behind one lock per process), so check and use are one step. What happened is recorded with
`record(event)` inside the same transaction; events are written last, just before the commit, in commit order.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Engine,
    Insert,
    Integer,
    MetaData,
    Select,
    Table,
    Update,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.types import TypeDecorator

from webcare.events import Event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# Advisory locks on PostgreSQL.
EVENT_LOCK = 7_301_955  # ids of events follow the order of commits
GATHERING_LOCK = 7_301_956  # nothing is said between what a crisis looks back on and what it gathers as it comes
HELP_LOCK = 7_301_957  # one call for help stands
EVENT_NOTICE = "webcare_event"
_NEXT_IDS = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(:lock)")
_TAKE_TURNS_TOGETHER = text("SELECT pg_advisory_xact_lock_shared(:lock)")
BUSY_TIMEOUT_MS = 5_000
CONNECTIONS = 64  # at least as many as there are threads that use the database

Id = BigInteger().with_variant(Integer, "sqlite")


def micros(at: datetime) -> int:
    """Microseconds since 1970: a moment as either database keeps it, and as browsers count with it."""
    since = at - EPOCH  # adding its parts takes a quarter of the time of dividing it: every live row does this thrice
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


class Instant(TypeDecorator[datetime]):
    """A moment, kept as integer microseconds UTC in either database."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """Refuse a time without a zone; give microseconds since 1970."""
        return _as_kept  # one call: a page of rows has thousands

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:
        """Give an aware datetime in UTC."""
        return _as_moment


def _as_kept(at: datetime | None) -> int | None:
    if at is None:
        return None
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return micros(at)


def _as_moment(kept: int | None) -> datetime | None:
    return None if kept is None else EPOCH + timedelta(microseconds=kept)


class Base(DeclarativeBase):
    """The ground of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant}  # noqa: RUF012  # read once by SQLAlchemy, never changed


session: scoped_session[Session] = scoped_session(sessionmaker(expire_on_commit=False))
_write_lock = threading.Lock()
_thread = threading.local()


def connect(url: str) -> Engine:
    """Open the database at `url` (SQLite or PostgreSQL) for this process, in place of any other."""
    sqlite = url.startswith("sqlite")
    engine = create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_use_lifo=True,  # few stay warm; in turns each would fill its cache of pages, 2 MB of SQLite's
        pool_pre_ping=not sqlite,
        hide_parameters=True,  # what people wrote never stands in an error or a log
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000} if sqlite else {},
    )
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    session.remove()
    session.configure(bind=engine)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver never begins by itself
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing() else "BEGIN")


def writing() -> bool:
    """Whether this thread is inside `transaction()`."""
    return getattr(_thread, "writing", False)


@contextmanager
def transaction() -> Iterator[None]:
    """One write: everything inside is committed together, or nothing is.

    What this thread read before is forgotten first, so decisions rest on what is true now.
    Raises RuntimeError when one is open already: a rule never decides for its caller when to commit.
    """
    if writing():
        raise RuntimeError("a transaction is open already")
    session.rollback()
    session.expire_all()
    with _lock_of_writes():
        _thread.writing, _thread.events = True, []
        try:
            yield
            _write_events(_thread.events)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _thread.writing, _thread.events = False, []


@contextmanager
def _lock_of_writes() -> Iterator[None]:
    if not is_sqlite():
        yield
        return
    with _write_lock:
        yield


def is_sqlite() -> bool:
    """Whether the database is the embedded one."""
    return session.get_bind().dialect.name == "sqlite"


def is_unavailable(error: BaseException) -> bool:
    """Whether an error means that the database is locked or away: nothing was written, trying again makes sense."""
    return isinstance(error, OperationalError | PoolTimeout)


def take_turns(lock: int, *, shared: bool = False) -> None:
    """Wait until nobody else is at something, and hold it until the end of the transaction; `shared`: beside others.

    What is read after it is as whoever was there before left it, where a check of rows that do not exist yet locks
    nothing. Take it before rows are changed, so that nobody waits for each other. On SQLite there is one writer anyhow.
    """
    if not is_sqlite():
        session.execute(_TAKE_TURNS_TOGETHER if shared else _TAKE_TURNS, {"lock": lock})


def record(happened: Event) -> None:
    """Write down what happened, in the transaction in which it happened. Live screens hear of it after the commit.

    The ids it carries must exist already: flush a new row first.
    Raises RuntimeError outside a transaction.
    """
    if not writing():
        raise RuntimeError("something was recorded outside a transaction")
    _thread.events.append(happened)


def write_many(statement: Insert | Update, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute one bare statement for many rows, all with the same keys, within the open transaction.

    As the session would, but what becomes of each parameter is found once for a statement and not for every row anew,
    which was a tenth of what it cost to take a message in. Keep the statement, for it is known by what it is.
    """
    connection = session.connection()
    sql, given, in_order = _prepared(statement, connection.dialect, tuple(rows[0]))
    columns = ([process(row[name]) if process else row[name] for row in rows] for name, process in given)
    values: Any = list(zip(*columns, strict=True))
    if not in_order:
        names = [name for name, _process in given]
        values = [dict(zip(names, row, strict=True)) for row in values]
    connection.exec_driver_sql(sql, values)


def take_ids(table: Table, count: int) -> Sequence[int]:
    """Ids for rows that will be inserted into a table, in order: nobody else gets them.

    On SQLite the one writer counts on from the last row, as the database does itself.
    Raises RuntimeError outside a transaction.
    """
    if not writing():
        raise RuntimeError("ids were taken outside a transaction")
    if is_sqlite():
        last = session.scalar(_last_id(table)) or 0
        return range(last + 1, last + 1 + count)
    return session.scalars(_NEXT_IDS, {"table": table.name, "count": count}).all()


@cache
def _last_id(table: Table) -> Select[int]:
    return select(func.max(table.c.id))


@lru_cache(maxsize=16)
def _prepared(statement: Insert | Update, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, list[Any], bool]:
    """The statement in words, its parameters with what makes each fit, and whether they go by place or by name."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    places = compiled.positiontup
    kinds = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
    given = [(name, kinds[name].bind_processor(dialect)) for name in places or kinds]
    return str(compiled), given, places is not None


def _write_events(happened: list[Event]) -> None:
    if not happened:
        return
    session.flush()
    if not is_sqlite():
        take_turns(EVENT_LOCK)
        session.execute(text(f"NOTIFY {EVENT_NOTICE}"))
    write_many(_into_events(), [_row(each) for each in happened])


@cache
def _into_events() -> Insert:
    return insert(Base.metadata.tables["event"])


def _row(happened: Event) -> dict[str, Any]:
    return {
        "at": happened.at,
        "kind": happened.kind(),
        "version": happened.version,
        "channel_id": happened.channel_id,
        "conversation_id": happened.conversation_id,
        "actor_id": happened.by,
        "data": happened.data(),
    }
