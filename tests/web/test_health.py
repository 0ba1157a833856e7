import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.visitor import Visitor
from webcare import database
from webcare.database import session, transaction
from webcare.models import Lease, User


def test_health_tells_of_the_database_and_a_silent_worker(visitor: Visitor) -> None:
    response = visitor.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok", "database": "ok", "worker": "silent"})


def test_health_hears_a_worker_that_holds_a_lease(visitor: Visitor, now: datetime) -> None:
    with transaction():
        session.add(Lease(name="clock", holder="a", until=now + timedelta(seconds=30)))
    assert visitor.get("/healthz").get_json()["worker"] == "ok"


def test_health_does_not_believe_a_lease_that_ran_out(visitor: Visitor, now: datetime) -> None:
    with transaction():
        session.add(Lease(name="clock", holder="a", until=now - timedelta(seconds=1)))
    assert visitor.get("/healthz").get_json()["worker"] == "silent"


def test_a_database_without_tables_is_unavailable(app: Flask, visitor: Visitor, tmp_path: Path) -> None:
    elsewhere = database.connect(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    response = visitor.get("/healthz")
    elsewhere.dispose()
    assert (response.status_code, response.get_json()["database"]) == (503, "unavailable")


def test_a_locked_database_is_told_in_words_and_nothing_is_saved(
    app: Flask, agent: Visitor, colleagues: dict[str, User], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database.is_sqlite():
        pytest.skip("only SQLite locks the whole database")
    token = agent.token()
    path = str(app.config["WEBCARE"].database_url).removeprefix("sqlite:///")
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    quick = database.connect(app.config["WEBCARE"].database_url)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        fields = {"language": "en", "time_zone": "Europe/Paris", "signature": "XX", "csrf_token": token}
        response = agent.client.post("/settings", data=fields)
    finally:
        other.close()
        database.session.remove()
        quick.dispose()

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert "De database is bezet" in response.text
