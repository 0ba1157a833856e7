"""Dealing with what the platform sent and nobody could read."""

from datetime import datetime

from webcare.database import record
from webcare.events import QuarantineResolved
from webcare.models import Quarantined, User


def resolve(quarantined: Quarantined, *, by: User, now: datetime) -> None:
    """Somebody looked at it, and it needs no more attention. Twice is once."""
    if quarantined.resolved_at is not None:
        return
    quarantined.resolved_at = now
    record(QuarantineResolved(at=now, by=by.id, channel_id=quarantined.channel_id, quarantine_id=quarantined.id))
