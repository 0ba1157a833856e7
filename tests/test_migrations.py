"""What a migration does with what is there already."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, text

ROOT = Path(__file__).parents[1]


def test_sums_of_days_alone_are_forgotten_so_that_they_are_made_again(tmp_path: Path) -> None:
    with create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}").connect() as connection:
        config = Config(ROOT / "alembic.ini", attributes={"connection": connection})
        command.upgrade(config, "0005")
        _sum_a_day(connection)
        connection.commit()
        command.upgrade(config, "0006")
        assert _number(connection, "wait_sum") == _number(connection, "stale_sum") == 0
        assert connection.scalars(text("SELECT name FROM bookmark")).all() == ["themes"]

        connection.commit()
        command.downgrade(config, "0005")
        _sum_a_day(connection)
        assert not inspect(connection).has_table("stale_sum")


def test_of_waits_that_were_there_half_of_the_time_is_put_halfway(tmp_path: Path) -> None:
    with create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}").connect() as connection:
        config = Config(ROOT / "alembic.ini", attributes={"connection": connection})
        command.upgrade(config, "0008")
        for table in ("channel", "contact"):
            _put(connection, table)
        _put(connection, "conversation", wait_started_at="1000", wait_due_at="1060")
        _put(connection, "conversation", id="2", thread_id="2")
        _put(connection, "message")
        _put(connection, "wait", started_at="1000", at_risk_at="1045", due_at="1060")
        connection.commit()

        command.upgrade(config, "0009")
        assert connection.scalars(text("SELECT half_at FROM wait")).all() == [1030]
        assert connection.scalars(text("SELECT wait_half_at FROM conversation ORDER BY id")).all() == [1030, None]

        connection.commit()
        command.downgrade(config, "0008")
        assert "half_at" not in [each["name"] for each in inspect(connection).get_columns("wait")]


def _put(connection: Connection, table: str, **given: str) -> None:
    """A row in which everything that must be there is 1, but for what is given."""
    needed = [each["name"] for each in inspect(connection).get_columns(table) if not each["nullable"]]
    values = dict.fromkeys(needed, "1") | given
    connection.execute(text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"))


def _sum_a_day(connection: Connection) -> None:
    columns = [each["name"] for each in inspect(connection).get_columns("wait_sum")]
    given = {"day": "'2026-11-02'", "audience": "'public'", "took": "x''", "took_substance": "x''"}
    values = ", ".join(given.get(name, "1") for name in columns)
    connection.execute(text(f"INSERT INTO wait_sum ({', '.join(columns)}) VALUES ({values})"))
    connection.execute(text("INSERT INTO stale_day VALUES ('2026-11-03', 1, 1)"))
    connection.execute(text("INSERT OR IGNORE INTO bookmark VALUES ('sums:Europe/Amsterdam', 1), ('themes', 1)"))


def _number(connection: Connection, table: str) -> int:
    return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0
