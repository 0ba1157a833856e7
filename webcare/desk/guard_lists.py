"""What an admin tells the guard about a channel: what the brand published itself, and how its numbers look."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select

from webcare.database import record, session
from webcare.errors import BadInput
from webcare.events import ChannelChanged
from webcare.guard import Pattern, PatternUnclear
from webcare.models import Channel, NumberPattern, OwnDetail, User

LONGEST_LINE = 200
MOST_LINES = 500


class LineTooLong(BadInput):
    """More than a number or an address."""

    message = _("One number, address or handle a line, of at most 200 characters; at most 500 lines.")


class PatternRefused(BadInput):
    """A pattern that cannot be used, or would find ordinary words."""

    message = _("“%(line)s” is no pattern: use at least four of #, ? and *, at most 40 signs, and not only ?.")


def publish(channel: Channel, lines: Iterable[str], *, by: User, now: datetime) -> None:
    """These are the brand's own, and no others. Raises LineTooLong."""
    wanted = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if len(wanted) > MOST_LINES or any(len(line) > LONGEST_LINE for line in wanted):
        raise LineTooLong(field="own")
    kept = select(OwnDetail.words).where(OwnDetail.channel_id == channel.id).order_by(OwnDetail.id)
    if session.scalars(kept).all() == wanted:
        return
    session.execute(delete(OwnDetail).where(OwnDetail.channel_id == channel.id))
    session.add_all(OwnDetail(channel_id=channel.id, words=line, created_at=now) for line in wanted)
    record(ChannelChanged(at=now, by=by.id, channel_id=channel.id, fields=("own_details",)))


def look_for(channel: Channel, lines: Iterable[str], *, by: User, now: datetime) -> None:
    """Its numbers look like this, and no other way; a line is `Name: SP-######`. Raises PatternRefused."""
    wanted = [_pattern(line) for line in dict.fromkeys(line.strip() for line in lines if line.strip())]
    if len(wanted) > MOST_LINES:
        raise PatternRefused(field="patterns", line=wanted[-1].template)
    kept = select(NumberPattern.name, NumberPattern.template).where(NumberPattern.channel_id == channel.id)
    if session.execute(kept.order_by(NumberPattern.id)).all() == [(each.name, each.template) for each in wanted]:
        return
    session.execute(delete(NumberPattern).where(NumberPattern.channel_id == channel.id))
    session.add_all(
        NumberPattern(channel_id=channel.id, name=each.name, template=each.template, created_at=now) for each in wanted
    )
    record(ChannelChanged(at=now, by=by.id, channel_id=channel.id, fields=("number_patterns",)))


def _pattern(line: str) -> Pattern:
    name, _colon, template = line.rpartition(":")
    try:
        return Pattern(name.strip()[:LONGEST_LINE], template.strip())
    except PatternUnclear:
        raise PatternRefused(field="patterns", line=line[:60]) from None
