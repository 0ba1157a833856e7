"""The answer to an escalation: in person, by the brand's account or one's own, or the team's proposal as the brand's.

Source: DOMAIN, Escalation to the CEO.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _

from webcare import mandate
from webcare.database import session
from webcare.desk import approving, escalating, executives, intents, personal_accounts, replying
from webcare.errors import WebcareError
from webcare.exchange import TextRules
from webcare.mandate import Kind, MandateRefused, Verdict
from webcare.models import NOT_GONE_OUT, Conversation, Escalation, EscalationState, Power, Reply, User
from webcare.winning import reread


class NothingProposed(WebcareError):
    """There is no text to agree to."""

    status = 422
    code = "nothing_proposed"
    message = _("The team proposed no text. Write one yourself, or hand the question back.")


def publish(
    escalation: Escalation,
    *,
    uuid: str,
    text: str,
    seen_message_id: int,
    by: User,
    now: datetime,
    rules: TextRules,
    overruled: frozenset[str] = frozenset(),
    account_id: int | None = None,
) -> Reply:
    """Answer in one's own name; the claim stays with the team.

    By the brand's account it is signed with name and function. By one's own, which `account_id` says that the button
    said, it is not: the account is the signature.
    Raises NotWaiting, MandateRefused, AccountNotOffered and whatever `replying.submit` raises.
    """
    conversation = _waiting(escalation, by=by, now=now)
    account = personal_accounts.chosen(account_id, by, conversation)
    reply = replying.submit(
        conversation,
        uuid=uuid,
        text=text,
        audience=conversation.audience,
        seen_message_id=seen_message_id,
        by=by,
        now=now,
        rules=rules,
        overruled=overruled,
        in_person="" if account is not None else executives.signature_of(by),
        account=account,
        verdict=_verdict(by, conversation, now),
    )
    escalating.answered(escalation, reply, by=by, now=now)
    return reply


def approve(
    escalation: Escalation,
    *,
    uuid: str,
    seen_message_id: int,
    by: User,
    now: datetime,
    rules: TextRules,
    overruled: frozenset[str] = frozenset(),
) -> Reply:
    """Agree to the team's proposal as it stands: it goes out as theirs, under the signature of who asked.

    Where the colleague who asked may answer only with approval, this is it. Raises NothingProposed, NotWaiting,
    MandateRefused and whatever `replying.submit` raises.
    """
    conversation = _waiting(escalation, by=by, now=now)
    author = escalation.asked_by
    if not escalation.proposal:
        raise NothingProposed
    verdict = _verdict(author, conversation, now)
    reply = replying.submit(
        conversation,
        uuid=uuid,
        text=escalation.proposal,
        audience=conversation.audience,
        seen_message_id=seen_message_id,
        by=author,
        now=now,
        rules=rules,
        overruled=overruled,
        in_person=author.signature,
        verdict=verdict,
    )
    if verdict.kind == Kind.NEEDS_APPROVAL:
        approving.approve(reply, by=by, now=now, sha256=intents.sha256_of(reply.text), overruled=overruled)
    escalating.approved(escalation, reply, by=by, now=now)
    return reply


def undo(escalation: Escalation, *, by: User, now: datetime) -> None:
    """Take the answer back before it leaves; the question waits again. Raises TooLateToUndo, NotWaiting."""
    reread(escalation)
    if escalation.reply is None:
        raise escalating.NotWaiting
    replying.undo(escalation.reply, by=by, now=now)
    escalating.reopen(escalation, by=by, now=now)


def did_not_leave(escalation: Escalation) -> bool:
    """Whether it counts as answered, but the answer was refused, came back or was undone."""
    if escalation.state not in (EscalationState.ANSWERED, EscalationState.APPROVED):
        return False
    return escalation.reply is not None and escalation.reply.status in NOT_GONE_OUT


def _waiting(escalation: Escalation, *, by: User, now: datetime) -> Conversation:
    """Its conversation; one whose answer did not leave waits again. Raises NotWaiting."""
    reread(escalation)
    if did_not_leave(escalation):
        escalating.reopen(escalation, by=by, now=now)
    if escalation.ended_at is not None:
        raise escalating.NotWaiting
    return session.get_one(Conversation, escalation.conversation_id)


def _verdict(writer: User, conversation: Conversation, now: datetime) -> Verdict:
    """What the mandate of its writer says of an answer. Raises MandateRefused."""
    verdict = mandate.decide(writer, Power.ANSWER, conversation, now)
    if verdict.kind == Kind.REFUSED:
        raise MandateRefused(power=Power.ANSWER)
    return verdict
