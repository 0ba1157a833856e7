"""Signatures are really verified: only the holder of the keys gets in, and each request counts once."""

import time
from typing import Any

import pytest
import requests
import tweepy

from tests.simulator.conftest import client_of
from webcare.simulator import Simulator
from webcare.simulator.signature import sign


@pytest.mark.parametrize("wrong", ["consumer_key", "consumer_secret", "access_token", "access_token_secret"])
def test_a_wrong_key_is_401(x: Simulator, wrong: str) -> None:
    client = client_of(x, **{wrong: "wrong"})
    with pytest.raises(tweepy.Unauthorized) as refusal:
        client.get_me(user_auth=True)
    client.session.close()
    answer = refusal.value.response
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json() == {"title": "Unauthorized", "detail": "Unauthorized", "type": "about:blank", "status": 401}


def header(x: Simulator, **changed: str) -> dict[str, str]:
    fields = {
        "oauth_consumer_key": x.keys["consumer_key"],
        "oauth_nonce": "once",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(int(time.time())),
        "oauth_token": x.keys["access_token"],
        "oauth_version": "1.0",
    } | changed
    fields["oauth_signature"] = sign("GET", f"{x.url}/2/users/me", list(fields.items()), x.keys).replace("+", "%2B")
    listed = ", ".join(f'{name}="{value}"' for name, value in fields.items())
    return {"Authorization": f"OAuth {listed}"}


def ask(x: Simulator, headers: dict[str, str], **facts: Any) -> int:
    return requests.get(f"{x.url}/2/users/me", headers=headers, timeout=60, **facts).status_code


def test_a_request_counts_once(x: Simulator) -> None:
    signed = header(x)
    assert [ask(x, signed), ask(x, signed)] == [200, 401]


def test_an_old_request_counts_no_more(x: Simulator) -> None:
    assert ask(x, header(x, oauth_timestamp=str(int(time.time()) - 400))) == 401


def test_a_changed_parameter_breaks_the_signature(x: Simulator) -> None:
    assert ask(x, header(x), params={"user.fields": "description"}) == 401


def test_without_signature_there_is_no_answer(x: Simulator) -> None:
    assert ask(x, {}) == 401
    assert ask(x, {"Authorization": "Bearer abc"}) == 403
