"""How questions to the CEO go: told, never set as a target, since that would reward asking without need.

Source: DOMAIN, Where the rules come from (59 % of consumers find that the CEO should do it in person).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from webcare.database import session
from webcare.insight.shares import nearest_rank
from webcare.mandate import Readable
from webcare.models import Conversation, Escalation, EscalationState, Reply, ReplyStatus

EXPECTED = 59  # % of consumers


@dataclass(frozen=True)
class Report:
    """Some weeks of questions."""

    asked: int
    in_person: int  # by whom the team asked, and on the platform
    by_deputy: int
    as_brand: int
    handed_back: int
    expired: int
    took: timedelta | None  # the median (nearest rank) from asking to the platform's time of an answer in person


def report(
    readable: Readable,
    *,
    since: datetime,
    until: datetime | None = None,
    narrowed: ColumnElement[bool] | None = None,
    as_of: datetime | None = None,
) -> Report:
    """Over the questions asked since then, as far as the reader may see them; one statement.

    `narrowed` is a further condition on their conversations; with `as_of` what came of them later is left out.
    """
    rows = (
        select(Escalation, Reply)
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .outerjoin(Reply, (Reply.id == Escalation.reply_id) & (Reply.status == ReplyStatus.SENT))
        .where(Escalation.asked_at >= since, readable.where())
    )
    if until is not None:
        rows = rows.where(Escalation.asked_at < until)
    if narrowed is not None:
        rows = rows.where(narrowed)
    found = session.execute(rows).all()
    ended = [(each, reply) for each, reply in found if _by(as_of, each.ended_at)]
    states = [each.state for each, _reply in ended]
    answered = [(each, reply) for each, reply in ended if each.state == EscalationState.ANSWERED]
    sent = [(each, reply) for each, reply in answered if reply is not None and _by(as_of, reply.sent_at)]
    own = [(each, reply) for each, reply in sent if each.ended_by_id == each.to_id]
    took = sorted(reply.sent_at - each.asked_at for each, reply in own if reply.sent_at is not None)
    return Report(
        asked=len(found),
        in_person=len(own),
        by_deputy=len(sent) - len(own),
        as_brand=states.count(EscalationState.APPROVED),
        handed_back=states.count(EscalationState.HANDED_BACK),
        expired=states.count(EscalationState.EXPIRED),
        took=nearest_rank(took, 0.5),
    )


def _by(as_of: datetime | None, at: datetime | None) -> bool:
    return at is not None and (as_of is None or at <= as_of)
