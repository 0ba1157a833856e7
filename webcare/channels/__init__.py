"""What a platform must be able to do, in Webcare's own words. One platform is one module that speaks them.

Foreign data is translated at this edge: nothing outside `webcare.channels.<platform>` knows a platform's JSON.
`Channel` is the row (`webcare.models`); `Platform` is what talks for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from webcare.exchange import Incoming, TextRules
from webcare.models import Audience, Channel, Feed


@dataclass(frozen=True, kw_only=True)
class Account:
    """The brand's own account, as the platform names it."""

    external_id: str
    handle: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Something that came and could not be translated: for quarantine, with its reason."""

    payload: bytes
    reason: str
    external_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a feed. After `messages` are committed the cursor in it may be written, never before."""

    messages: tuple[Incoming, ...]
    unreadable: tuple[Unreadable, ...] = ()
    newest_id: str | None = None
    next_token: str | None = None  # None: the last page of this run
    gap_after: str | None = None  # the platform gave no more although older ones are missing: from here …
    gap_before: str | None = None  # … up to here


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How known messages stand on the platform now: edited (as they read now) and gone."""

    current: tuple[Incoming, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A reply about to leave. Exactly one of `in_reply_to` (public) and `recipient` (private) is given."""

    text: str
    audience: Audience
    in_reply_to: str | None = None
    recipient: str | None = None


@dataclass(frozen=True, kw_only=True)
class Published:
    """What the platform confirmed; `posted_at` is its own time."""

    external_id: str
    posted_at: datetime


@dataclass(frozen=True, kw_only=True)
class RateState:
    """What the last answer said of the limit."""

    remaining: int | None = None
    resets_at: datetime | None = None


class PlatformError(Exception):
    """The platform did not do what was asked. `code` is stable, `words` are the platform's own."""

    code = "platform"

    def __init__(self, words: str = "", *, code: str | None = None) -> None:
        """`words` are shown to the agent as they are."""
        super().__init__(words)
        self.words = words
        if code:
            self.code = code


class Refused(PlatformError):
    """It said no, and will say no again: `not_mentioned`, `duplicate`, `no_dm_permission`, `too_long`, `forbidden`."""

    code = "refused"


class NotAuthorised(PlatformError):
    """The credentials do not work (any more)."""

    code = "not_authorised"


class RateLimited(PlatformError):
    """Not now; `until` says when to ask again."""

    code = "rate_limited"

    def __init__(self, words: str = "", *, until: datetime) -> None:
        """`until` is the latest of the exhausted limits."""
        super().__init__(words)
        self.until = until


class CreditsDepleted(PlatformError):
    """Paid use is used up: nothing works until somebody buys more."""

    code = "credits_depleted"


class Unavailable(PlatformError):
    """It could not be reached or failed *before* it can have accepted anything: trying again is safe."""

    code = "unavailable"


class Uncertain(PlatformError):
    """Nobody knows whether it was accepted: a time-out, a dropped connection, an unreadable success."""

    code = "uncertain"


class Platform(Protocol):
    """One account on one platform. Every method may raise PlatformError and its kinds; none waits for a limit."""

    feeds: tuple[str, ...]

    def account(self) -> Account:
        """Whose credentials these are: the test of a connection."""

    def read(self, feed: Feed) -> Iterator[Page]:
        """Page through what is new in a feed, newest first, from the feed's cursor."""

    def sweep(self, feed: Feed) -> Iterator[Page]:
        """Look back without the cursor, for what was indexed late."""

    def fill(self, after_id: str | None, before_id: str) -> Iterator[Page]:
        """Fetch what a gap left out, as far as the platform still gives it."""

    def reread(self, external_ids: list[str]) -> Seen:
        """How known public messages stand now: edits and deletions."""

    def publish(self, outgoing: Outgoing) -> Published:
        """Publish once. Raises Uncertain when it may have been accepted."""

    def find(self, outgoing: Outgoing, since: datetime) -> list[Published]:
        """Everything in the platform's own record since then with the same text and target. Raises unless complete."""

    def delete(self, external_id: str, audience: Audience) -> None:
        """Take an own message away. Being gone already is success."""

    def rate_state(self) -> RateState | None:
        """What the last answer said of the limit."""


@dataclass
class Registry:
    """Which module speaks for which platform."""

    platforms: dict[str, Callable[[Channel, dict[str, Any]], Platform]] = field(default_factory=dict)
    texts: dict[str, TextRules] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by which names credentials are entered and kept

    def open(self, channel: Channel, credentials: dict[str, Any]) -> Platform:
        """The platform of a channel, with its decrypted credentials."""
        return self.platforms[channel.platform](channel, credentials)

    def text(self, platform: str) -> TextRules:
        """How that platform counts text."""
        return self.texts[platform]


registry = Registry()
