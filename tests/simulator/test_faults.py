"""Trouble on request: each kind does what it says, as often as was asked, and where."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
import tweepy

from webcare.simulator import Simulator
from webcare.simulator.faults import KINDS

Read = Callable[..., dict[str, Any]]
BROKEN = (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)


@pytest.fixture
def mention(x: Simulator) -> str:
    return x.post("@spoorlijn vraag", author="anna")


@pytest.mark.parametrize("kind", ["accept_then_drop", "accept_then_timeout"])
def test_accepted_although_the_connection_dropped(x: Simulator, client: tweepy.Client, mention: str, kind: str) -> None:
    x.fault(kind, on="create_post", seconds=0.1)
    with pytest.raises(BROKEN):
        client.create_tweet(text="Dag", in_reply_to_tweet_id=mention)
    assert [each["text"] for each in x.ledger()] == ["Dag"]


@pytest.mark.parametrize("kind", ["drop", "timeout"])
def test_dropped_before_it_was_accepted(x: Simulator, client: tweepy.Client, mention: str, kind: str) -> None:
    x.fault(kind, on="write", seconds=0.1)
    with pytest.raises(BROKEN):
        client.create_tweet(text="Dag", in_reply_to_tweet_id=mention)
    assert x.ledger() == []


def test_an_unreadable_answer_was_accepted(x: Simulator, client: tweepy.Client, mention: str) -> None:
    x.fault("unreadable", on="create_post")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        client.create_tweet(text="Dag", in_reply_to_tweet_id=mention)
    assert len(x.ledger()) == 1


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("rate_limit", tweepy.TooManyRequests),
        ("credits", tweepy.HTTPException),
        ("unauthorized", tweepy.Unauthorized),
        ("forbidden", tweepy.Forbidden),
        ("server_error", tweepy.TwitterServerError),
    ],
)
def test_a_refusal_happens_as_often_as_asked(
    x: Simulator, client: tweepy.Client, kind: str, raised: type[Exception]
) -> None:
    x.fault(kind, times=2)
    for _ in range(2):
        with pytest.raises(raised):
            client.get_me(user_auth=True)
    assert client.get_me(user_auth=True)["data"]["username"] == "spoorlijn"


def test_credits_used_up_is_402(x: Simulator, client: tweepy.Client) -> None:
    x.fault("credits")
    with pytest.raises(tweepy.HTTPException) as refusal:
        client.get_me(user_auth=True)
    assert refusal.value.response.status_code == 402
    assert refusal.value.response.json()["title"] == "CreditsDepleted"


def test_a_fault_strikes_only_where_it_was_asked(x: Simulator, client: tweepy.Client, mention: str) -> None:
    x.fault("server_error", on="create_post")
    client.get_me(user_auth=True)
    with pytest.raises(tweepy.TwitterServerError):
        client.create_tweet(text="Dag", in_reply_to_tweet_id=mention)


def test_latency_only_takes_time(x: Simulator, client: tweepy.Client) -> None:
    x.fault("latency", seconds=0.3)
    before = time.monotonic()
    client.get_me(user_auth=True)
    assert time.monotonic() - before >= 0.3


def test_pages_can_be_spoiled(x: Simulator, mentions: Read) -> None:
    made = x.posts([{"text": f"@spoorlijn {n}", "author": "anna"} for n in range(30)])[::-1]
    read = {}
    for kind in ("duplicates", "out_of_order", "malformed", "huge", "missing_includes"):
        x.fault(kind, on="mentions")
        read[kind] = mentions()
    listed = {kind: [each["id"] for each in page["data"]] for kind, page in read.items()}
    assert listed["duplicates"] == [each for each in made for _ in range(2)]
    assert listed["out_of_order"] != made
    assert sorted(listed["out_of_order"]) == sorted(made)
    assert read["malformed"]["data"][0]["text"] is None
    assert len(read["huge"]["data"][0]["text"]) == 5_000_000
    assert "includes" not in read["missing_includes"]
    assert [each["id"] for each in mentions()["data"]] == made


def test_healing_ends_all_trouble(x: Simulator, client: tweepy.Client) -> None:
    for kind in KINDS:
        x.fault(kind, times=99)
    assert len(x.faults()) == len(KINDS)
    x.heal()
    assert client.get_me(user_auth=True)["data"]["id"] == x.keys["user_id"]


def test_an_unknown_kind_is_refused_with_the_known_ones(x: Simulator) -> None:
    with pytest.raises(ValueError, match="known are latency"):
        x.fault("gremlins")
