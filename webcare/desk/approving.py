"""Four eyes on the exact text of an answer. Source: DOMAIN, Mandate, approval, and Replying.

Approval is of the text's hash; an edit needs a new one. Every decision is a compare-and-set, so of two who decide at
once one wins; the database itself refuses that somebody approves their own words.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select, update

from webcare import mandate
from webcare.database import session
from webcare.desk import approvers, crisis_texts, guarding, intents, queueing
from webcare.desk.intents import sha256_of
from webcare.desk.publishing import NEWS, tell
from webcare.desk.seeing import news
from webcare.desk.wording import check_length, signed
from webcare.errors import BadInput, Conflict, WebcareError
from webcare.events import (
    ReplyApprovalAsked,
    ReplyApproved,
    ReplyCancelled,
    ReplyChanged,
    ReplyFailed,
    ReplySentBack,
)
from webcare.exchange import TextRules
from webcare.inbox import approvals
from webcare.mandate import Kind, MandateRefused, Verdict
from webcare.models import (
    Approval,
    Conversation,
    CrisisStatement,
    Decision,
    Power,
    Reply,
    ReplyStatus,
    ReplyVersion,
    User,
)
from webcare.winning import reread, won

LONGEST_REASON = 500  # characters
LET_GO = (Decision.APPROVED, Decision.CHANGED)
BEFOREHAND = "statement"  # why it counts without having been asked for: a text approved beforehand


class AlreadyDecided(Conflict):
    """Somebody else decided about it first; `name` says who."""

    code = "already_decided"
    message = _("%(name)s was just ahead of you with this answer. Look at what became of it.")


class NotWaiting(Conflict):
    """It does not wait for approval (any more)."""

    code = "not_waiting"
    message = _("This answer does not wait for approval any more. Look at what became of it.")


class OtherText(Conflict):
    """What was read is not what stands there now."""

    code = "other_text"
    message = _("The text was changed since you read it. Read it again, then decide.")


class OwnAccount(WebcareError):
    """What leaves by somebody's own account is theirs, word for word."""

    status = 422
    code = "own_account"
    message = _("This leaves by the own account of its writer, so only they change it. Send it back with a reason.")


class OwnAnswer(WebcareError):
    """Nobody approves their own words."""

    status = 403
    code = "own_answer"
    message = _("Nobody approves their own answer. Wait for a colleague, or take it back.")


def ask(reply: Reply, conversation: Conversation, verdict: Verdict, *, by: User, now: datetime) -> Approval:
    """Let it wait for the approval that the verdict asks for. The response timer goes on, and so does the claim."""
    reply.status, reply.queued_at = ReplyStatus.AWAITING_APPROVAL, None
    approver_id, team_id = asked_by(verdict, by.id)
    approval = Approval(
        reply_id=reply.id,
        conversation_id=conversation.id,
        channel_id=conversation.channel_id,
        audience=reply.audience,
        sha256=sha256_of(reply.text),
        author_id=reply.author_id,
        written_by_id=by.id,
        why=verdict.why,
        approver_id=approver_id,
        approver_team_id=team_id,
        asked_at=now,
    )
    session.add(approval)
    _show(conversation)
    tell(ReplyApprovalAsked, reply, now, by=by.id, approver=approver_id, approver_team=team_id)
    approvers.call_standby(approval, conversation, now=now)
    return approval


def approve(reply: Reply, *, by: User, now: datetime, sha256: str, overruled: frozenset[str] = frozenset()) -> bool:
    """Approve the exact text that was read: it is queued at once, for the undo window. The same press twice is one.

    Gives False when something was written since its author looked: then it went back to them instead.
    Raises OtherText, AlreadyDecided, NotWaiting, OwnAnswer, MandateRefused; GuardBlocked and GuardWarned for what the
    guard finds by today's rules and nobody overruled.
    """
    latest = _latest(reply)
    if latest is not None and (latest.decision, latest.decided_by_id) == (Decision.APPROVED, by.id):
        return True
    conversation = session.get_one(Conversation, reply.conversation_id)
    _check(reply, conversation, by, now, sha256)
    if _returned_for_news(reply, conversation, by, now):
        return False
    guarding.check_again(reply, by=by, now=now, overruled=overruled)
    _decide(reply, conversation, Decision.APPROVED, by, now)
    _leave_waiting(reply, ReplyStatus.QUEUED, queued_at=now)
    tell(ReplyApproved, reply, now, by=by.id)
    queueing.queue(reply, conversation, now, by=by)
    return True


