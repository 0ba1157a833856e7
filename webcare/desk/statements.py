"""Texts approved beforehand, for when nobody is there to approve one. Source: DOMAIN, Mandate.

With no approver present the stand-by person is called at once, and after five minutes such a text may be sent as it is.
"""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from flask_babel import lazy_gettext as _

from webcare import mandate
from webcare.database import record, session
from webcare.desk import approvers, approving, canned, intents, replying
from webcare.desk.wording import check_length, signed
from webcare.errors import BadInput, Conflict
from webcare.events import StatementApproved, StatementWithdrawn
from webcare.exchange import TextRules
from webcare.inbox import approvals
from webcare.mandate import MandateRefused
from webcare.models import Approval, Audience, Channel, Conversation, Power, Reply, Statement, User

PATIENCE = timedelta(minutes=5)  # after nobody was found to approve


class NotYet(Conflict):
    """Somebody may still approve."""

    code = "not_yet"
    message = _("An approver is there, or not enough time has gone by. Wait for the approval.")


def approve(channel: Channel, text: str, *, by: User, now: datetime, rules: TextRules) -> Statement:
    """Approve a text beforehand. The route asks the power to approve on the whole channel.

    Raises EmptyReply, ReplyTooLong.
    """
    check_length(signed(text, by), Audience.PUBLIC, rules)
    statement = Statement(channel_id=channel.id, text=text.strip(), approved_by_id=by.id, approved_at=now)
    session.add(statement)
    session.flush()
    record(StatementApproved(at=now, by=by.id, channel_id=channel.id, statement_id=statement.id))
    return statement


def withdraw(statement: Statement, *, by: User, now: datetime) -> None:
    """It may not be sent any more. Twice changes nothing."""
    if statement.withdrawn_at is None:
        statement.withdrawn_at = now
        record(StatementWithdrawn(at=now, by=by.id, channel_id=statement.channel_id, statement_id=statement.id))


def ready_at(approval: Approval) -> datetime | None:
    """From when a statement may go in the place of what waits; None while an approver was there."""
    return approval.standby_called_at + PATIENCE if approval.standby_called_at is not None else None


def send(
    reply: Reply,
    statement: Statement,
    *,
    by: User,
    now: datetime,
    rules: TextRules,
    seen_message_id: int,
    overruled: frozenset[str] = frozenset(),
) -> Reply:
    """Send the statement, unchanged but for the signature, in the place of the reply that waits in vain.

    The same press twice is one reply. The guard reads it by today's rules. Raises NotYet, BadInput, MandateRefused,
    UrgentTakesNoCannedText, CannedSuspended and what `replying.submit` raises.
    """
    conversation = session.get_one(Conversation, reply.conversation_id)
    uuid = str(uuid5(NAMESPACE_URL, f"{reply.uuid}/{statement.id}"))
    known = intents.known(uuid, conversation, by)
    if known is not None:
        return known
    _check(reply, statement, conversation, by, now)
    approving.withdraw(reply, by=by, now=now)
    sent = replying.submit(
        conversation,
        uuid=uuid,
        text=statement.text,
        audience=reply.audience,
        seen_message_id=max(seen_message_id, reply.seen_message_id),
        by=by,
        now=now,
        rules=rules,
        closes=reply.closes,
        overruled=overruled,
    )
    approving.note(sent, by=statement.approved_by, now=now, statement_id=statement.id)
    return sent


def _check(reply: Reply, statement: Statement, conversation: Conversation, by: User, now: datetime) -> None:
    if reply.author_id != by.id:
        raise MandateRefused(power=Power.ANSWER)
    if statement.channel_id != conversation.channel_id or statement.withdrawn_at is not None:
        raise BadInput(field="statement")
    canned.check(conversation)
    if statement.approved_by_id == by.id:
        raise approving.OwnAnswer
    waiting = next((each.approval for each in approvals.undecided(conversation.id) if each.reply.id == reply.id), None)
    if waiting is None:
        raise approving.NotWaiting
    ready = ready_at(waiting)
    if ready is None or now < ready or approvers.anybody_here(waiting, conversation, now):
        raise NotYet
    if not approvals.may_approve(conversation, reply.audience, mandate.of(statement.approved_by, now)):
        raise MandateRefused(power=Power.APPROVE)
