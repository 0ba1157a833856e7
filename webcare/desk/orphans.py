"""Posts of the brand's own that came before what they answer: kept aside until that arrives."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from webcare.database import session
from webcare.desk.meeting import insert_new
from webcare.exchange import Author, Incoming, Picture
from webcare.models import Audience, Channel, Orphan

_OF_PARENTS = (
    select(Orphan)
    .where(Orphan.channel_id == bindparam("channel"), Orphan.parent_id.in_(bindparam("parents", expanding=True)))
    .order_by(Orphan.id)
)


def keep(channel: Channel, own: Sequence[Incoming], *, now: datetime) -> None:
    """Keep those that answer a post we do not know; what answers nothing is the brand speaking to nobody."""
    rows = [
        {
            "channel_id": channel.id,
            "external_id": each.external_id,
            "parent_id": each.in_reply_to,
            "payload": _plain(each),
            "arrived_at": now,
        }
        for each in own
        if each.in_reply_to is not None
    ]
    insert_new(Orphan, rows)


def adopted(channel: Channel, arriving: list[Incoming]) -> list[Incoming]:
    """What arrives, and the orphans whose parents are among it, and theirs."""
    parents = {number for each in arriving for number in (each.external_id, *each.versions)}
    while parents:
        orphans = session.scalars(_OF_PARENTS, {"channel": channel.id, "parents": sorted(parents)}).all()
        if orphans:
            session.execute(delete(Orphan).where(Orphan.id.in_([orphan.id for orphan in orphans])))
        known = {each.external_id for each in arriving}
        arriving = arriving + [_incoming(each.payload) for each in orphans if each.external_id not in known]
        parents = {orphan.external_id for orphan in orphans}
    return arriving


def _plain(incoming: Incoming) -> dict[str, Any]:
    return asdict(incoming) | {"posted_at": incoming.posted_at.isoformat()}


def _incoming(payload: dict[str, Any]) -> Incoming:
    return Incoming(
        **payload
        | {
            "audience": Audience(payload["audience"]),
            "author": Author(**payload["author"]),
            "counterpart": None,
            "posted_at": datetime.fromisoformat(payload["posted_at"]),
            "versions": tuple(payload["versions"]),
            "pictures": tuple(Picture(**each) for each in payload["pictures"]),
        }
    )