def change(
    reply: Reply,
    text: str,
    *,
    by: User,
    now: datetime,
    sha256: str,
    rules: TextRules,
    verdict: Verdict,
    overruled: frozenset[str] = frozenset(),
) -> bool:
    """Put one's own words in its place, signed by oneself. `verdict` is on the changer's own power to answer there.

    Allowed: it is queued at once. With approval: another approver is asked. False and errors as with `approve`;
    EmptyReply, ReplyTooLong, GuardBlocked, in a crisis SameTextTwice and, unless `overruled`, GuardWarned besides.
    """
    conversation = session.get_one(Conversation, reply.conversation_id)
    _check(reply, conversation, by, now, sha256)
    if verdict.kind == Kind.REFUSED:
        raise MandateRefused(power=Power.ANSWER)
    if reply.account_id is not None:
        raise OwnAccount
    typed, text = text, signed(text, by)
    check_length(text, reply.audience, rules)
    crisis_texts.check(conversation, text)
    passed = guarding.check_change(reply, conversation, typed, overruled=overruled, by=by, now=now)
    if _returned_for_news(reply, conversation, by, now):
        return False
    _decide(reply, conversation, Decision.CHANGED, by, now)
    reply.text, reply.overruled = text, passed
    intents.add_version(reply, by=by, now=now)
    tell(ReplyChanged, reply, now, by=by.id)
    if verdict.allowed:
        _leave_waiting(reply, ReplyStatus.QUEUED, queued_at=now)
        queueing.queue(reply, conversation, now, by=by)
    else:
        ask(reply, conversation, verdict, by=by, now=now)
    return True


def send_back(reply: Reply, reason: str, *, by: User, now: datetime) -> None:
    """Give it back to its writer, who sees why. Raises BadInput, AlreadyDecided, NotWaiting, OwnAnswer."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(field="reason")
    conversation = session.get_one(Conversation, reply.conversation_id)
    _check(reply, conversation, by, now, None)
    _decide(reply, conversation, Decision.SENT_BACK, by, now, reason=reason)
    _leave_waiting(reply, ReplyStatus.REJECTED, settled_at=now)
    tell(ReplySentBack, reply, now, by=by.id)


def withdraw(reply: Reply, *, by: User, now: datetime) -> None:
    """Take it back while it waits; its text stays with its writer. Raises AlreadyDecided, NotWaiting."""
    conversation = session.get_one(Conversation, reply.conversation_id)
    _decide(reply, conversation, Decision.WITHDRAWN, by, now)
    _leave_waiting(reply, ReplyStatus.CANCELLED, settled_at=now)
    tell(ReplyCancelled, reply, now, by=by.id)


def is_decider(reply: Reply, user: User) -> bool:
    """Whether this person let it go, by approving it or with their own words: then they can undo it as well."""
    found = _latest(reply)
    return found is not None and found.decided_by_id == user.id and found.decision in LET_GO


def writer_of(reply: Reply) -> User:
    """Whose words its present text is: its author's, or of whoever changed it."""
    versions = select(ReplyVersion.written_by_id).where(ReplyVersion.reply_id == reply.id)
    newest = session.scalars(versions.order_by(ReplyVersion.number.desc()).limit(1)).first()
    return session.get_one(User, newest or reply.author_id)


def is_approved(reply: Reply, verdict: Verdict, now: datetime) -> bool:
    """Whether exactly this text was approved, by whom this verdict asks, who still may."""
    found = _latest(reply)
    if found is None or found.decision != Decision.APPROVED or found.sha256 != sha256_of(reply.text):
        return False
    asked = (found.approver_id, found.approver_team_id)
    if found.why != BEFOREHAND and asked != asked_by(verdict, found.written_by_id):
        return False
    conversation = session.get_one(Conversation, reply.conversation_id)
    if found.why == BEFOREHAND and conversation.urgent_at is not None:
        return False  # somebody may be in danger there by now: it takes no canned text
    if found.crisis_statement_id is not None and _is_withdrawn(found.crisis_statement_id):
        return False
    approver = session.get_one(User, found.decided_by_id)
    return approvals.may_approve(conversation, reply.audience, mandate.of(approver, now))


