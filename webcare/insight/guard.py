"""What the guard was told about a channel, as an admin reads it."""

from sqlalchemy import select

from webcare.database import session
from webcare.models import Channel, NumberPattern, OwnDetail


def own_lines(channel: Channel) -> list[str]:
    """What the brand published itself, one a line."""
    kept = select(OwnDetail.words).where(OwnDetail.channel_id == channel.id).order_by(OwnDetail.id)
    return list(session.scalars(kept))


def pattern_lines(channel: Channel) -> list[str]:
    """How its numbers look, as they were typed: `Name: SP-######`."""
    kept = select(NumberPattern).where(NumberPattern.channel_id == channel.id).order_by(NumberPattern.id)
    return [f"{each.name}: {each.template}" if each.name else each.template for each in session.scalars(kept)]
