"""Answering is narrowed, and let free again."""

from datetime import datetime

from sqlalchemy import update

from webcare.access.grants import NotWithdrawn
from webcare.access.terms import EndsTooEarly, LimitTerms
from webcare.database import record, session
from webcare.errors import NotFound
from webcare.events import LimitLifted, LimitSet
from webcare.models import Limit, User


def with_id(limit_id: int) -> Limit:
    """One limit. Raises NotFound."""
    limit = session.get(Limit, limit_id)
    if limit is None:
        raise NotFound
    return limit


def put(terms: LimitTerms, *, by: User, now: datetime) -> Limit:
    """Narrow answering. Raises BadInput (its field tells which) where the terms make no sense."""
    terms.check(now)
    limit = Limit(**terms.values(), set_at=now, set_by_id=by.id)
    session.add(limit)
    session.flush()
    record(LimitSet(at=now, by=by.id, limit_id=limit.id))
    return limit


def lift(limit: Limit, *, by: User, now: datetime) -> None:
    """Take a limit away. Lifting twice changes nothing."""
    standing = update(Limit).where(Limit.id == limit.id, Limit.lifted_at.is_(None))
    if session.scalar(standing.values(lifted_at=now, lifted_by_id=by.id).returning(Limit.id)) is None:
        return
    session.refresh(limit)
    record(LimitLifted(at=now, by=by.id, limit_id=limit.id))


def put_again(limit: Limit, *, by: User, now: datetime) -> Limit:
    """The way back: a new limit on the same terms. Raises NotWithdrawn, EndsTooEarly."""
    if limit.lifted_at is None:
        raise NotWithdrawn
    if limit.valid_until is not None and limit.valid_until <= now:
        raise EndsTooEarly(field="until")
    kept = {name: getattr(limit, name) for name in LimitTerms.__dataclass_fields__}
    return put(LimitTerms(**(kept | {"valid_from": max(now, limit.valid_from)})), by=by, now=now)