def note(
    reply: Reply,
    *,
    by: User,
    now: datetime,
    statement_id: int | None = None,
    crisis_statement_id: int | None = None,
) -> None:
    """Keep that exactly this text was approved by somebody else beforehand, as a statement."""
    if by.id == reply.author_id:
        raise OwnAnswer
    reply_facts = {"reply_id": reply.id, "conversation_id": reply.conversation_id, "channel_id": reply.channel_id}
    session.add(
        Approval(
            **reply_facts,
            audience=reply.audience,
            sha256=sha256_of(reply.text),
            author_id=reply.author_id,
            written_by_id=reply.author_id,
            why=BEFOREHAND,
            statement_id=statement_id,
            crisis_statement_id=crisis_statement_id,
            asked_at=now,
            decided_at=now,
            decided_by_id=by.id,
            decision=Decision.APPROVED,
        )
    )
    session.flush()
    tell(ReplyApproved, reply, now, by=by.id)


def asked_by(verdict: Verdict, writer_id: int) -> tuple[int | None, int | None]:
    """Whom a verdict asks, as user and team; nobody is asked about their own words, so then it is anybody who may."""
    return None if verdict.approver == writer_id else verdict.approver, verdict.approver_team


def _check(reply: Reply, conversation: Conversation, by: User, now: datetime, sha256: str | None) -> None:
    waiting = _latest(reply)
    if waiting is None or waiting.decided_at is not None:
        raise _too_late(waiting, by)
    if by.id in (waiting.author_id, waiting.written_by_id):
        raise OwnAnswer
    teams = approvals.teams_of([by.id]).get(by.id, frozenset())
    if not approvals.may_decide(waiting, conversation, mandate.of(by, now), teams):
        raise MandateRefused(power=Power.APPROVE)
    if sha256 is not None and not (sha256 == waiting.sha256 == sha256_of(reply.text)):
        raise OtherText


def _decide(
    reply: Reply, conversation: Conversation, decision: Decision, by: User, now: datetime, reason: str | None = None
) -> None:
    waiting = update(Approval).where(Approval.reply_id == reply.id, Approval.decided_at.is_(None))
    if not won(waiting.values(decided_at=now, decided_by_id=by.id, decision=decision, reason=reason)):
        raise _too_late(_latest(reply), by)
    _show(conversation)


def _returned_for_news(reply: Reply, conversation: Conversation, by: User, now: datetime) -> bool:
    """Something was written since its author looked: it comes back to them, with its text."""
    if not news(reply):
        return False
    _decide(reply, conversation, Decision.NEWS, by, now)
    _leave_waiting(reply, ReplyStatus.FAILED, failure=NEWS, settled_at=now)
    tell(ReplyFailed, reply, now, failure=NEWS)
    return True


def _leave_waiting(reply: Reply, status: ReplyStatus, **values: object) -> None:
    waiting = update(Reply).where(Reply.id == reply.id, Reply.status == ReplyStatus.AWAITING_APPROVAL)
    if not won(waiting.values(status=status, **values)):
        raise NotWaiting
    reread(reply)


def _latest(reply: Reply) -> Approval | None:
    found = select(Approval).where(Approval.reply_id == reply.id).order_by(Approval.id.desc()).limit(1)
    return session.scalars(found.execution_options(populate_existing=True)).first()


def _is_withdrawn(crisis_statement_id: int) -> bool:
    return session.get_one(CrisisStatement, crisis_statement_id, populate_existing=True).withdrawn_at is not None


def _too_late(approval: Approval | None, by: User) -> Conflict:
    decider = approval.decided_by_id if approval is not None else None
    if decider in (None, by.id):
        return NotWaiting()
    return AlreadyDecided(name=session.get_one(User, decider).name)


def _show(conversation: Conversation) -> None:
    """Carry since when an answer waits into the conversation."""
    session.flush()
    conversation.approval_asked_at = session.scalar(
        select(func.min(Approval.asked_at)).where(
            Approval.conversation_id == conversation.id, Approval.decided_at.is_(None)
        )
    )
    session.flush()
