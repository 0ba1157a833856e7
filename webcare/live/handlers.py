"""What a screen says: that it is here, what it shows, where it types. Every handler asks the mandate itself."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import SocketIO

from webcare import access
from webcare.access import factors
from webcare.database import session, transaction
from webcare.desk import reading
from webcare.live import catching_up, mandates, queues
from webcare.live.feed import Feed
from webcare.live.seats import Seat, conversation_room, rooms_of
from webcare.models import Audience, Conversation

Handler = Callable[..., None]


def register(sockets: SocketIO, feed: Feed) -> None:
    """Listen to screens."""
    sockets.on_event("connect", _tidily(lambda auth=None: connect(feed, auth)))
    sockets.on_event("disconnect", _tidily(lambda _reason=None: leave(feed)))
    sockets.on_event("open", _tidily(lambda data=None: open_conversation(feed, data)))
    sockets.on_event("typing", _tidily(lambda data=None: typing(feed, data)))
    sockets.on_event("watch", _tidily(lambda data=None: watch(feed, data)))
    sockets.on_event("catch_up", _tidily(lambda data=None: catch_up(feed, data)))


def _tidily(handler: Handler) -> Handler:
    """Give the database connection back after each word; a socket lives for hours."""

    @wraps(handler)
    def handled(*words: Any) -> None:
        try:
            handler(*words)
        finally:
            session.remove()

    return handled


def connect(feed: Feed, auth: Any = None) -> None:
    """Let in whose log-in stands, with the rooms of their mandate. A wall screen says that it is one."""
    moment, demo = current_app.config["CLOCK"](), current_app.config["WEBCARE"].demo
    found = access.session_of_cookie(request, moment)
    if found is None:
        raise Refused("log_in_first")
    if factors.is_missing(found, moment, demo=demo):
        raise Refused("factor_needed")
    feed.start()
    user = found.user
    seat = Seat(_sid(), user.id, user.first_name, found.id, mandates.audience_of(user))
    seat.wall = seat.watches = isinstance(auth, dict) and auth.get("wall") is True
    for room in rooms_of(seat, feed.seats):
        feed.sockets.server.enter_room(seat.sid, room, namespace="/")
        feed.forget_counts(room)
    feed.seats.take(seat)


def leave(feed: Feed) -> None:
    """A screen is gone."""
    seat = feed.seats.leave(_sid())
    if seat is not None and seat.conversation_id is not None:
        _go_out(feed, seat, seat.conversation_id)


def open_conversation(feed: Feed, data: Any) -> None:
    """A screen shows this conversation now (None: no conversation)."""
    seat, wanted = feed.seats.taken.get(_sid()), _number(data, "conversation")
    if seat is None or seat.wall or wanted == seat.conversation_id:
        return
    if seat.conversation_id is not None:
        room = conversation_room(seat.conversation_id, seat.audience.language)
        feed.sockets.server.leave_room(seat.sid, room, namespace="/")
        left, seat.conversation_id = seat.conversation_id, None
        _go_out(feed, seat, left)
    if wanted is not None and _go_in(feed, seat, wanted):
        feed.presence.reads(wanted, seat.sid, seat.user_id, seat.name)
        if feed.seats.taken.get(seat.sid) is not seat:  # gone while it came in: nobody would see it leave
            feed.presence.leaves(wanted, seat.sid)
        feed.tell_presence(wanted)


def _go_in(feed: Feed, seat: Seat, wanted: int) -> bool:
    """Enter the room, and look again: the mandate may have been lost while the door stood open."""
    while (conversation := mandates.opened_by(seat, wanted)) is not None:
        _record(conversation, seat)
        audience = seat.audience
        room = conversation_room(wanted, audience.language)
        feed.sockets.server.enter_room(seat.sid, room, namespace="/")
        seat.conversation_id = wanted
        session.remove()
        if seat.audience == audience and mandates.may_open(seat, wanted):
            return True
        feed.sockets.server.leave_room(seat.sid, room, namespace="/")
        seat.conversation_id = None
    return False


def _record(conversation: Conversation, seat: Seat) -> None:
    """A DM is read over a socket too: recorded before anything of it is sent."""
    if conversation.audience == Audience.PRIVATE:
        number, channel_id, moment = conversation.id, conversation.channel_id, current_app.config["CLOCK"]()
        with transaction():
            reading.shown(number, channel_id=channel_id, by=seat.user_id, now=moment)


def typing(feed: Feed, data: Any) -> None:
    """Somebody types in the conversation that is open, or stopped."""
    seat = feed.seats.taken.get(_sid())
    if seat is None or seat.conversation_id is None or not seat.may_type(time.monotonic()):
        return
    feed.presence.types(seat.conversation_id, seat.user_id, isinstance(data, dict) and data.get("on") is True)
    feed.tell_presence(seat.conversation_id)


def watch(feed: Feed, data: Any) -> None:
    """A screen shows how the queue stands now, or something else again."""
    seat = feed.seats.taken.get(_sid())
    if seat is None or seat.wall:
        return
    if isinstance(data, dict) and data.get("on") is True:
        queues.watch(feed, seat)
    elif seat.watches:
        queues.look_away(feed, seat)


def catch_up(feed: Feed, data: Any) -> None:
    """A screen was away since an event: how everything that changed stands now."""
    seat, since = feed.seats.taken.get(_sid()), _number(data, "since")
    if seat is None or since is None:
        return
    answer = queues.caught_up(feed, seat) if seat.wall else catching_up.since(feed.app, seat, since)
    feed.sockets.emit("caught_up", answer, to=seat.sid)
    if seat.conversation_id is not None:
        feed.tell_presence(seat.conversation_id)


def _go_out(feed: Feed, seat: Seat, conversation_id: int) -> None:
    feed.presence.leaves(conversation_id, seat.sid)
    feed.tell_presence(conversation_id)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _number(data: Any, name: str) -> int | None:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62 else None
