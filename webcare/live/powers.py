"""Tells open conversations that what their readers may do there may have changed; each page asks for its own.

Who loses the conversation itself is put out by `webcare.live.mandates`. A text that is being typed stays as it is.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from webcare.live import mandates
from webcare.live.seats import conversation_room
from webcare.models import EventRow

if TYPE_CHECKING:
    from webcare.live.feed import Feed

EVERYWHERE = mandates.POWERS | {
    "limit_set",
    "limit_lifted",
    "crisis_declared",
    "crisis_theme_changed",
    "crisis_ended",
    "crisis_reopened",
}
HERE = {"conversation_tagged", "conversation_untagged"}


def tell(feed: "Feed", events: Sequence[EventRow]) -> None:
    """To every conversation that is open on a screen, or only to those whose tags changed."""
    opened = feed.seats.open_conversations()
    if not any(event.kind in EVERYWHERE for event in events):
        opened &= {event.conversation_id for event in events if event.kind in HERE and event.conversation_id}
    for conversation_id in opened:
        item = {"kind": "powers", "id": f"sending-{conversation_id}"}
        for language in feed.seats.languages_of(conversation_id):
            feed.sockets.emit("items", {"items": [item]}, to=conversation_room(conversation_id, language))
