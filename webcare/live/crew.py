"""Who is here and how much room there is, for the screens that watch the queue; a wall hears of no single person."""

from datetime import datetime
from typing import Any

from webcare.inbox import alerts
from webcare.insight import people
from webcare.live.drawing import Item
from webcare.mandate import Readable


def item(readable: Readable, now: datetime) -> Item:
    """The team as who may read this much sees it: ids and numbers."""
    team = people.team(readable, now)
    call = alerts.open_call(now)
    facts: dict[str, Any] = {
        "people": [each.facts for each in team],
        "sums": people.totals(team).facts,
        "call": call.id if call else 0,
        "coming": len(alerts.coming(call)) if call else 0,
    }
    return {"kind": "people", "id": "people", "facts": facts}


def for_walls(items: list[Item]) -> list[Item]:
    """The same without anybody in it."""
    return [
        {"kind": "team", "id": "team", "facts": each["facts"]["sums"]} if each["kind"] == "people" else each
        for each in items
    ]
