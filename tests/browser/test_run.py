"""`make run`, as a program of its own: what it says, that it opens in a browser, what it keeps, and that it stops."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, expect

from tests.conftest import migrate
from tests.serving import free_port
from webcare.access import demo

pytestmark = pytest.mark.browser

PROGRAM = Path(__file__).parents[2] / "scripts/run.py"
OPEN = "Ctrl-C stops everything"  # the last line before it waits
EARLIER = "INSERT INTO setting (name, value, changed_at) VALUES ('of_an_earlier_run', 'true', 0)"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Ports that are free now, and a folder of its own."""
    ports = {name: str(free_port()) for name in ("PORT", "SIMULATOR_PORT", "TRAINING_PORT")}
    return os.environ | ports | {"INSTANCE": str(tmp_path / "played")}


@contextmanager
def running(environment: dict[str, str]) -> Iterator[str]:
    """It plays until the block ends; what it printed."""
    program = subprocess.Popen(
        [sys.executable, PROGRAM], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert program.stdout is not None
    said = ""
    try:
        for line in program.stdout:
            said += line
            if OPEN in line:
                break
        assert OPEN in said, said
        yield said
    finally:
        program.send_signal(signal.SIGINT)
        rest, _nothing = program.communicate(timeout=60)
    assert (program.returncode, "Stopped." in rest) == (0, True), rest


def refused(environment: dict[str, str]) -> str:
    """Why it will not begin."""
    result = subprocess.run([sys.executable, PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert not Path(environment["INSTANCE"]).exists(), "nothing was begun"
    return result.stderr


@pytest.mark.parametrize("setting", ["PORT", "SIMULATOR_PORT", "TRAINING_PORT"])
def test_a_port_that_is_taken_is_said_with_what_to_type(environment: dict[str, str], setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        said = refused(environment | {setting: str(taken)})
    choose = f"Choose another: make run {setting}={taken + 1}"
    assert said == f"Port {taken} is in use by another program. {choose}\n"


def test_what_is_no_port_is_said(environment: dict[str, str]) -> None:
    assert refused(environment | {"PORT": "http"}).startswith("PORT=http is not a port. Give a number from 1 to 65535")


def test_it_says_where_it_is_and_who_may_log_in_and_keeps_what_an_earlier_run_left(
    environment: dict[str, str], chromium: Browser
) -> None:
    folder, address = Path(environment["INSTANCE"]), f"http://127.0.0.1:{environment['PORT']}"
    keys = left_behind(folder)
    with running(environment) as said:
        assert f"Webcare is open at  {address}\n" in said
        assert f"password: {demo.PASSWORD}" in said
        assert [each.email for each in demo.COLLEAGUES if each.email not in said] == []
        page = chromium.new_page(base_url=address, locale="en-GB")
        page.goto("/login")
        page.get_by_role("button", name="Sanne Kuipers").click()
        expect(page.locator("#rows .row").first).to_be_visible()  # a customer of the simulator wrote
        page.context.close()
        assert json.loads((folder / "secrets.json").read_text()) == keys
        with closing(sqlite3.connect(folder / "webcare.sqlite3")) as database:
            assert database.execute("SELECT count(*) FROM setting WHERE name = 'of_an_earlier_run'").fetchone() == (1,)


def left_behind(folder: Path) -> dict[str, str]:
    """What an earlier run leaves: a database in which something was set, and the keys that it was locked with."""
    folder.mkdir()
    path = folder / "webcare.sqlite3"
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(EARLIER)
    keys = {"SECRET_KEY": "x" * 48, "CREDENTIAL_KEYS": Fernet.generate_key().decode()}
    (folder / "secrets.json").write_text(json.dumps(keys))
    return keys
