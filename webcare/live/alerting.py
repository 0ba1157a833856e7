"""What concerns each person who has a screen open, and whether they are away: read again only when it may differ."""

from collections.abc import Collection, Sequence

from flask import current_app
from sqlalchemy import select

from webcare.database import session
from webcare.inbox import alerts
from webcare.live import mandates
from webcare.models import EventRow, User

CHANGING = mandates.POWERS | {
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


class Alerting:
    """The last that each person with a screen was told."""

    def __init__(self) -> None:
        self._stale = True
        self._known: dict[int, dict[str, int]] = {}

    def hear(self, events: Sequence[EventRow]) -> None:
        """Read again the next time, if these events may have changed what concerns whom."""
        self._stale = self._stale or any(event.kind in CHANGING for event in events)

    def counts(self, user_ids: Collection[int]) -> dict[int, dict[str, int]]:
        """For each: how many alerts stand, the newest of them, and whether they are away."""
        if self._stale:
            self._stale, self._known = False, {}
        missing = set(user_ids) - set(self._known)
        if missing:
            found = alerts.standing_for(missing, current_app.config["CLOCK"]())
            gone = select(User.id).where(User.id.in_(missing), User.away_since.is_not(None))
            away = set(session.scalars(gone))
            for each in missing:
                self._known[each] = found.get(each, NOTHING).facts | {"away": int(each in away)}
        return {each: self._known[each] for each in user_ids}
