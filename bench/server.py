"""The desk as it is served for real (gunicorn, threads), in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from flask.testing import FlaskClient

from config import Config
from webcare import access, create_app
from webcare.access import login_sessions
from webcare.database import session, transaction
from webcare.memory import freeze_program
from webcare.models import User

ROOT = Path(__file__).parent.parent
PATIENCE = 30
AN_AGENT = 5


@dataclass(frozen=True)
class Desk:
    url: str
    process: psutil.Process

    def cookie(self, user_id: int) -> str:
        """The cookie of a fresh log-in of this user."""
        with transaction():
            user = session.get_one(User, user_id)
            now = datetime.now(UTC)
            token = login_sessions.begin(
                user, device="bench", address="", lasts=timedelta(hours=1), now=now, strong=True
            )
        return f"{access.COOKIE}={token}"

    def megabytes(self) -> float:
        """What its processes hold of the machine's memory, together."""
        everyone = [self.process, *self.process.children(recursive=True)]
        return sum(each.memory_full_info().uss for each in everyone) / 1e6


@contextmanager
def desk(database_url: str, threads: int = 240) -> Iterator[Desk]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "WEBCARE_DATABASE_URL": database_url,
        "WEBCARE_SECRET_KEY": "bench" * 8,
        "WEBCARE_CREDENTIAL_KEYS": "l3rqSRlYp7ExT4Wd6XUY7Wt1OE2lTQ_cAZwFUaQ1oPg=",
        "WEBCARE_ORIGINS": url,
    }
    options = [
        "-w",
        "1",
        "-k",
        "gthread",
        "--threads",
        str(threads),
        "--graceful-timeout",
        "4",
        "-b",
        f"127.0.0.1:{port}",
    ]
    command = [sys.executable, "-m", "gunicorn", *options, "--log-level", "error", "app:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(url)
        yield Desk(url, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(15)


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/login"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {PATIENCE} s")


@contextmanager
def in_process(database_url: str, now: datetime, user_id: int = AN_AGENT) -> Iterator[FlaskClient]:
    """The client of somebody who is logged in, in this process, its clock stopped at `now`; by default an agent."""
    config = Config(
        database_url=database_url,
        secret_key="bench" * 8,
        credential_keys="l3rqSRlYp7ExT4Wd6XUY7Wt1OE2lTQ_cAZwFUaQ1oPg=",
        origins="http://localhost",
    )
    app, _sockets = create_app(config)
    freeze_program()  # as a server does
    app.config["CLOCK"] = lambda: now
    with transaction():
        user = session.get_one(User, user_id)
        token = login_sessions.begin(user, device="bench", address="", lasts=timedelta(hours=1), now=now, strong=True)
    session.remove()
    client = app.test_client()
    client.set_cookie(access.COOKIE, token)
    yield client
    session.remove()
