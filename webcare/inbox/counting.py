"""How many stand in each view, for one reader; no further than anybody would count."""

from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select

from webcare.database import session
from webcare.inbox.filters import IS_OPEN, View, in_view
from webcare.mandate import Mandate, Readable
from webcare.models import Conversation

CAP = 1000  # "999+": a larger number says no more, and would cost a walk through all of them
HOLDER: BindParameter[int] = bindparam("holder")
SHARED = (View.WAITING, View.OPEN, View.MENTIONS, View.PROMISES)


def counts(mandate: Mandate) -> dict[str, int]:
    """How many conversations each view holds for this reader, at most CAP; one statement."""
    return _count(mandate.readable(), (*SHARED, View.MINE), mandate.user.id)


def counts_of(readable: Readable) -> dict[str, int]:
    """The same for everybody who may read this much, without what is one's own; one statement."""
    return _count(readable, SHARED, 0)


def held_of(readable: Readable) -> dict[int, int]:
    """How many of these conversations each colleague holds: what each finds under Mine."""
    held = (
        select(Conversation.claimed_by_id, func.count())
        .where(readable.where(), IS_OPEN, Conversation.claimed_by_id.is_not(None))
        .group_by(Conversation.claimed_by_id)
    )
    return {holder: int(number) for holder, number in session.execute(held) if holder is not None}


def _count(readable: Readable, views: tuple[View, ...], user_id: int) -> dict[str, int]:
    found = session.execute(_counting(readable, views, CAP), {"holder": user_id}).mappings().one()
    return {str(name): int(number) for name, number in found.items()}


@lru_cache(256)
def _counting(readable: Readable, views: tuple[View, ...], most: int) -> Select[Any]:
    """Kept for all who may read this much: one of these takes 58 kB."""
    counted = [
        select(func.count())
        .select_from(
            select(Conversation.id)
            .where(readable.where(), in_view(view, HOLDER, apart=readable.by_tag))
            .limit(most)
            .subquery()
        )
        .scalar_subquery()
        .label(view.value)
        for view in views
    ]
    return select(*counted)
