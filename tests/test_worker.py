"""The worker as it runs: a process of its own, stopped by SIGTERM, quick to deliver, silent about secrets."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select

from tests.brand import KEYS, Brand
from tests.serving import free_port
from tests.test_mail import Postbox
from webcare import leases
from webcare.access import resets
from webcare.channels import RateState, credentials, x
from webcare.database import session, transaction
from webcare.models import Channel, Lease, ReplyStatus
from webcare.polling import spread
from webcare.simulator import Simulator

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
KEY = Fernet.generate_key().decode()
CANARY = "kanarie"


@contextmanager
def worker(
    database_url: str, simulator: Simulator, folder: Path, poll_seconds: float = 0.2
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m webcare.worker` on this database; what it says goes to worker.log."""
    settings = {
        "WEBCARE_DATABASE_URL": database_url,
        "WEBCARE_SECRET_KEY": CANARY * 8,
        "WEBCARE_CREDENTIAL_KEYS": KEY,
        "WEBCARE_X_API_URL": simulator.url,
        "WEBCARE_POLL_SECONDS": str(poll_seconds),
    }
    with (folder / "worker.log").open("ab") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "webcare.worker"], env=os.environ | settings, cwd=ROOT, stdout=log, stderr=log
        )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
            running.wait(PATIENCE)


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.02)


def leased() -> list[Lease]:
    session.rollback()
    return list(session.scalars(select(Lease)))


@pytest.fixture
def beside(engine: object) -> Iterator[Brand]:
    """A brand whose keys a worker process can open."""
    credentials.use((SecretStr(KEY),))
    with Simulator() as simulator:
        x.register(simulator.url)
        yield Brand(simulator)


def test_it_reads_delivers_and_stops_when_told(beside: Brand, database_url: str, tmp_path: Path) -> None:
    with worker(database_url, beside.x, tmp_path) as running:
        beside.x.post("@spoorlijn waar blijft mijn trein?", author="anna")
        until(lambda: len(beside.messages()) == 1)
        conversation = beside.asks("Hallo?", author="bram")
        reply = beside.answers(conversation)
        until(lambda: beside.now_is(reply).status == ReplyStatus.SENT)
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0
    assert leased() == []


def test_a_due_reply_leaves_within_a_fifth_of_a_second(beside: Brand, database_url: str, tmp_path: Path) -> None:
    window = timedelta(seconds=1)
    with transaction():
        session.get_one(Channel, beside.channel_id).undo_seconds = 1
    conversations = [beside.asks(author=f"klant{number}") for number in range(5)]
    with worker(database_url, beside.x, tmp_path):
        until(lambda: leased() != [])
        delays = []
        for conversation in conversations:
            reply = beside.answers(conversation, f"Dag {conversation.id}")
            until(lambda reply=reply: beside.now_is(reply).status == ReplyStatus.SENT)
            sending_at = beside.now_is(reply).sending_at
            assert sending_at is not None
            delays.append(sending_at - (reply.queued_at + window))
    assert sorted(delays)[1] <= timedelta(milliseconds=200)  # a busy machine may disturb some of the five


def test_what_it_says_holds_no_secret_and_nobodys_words(beside: Brand, database_url: str, tmp_path: Path) -> None:
    with worker(database_url, beside.x, tmp_path):
        reply = beside.answers(beside.asks("kanarie-klant"), "kanarie-merk")
        beside.x.fault("accept_then_drop", on="create_post")
        beside.x.fault("malformed", on="mentions")
        beside.x.fault("unauthorized", on="dm_events")
        beside.x.post("@spoorlijn kanarie-post", author="bram")
        until(lambda: beside.now_is(reply).status == ReplyStatus.SENT)
    said = (tmp_path / "worker.log").read_text()
    assert "worker started" in said
    for secret in (KEY, CANARY, *(beside.x.keys[name] for name in KEYS)):
        assert secret not in said
    for line in said.splitlines():
        json.loads(line)


def test_it_looks_who_forgot_a_password_and_sends_the_link(
    beside: Brand, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Postbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    monkeypatch.setenv("WEBCARE_SMTP_URL", f"smtp://127.0.0.1:{box.port}")
    controller.start()
    with transaction():
        for address in (beside.sofie.email, "niemand@spoorlijn.example"):
            resets.ask(address, language="nl", now=datetime.now(UTC))
    with worker(database_url, beside.x, tmp_path):
        until(lambda: len(box.taken) == 1)
    controller.stop()
    assert box.recipients == [beside.sofie.email]
    said = (tmp_path / "worker.log").read_text()
    assert "/reset/" not in said
    assert beside.sofie.email not in said


def test_a_second_worker_takes_over_the_loops_of_one_that_stopped(engine: object) -> None:
    now = datetime(2026, 11, 16, 11, tzinfo=UTC)
    assert leases.hold("poll", "one", now)
    assert leases.hold("poll", "one", now + timedelta(seconds=5))
    assert not leases.hold("poll", "two", now + timedelta(seconds=10))
    assert leases.hold("poll", "two", now + timedelta(seconds=25))
    assert not leases.hold("poll", "one", now + timedelta(seconds=26))
    leases.let_go("two")
    assert leases.hold("poll", "one", now + timedelta(seconds=27))


def test_a_worker_is_alive_by_its_lease_and_dead_by_its_process(engine: object) -> None:
    now = datetime(2026, 11, 16, 11, tzinfo=UTC)
    here = leases.new_name()
    leases.hold(leases.WORKER + here, here, now)
    assert leases.is_alive(here, now)
    assert not leases.is_alive(here, now + timedelta(minutes=1))
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    machine, _, token = here.split("/")
    gone = f"{machine}/{ended.pid}/{token}"
    leases.hold(leases.WORKER + gone, gone, now)
    assert not leases.is_alive(gone, now)
    elsewhere = "another-machine/1/abc"
    leases.hold(leases.WORKER + elsewhere, elsewhere, now)
    assert leases.is_alive(elsewhere, now)


def test_a_limit_is_spread_over_what_is_left_of_its_window() -> None:
    now = datetime(2026, 11, 16, 11, tzinfo=UTC)
    state = RateState(remaining=12, resets_at=now + timedelta(minutes=10))
    assert spread(state, now) == timedelta(minutes=1)
    assert spread(RateState(remaining=0, resets_at=now + timedelta(minutes=10)), now) == timedelta(minutes=10)
    assert spread(None, now) == timedelta()
    assert spread(RateState(remaining=0, resets_at=now - timedelta(seconds=1)), now) == timedelta()
