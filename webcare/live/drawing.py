"""What goes over the wire: `{kind, id, sort, facts, html}`, drawn with the same partials as pages are."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask, g, render_template

from webcare.inbox import talk
from webcare.inbox.rows import Row
from webcare.mandate import Readable
from webcare.models import Conversation, EventRow

Item = dict[str, Any]
BARS = "crises"  # the frame with the bars of crises and drills
TAKEN_BACK = "urgency_taken_back"
ALARMING = {"conversation_urgent", "urgency_accepted", TAKEN_BACK, "conversation_closed", "conversation_reopened"}
ASKING = {  # may have changed what waits for approval
    "reply_approval_asked",
    "reply_approved",
    "reply_changed",
    "reply_sent_back",
    "reply_cancelled",
    "reply_failed",
    "reply_deputy_asked",
    "reply_standby_called",
}


@contextmanager
def speaking(app: Flask, language: str) -> Iterator[None]:
    """Draw in this language; times are written again by each browser in its own zone."""
    with app.app_context():
        g.language = language
        yield


def _draw(template: str, **shown: Any) -> str:
    return render_template(template, **shown).strip()


def touched(events: Iterable[EventRow]) -> set[int]:
    """The conversations in which something happened."""
    return {event.conversation_id for event in events if event.conversation_id is not None}


def rows(shown: Sequence[Row], events: Sequence[EventRow]) -> dict[int, list[Item]]:
    """What those who may read it get of each changed conversation, drawn once."""
    alarmed = touched(event for event in events if event.kind in ALARMING)
    return {each.id: [row(each), *([alarm(each)] if each.id in alarmed else [])] for each in shown}


def for_audience(
    readable: Readable, shown: Sequence[Row], drawn: dict[int, list[Item]], events: Sequence[EventRow]
) -> list[Item]:
    """The part of it that these readers get: the row, that it is gone, or, of what was never theirs, nothing."""
    lost = touched(event for event in events if event.kind == "conversation_untagged")
    items: list[Item] = crises(events) + suggestions(events)
    if readable.desk is not None and {"id": BARS, "kind": "crisis"} not in items:
        items += _outside(readable, shown, events)
    for each in shown:
        if readable.reaches(each.stands):
            items += drawn[each.id]
        elif each.id in lost:
            items += gone(each.id)
    return items


def crises(events: Sequence[EventRow]) -> list[Item]:
    """That something changed in a crisis or a drill: its room and the bars of every page are asked for again."""
    changed = {event.data["crisis_id"] for event in events if "crisis_id" in event.data}
    names = [f"crisis-{number}" for number in sorted(changed)] + ([BARS] if changed else [])
    return [{"kind": "crisis", "id": name} for name in names]


def _outside(readable: Readable, shown: Sequence[Row], events: Sequence[EventRow]) -> list[Item]:
    """What is real and loud while they sit in a drill: the bar above it is asked for again, and says so in no name."""
    alarmed = touched(event for event in events if event.kind in ALARMING)
    real = replace(readable, desk=None)
    hushed = touched(event for event in events if event.kind == TAKEN_BACK)
    heard = [each for each in shown if each.id in hushed or (each.id in alarmed and each.sounded)]
    loud = any(real.reaches(each.stands) for each in heard)
    told = any(event.kind == "alerts_raised" for event in events)
    return [{"kind": "crisis", "id": BARS}] if loud or told else []


def suggestions(events: Sequence[EventRow]) -> list[Item]:
    """That a crisis is suggested, or was decided on: who shows suggestions asks for them again."""
    return [{"kind": "suggestion", "id": "suggestions"}] if any("spike_id" in event.data for event in events) else []


def row(shown: Row) -> Item:
    """One conversation as lists show it."""
    html = _draw("conversations/_live_row.html", row=shown)
    return {"kind": "row", "id": shown.element_id, "sort": shown.sort, "facts": shown.facts, "html": html}


def gone(conversation_id: int) -> list[Item]:
    """A conversation that this reader may not see any more: its row, and the bar of its alarm."""
    return [{"kind": "gone", "id": name} for name in (f"conversation-{conversation_id}", f"alarm-{conversation_id}")]


def alarms(shown: Sequence[Row]) -> list[Item]:
    """The bars of all these alarms."""
    return [alarm(each) for each in shown]


def alarm(shown: Row) -> Item:
    """An urgent conversation that nobody has taken on; `gone` once somebody did."""
    item_id = f"alarm-{shown.id}"
    if not shown.urgent or shown.accepted:
        return {"kind": "gone", "id": item_id}
    return {"kind": "alarm", "id": item_id, "html": _draw("inbox/_alarm.html", row=shown)}


def conversation(opened: Conversation, events: Sequence[EventRow]) -> list[Item]:
    """What changed in an open conversation: entries of its timeline, its head, the strip above the composer."""
    place = f"timeline-{opened.id}"
    items: list[Item] = [
        {
            "kind": "entry",
            "id": entry.id,
            "into": place,
            "sort": entry.sort,
            "html": _draw("conversations/_entry.html", entry=entry, conversation=opened),
        }
        for entry in talk.entries(events)
    ]
    items += [{"kind": "gone", "id": name} for name in talk.vanished(events)]
    head = _draw("conversations/_head.html", conversation=opened)
    answering = _draw("conversations/_answering.html", conversation=opened, queued=talk.queued(opened))
    return [
        *items,
        {"kind": "head", "id": f"head-{opened.id}", "html": head},
        {"kind": "answering", "id": f"answering-{opened.id}", "html": answering},
        {"kind": "side", "id": f"side-{opened.id}"},
        {"kind": "question", "id": f"question-{opened.id}"},
        *(
            [{"kind": "approval", "id": f"approval-{opened.id}"}]
            if any(event.kind in ASKING for event in events)
            else []
        ),
    ]
