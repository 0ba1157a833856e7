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


def _sum_a_day(connection: Connection) -> None:
    columns = [each["name"] for each in inspect(connection).get_columns("wait_sum")]
    given = {"day": "'2026-11-02'", "audience": "'public'", "took": "x''", "took_substance": "x''"}
    values = ", ".join(given.get(name, "1") for name in columns)
    connection.execute(text(f"INSERT INTO wait_sum ({', '.join(columns)}) VALUES ({values})"))
    connection.execute(text("INSERT INTO stale_day VALUES ('2026-11-03', 1, 1)"))
    connection.execute(text("INSERT OR IGNORE INTO bookmark VALUES ('sums:Europe/Amsterdam', 1), ('themes', 1)"))


def _number(connection: Connection, table: str) -> int:
    return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0
