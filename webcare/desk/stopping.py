"""One button halts everything outgoing of a channel, queued answers included. Source: DOMAIN, Replying, rule 8.

A channel that is switched off sends nothing either: what waits there is held in the same way.
"""

from datetime import datetime

from sqlalchemy import select, update

from webcare.database import record, session
from webcare.desk import publishing
from webcare.desk.publishing import OFF, STOPPED
from webcare.events import ChannelStopLifted, ChannelStopped
from webcare.models import Channel, OutboxEntry, Reply, ReplyStatus, User
from webcare.winning import reread, won

_SHUT = ("stopped_at", "disabled_at")


def stop(channel: Channel, *, by: User, now: datetime) -> None:
    """Nothing leaves this channel until it is lifted. Stopping twice changes nothing."""
    running = update(Channel).where(Channel.id == channel.id, Channel.stopped_at.is_(None))
    if not won(running.values(stopped_at=now, stopped_by_id=by.id)):
        return
    record(ChannelStopped(at=now, by=by.id, channel_id=channel.id))
    hold_queued(channel, STOPPED, now=now)


def lift(channel: Channel, *, by: User, now: datetime) -> None:
    """Answers leave again, the held ones first. Lifting twice changes nothing."""
    stopped = update(Channel).where(Channel.id == channel.id, Channel.stopped_at.is_not(None))
    if not won(stopped.values(stopped_at=None, stopped_by_id=None)):
        return
    record(ChannelStopLifted(at=now, by=by.id, channel_id=channel.id))
    let_go(channel, STOPPED, now=now)


def hold_queued(channel: Channel, why: str, *, now: datetime) -> None:
    """What waits in the outbox of a channel stays there, for this reason."""
    queued = select(Reply).where(
        Reply.channel_id == channel.id, Reply.status == ReplyStatus.QUEUED, Reply.held.is_(None)
    )
    for reply in session.scalars(queued.order_by(Reply.id)).all():
        publishing.hold(reply, why, now=now)


def let_go(channel: Channel, why: str, *, now: datetime) -> None:
    """What was held for this reason may leave."""
    held = select(Reply).where(
        Reply.channel_id == channel.id,
        Reply.status == ReplyStatus.QUEUED,
        Reply.held == why,
        Reply.id.in_(select(OutboxEntry.reply_id)),
    )
    publishing.resume(session.scalars(held.order_by(Reply.id)).all(), now=now)


def why_held(channel: Channel) -> str | None:
    """Why nothing may leave a channel: a lead stopped it, or it is switched off. None: it runs.

    What is given as a reason stays true until the open transaction ends, so whoever takes it away finds what was held.
    """
    reread(channel, *_SHUT)
    if channel.stopped_at is None and channel.disabled_at is None:
        return None
    session.refresh(channel, _SHUT, with_for_update={"read": True})
    if channel.stopped_at is not None:
        return STOPPED
    return OFF if channel.disabled_at is not None else None
