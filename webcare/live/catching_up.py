"""What a screen that was away must hear: everything that changed since, as it stands now, under today's mandate.

The cost grows with what was missed, never with the list; who missed very much is told to draw the list anew.
"""

from typing import Any

from flask import Flask

from webcare.inbox import changes, rows, talk
from webcare.live import drawing, mandates
from webcare.live.drawing import Item
from webcare.live.seats import Seat
from webcare.models import EventRow

MOST = 2_000  # events after which drawing anew is cheaper than catching up
MOST_ROWS = 200


def since(app: Flask, seat: Seat, event_id: int) -> dict[str, Any]:
    """The answer to a screen that heard everything up to this event: `{to, now, reset, items}`."""
    latest, now = changes.latest_event(), mandates.now_in_microseconds()
    events = [event for event in changes.events_after(event_id, MOST + 1) if event.id <= latest]
    opened = _opened(app, seat, events)
    if _is_too_much(events) or event_id > latest:
        return {"to": latest, "now": now, "reset": True, "items": opened}
    return {"to": latest, "now": now, "reset": False, "items": _rows(app, seat, events) + opened}


def _is_too_much(events: list[EventRow]) -> bool:
    if len(events) > MOST or len(drawing.touched(events)) > MOST_ROWS:
        return True
    return any(event.kind in mandates.POWERS for event in events)


def _rows(app: Flask, seat: Seat, events: list[EventRow]) -> list[Item]:
    shown = rows.as_read(seat.audience.readable, rows.changed_with(drawing.touched(events)))
    with drawing.speaking(app, seat.audience.language):
        drawn = drawing.rows(shown, events)
    return drawing.for_audience(seat.audience.readable, shown, drawn, events)


def _opened(app: Flask, seat: Seat, events: list[EventRow]) -> list[Item]:
    if seat.conversation_id is None:
        return []
    here = [event for event in events if event.conversation_id == seat.conversation_id]
    with drawing.speaking(app, seat.audience.language):
        return [
            item for opened in talk.conversations([seat.conversation_id]) for item in drawing.conversation(opened, here)
        ]
