"""Whether an answer may leave under today's mandate: asked when it is queued, and again at the moment of sending."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from webcare import mandate
from webcare.database import session
from webcare.desk import approving, publishing
from webcare.mandate import Kind
from webcare.models import Conversation, Power, Reply, ReplyStatus

AT_MOST = 200  # in one transaction

_reached = 0  # the newest of those whose turn was last


def may_leave(reply: Reply, now: datetime) -> bool:
    """Whether the writer of its text may answer there, or somebody who may approved exactly this text.

    Where it is published counts: a DM out of a public conversation takes the power to answer in private.
    """
    conversation = session.get_one(Conversation, reply.conversation_id)
    writers = mandate.of(approving.writer_of(reply), now)
    verdict = writers.decide(Power.ANSWER, conversation, audience=reply.audience)
    if verdict.kind == Kind.NEEDS_APPROVAL:
        return approving.is_approved(reply, verdict, now)
    return verdict.allowed


def resume(*, now: datetime) -> int:
    """Let what was held for want of a mandate leave where the mandate is back. Gives how many.

    However many are held, each has its turn: the next ones at the next call, and after the newest the oldest again.
    """
    global _reached
    found = _held(after=_reached) or _held(after=0)
    _reached = found[-1].id if len(found) == AT_MOST else 0
    return _resume(found, now)


def review(*, now: datetime) -> None:
    """After a change of mandates: what has lost its mandate is held at once, what has it back may leave."""
    free = select(Reply).where(Reply.status == ReplyStatus.QUEUED, Reply.held.is_(None))
    for reply in session.scalars(free.order_by(Reply.id)).all():
        if not may_leave(reply, now):
            publishing.hold(reply, publishing.MANDATE, now=now)
    found = _held(after=0)
    while found:
        _resume(found, now)
        found = _held(after=found[-1].id)


def _held(after: int) -> Sequence[Reply]:
    held = select(Reply).where(Reply.status == ReplyStatus.QUEUED, Reply.held == publishing.MANDATE, Reply.id > after)
    return session.scalars(held.order_by(Reply.id).limit(AT_MOST)).all()


def _resume(found: Sequence[Reply], now: datetime) -> int:
    free = [reply for reply in found if may_leave(reply, now)]
    publishing.resume(free, now=now)
    return len(free)
