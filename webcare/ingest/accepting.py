"""Takes messages in, at most a hundred in one transaction; what a rule cannot take goes to quarantine alone."""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

import structlog
from sqlalchemy import select

from webcare import database
from webcare.channels import Unreadable
from webcare.database import record, session, transaction
from webcare.desk import receiving
from webcare.events import MessageQuarantined
from webcare.exchange import Author, Incoming
from webcare.models import Channel, Contact, Quarantined

TOGETHER = 100  # in one transaction
PAUSE = 0.005  # seconds between two of them, so that people's writes come in between
PAYLOAD = 20_000  # characters kept of what could not be read

log = structlog.get_logger()


def accept(channel_id: int, messages: Sequence[Incoming], *, now: datetime) -> int:
    """Take messages in, oldest first; how many were new. Known ones change nothing.

    Raises the database's own errors; those of single messages end in quarantine.
    """
    ordered = sorted(_named(channel_id, messages), key=lambda message: (message.posted_at, int(message.external_id)))
    taken = 0
    for start in range(0, len(ordered), TOGETHER):
        if start:
            time.sleep(PAUSE)
        taken += _together(channel_id, ordered[start : start + TOGETHER], now)
    return taken


def quarantine(channel_id: int, things: Sequence[Unreadable], *, now: datetime) -> None:
    """Keep what could not be read, with its reason; the same thing twice is one row."""
    for thing in things:
        with transaction():
            _keep(channel_id, thing, now)


def _together(channel_id: int, messages: Sequence[Incoming], now: datetime) -> int:
    try:
        with transaction():
            return len(receiving.receive(_channel(channel_id), messages, now=now))
    except Exception as error:  # whatever a rule stumbles over, the other messages flow on
        if database.is_unavailable(error):
            raise
        log.warning("messages retried one by one", channel=channel_id, count=len(messages), why=type(error).__name__)
        return sum(_alone(channel_id, message, now) for message in messages)


def _alone(channel_id: int, message: Incoming, now: datetime) -> int:
    try:
        with transaction():
            return len(receiving.receive(_channel(channel_id), [message], now=now))
    except Exception as error:
        if database.is_unavailable(error):
            raise
        payload = json.dumps(asdict(message), default=str).encode()
        reason = f"could not be taken in ({type(error).__name__})"
        quarantine(channel_id, [Unreadable(payload=payload, reason=reason, external_id=message.external_id)], now=now)
        return 0


def _channel(channel_id: int) -> Channel:
    return session.get_one(Channel, channel_id)


def _keep(channel_id: int, thing: Unreadable, now: datetime) -> None:
    fingerprint = hashlib.sha256(thing.payload).hexdigest()
    same = select(Quarantined.id).where(Quarantined.channel_id == channel_id, Quarantined.fingerprint == fingerprint)
    if session.scalar(same) is not None:
        return
    kept = Quarantined(
        channel_id=channel_id,
        fingerprint=fingerprint,
        external_id=thing.external_id,
        reason=thing.reason,
        size=len(thing.payload),
        payload=thing.payload.decode(errors="replace")[:PAYLOAD].replace("\0", "\ufffd"),
        received_at=now,
    )
    session.add(kept)
    session.flush()
    record(MessageQuarantined(at=now, channel_id=channel_id, quarantine_id=kept.id))


def _named(channel_id: int, messages: Sequence[Incoming]) -> Sequence[Incoming]:
    """Give back the name we know to those whose profile the platform does not show (a vanished account)."""
    people = [person for message in messages for person in (message.author, message.counterpart) if person]
    nameless = {person.external_id for person in people if not person.handle}
    if not nameless:
        return messages
    known = select(Contact).where(Contact.channel_id == channel_id, Contact.external_id.in_(nameless))
    names = {person: Author(external_id=person, handle=person, name=person) for person in nameless}
    for contact in session.scalars(known):
        names[contact.external_id] = Author(
            external_id=contact.external_id, handle=contact.handle, name=contact.name, avatar_url=contact.avatar_url
        )
    return [
        replace(
            message,
            author=names.get(message.author.external_id, message.author),
            counterpart=message.counterpart and names.get(message.counterpart.external_id, message.counterpart),
        )
        for message in messages
    ]
