"""How much waits for whose approval: counted again only when something happened that can change it."""

from collections.abc import Collection, Sequence

from flask import current_app

from webcare.inbox import approvals
from webcare.live import drawing, mandates
from webcare.models import EventRow

CHANGING = drawing.ASKING | mandates.POWERS | {"conversation_tagged", "conversation_untagged"}


class Awaiting:
    """The last count of each person who has a screen open."""

    def __init__(self) -> None:
        self._stale = True
        self._known: dict[int, dict[str, int]] = {}

    def hear(self, events: Sequence[EventRow]) -> None:
        """Count again the next time, if these events may have changed what waits for whom."""
        self._stale = self._stale or any(event.kind in CHANGING for event in events)

    def counts(self, user_ids: Collection[int]) -> dict[int, dict[str, int]]:
        """For each: how much waits, and the newest of it, so that any change of the list is a change of these."""
        if self._stale:
            self._stale, self._known = False, {}
        missing = set(user_ids) - set(self._known)
        if missing:
            found = approvals.ids_waiting_for(missing, current_app.config["CLOCK"]())
            for user_id in missing:
                ids = found.get(user_id, ())
                self._known[user_id] = {"approvals": len(ids), "approvals_newest": max(ids, default=0)}
        return {user_id: self._known[user_id] for user_id in user_ids}
