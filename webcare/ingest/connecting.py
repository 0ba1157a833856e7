"""Connects a channel: whose keys are these, do they work, and which feeds will be read."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webcare.channels import Account, registry
from webcare.channels.opened import open_
from webcare.database import session, transaction
from webcare.ingest.looking_back import KNOWN
from webcare.models import Channel, Feed


def account_of(platform: str, credentials: dict[str, Any]) -> Account:
    """Whose credentials these are, asked of the platform itself. Raises PlatformError."""
    nameless = Channel(platform=platform, external_id="", handle="", name="")
    return registry.open(nameless, credentials).account()


def test(channel: Channel) -> Account:
    """Whose credentials a channel has, asked anew. Raises PlatformError."""
    wanted = select(Channel).where(Channel.id == channel.id).options(undefer(Channel.credentials))
    return open_(session.scalars(wanted.execution_options(populate_existing=True)).one()).account()


def feeds_of(channel_id: int, kinds: tuple[str, ...]) -> dict[str, int]:
    """The ids of a channel's feeds by their kind; those that do not stand yet are made."""
    found = _feeds(channel_id)
    if set(kinds) | {KNOWN} <= set(found):
        return found
    with transaction():
        there = _feeds(channel_id)
        for kind in (*kinds, KNOWN):
            if kind not in there:
                session.add(Feed(channel_id=channel_id, kind=kind))
        session.flush()
        return _feeds(channel_id)


def _feeds(channel_id: int) -> dict[str, int]:
    return {feed.kind: feed.id for feed in session.scalars(select(Feed).where(Feed.channel_id == channel_id))}
