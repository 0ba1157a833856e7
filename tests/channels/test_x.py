"""The account on X through the real tweepy and real HTTP: what each kind of trouble means, and what is never said."""

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.brand import KEYS, on_x
from webcare.channels import (
    CreditsDepleted,
    NotAuthorised,
    Outgoing,
    Platform,
    RateLimited,
    Refused,
    Unavailable,
    Uncertain,
    registry,
    x,
)
from webcare.channels.x import transport
from webcare.channels.x.moments import earlier, id_at, moment_of
from webcare.models import Audience, Channel, Feed
from webcare.simulator import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with on_x() as simulator:
        yield simulator


def opened(simulator: Simulator) -> Platform:
    channel = Channel(platform="x", external_id=simulator.keys["user_id"], handle="spoorlijn", name="Spoorlijn")
    return registry.open(channel, {key: simulator.keys[key] for key in KEYS})


def to(external_id: str, text: str = "We zoeken het uit. ^SK") -> Outgoing:
    return Outgoing(text=text, audience=Audience.PUBLIC, in_reply_to=external_id)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ("unauthorized", NotAuthorised),
        ("credits", CreditsDepleted),
        ("rate_limit", RateLimited),
        ("forbidden", Refused),
        ("server_error", Uncertain),  # nobody can tell whether that was before or after it was accepted
        ("drop", Uncertain),
        ("accept_then_drop", Uncertain),
        ("accept_then_error", Uncertain),
        ("unreadable", Uncertain),
    ],
)
def test_trouble_while_publishing(simulator: Simulator, trouble: str, kind: type[Exception]) -> None:
    question = simulator.post("@spoorlijn hallo", author="anna")
    simulator.fault(trouble, on="create_post")
    with pytest.raises(kind):
        opened(simulator).publish(to(question))


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ("unauthorized", NotAuthorised),
        ("credits", CreditsDepleted),
        ("rate_limit", RateLimited),
        ("server_error", Unavailable),
        ("drop", Unavailable),
    ],
)
def test_trouble_while_reading(simulator: Simulator, trouble: str, kind: type[Exception]) -> None:
    simulator.fault(trouble, on="mentions")
    with pytest.raises(kind):
        next(opened(simulator).read(Feed(kind="mentions", run_size=0)))


def test_a_connection_that_was_never_made_cannot_have_published() -> None:
    x.register(f"http://127.0.0.1:{closed_port()}")
    channel = Channel(platform="x", external_id="1", handle="spoorlijn", name="Spoorlijn")
    with pytest.raises(Unavailable):
        registry.open(channel, dict.fromkeys(KEYS, "k")).publish(to("1"))


def test_an_answer_that_does_not_come_is_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    with silent_server() as url:
        x.register(url)
        channel = Channel(platform="x", external_id="1", handle="spoorlijn", name="Spoorlijn")
        platform = registry.open(channel, dict.fromkeys(KEYS, "k"))
        began = time.monotonic()
        with pytest.raises(Uncertain):
            platform.publish(to("1"))
        with pytest.raises(Unavailable):
            platform.account()
        assert time.monotonic() - began < 5


def test_the_latest_of_the_limits_that_are_used_up_counts(simulator: Simulator) -> None:
    simulator.fault("rate_limit", on="send_dm", seconds=5_000, daily=True)
    with pytest.raises(RateLimited) as limited:
        opened(simulator).publish(Outgoing(text="hoi", audience=Audience.PRIVATE, recipient="1"))
    assert limited.value.until > datetime.now(UTC) + timedelta(seconds=4_900)


def test_the_limit_is_known_from_every_answer(simulator: Simulator) -> None:
    platform = opened(simulator)
    assert platform.rate_state() is None
    platform.account()
    state = platform.rate_state()
    assert state is not None
    assert state.remaining is not None
    assert state.resets_at is not None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("You are not allowed to create a Tweet with duplicate content.", "duplicate"),
        ("You do not have permission to DM one or more participants.", "no_dm_permission"),
        ("You attempted to reply to a Tweet that is deleted or not visible to you.", "target_gone"),
        ("Your account is suspended.", "suspended"),
        ("Something X never said before.", "forbidden"),
    ],
)
def test_what_x_refuses_has_a_stable_code_and_its_own_words(simulator: Simulator, said: str, code: str) -> None:
    simulator.fault("forbidden", on="create_post", detail=said)
    with pytest.raises(Refused) as refused:
        opened(simulator).publish(to("1"))
    assert (refused.value.code, refused.value.words) == (code, said)


def test_deleting_what_is_gone_already_is_fine(simulator: Simulator) -> None:
    platform, began = opened(simulator), datetime.now(UTC)
    question = simulator.post("@spoorlijn hallo", author="anna")
    published = platform.publish(to(question))
    assert platform.find(to(question), began) == [published]
    for _time in ("once", "again"):
        platform.delete(published.external_id, Audience.PUBLIC)
        assert platform.find(to(question), began) == []


def test_only_the_same_text_to_the_same_post_is_found(simulator: Simulator) -> None:
    platform, began = opened(simulator), datetime.now(UTC)
    one, other = (simulator.post("@spoorlijn hallo", author=author) for author in ("anna", "bram"))
    published = platform.publish(to(one, "Kijk & vergelijk: https://spoorlijn.example/x. Of niet? ^SK"))
    assert platform.find(to(one, "Kijk & vergelijk: https://spoorlijn.example/x. Of niet? ^SK"), began) == [published]
    assert platform.find(to(other, "Kijk & vergelijk: https://spoorlijn.example/x. Of niet? ^SK"), began) == []
    assert platform.find(to(one, "Iets anders ^SK"), began) == []
    assert platform.find(to(one, published.external_id), began + timedelta(hours=1)) == []


def test_no_secret_is_ever_logged_even_when_everything_is(
    simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("tweepy", "tweepy.client", "oauthlib", "requests_oauthlib", "urllib3"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    platform = opened(simulator)
    for name in ("tweepy", "tweepy.client", "oauthlib", "requests_oauthlib", "urllib3"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    platform.account()
    simulator.fault("unauthorized", on="me")
    with pytest.raises(NotAuthorised) as refused:
        platform.account()
    said = caplog.text + repr(refused.value) + str(refused.value.__cause__)
    assert not [key for key in KEYS if simulator.keys[key] in said]
    assert "oauth_signature" not in said


def test_ids_carry_their_time() -> None:
    moment = datetime(2026, 11, 16, 11, 0, 0, 123_000, tzinfo=UTC)
    assert moment_of(str(id_at(moment))) == moment
    assert moment_of(earlier(str(id_at(moment)), timedelta(minutes=1))) == moment - timedelta(minutes=1)
    assert id_at(datetime(2006, 1, 1, tzinfo=UTC)) == 0
    assert earlier("5", timedelta(minutes=1)) == "1"


def closed_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def silent_server() -> Iterator[str]:
    """It takes connections and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
