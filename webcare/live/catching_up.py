"""What a screen that was away must hear: everything that changed since, as it stands now, under today's mandate.

The cost grows with what was missed, never with the list; who missed very much is told to draw the list anew.
"""

from typing import Any

from flask import Flask

from webcare.inbox import changes, rows, talk
from webcare.live import drawing, mandates
from webcare.live.drawing import Item
from webcare.live.seats import Seat

MOST = 2_000  # events after which drawing anew is cheaper than catching up
MOST_ROWS = 200


def since(app: Flask, seat: Seat, event_id: int) -> dict[str, Any]:
    """The answer to a screen that heard everything up to this event: `{to, now, reset, items}`."""
    latest, now = changes.latest_event(), mandates.now_in_microseconds()
    events = [event for event in changes.events_after(event_id, MOST + 1) if event.id <= latest]
    touched = {event.conversation_id for event in events if event.conversation_id is not None}
    lost_power = any(event.kind in mandates.POWERS for event in events)
    if len(events) > MOST or len(touched) > MOST_ROWS or lost_power or event_id > latest:
        return {"to": latest, "now": now, "reset": True, "items": _opened(app, seat, events)}
    return {"to": latest, "now": now, "reset": False, "items": _rows(app, seat, touched) + _opened(app, seat, events)}


def _rows(app: Flask, seat: Seat, touched: set[int]) -> list[Item]:
    items: list[Item] = []
    with drawing.speaking(app, seat.audience.language):
        for row in rows.rows_of(touched):
            if not seat.audience.readable.allows(row.conversation):
                items.append(drawing.gone(row.id))
                continue
            items.append(drawing.row(row))
            items.append(drawing.alarm(row))
    return items


def _opened(app: Flask, seat: Seat, events: list[Any]) -> list[Item]:
    if seat.conversation_id is None:
        return []
    here = [event for event in events if event.conversation_id == seat.conversation_id]
    with drawing.speaking(app, seat.audience.language):
        return [
            item for opened in talk.conversations([seat.conversation_id]) for item in drawing.conversation(opened, here)
        ]
