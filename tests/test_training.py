"""A drill cannot reach a real platform: whatever a training desk is called or holds, only this machine hears of it."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr, ValidationError
from sqlalchemy import select

from config import Config
from tests import scenes
from webcare import ingest, mandate, personal, polling
from webcare.access import grants
from webcare.channels import NotAuthorised, credentials, x
from webcare.channels.opened import Opened
from webcare.database import session, transaction
from webcare.desk import crisis_statements, drilling
from webcare.guard import Code
from webcare.models import Channel, Conversation, Crisis, Drill, Power, Reply, ReplyStatus, Role, TrainingSeat, User
from webcare.outbox import Outbox
from webcare.simulator import Simulator
from webcare.training import Training

PATIENCE = 60.0
SAID = "Er is dubbel afgeschreven. Iedereen krijgt het geld terug."
KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


class RealX:
    """What stands where X stands, and writes down whoever comes."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(f"{self.command} {self.path}")
                self.send_response(503)
                self.end_headers()

            do_POST = do_DELETE = do_PUT = do_GET  # noqa: N815  # as http.server calls them

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def real(engine: object) -> Iterator[RealX]:
    credentials.use((SecretStr(Fernet.generate_key().decode()),))
    standing = RealX()
    yield standing
    standing.stop()


@pytest.fixture
def played() -> Iterator[Simulator]:
    with Simulator(brand="oefening") as simulator:
        yield simulator


def now() -> datetime:
    return datetime.now(UTC)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def start(minutes: int = 5) -> int:
    """A lead starts a drill."""
    lead = scenes.user("Willem Post", now(), Role.LEAD)
    with transaction():
        grants.seed(now() - timedelta(days=1))
        return drilling.start("drill-payments", name="Oefening", minutes=minutes, by=lead, now=now()).id


def answer_all(by: User) -> None:
    """Each in a text of their own, as the page does it."""
    taken: set[str] = set()
    for number in session.scalars(select(Conversation.id)).all():
        session.expire_all()
        there = session.get_one(Conversation, number)
        offered = personal.texts(SAID, there.contact.name, there.contact.handle, "nl", number)
        text = personal.choose(offered, taken, lambda each: len(each) < 270, SAID)
        taken.add(text)
        verdict = mandate.of(by, now()).decide(Power.ANSWER, there)
        scenes.submit(there, text, by=by, at=now(), verdict=verdict, overruled=frozenset(Code))


def test_everything_said_in_a_drill_goes_to_the_simulator_and_nothing_to_x(real: RealX, played: Simulator) -> None:
    x.register(real.url, played.url)
    training = Training(played.url, now)
    training.step()
    number = start()
    training.step()
    session.expire_all()
    assert session.get_one(Drill, number).begun_at is not None
    desk = drilling.desk()
    assert desk is not None
    poller = polling.Poller(desk.id, timedelta(seconds=0.1), now)
    until(lambda: bool(poller.step() or session.scalars(select(Conversation.id)).first()))

    sanne = scenes.user("Sanne Kuipers", now())
    with transaction():
        drilling.take_part(session.get_one(Crisis, number), by=sanne, now=now())
        session.get_one(Channel, desk.id).undo_seconds = 0
        said = crisis_statements.propose(session.get_one(Crisis, number), SAID, by=sanne, now=now(), rules=scenes.TEXTS)
        crisis_statements.approve(said, by=session.get_one(Crisis, number).declared_by, now=now())
    answer_all(sanne)
    outbox = Outbox("worker", clock=now)
    until(lambda: not outbox.deliver())
    sent = session.scalars(select(Reply).execution_options(populate_existing=True)).all()
    assert {reply.status for reply in sent} == {ReplyStatus.SENT}
    assert {entry["text"] for entry in played.ledger()} == {reply.text for reply in sent}
    assert real.asked == []


def test_a_training_desk_with_real_keys_still_speaks_to_this_machine_alone(real: RealX, played: Simulator) -> None:
    """Even the handle, the id and the keys of the brand's own account open nothing at X."""
    x.register(real.url, played.url)
    held = dict.fromkeys(KEYS, "the-brand's-own")
    with transaction():
        channel = drilling.connect(
            platform="x",
            external_id=scenes.BRAND.external_id,
            handle=scenes.BRAND.handle,
            name=scenes.BRAND.name,
            credentials=credentials.encrypt(held),
            now=now(),
        )
    with pytest.raises(NotAuthorised):  # the simulator does not know these keys; nobody else was asked
        Opened()(channel.id).account()
    ingest.run(ingest.feeds_of(channel.id, ("mentions",))["mentions"], Opened()(channel.id), clock=now)
    assert real.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://api.x.com",
        "http://api.x.com",
        "http://api.twitter.com:80",
        "http://127.0.0.1.api.x.com",
        "http://localhost@api.x.com",
        "https://127.0.0.1:5443",
        "http://10.0.0.5:5100",
    ],
)
def test_an_address_that_is_not_of_this_machine_opens_no_training_desk(real: RealX, address: str) -> None:
    x.register(real.url, address)
    with transaction():
        channel = drilling.connect(
            platform="x", external_id="1", handle="oefening", name="O",
            credentials=credentials.encrypt(dict.fromkeys(KEYS, "x")), now=now(),
        )  # fmt: skip
    with pytest.raises(NotAuthorised):
        Opened()(channel.id)
    if address:
        with pytest.raises(ValidationError):
            Config(
                secret_key=SecretStr("x" * 40), credential_keys=(SecretStr("k"),), training_url=address, _env_file=None
            )
    assert real.asked == []


def test_a_drill_is_begun_stopped_at_its_end_and_asked_again_while_nobody_answers(
    played: Simulator, engine: object
) -> None:
    credentials.use((SecretStr(Fernet.generate_key().decode()),))
    later = [timedelta()]
    training = Training(played.url, lambda: now() + later[0])
    training.step()
    number = start()
    played.stop()
    training.step()
    session.expire_all()
    assert session.get_one(Drill, number).failure == "unreachable"
    played.start()
    training.step()
    session.expire_all()
    assert session.get_one(Drill, number).begun_at is None, "it is not asked all the time"
    later[0] += timedelta(seconds=30)
    training.step()
    session.expire_all()
    assert session.get_one(Drill, number).begun_at is not None

    lead = session.get_one(Crisis, number).declared_by
    with transaction():
        drilling.end(session.get_one(Crisis, number), by=lead, now=now())
    training.step()
    session.expire_all()
    assert session.get_one(Drill, number).stopped_at is not None


def test_a_training_desk_is_read_only_while_a_drill_runs(played: Simulator, engine: object) -> None:
    credentials.use((SecretStr(Fernet.generate_key().decode()),))
    Training(played.url, now).step()
    desk = drilling.desk()
    assert desk is not None
    assert polling.channels() == []
    number = start()
    assert polling.channels() == [desk.id]
    lead = session.get_one(Crisis, number).declared_by
    with transaction():
        drilling.end(session.get_one(Crisis, number), by=lead, now=now())
    assert polling.channels() == []
    assert session.scalars(select(TrainingSeat)).all() == []


def test_without_an_address_nothing_is_connected(engine: object) -> None:
    Training("", now).step()
    assert drilling.desk() is None
