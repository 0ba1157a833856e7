"""What the brand says in a crisis: proposed by one, approved by another, and then made personal per answer.

While a crisis runs, texts made beforehand are suspended in it, and no text leaves twice. Source: DOMAIN, Crisis.
"""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from webcare import personal
from webcare.database import record, session
from webcare.desk import crisis, crisis_gathering
from webcare.desk.wording import check_length, signed, unsigned
from webcare.errors import Conflict, WebcareError
from webcare.events import CrisisStatementApproved, CrisisStatementProposed, CrisisStatementWithdrawn
from webcare.exchange import TextRules
from webcare.models import (
    Audience,
    Conversation,
    Crisis,
    CrisisStatement,
    EntryKind,
    Reply,
    User,
)
from webcare.winning import reread, won


class OwnStatement(WebcareError):
    """Nobody approves their own words."""

    status = 403
    code = "own_statement"
    message = _("Nobody approves their own statement. Ask the CEO or a colleague who may approve.")


class StatementGone(Conflict):
    """It was withdrawn."""

    code = "statement_gone"
    message = _("This statement was withdrawn. Propose it again.")


class CannedSuspended(Conflict):
    """Texts made beforehand rest while a crisis runs."""

    code = "canned_suspended"
    message = _("This conversation is in a crisis: texts made beforehand are suspended. Use the approved statement.")


def propose(crisis_: Crisis, text: str, *, by: User, now: datetime, rules: TextRules) -> CrisisStatement:
    """Ask approval of a statement; room for greeting and signature is left. Raises EmptyReply, ReplyTooLong."""
    text = " ".join(text.split())
    check_length(f"{signed(text, by)} {'x' * personal.LONGEST_GREETING}", Audience.PUBLIC, rules)
    statement = CrisisStatement(crisis_id=crisis_.id, text=text, written_by_id=by.id, written_at=now)
    session.add(statement)
    session.flush()
    crisis.log(crisis_, EntryKind.PROPOSED, text, by=by, now=now)
    record(CrisisStatementProposed(at=now, by=by.id, **_facts(statement, crisis_)))
    return statement


def approve(statement: CrisisStatement, *, by: User, now: datetime) -> None:
    """It may be sent from now on, in the place of what stood before. The route asks the power to approve.

    Raises OwnStatement, StatementGone.
    """
    if by.id == statement.written_by_id:
        raise OwnStatement
    waiting = update(CrisisStatement).where(
        CrisisStatement.id == statement.id,
        CrisisStatement.withdrawn_at.is_(None),
        CrisisStatement.approved_at.is_(None),
    )
    if not won(waiting.values(approved_at=now, approved_by_id=by.id)):
        reread(statement)
        if statement.withdrawn_at is not None:
            raise StatementGone
        return
    reread(statement)
    crisis_ = session.get_one(Crisis, statement.crisis_id)
    crisis.log(crisis_, EntryKind.APPROVED, statement.text, by=by, now=now)
    record(CrisisStatementApproved(at=now, by=by.id, **_facts(statement, crisis_)))


def withdraw(statement: CrisisStatement, *, by: User, now: datetime) -> None:
    """It may not be sent any more: what is queued with it is held. Withdrawing twice changes nothing."""
    there = update(CrisisStatement).where(CrisisStatement.id == statement.id, CrisisStatement.withdrawn_at.is_(None))
    if not won(there.values(withdrawn_at=now, withdrawn_by_id=by.id)):
        return
    reread(statement)
    crisis_ = session.get_one(Crisis, statement.crisis_id)
    crisis.log(crisis_, EntryKind.WITHDRAWN, statement.text, by=by, now=now)
    record(CrisisStatementWithdrawn(at=now, by=by.id, **_facts(statement, crisis_)))


def with_id(statement_id: int) -> CrisisStatement | None:
    """One statement, whatever became of it."""
    return session.get(CrisisStatement, statement_id)


def standing(crisis_: Crisis) -> CrisisStatement | None:
    """What may be said now: the one approved last, unless it was withdrawn."""
    approved = select(CrisisStatement).where(
        CrisisStatement.crisis_id == crisis_.id, CrisisStatement.approved_at.is_not(None)
    )
    newest = session.scalars(approved.order_by(CrisisStatement.approved_at.desc(), CrisisStatement.id.desc())).first()
    return newest if newest is not None and newest.withdrawn_at is None else None


def proposed(crisis_: Crisis) -> list[CrisisStatement]:
    """What waits for somebody else's approval, newest first."""
    waiting = select(CrisisStatement).where(
        CrisisStatement.crisis_id == crisis_.id,
        CrisisStatement.approved_at.is_(None),
        CrisisStatement.withdrawn_at.is_(None),
    )
    return list(session.scalars(waiting.order_by(CrisisStatement.id.desc())))


def worn_by(reply: Reply, conversation: Conversation) -> CrisisStatement | None:
    """The approved statement of which an answer is nothing but a personal form; never its writer's own approval."""
    there = crisis_gathering.running_in(conversation)
    statement = standing(there) if there is not None else None
    if statement is None or statement.approved_by_id in (None, reply.author_id):
        return None
    fits = personal.wears(unsigned(reply.text), statement.text, conversation.contact.name, conversation.contact.handle)
    return statement if fits else None


def check_canned(conversation: Conversation) -> None:
    """Raises CannedSuspended where a crisis runs: a text made beforehand is not sent there."""
    if crisis_gathering.running_in(conversation) is not None:
        raise CannedSuspended


def _facts(statement: CrisisStatement, crisis_: Crisis) -> dict[str, Any]:
    return {"crisis_id": crisis_.id, "channel_id": crisis_.channel_id, "statement_id": statement.id}
