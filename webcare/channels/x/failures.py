"""X's refusals in our own kinds. What was accepted, what was not, and what nobody can know, are kept apart here.

A 4xx was not accepted. A connection that was never made was not accepted. Anything else that goes wrong in a POST (a
time-out, a drop, a 5xx, a success that cannot be read) may have been.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import requests
import tweepy
from urllib3.exceptions import MaxRetryError, NewConnectionError

from webcare.channels import (
    CreditsDepleted,
    NotAuthorised,
    PlatformError,
    RateLimited,
    RateState,
    Refused,
    Unavailable,
    Uncertain,
)
from webcare.channels.x import transport

LIMITS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")
WITHOUT_RESET = timedelta(minutes=1)
CODES = (  # what X says, and what we call it; matched without case, first hit wins
    ("not been mentioned", "not_mentioned"),
    ("duplicate content", "duplicate"),
    ("too long", "too_long"),
    ("permission to dm", "no_dm_permission"),
    ("cannot send messages to this user", "no_dm_permission"),
    ("deleted or not visible", "target_gone"),
    ("suspended", "suspended"),
)
BY_STATUS = {403: "forbidden", 404: "not_found"}  # what we call it when X says nothing that we know
BROKEN = (requests.exceptions.RequestException, ValueError, KeyError, TypeError, AttributeError)


@contextmanager
def reading() -> Iterator[None]:
    """Raise our kinds of error for a request that changes nothing, or may be repeated."""
    try:
        yield
    except tweepy.HTTPException as error:
        raise _refusal(error) from None
    except BROKEN as error:
        raise Unavailable(type(error).__name__) from None


@contextmanager
def publishing() -> Iterator[None]:
    """Raise our kinds of error for a request that must not happen twice."""
    try:
        yield
    except tweepy.TwitterServerError as error:
        raise Uncertain(_words(error)) from None
    except tweepy.HTTPException as error:
        refusal = _refusal(error)
        raise Uncertain(refusal.words) if isinstance(refusal, Unavailable) else refusal from None
    except BROKEN as error:
        if never_connected(error):
            raise Unavailable(type(error).__name__) from None
        raise Uncertain(type(error).__name__) from None


def never_connected(error: BaseException) -> bool:
    """Whether the request cannot have left this machine."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def rate_state(headers: Mapping[str, str]) -> RateState | None:
    """What an answer says of the limit of a quarter of an hour."""
    remaining, reset = headers.get("x-rate-limit-remaining"), headers.get("x-rate-limit-reset")
    if remaining is None or reset is None or not (remaining.isdigit() and reset.isdigit()):
        return None
    return RateState(remaining=int(remaining), resets_at=_moment(reset))


def _refusal(error: tweepy.HTTPException) -> PlatformError:
    status, words = error.response.status_code, _words(error)
    kind = str(transport.body(error.response).get("type", ""))
    if status == 402 or kind.endswith("/usage-capped"):
        return CreditsDepleted(words)
    if status == 429:
        return RateLimited(words, until=_until(error.response.headers))
    if status == 401:
        return NotAuthorised(words)
    if status >= 500 or status in (408, 425) or status < 400:
        return Unavailable(words)
    return Refused(words, code=_code(status, words))


def _code(status: int, words: str) -> str:
    said = words.lower()
    for text, code in CODES:
        if text in said:
            return code
    return BY_STATUS.get(status, Refused.code)


def _words(error: tweepy.HTTPException) -> str:
    """X's own words: the detail, or else what its list of errors says."""
    said = transport.body(error.response)
    each = said.get("errors")
    messages = (
        [str(e["message"]) for e in each if isinstance(e, dict) and "message" in e] if isinstance(each, list) else []
    )
    return str(said.get("detail") or " ".join(messages) or said.get("title") or error.response.reason or "")[:500]


def _until(headers: Mapping[str, str]) -> datetime:
    """The latest of the limits that are used up, the 24-hour ones included."""
    resets = [
        _moment(headers[f"{name}-reset"])
        for name in LIMITS
        if headers.get(f"{name}-remaining") == "0" and headers.get(f"{name}-reset", "").isdigit()
    ]
    if not resets and headers.get("x-rate-limit-reset", "").isdigit():
        resets = [_moment(headers["x-rate-limit-reset"])]
    return max(resets, default=datetime.now(UTC) + WITHOUT_RESET)


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
