"""A simulated X with a real tweepy client on it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tweepy
from requests.adapters import HTTPAdapter

from webcare.simulator import Simulator

FIELDS = [
    "attachments",
    "author_id",
    "conversation_id",
    "created_at",
    "display_text_range",
    "entities",
    "in_reply_to_user_id",
    "lang",
    "public_metrics",
    "referenced_tweets",
]


class ToSimulator(HTTPAdapter):
    """Sends what is meant for X to the simulator."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__()

    def send(self, request: Any, **facts: Any) -> Any:
        request.url = request.url.replace("https://api.twitter.com", self.url)
        return super().send(request, **facts)


def client_of(x: Simulator, **keys: str) -> tweepy.Client:
    names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    client = tweepy.Client(**({name: x.keys[name] for name in names} | keys), return_type=dict)
    client.session.mount("https://api.twitter.com", ToSimulator(x.url))
    return client


@pytest.fixture
def x() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@pytest.fixture
def client(x: Simulator) -> Iterator[tweepy.Client]:
    made = client_of(x)
    yield made
    made.session.close()


@pytest.fixture
def mentions(x: Simulator, client: tweepy.Client) -> Callable[..., dict[str, Any]]:
    """The brand's mentions, with everything a desk asks for."""

    def read(**facts: Any) -> dict[str, Any]:
        return client.get_users_mentions(
            x.keys["user_id"],
            user_auth=True,
            **{
                "max_results": 100,
                "tweet_fields": FIELDS,
                "expansions": ["author_id", "referenced_tweets.id", "attachments.media_keys"],
                "user_fields": ["profile_image_url", "public_metrics"],
                "media_fields": ["url", "width", "height", "alt_text"],
            }
            | facts,
        )

    return read
