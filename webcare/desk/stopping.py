"""One button halts everything outgoing of a channel, queued answers included. Source: DOMAIN, Replying, rule 8."""

from datetime import datetime

from sqlalchemy import select, update

from webcare.database import record, session
from webcare.desk import publishing
from webcare.events import ChannelStopLifted, ChannelStopped
from webcare.models import Channel, OutboxEntry, Reply, ReplyStatus, User
from webcare.winning import reread, won


def stop(channel: Channel, *, by: User, now: datetime) -> None:
    """Nothing leaves this channel until it is lifted. Stopping twice changes nothing."""
    running = update(Channel).where(Channel.id == channel.id, Channel.stopped_at.is_(None))
    if not won(running.values(stopped_at=now, stopped_by_id=by.id)):
        return
    record(ChannelStopped(at=now, by=by.id, channel_id=channel.id))
    queued = select(Reply).where(
        Reply.channel_id == channel.id, Reply.status == ReplyStatus.QUEUED, Reply.held.is_(None)
    )
    for reply in session.scalars(queued.order_by(Reply.id)).all():
        publishing.hold(reply, publishing.STOPPED, now=now)


def lift(channel: Channel, *, by: User, now: datetime) -> None:
    """Answers leave again, the held ones first. Lifting twice changes nothing."""
    stopped = update(Channel).where(Channel.id == channel.id, Channel.stopped_at.is_not(None))
    if not won(stopped.values(stopped_at=None, stopped_by_id=None)):
        return
    record(ChannelStopLifted(at=now, by=by.id, channel_id=channel.id))
    held = select(Reply).where(
        Reply.channel_id == channel.id,
        Reply.status == ReplyStatus.QUEUED,
        Reply.held == publishing.STOPPED,
        Reply.id.in_(select(OutboxEntry.reply_id)),
    )
    publishing.resume(session.scalars(held.order_by(Reply.id)).all(), now=now)


def is_stopped(channel: Channel) -> bool:
    """Whether nothing may leave. If so, it is not lifted before the open transaction ends: what that holds is found."""
    reread(channel, "stopped_at")
    if channel.stopped_at is None:
        return False
    session.refresh(channel, ["stopped_at"], with_for_update={"read": True})
    return channel.stopped_at is not None
