"""Small steps shared by the translations of posts and direct messages. X's words are cleaned, its types checked."""

import json
import re
from datetime import datetime
from typing import Any

from webcare.channels import Unreadable
from webcare.exchange import Author, Picture

LONGEST = 100_000  # characters; X itself stops at 25,000
KINDS_OF_MEDIA = ("photo", "video", "animated_gif")
_LANGUAGE = re.compile(r"[a-z]{2}")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class Malformed(Exception):
    """It is not what X says it sends; the message is the reason, for quarantine."""


def clean(text: str) -> str:
    """Without what no database takes: NUL and lone surrogates become the replacement character."""
    return _UNWRITABLE.sub("\ufffd", text)


def words(value: str) -> str:
    """What the author wrote: X escapes three characters."""
    for escaped, plain in _ESCAPED:
        value = value.replace(escaped, plain)
    return clean(value)


def string(thing: dict[str, Any], name: str) -> str:
    """A field that must be a string. Raises Malformed."""
    value = thing.get(name)
    if not isinstance(value, str):
        raise Malformed(f"{name} is not a text but {type(value).__name__}")
    return value


def number(thing: dict[str, Any], name: str) -> str:
    """An id: a string of digits. Raises Malformed."""
    value = string(thing, name)
    if not (value.isascii() and value.isdigit() and len(value) <= 19):
        raise Malformed(f"{name} is not an id")
    return value


def optional_number(thing: dict[str, Any], name: str) -> str | None:
    """An id, if there is one."""
    return number(thing, name) if thing.get(name) is not None else None


def moment(thing: dict[str, Any], name: str) -> datetime:
    """A time with its zone. Raises Malformed."""
    try:
        found = datetime.fromisoformat(string(thing, name))
    except ValueError:
        raise Malformed(f"{name} is not a time") from None
    if found.tzinfo is None:
        raise Malformed(f"{name} has no time zone")
    return found


def listed(thing: dict[str, Any], *path: str) -> list[dict[str, Any]]:
    """A list of objects deep inside; empty when it is not there or not that."""
    value: Any = thing
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text_of(thing: dict[str, Any]) -> str:
    """The text, whole (a long post carries it apart) and with its links as they were written. Raises Malformed."""
    note = thing.get("note_tweet")
    whole = note if isinstance(note, dict) and isinstance(note.get("text"), str) else thing
    text = string(whole, "text")
    if len(text) > LONGEST:
        raise Malformed(f"the text is too large: {len(text)} characters")
    links = listed(whole, "entities", "urls") or listed(thing, "entities", "urls") or listed(thing, "urls")
    for link in links:
        text = text.replace(str(link.get("url") or "\0"), _written(link))
    return words(text).strip()


def _written(link: dict[str, Any]) -> str:
    """A link as its author meant it; that of a picture of the post itself is left out."""
    if link.get("media_key"):
        return ""
    return str(link.get("expanded_url") or link.get("url"))


def language(thing: dict[str, Any]) -> str | None:
    """ISO 639-1; X's codes for "undecided" and the like are none."""
    found = str(thing.get("lang") or "")[:2].lower()
    known = _LANGUAGE.fullmatch(found) and str(thing["lang"]).lower() not in (
        "und",
        "zxx",
        "art",
        "qam",
        "qct",
        "qht",
        "qme",
        "qst",
    )
    return found if known else None


def author(user: dict[str, Any]) -> Author:
    """A profile as X shows it. Raises Malformed."""
    metrics = user.get("public_metrics")
    followers = metrics.get("followers_count") if isinstance(metrics, dict) else None
    avatar = user.get("profile_image_url")
    return Author(
        external_id=number(user, "id"),
        handle=clean(string(user, "username"))[:50],
        name=clean(string(user, "name"))[:200],
        avatar_url=avatar if isinstance(avatar, str) and len(avatar) < 2_000 else None,
        followers=followers if isinstance(followers, int) else None,
    )


def picture(media: dict[str, Any]) -> Picture | None:
    """The preview of a picture or film; None when X gives no address for it."""
    url = media.get("url") or media.get("preview_image_url")
    if not isinstance(url, str) or len(url) > 2_000 or media.get("type") not in KINDS_OF_MEDIA:
        return None
    return Picture(
        url=clean(url),
        kind=media["type"],
        alt=clean(str(media.get("alt_text") or ""))[:1_000],
        width=_size(media.get("width")),
        height=_size(media.get("height")),
    )


def _size(value: object) -> int | None:
    return value if isinstance(value, int) and 0 < value < 100_000 else None


class Includes:
    """What came along with a page: profiles, posts it refers to, media."""

    def __init__(self, answer: dict[str, Any]) -> None:
        """`answer` is a whole page as X sent it."""
        self.users = {str(user.get("id")): user for user in listed(answer, "includes", "users")}
        self.media = {str(each.get("media_key")): each for each in listed(answer, "includes", "media")}
        self.posts = {str(post.get("id")): post for post in listed(answer, "includes", "tweets")}
        self.posts |= {str(post.get("id")): post for post in listed(answer, "includes", "posts")}

    def author(self, external_id: str) -> Author:
        """A profile; without handle and name when X no longer shows it (a vanished account)."""
        user = self.users.get(external_id)
        try:
            return author(user) if user else Author(external_id=external_id, handle="", name="")
        except Malformed:
            return Author(external_id=external_id, handle="", name="")

    def pictures(self, thing: dict[str, Any]) -> tuple[Picture, ...]:
        """The media of a post or direct message."""
        attachments = thing.get("attachments")
        keys = attachments.get("media_keys") if isinstance(attachments, dict) else None
        media = [self.media[key] for key in keys if key in self.media] if isinstance(keys, list) else []
        return tuple(found for each in media if (found := picture(each)))


def unreadable(thing: object, reason: str) -> Unreadable:
    """For quarantine, as it came."""
    payload = json.dumps(thing).encode()
    found = thing.get("id") if isinstance(thing, dict) else None
    external_id = found if isinstance(found, str) and found.isdigit() else None
    return Unreadable(payload=payload, reason=reason, external_id=external_id)
