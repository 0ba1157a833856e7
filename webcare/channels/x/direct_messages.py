"""X's direct messages in our own words."""

from typing import Any

from webcare.channels import Account, Unreadable
from webcare.channels.x.posts import Translated
from webcare.channels.x.reading import Includes, Malformed, moment, number, string, text_of, unreadable
from webcare.exchange import Author, Incoming
from webcare.models import Audience

FIELDS: dict[str, Any] = {
    "event_types": ["MessageCreate"],
    "dm_event_fields": [
        "attachments",
        "created_at",
        "dm_conversation_id",
        "entities",
        "event_type",
        "id",
        "participant_ids",
        "sender_id",
        "text",
    ],
    "expansions": ["attachments.media_keys", "participant_ids", "sender_id"],
    "media_fields": ["alt_text", "height", "preview_image_url", "type", "url", "width"],
    "user_fields": ["name", "profile_image_url", "public_metrics", "username"],
}


def translate(answer: dict[str, Any], brand: Account) -> Translated:
    """A page of DM events as X sent it; joins and departures are left out."""
    includes = Includes(answer)
    data = answer.get("data")
    messages: list[Incoming] = []
    refused: list[Unreadable] = []
    for event in data if isinstance(data, list) else []:
        if isinstance(event, dict) and event.get("event_type") in ("ParticipantsJoin", "ParticipantsLeave"):
            continue
        try:
            messages.append(incoming(event, includes, brand))
        except (Malformed, TypeError, ValueError, AttributeError, OverflowError) as error:
            reason = str(error) if isinstance(error, Malformed) else f"not a message ({type(error).__name__})"
            refused.append(unreadable(event, reason))
    return Translated(tuple(messages), tuple(refused))


def incoming(event: object, includes: Includes, brand: Account) -> Incoming:
    """One direct message. Raises Malformed.

    One without text and without attachment is an encrypted one: the desk says so, it is never left out.
    """
    if not isinstance(event, dict):
        raise Malformed("a message is not an object")
    sender = number(event, "sender_id")
    encrypted = not event.get("attachments") and not event.get("text")
    thread = string(event, "dm_conversation_id")
    own = sender == brand.external_id
    return Incoming(
        external_id=number(event, "id"),
        thread_id=thread,
        audience=Audience.PRIVATE,
        author=includes.author(sender),
        text="" if encrypted else text_of({"text": ""} | event),
        posted_at=moment(event, "created_at"),
        counterpart=_counterpart(thread, includes, brand) if own else None,
        pictures=includes.pictures(event),
        encrypted=encrypted,
    )


def _counterpart(thread: str, includes: Includes, brand: Account) -> Author | None:
    """The other one of two; a group has no single counterpart."""
    pair = thread.split("-")
    if len(pair) != 2 or brand.external_id not in pair:
        return None
    return includes.author(pair[0] if pair[1] == brand.external_id else pair[1])
