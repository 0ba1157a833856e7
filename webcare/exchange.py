"""What crosses the edge between a platform and the desk, in Webcare's own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from webcare.models import Audience


@dataclass(frozen=True, kw_only=True)
class Author:
    """Whoever wrote a message, as the platform shows them now."""

    external_id: str
    handle: str
    name: str
    avatar_url: str | None = None
    followers: int | None = None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A preview of a picture or film; `kind` is "photo", "video" or "animated_gif"."""

    url: str
    kind: str = "photo"
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One message of a platform: a customer's, or the brand's own made elsewhere (the author's id tells which)."""

    external_id: str
    thread_id: str  # the platform's id of the public thread's first post, or of the DM conversation
    audience: Audience
    author: Author
    text: str
    posted_at: datetime  # UTC, the platform's own
    in_reply_to: str | None = None  # the platform's id of the message it answers
    in_reply_to_author: str | None = None  # the platform's id of that message's author
    counterpart: Author | None = None  # of the brand's own message: the person it was written to, where known
    thread_author: str | None = None  # author id of the thread's first post, where known
    asks: bool = True  # False: a repost, or a reply between others in which the brand's handle is only inherited
    language: str | None = None  # ISO 639-1
    versions: tuple[str, ...] = ()  # ids of all versions of an edited message, first to last, its own among them
    pictures: tuple[Picture, ...] = ()
    encrypted: bool = False
    reach: dict[str, int] | None = None  # likes, replies, reposts, quotes, views


class TextRules(Protocol):
    """How a platform counts text; pure, needs no connection."""

    def weighted_length(self, text: str) -> int:
        """The length as the platform counts it."""

    def limit(self, audience: Audience) -> int:
        """The most it takes."""
