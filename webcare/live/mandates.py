"""Screens under today's mandate: who lost a log-in is disconnected, who lost a mandate leaves its rooms at once."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import current_app

from webcare import mandate
from webcare.access import login_sessions, pages
from webcare.access.pages import Page
from webcare.database import micros, session
from webcare.inbox import rows, talk
from webcare.live import drawing
from webcare.live.seats import Audience, Seat, conversation_room
from webcare.models import Conversation, EventRow, User

if TYPE_CHECKING:
    from webcare.live.feed import Feed

POWERS = {
    "grant_given",
    "grant_withdrawn",
    "team_joined",
    "team_left",
    "team_dissolved",
    "team_restored",
    "user_changed",
    "role_claimed",
    "channel_connected",
    "channel_changed",
    "contact_marked",
    "contact_unmarked",
    "training_seat_taken",
    "training_seat_left",
}
REVIEW_EVERY = 15  # seconds in which everybody has a turn: a session expires by itself, and so does a grant

_reviewed = 0  # the second whose turns were the last


def now_in_microseconds() -> int:
    """The application's clock."""
    return micros(current_app.config["CLOCK"]())


def audience_of(user: User) -> Audience:
    """What a user may hear now."""
    readable = mandate.readable(user, current_app.config["CLOCK"]())
    return Audience(readable, user.language, sees_team=pages.has(user, Page.TEAM))


def review(feed: "Feed", events: Sequence[EventRow]) -> None:
    """Disconnect whose session ended, and give everybody the rooms of their mandate as it is now."""
    ended = {event.data["session_id"] for event in events if event.kind == "session_revoked"}
    for seat in feed.seats.all():
        if seat.session_id in ended:
            turn_out(feed, seat)
    changed = any(event.kind in POWERS for event in events)
    _review(feed, feed.seats.all() if changed else _whose_turn_it_is(feed))
    for event in events:
        if event.kind == "conversation_untagged":
            _close_if_unreadable(feed, event.conversation_id)


def turn_out(feed: "Feed", seat: Seat) -> None:
    """Disconnect a screen: its log-in is over."""
    feed.seats.leave(seat.sid)
    _go_out(feed, seat)
    feed.sockets.server.disconnect(seat.sid, namespace="/")


def _whose_turn_it_is(feed: "Feed") -> list[Seat]:
    """Some people every second, not everybody at once: no screen waits while 200 mandates are read."""
    global _reviewed
    second = int(time.monotonic())
    turns = {each % REVIEW_EVERY for each in range(max(_reviewed, second - REVIEW_EVERY) + 1, second + 1)}
    _reviewed = second
    return [seat for seat in feed.seats.all() if seat.user_id % REVIEW_EVERY in turns]


def _review(feed: "Feed", seats: Sequence[Seat]) -> None:
    if not seats:
        return
    now = current_app.config["CLOCK"]()
    session.expire_all()
    live = login_sessions.live_among({seat.session_id for seat in seats}, now)
    audiences: dict[int, Audience] = {}
    bars: dict[tuple[Audience, Audience], list[drawing.Item]] = {}
    for seat in seats:
        found = live.get(seat.session_id)
        if found is None:
            turn_out(feed, seat)
            continue
        audience = audiences.get(seat.user_id) or audiences.setdefault(seat.user_id, audience_of(found.user))
        change = (seat.audience, audience)
        if audience != seat.audience:
            bars[change] = bars[change] if change in bars else _alarms(feed, *change)
            _move(feed, seat, audience, bars[change])


def _move(feed: "Feed", seat: Seat, audience: Audience, alarms: list[drawing.Item]) -> None:
    """Change the rooms of a screen, and tell it to draw its list anew, with these bars of alarms."""
    server, old = feed.sockets.server, seat.audience
    for room in feed.seats.audience_rooms(seat):
        server.leave_room(seat.sid, room, namespace="/")
    opened = seat.conversation_id
    if opened is not None:
        server.leave_room(seat.sid, conversation_room(opened, old.language), namespace="/")
    seat.audience = audience
    for room in feed.seats.audience_rooms(seat):
        server.enter_room(seat.sid, room, namespace="/")
    items = [] if seat.wall else [*alarms]
    if opened is not None and may_open(seat, opened):
        server.enter_room(seat.sid, conversation_room(opened, audience.language), namespace="/")
    elif opened is not None:
        items += drawing.gone(opened)
        _go_out(feed, seat)
    feed.sockets.emit("reset", {"items": items}, to=seat.sid)
    feed.forget_counts(feed.seats.room(audience))


def _alarms(feed: "Feed", old: Audience, new: Audience) -> list[drawing.Item]:
    """The bars of alarms: of what was lost they go, of what may be read they stand there."""
    lost = [row.id for row in rows.alarms(old.readable) if not new.readable.reaches(row.stands)]
    with drawing.speaking(feed.app, new.language):
        stand = drawing.alarms(rows.alarms(new.readable))
    return stand + [item for number in lost for item in drawing.gone(number)]


def may_open(seat: Seat, conversation_id: int) -> bool:
    """Whether somebody may read this conversation now."""
    return opened_by(seat, conversation_id) is not None


def opened_by(seat: Seat, conversation_id: int) -> Conversation | None:
    """The conversation as it is now, if whoever sits here may read it."""
    found = talk.conversations([conversation_id])
    return found[0] if found and seat.audience.readable.allows(found[0]) else None


def _close_if_unreadable(feed: "Feed", conversation_id: int | None) -> None:
    for seat in feed.seats.all():
        if conversation_id is None or seat.conversation_id != conversation_id or may_open(seat, conversation_id):
            continue
        room = conversation_room(conversation_id, seat.audience.language)
        feed.sockets.server.leave_room(seat.sid, room, namespace="/")
        _go_out(feed, seat)


def _go_out(feed: "Feed", seat: Seat) -> None:
    """Whoever was put out of a conversation does not read there any more, for those who stay."""
    left, seat.conversation_id = seat.conversation_id, None
    if left is not None:
        feed.presence.leaves(left, seat.sid)
        feed.tell_presence(left)
