"""Connecting a channel of the brand, and changing how it is served."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import undefer

from webcare.database import record, session
from webcare.desk import stopping
from webcare.desk.publishing import OFF
from webcare.desk.urgency import USUAL_WORDS
from webcare.errors import BadInput
from webcare.events import ChannelChanged, ChannelConnected
from webcare.models import Channel, Conversation, PersonalAccount, User, WordRule
from webcare.response_timer import NeverOpen, ServiceHours, due_at

SETTINGS = frozenset(
    {
        "target_minutes",
        "service_hours",
        "time_zone",
        "holidays",
        "undo_seconds",
        "urgent_protocol",
        "disabled_at",
        "deputy_minutes",
        "deputy_id",
        "standby_id",
    }
)


class HoursNeverOpen(BadInput):
    """Service hours in which nothing could ever be answered."""

    code = "hours_never_open"
    message = _("With these service hours the channel is never open. Open it on at least one day.")


class SomebodysOwn(BadInput):
    """A colleague answers by it in person."""

    code = "somebodys_own"
    message = _("@%(handle)s is connected as a colleague's own account. They disconnect it first.")


def connect(
    platform: str,
    *,
    external_id: str,
    handle: str,
    name: str,
    credentials: bytes,
    by: User | None,
    now: datetime,
    since: datetime | None = None,
    **settings: Any,
) -> Channel:
    """Connect an account, or give a connected one new keys: its history, cursor and settings then stay.

    `credentials` are encrypted already. What was posted before the first connection (or `since`) is history.
    Raises SomebodysOwn.
    """
    _check_nobodys_own(platform, external_id, handle)
    known = select(Channel).where(
        Channel.platform == platform, Channel.external_id == external_id, Channel.training.is_(False)
    )
    channel = session.scalar(known)
    if channel is None:
        channel = Channel(platform=platform, external_id=external_id, connected_at=since or now)
        session.add(channel)
    channel.handle, channel.name, channel.credentials = handle, name, credentials
    was_off, channel.disabled_at = channel.disabled_at is not None, None
    new = channel.id is None
    _apply(channel, settings)
    session.flush()
    if was_off:
        stopping.let_go(channel, OFF, now=now)
    if new:
        session.add_all(WordRule(channel_id=channel.id, words=words, created_at=now) for words in USUAL_WORDS)
    record(ChannelConnected(at=now, by=by.id if by else None, channel_id=channel.id))
    return channel


def change(channel: Channel, *, by: User, now: datetime, **settings: Any) -> None:
    """Change how a channel is served. Open waits keep the time they were given. Raises HoursNeverOpen.

    Switched off (`disabled_at`), it holds what waits to be sent until it is switched on again.
    """
    before = {name: getattr(channel, name) for name in settings}
    _apply(channel, settings)
    changed = tuple(sorted(name for name, value in settings.items() if before[name] != value))
    _check_hours(channel, now)
    if changed:
        record(ChannelChanged(at=now, by=by.id, channel_id=channel.id, fields=changed))
    if "disabled_at" in changed:
        session.flush()
        switched = stopping.let_go if channel.disabled_at is None else stopping.hold_queued
        switched(channel, OFF, now=now)


def reseal(again: Callable[[bytes], bytes]) -> int:
    """Encrypt the keys of every channel anew. Returns how many there were."""
    channels = session.scalars(select(Channel).options(undefer(Channel.credentials))).all()
    for channel in channels:
        channel.credentials = again(channel.credentials)
    return len(channels)


def watch_for(channel: Channel, phrases: Iterable[str], *, by: User, now: datetime) -> None:
    """Mark conversations urgent from now on when one of these phrases is written; no others."""
    wanted = {" ".join(phrase.lower().split()): None for phrase in phrases if phrase.strip()}
    rules = session.scalars(select(WordRule).where(WordRule.channel_id == channel.id)).all()
    known = {rule.words: rule for rule in rules}
    if set(known) == set(wanted):
        return
    _forget([rule for words, rule in known.items() if words not in wanted])
    session.add_all(
        WordRule(channel_id=channel.id, words=words, created_at=now) for words in wanted if words not in known
    )
    record(ChannelChanged(at=now, by=by.id, channel_id=channel.id, fields=("words",)))


def _check_nobodys_own(platform: str, external_id: str, handle: str) -> None:
    """What somebody connected as their own is no desk that others read."""
    own = select(PersonalAccount.id).where(
        PersonalAccount.platform == platform,
        PersonalAccount.external_id == external_id,
        PersonalAccount.disconnected_at.is_(None),
    )
    if session.scalar(own) is not None:
        raise SomebodysOwn(field="handle", handle=handle)


def _apply(channel: Channel, settings: dict[str, Any]) -> None:
    unknown = set(settings) - SETTINGS
    if unknown:
        raise TypeError(f"not settings of a channel: {sorted(unknown)}")
    for name, value in settings.items():
        setattr(channel, name, value)


def _check_hours(channel: Channel, now: datetime) -> None:
    try:
        due_at(now, channel.target, ServiceHours.of(channel))
    except NeverOpen:
        raise HoursNeverOpen(field="service_hours") from None


def _forget(rules: list[WordRule]) -> None:
    """Rules that once marked a conversation are named by it: those marks lose the name and stay marks."""
    ids = [rule.id for rule in rules]
    if not ids:
        return
    session.execute(update(Conversation).where(Conversation.urgent_rule_id.in_(ids)).values(urgent_rule_id=None))
    session.execute(delete(WordRule).where(WordRule.id.in_(ids)))
