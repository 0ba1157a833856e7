"""X's public posts in our own words."""

import re
from dataclasses import dataclass
from typing import Any

from webcare.channels import Account, Unreadable
from webcare.channels.x.moments import moment_of
from webcare.channels.x.reading import (
    Includes,
    Malformed,
    language,
    listed,
    moment,
    number,
    optional_number,
    text_of,
    unreadable,
)
from webcare.exchange import Author, Incoming
from webcare.models import Audience

FIELDS: dict[str, Any] = {
    "tweet_fields": [
        "attachments",
        "author_id",
        "conversation_id",
        "created_at",
        "display_text_range",
        "edit_history_tweet_ids",
        "entities",
        "in_reply_to_user_id",
        "lang",
        "note_tweet",
        "public_metrics",
        "referenced_tweets",
    ],
    "expansions": [
        "attachments.media_keys",
        "author_id",
        "in_reply_to_user_id",
        "referenced_tweets.id",
        "referenced_tweets.id.author_id",
    ],
    "media_fields": ["alt_text", "height", "preview_image_url", "type", "url", "width"],
    "user_fields": ["name", "profile_image_url", "public_metrics", "username"],
}
REACH = {
    "like_count": "likes",
    "reply_count": "replies",
    "retweet_count": "reposts",
    "quote_count": "quotes",
    "impression_count": "views",
}
_INHERITED = re.compile(r"(?:@\w{1,15}\s+)*(?:@\w{1,15}\s*$)?")


@dataclass(frozen=True)
class Translated:
    """The readable and the unreadable of one page."""

    messages: tuple[Incoming, ...]
    unreadable: tuple[Unreadable, ...]


def translate(answer: dict[str, Any], brand: Account) -> Translated:
    """A page of posts as X sent it; one that cannot be read leaves the others alone."""
    includes = Includes(answer)
    data = answer.get("data")
    messages: list[Incoming] = []
    refused: list[Unreadable] = []
    for post in data if isinstance(data, list) else []:
        try:
            messages.append(incoming(post, includes, brand))
        except (Malformed, TypeError, ValueError, AttributeError, OverflowError) as error:
            reason = str(error) if isinstance(error, Malformed) else f"not a post ({type(error).__name__})"
            refused.append(unreadable(post, reason))
    return Translated(tuple(messages), tuple(refused))


def incoming(post: object, includes: Includes, brand: Account) -> Incoming:
    """One post. Raises Malformed."""
    if not isinstance(post, dict):
        raise Malformed("a post is not an object")
    external_id, author_id = number(post, "id"), number(post, "author_id")
    versions = tuple(str(each) for each in post.get("edit_history_tweet_ids") or () if str(each).isdigit())
    edited = len(versions) > 1
    parent_id, parent_author = _parent(post)
    own = author_id == brand.external_id
    return Incoming(
        external_id=external_id,
        thread_id=optional_number(post, "conversation_id") or external_id,
        audience=Audience.PUBLIC,
        author=includes.author(author_id),
        text=_shown(post, text_of(post), parent_id),
        posted_at=moment_of(versions[0]) if edited else moment(post, "created_at"),
        in_reply_to=parent_id,
        in_reply_to_author=parent_author,
        counterpart=_counterpart(parent_author, includes, brand) if own else None,
        thread_author=_thread_author(post, includes),
        asks=own or asks(post, includes, brand),
        language=language(post),
        versions=versions if edited else (),
        pictures=includes.pictures(post),
        reach=_reach(post),
    )


def asks(post: dict[str, Any], includes: Includes, brand: Account) -> bool:
    """Whether it speaks to the brand: not a repost, nor a reply between others that only inherited the handle.

    A handle is inherited when it stands among those in front and the post that is answered names the brand too, or
    is the brand's own. Somebody who goes on under their own post still speaks to the brand.
    """
    if any(each.get("type") == "retweeted" for each in _references(post)):
        return False
    parent_id, parent_author = _parent(post)
    if parent_id is None or parent_author in (None, brand.external_id, post.get("author_id")):
        return True
    if _names(_written_by_hand(text_of(post)), brand):
        return True
    parent = includes.posts.get(parent_id)
    return parent is None or not _involves(parent, brand)


def _involves(post: dict[str, Any], brand: Account) -> bool:
    return post.get("author_id") == brand.external_id or _names(str(post.get("text")), brand)


def _names(text: str, brand: Account) -> bool:
    return re.search(rf"(?<!\w)@{re.escape(brand.handle)}(?!\w)", text, re.IGNORECASE) is not None


def _written_by_hand(text: str) -> str:
    """Without the handles in front, which X puts there by itself in a reply."""
    return text[_front(text) :]


def _front(text: str) -> int:
    found = _INHERITED.match(text)
    return found.end() if found else 0


def _shown(post: dict[str, Any], text: str, parent_id: str | None) -> str:
    """Without the handles X hides itself, unless nothing else is there."""
    span = post.get("display_text_range")
    start = span[0] if isinstance(span, list) and span and isinstance(span[0], int) else 0
    if parent_id is None or not 0 < start <= _front(text) or post.get("note_tweet"):
        return text
    return text[start:].strip() or text


def _references(post: dict[str, Any]) -> list[dict[str, Any]]:
    """X is changing the name of this field."""
    return listed(post, "referenced_posts") or listed(post, "referenced_tweets")


def _parent(post: dict[str, Any]) -> tuple[str | None, str | None]:
    for reference in _references(post):
        if reference.get("type") == "replied_to":
            return number(reference, "id"), optional_number(post, "in_reply_to_user_id")
    return None, None


def _counterpart(parent_author: str | None, includes: Includes, brand: Account) -> Author | None:
    if parent_author in (None, brand.external_id):
        return None
    return includes.author(str(parent_author))


def _thread_author(post: dict[str, Any], includes: Includes) -> str | None:
    root = post.get("conversation_id")
    if root in (None, post.get("id")):
        return str(post["author_id"])
    first = includes.posts.get(str(root))
    found = first.get("author_id") if first else None
    return found if isinstance(found, str) else None


def _reach(post: dict[str, Any]) -> dict[str, int] | None:
    metrics = post.get("public_metrics")
    if not isinstance(metrics, dict):
        return None
    return {ours: metrics[theirs] for theirs, ours in REACH.items() if isinstance(metrics.get(theirs), int)}
