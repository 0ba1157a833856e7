"""What concerns each person who has a screen open: read again only when something happened that can change it."""

from collections.abc import Callable, Collection, Sequence

from flask import current_app
from sqlalchemy import select

from webcare.database import session
from webcare.inbox import alerts, approvals
from webcare.live import drawing, mandates
from webcare.models import EventRow, User

Counts = dict[int, dict[str, int]]  # by the id of a user
APPROVALS = drawing.ASKING | mandates.POWERS | {"conversation_tagged", "conversation_untagged"}
ALERTS = mandates.POWERS | {
    "alerts_raised",
    "alerts_seen",
    "conversation_assigned",
    "conversation_claimed",
    "conversation_closed",
    "conversation_released",
    "help_answered",
    "help_ended",
    "user_came_back",
    "user_went_away",
    "wait_answered",
    "wait_dismissed",
    "wait_late",
    "wait_merged",
    "wait_reopened",
}
NOTHING = alerts.Alerts()


class Concern:
    """The last that each person with a screen was told of one thing."""

    def __init__(self, changing: Collection[str], read: Callable[[Collection[int]], Counts]) -> None:
        """`changing` are the kinds of events after which `read` may find something else."""
        self._changing, self._read = changing, read
        self._stale = True
        self._known: Counts = {}

    def hear(self, events: Sequence[EventRow]) -> None:
        """Read again the next time, if these events may have changed what concerns whom."""
        self._stale = self._stale or any(event.kind in self._changing for event in events)

    def counts(self, user_ids: Collection[int]) -> Counts:
        """How it stands for each of these people."""
        if self._stale:
            self._stale, self._known = False, {}
        missing = set(user_ids) - set(self._known)
        if missing:
            self._known |= self._read(missing)
        return {user_id: self._known[user_id] for user_id in user_ids}


def approvals_of(user_ids: Collection[int]) -> Counts:
    """How much waits for their approval, and the newest of it, so that any change of the list is a change of these."""
    found = approvals.ids_waiting_for(user_ids, current_app.config["CLOCK"]())
    ids = {user_id: found.get(user_id, ()) for user_id in user_ids}
    return {user_id: {"approvals": len(of), "approvals_newest": max(of, default=0)} for user_id, of in ids.items()}


def alerts_of(user_ids: Collection[int]) -> Counts:
    """How many alerts stand, the newest of them, and whether they are away."""
    found = alerts.standing_for(user_ids, current_app.config["CLOCK"]())
    gone = select(User.id).where(User.id.in_(user_ids), User.away_since.is_not(None))
    away = set(session.scalars(gone))
    return {user_id: found.get(user_id, NOTHING).facts | {"away": int(user_id in away)} for user_id in user_ids}


def concerns() -> tuple[Concern, Concern]:
    """What is told to each person alone."""
    return Concern(APPROVALS, approvals_of), Concern(ALERTS, alerts_of)
