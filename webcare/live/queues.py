"""Tells the screens that watch the queue how it stands: at most twice a second, and only while somebody watches.

What is sent is the whole of it, never a difference, so a screen that missed something is right again with the next.
Screens that may read the same get the same numbers: counted once, encoded once. A wall screen hears this and nothing
else: no row, no name, no word of a customer ever reaches it.
"""

import time
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from flask import current_app

from webcare.inbox import changes
from webcare.insight import queue
from webcare.live import crew, mandates
from webcare.live.drawing import Item
from webcare.mandate import Readable
from webcare.models import EventRow

if TYPE_CHECKING:
    from webcare.live.feed import Feed
    from webcare.live.seats import Audience, Seat

EVERY = 0.4  # seconds between two counts, however much happens
BY_ITSELF = 15.0  # and when nothing happens: five minutes end, a day ends
DEAR = 4  # a count that takes long is made less often: never more than a fifth of the time
HEARTBEAT = 5.0  # a wall screen hears at least so often that all is well


class Queues:
    """The last count for each mandate on which somebody watches."""

    def __init__(self) -> None:
        self._stale = False
        self._counted, self._every = 0.0, EVERY
        self.walls_told = 0.0
        self._told: dict[Readable, list[Item]] = {}

    def hear(self, events: Sequence[EventRow]) -> None:
        """Something happened: count again as soon as it is time."""
        self._stale = self._stale or bool(events)

    def is_due(self) -> bool:
        """Whether to count now."""
        return time.monotonic() - self._counted >= (self._every if self._stale else BY_ITSELF)

    def left(self, most: float) -> float:
        """How long the next count may wait, at most this long."""
        return max(0.0, min(most, self._counted + self._every - time.monotonic())) if self._stale else most

    def news(self, watched: Collection[Readable]) -> dict[Readable, list[Item]]:
        """For each mandate that somebody watches under: how the queue stands, where that differs from the last time."""
        if not self.is_due():
            return {}
        began, self._stale = time.monotonic(), False
        before, self._told = self._told, {readable: _items(readable) for readable in watched}
        self._counted = time.monotonic()
        self._every = max(EVERY, DEAR * (self._counted - began))
        news = {
            readable: [item for item in items if item not in before.get(readable, ())]
            for readable, items in self._told.items()
        }
        return {readable: items for readable, items in news.items() if items}

    def now(self, readable: Readable) -> list[Item]:
        """How it stands at this moment: for a screen that has just come.

        It is told once more soon after, since what was counted meanwhile may have overtaken this.
        """
        self._told.pop(readable, None)
        self._stale = True
        return _items(readable)


def _items(readable: Readable) -> list[Item]:
    now = current_app.config["CLOCK"]()
    facts = queue.queue(readable, now).facts()
    return [{"kind": "queue", "id": "queue", "facts": facts}, crew.item(readable, now)]


def tell(feed: "Feed", to: int) -> None:
    """Send it to whoever watches; a wall screen hears now and then that all is well, as every screen does."""
    watching = [seat for seat in feed.seats.all() if seat.watches]
    if not watching:
        return
    news = feed.queues.news({seat.audience.readable for seat in watching})
    for room, audience in _rooms(feed, (seat for seat in watching if not seat.wall)):
        if items := news.get(audience.readable):
            feed.sockets.emit("items", {"items": _for(audience, items)}, to=room)
    _tell_walls(feed, [seat for seat in watching if seat.wall], news, to)


def _tell_walls(feed: "Feed", walls: "Sequence[Seat]", news: dict[Readable, list[Item]], to: int) -> None:
    silent = time.monotonic() - feed.queues.walls_told >= HEARTBEAT
    for room, audience in _rooms(feed, walls):
        if silent or audience.readable in news:
            items = crew.for_walls(news.get(audience.readable, []))
            message = {"from": 0, "to": to, "now": feed.now(), "items": items}
            feed.sockets.emit("happened", message, to=room)
    if silent:
        feed.queues.walls_told = time.monotonic()


def watch(feed: "Feed", seat: "Seat") -> None:
    """From now on this screen hears of the queue; how it stands now at once."""
    seat.watches = True
    feed.sockets.server.enter_room(seat.sid, feed.seats.queue_room(seat), namespace="/")
    items = _for(seat.audience, feed.queues.now(seat.audience.readable))
    feed.sockets.emit("items", {"items": items}, to=seat.sid)


def look_away(feed: "Feed", seat: "Seat") -> None:
    """The screen shows something else now."""
    seat.watches = False
    feed.sockets.server.leave_room(seat.sid, feed.seats.queue_room(seat), namespace="/")


def caught_up(feed: "Feed", seat: "Seat") -> dict[str, object]:
    """The answer to a wall screen that was away: the numbers as they are now are all it ever missed."""
    latest = changes.latest_event()
    items = crew.for_walls(feed.queues.now(seat.audience.readable))
    return {"to": latest, "now": mandates.now_in_microseconds(), "reset": False, "items": items}


def _for(audience: "Audience", items: list[Item]) -> list[Item]:
    """Who is here and what they hold is for those who work at the desk; to others the team is four numbers."""
    return items if audience.sees_team else crew.for_walls(items)


def _rooms(feed: "Feed", seats: Iterable["Seat"]) -> "set[tuple[str, Audience]]":
    return {(feed.seats.queue_room(seat), seat.audience) for seat in seats}
