"""An agent answers: what is submitted, undone, tried again or taken away. Source: DOMAIN, Replying.

What becomes of it on the way to the platform is in `webcare.desk.publishing`, and can be called from here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Unpack, cast

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, or_, update

from webcare.database import session
from webcare.desk import (
    approving,
    canned,
    claiming,
    covering,
    crisis_statements,
    crisis_texts,
    guarding,
    intents,
    promising,
    queueing,
    standing,
)
from webcare.desk.intents import AlreadyAccepted, Choices, NothingToAnswer, TakenBack
from webcare.desk.publishing import (
    DELETE,
    NEWS,
    deleted,
    deletion_failed,
    entry_of,
    failed,
    hold,
    lock_entry,
    postpone,
    return_to_author,
    sent,
    take,
    tell,
    uncertain,
)
from webcare.desk.seeing import NewsSinceSeen, check_news, check_seen, news, news_since
from webcare.desk.wording import EmptyReply, ReplyTooLong, check_length, signed
from webcare.errors import BadInput, Conflict
from webcare.events import ReplyCancelled, ReplyDeletionRequested
from webcare.exchange import TextRules
from webcare.mandate import Kind, Verdict
from webcare.models import (
    Audience,
    Conversation,
    LimitKind,
    OutboxEntry,
    Reply,
    ReplyStatus,
    Status,
    User,
    Wait,
)
from webcare.winning import reread, won

__all__ = [
    "AlreadyAccepted",
    "EmptyReply",
    "NewsSinceSeen",
    "NothingToAnswer",
    "ReplyTooLong",
    "TakenBack",
    "deleted",
    "deletion_failed",
    "entry_of",
    "failed",
    "hold",
    "news",
    "news_since",
    "postpone",
    "return_to_author",
    "sent",
    "signed",
    "take",
    "uncertain",
]


class TooLateToUndo(Conflict):
    """It has left already."""

    code = "too_late_to_undo"
    message = _("It has left already. You can delete it on the platform once it is sent.")


class NotFailed(Conflict):
    """Only what failed can be tried again."""

    code = "not_failed"
    message = _("This answer is not waiting to be tried again.")


class NotSent(Conflict):
    """Only what was sent can be deleted."""

    code = "not_sent"
    message = _("This answer is not on the platform, so there is nothing to delete.")


def submit(
    conversation: Conversation,
    *,
    uuid: str,
    text: str,
    audience: str,
    seen_message_id: int,
    by: User,
    now: datetime,
    rules: TextRules,
    **choices: Unpack[Choices],
) -> Reply:
    """Queue an answer for its undo window, or let it wait for the approval that the verdict asks for.

    The same UUID twice is one reply; a free claim is taken. `text` comes without signature. Raises EmptyReply,
    AlreadyAccepted, ReplyTooLong, GuardBlocked, GuardWarned, NewsSinceSeen, HeldBySomebodyElse, NothingToAnswer,
    BadInput, in an urgent conversation UrgentTakesNoCannedText, and in a crisis SameTextTwice.
    """
    to_publish = signed(text, by, choices.get("in_person"))
    there = intents.repeated(uuid, conversation, by, audience, to_publish)
    if there is not None:
        return there
    check_length(to_publish, audience, rules)
    _check_place(conversation, audience, seen_message_id)
    check_news(conversation, max(seen_message_id, _noticed(conversation, choices)), by)
    overruled, promised = choices.get("overruled", frozenset()), choices.get("promise") is not None
    passed = guarding.check(conversation, text, audience, overruled=overruled, promised=promised, by=by, now=now)
    canned.check_words(conversation, to_publish)
    crisis_texts.check(conversation, to_publish)
    _take(conversation, choices, by, now)
    covered = covering.choose(conversation, choices.get("covers", {}))
    values = {"audience": audience, "text": to_publish, "seen_message_id": seen_message_id, "overruled": passed}
    values |= _chosen(choices, covered)
    reply = intents.write(conversation, uuid, by, now, values, choices.get("account"))
    if reply is None:  # the same press came twice at once, and the other one was first
        return cast(Reply, intents.repeated(uuid, conversation, by, audience, to_publish))
    _send_on(reply, conversation, choices, covered, by, now)
    return reply


def undo(reply: Reply, *, by: User, now: datetime) -> None:
    """Take back an answer that is queued, or waits for approval. Its text stays with its author.

    Raises TooLateToUndo.
    """
    reread(reply)
    if reply.status == ReplyStatus.AWAITING_APPROVAL:
        approving.withdraw(reply, by=by, now=now)
        return
    lock_entry(reply)
    cancelled = update(Reply).where(Reply.id == reply.id, Reply.status == ReplyStatus.QUEUED)
    if not won(cancelled.values(status=ReplyStatus.CANCELLED, settled_at=now, held=None)):
        reread(reply)
        if reply.status == ReplyStatus.CANCELLED:
            return
        raise TooLateToUndo
    queueing.unqueue(reply)
    tell(ReplyCancelled, reply, now, by=by.id)


def retry(
    reply: Reply,
    *,
    by: User,
    now: datetime,
    seen_message_id: int | None = None,
    verdict: Verdict | None = None,
) -> None:
    """Queue a failed answer again, or a DM of which nobody knows whether it arrived.

    The same is asked as the first time: the claim (a colleague may have answered meanwhile), whether anything was
    written since, and by `verdict`, on its writer's power, the approval. One that was given for this text still counts,
    unless there was news.
    Raises NotFailed, HeldBySomebodyElse, NewsSinceSeen, GuardBlocked, GuardWarned, BadInput, and in a crisis
    SameTextTwice.
    """
    conversation = session.get_one(Conversation, reply.conversation_id)
    crisis_texts.check(conversation, reply.text)
    claiming.claim(conversation, by=by, now=now)
    if seen_message_id is not None:
        check_seen(conversation, seen_message_id)
    seen = max(seen_message_id or 0, reply.seen_message_id)
    check_news(conversation, max(seen, reply.noticed_message_id or 0), by)
    guarding.check_again(reply, by=by, now=now)
    approved = (
        verdict is None or verdict.allowed or (reply.failure != NEWS and approving.is_approved(reply, verdict, now))
    )
    values: dict[str, Any] = {"status": ReplyStatus.QUEUED, "queued_at": now, "failure": None, "failure_words": None}
    values |= {"seen_message_id": seen, "settled_at": None}
    if not won(update(Reply).where(Reply.id == reply.id, _can_be_retried()).values(**values)):
        raise NotFailed
    reread(reply)
    queueing.unqueue(reply)
    if verdict is not None and not approved:
        approving.ask(reply, conversation, verdict, by=approving.writer_of(reply), now=now)
    else:
        queueing.queue(reply, conversation, now, by=by)


def delete(reply: Reply, *, by: User, now: datetime) -> None:
    """Ask the outbox to take a sent answer away on the platform. Own, or with power to moderate: the route asks.

    Raises NotSent.
    """
    if reply.status != ReplyStatus.SENT or reply.deleted_at is not None:
        raise NotSent
    asked = update(Reply).where(Reply.id == reply.id, Reply.deletion_requested_at.is_(None))
    anew = {"deletion_failure": None, "failure_words": None}
    if not won(asked.values(deletion_requested_at=now, deletion_requested_by_id=by.id, **anew)):
        return
    session.add(OutboxEntry(reply_id=reply.id, channel_id=reply.channel_id, action=DELETE, not_before=now))
    tell(ReplyDeletionRequested, reply, now, by=by.id)


def _take(conversation: Conversation, choices: Choices, by: User, now: datetime) -> None:
    """Open it and claim it, unless somebody answers whom the team asked: then the claim stays with who has it."""
    if conversation.status == Status.CLOSED:
        standing.reopen(conversation, now=now, by=by.id)
    if choices.get("in_person") is None:
        claiming.claim(conversation, by=by, now=now)


def _chosen(choices: Choices, covered: Sequence[Wait]) -> dict[str, Any]:
    return {
        "noticed_message_id": choices.get("anyway"),
        "refers_to_dm": choices.get("refers_to_dm", False),
        "closes": choices.get("closes", False),
        "covers": [wait.id for wait in covered],
    }


def _send_on(
    reply: Reply, conversation: Conversation, choices: Choices, covered: Sequence[Wait], by: User, now: datetime
) -> None:
    """Note what it covers and promises, then put it in the outbox or before who must approve it."""
    covering.note(reply, covered, choices.get("covers", {}))
    promise, verdict = choices.get("promise"), choices.get("verdict")
    if promise is not None:
        promising.make(conversation, reply, *promise, by=by, now=now)
    worn = crisis_statements.worn_by(reply, conversation) if _is_for_a_crisis(verdict) else None
    if worn is not None and worn.approved_by is not None:
        approving.note(reply, by=worn.approved_by, now=now, crisis_statement_id=worn.id)
        queueing.queue(reply, conversation, now)
    elif verdict is not None and verdict.kind == Kind.NEEDS_APPROVAL:
        approving.ask(reply, conversation, verdict, by=by, now=now)
    else:
        queueing.queue(reply, conversation, now)


def _is_for_a_crisis(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.why == f"limited_{LimitKind.CRISIS}"


def _check_place(conversation: Conversation, audience: str, seen_message_id: int) -> None:
    if audience == Audience.PUBLIC and conversation.audience == Audience.PRIVATE:
        raise BadInput(field="audience")
    check_seen(conversation, seen_message_id)


def _noticed(conversation: Conversation, choices: Choices) -> int:
    """The newest news that was shown and that it goes out in spite of; 0 for none. Raises BadInput."""
    noticed = choices.get("anyway")
    if noticed is not None:
        check_seen(conversation, noticed)
    return noticed or 0


def _can_be_retried() -> ColumnElement[bool]:
    unknown_dm = and_(Reply.status == ReplyStatus.UNCERTAIN, Reply.audience == Audience.PRIVATE)
    return or_(Reply.status == ReplyStatus.FAILED, unknown_dm)
