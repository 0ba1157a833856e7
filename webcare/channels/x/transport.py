"""The road to X: tweepy's client on a session with time-outs, our own base address, and no secrets in any log.

tweepy has no time-out of its own, always calls api.twitter.com, waits for limits if asked to, and prints tokens at
DEBUG. All four are taken away here; the address is replaced before OAuth signs it.
"""

import json
import logging
from collections.abc import Iterable
from typing import Any, Protocol, cast

import requests
import tweepy
from requests.adapters import HTTPAdapter

TWEEPY_BASE = "https://api.twitter.com"
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
LARGEST_ANSWER = 64_000_000  # bytes of one page
CHUNK = 1 << 16
KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
TALKATIVE = (
    "tweepy",
    "tweepy.client",
    "oauthlib",
    "oauthlib.oauth1.rfc5849",
    "requests_oauthlib",
    "requests_oauthlib.oauth1_auth",
)


class AnswerTooLarge(requests.exceptions.RequestException):
    """One page is larger than we take."""


class Session(requests.Session):
    """Requests with time-outs, to our own base address, following no redirect."""

    def __init__(self, base: str) -> None:
        """`base` is X, or a simulator of it."""
        super().__init__()
        self._base = base.rstrip("/")
        self.headers["Accept-Encoding"] = "gzip"
        self.mount("https://", HTTPAdapter(max_retries=0))
        self.mount("http://", HTTPAdapter(max_retries=0))

    def request(self, method: str | bytes, url: str | bytes, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """As requests does it, but bounded in time and size.

        A POST takes a new connection: an idle one may have been closed by the other side just now, and then nobody
        could tell whether the post was accepted.
        """
        if method == "POST":
            self.close()
        kwargs |= {"timeout": (CONNECT_SECONDS, READ_SECONDS), "allow_redirects": False, "stream": True}
        response = super().request(method, str(url).replace(TWEEPY_BASE, self._base, 1), **kwargs)
        response._content = self._bounded(response)  # noqa: SLF001  # the one way to bound what requests reads
        return response

    def _bounded(self, response: requests.Response) -> bytes:
        content = bytearray()
        with response:
            for chunk in cast(Iterable[bytes], response.iter_content(CHUNK)):
                content += chunk
                if len(content) > LARGEST_ANSWER:
                    raise AnswerTooLarge(f"more than {LARGEST_ANSWER} bytes")
        return bytes(content)


class Answers(Protocol):
    """Hears of the headers of every answer."""

    def __call__(self, response: requests.Response) -> None:
        """One answer came."""


def client(credentials: dict[str, Any], base: str, heard: Answers) -> tweepy.Client:
    """A tweepy client of one account; `heard` sees every answer's headers (the rate limits)."""
    silence()
    made = tweepy.Client(**{key: credentials[key] for key in KEYS}, return_type=dict, wait_on_rate_limit=False)
    session = Session(base)
    session.hooks["response"].append(lambda response, *_args, **_kwargs: heard(response))
    made.session = session
    return made


def silence() -> None:
    """No DEBUG from those who print tokens and signatures, whatever the level of the root logger is."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        if _no_chatter not in logger.filters:
            logger.addFilter(_no_chatter)


def _no_chatter(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def body(response: requests.Response) -> dict[str, Any]:
    """The JSON of an error answer; empty when there is none."""
    try:
        found = json.loads(response.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
