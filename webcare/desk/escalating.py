"""A question to somebody with more mandate, up to the CEO, and what becomes of it.

The response timer goes on meanwhile: asking answers nobody. Source: DOMAIN, Escalation to the CEO.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import and_, or_, select, update

from webcare.database import record, session
from webcare.desk import announcing, executives
from webcare.desk.briefing import LONGEST_TEXT, Brief, check
from webcare.desk.meeting import insert_new
from webcare.errors import BadInput, Conflict, WebcareError
from webcare.events import (
    EscalationAnswered,
    EscalationApproved,
    EscalationAsked,
    EscalationBriefEdited,
    EscalationExpired,
    EscalationHandedBack,
    EscalationPassedOn,
    EscalationReopened,
    EscalationSeen,
    EscalationWithdrawn,
    OfEscalation,
)
from webcare.models import Conversation, Escalation, EscalationState, Executive, Reply, Status, User
from webcare.winning import reread, won

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=1)
AT_MOST = 100  # in one transaction
ABSENT, LATE = "absent", "late"


class AlreadyAsked(Conflict):
    """One question at a time; `name` is for whom it waits."""

    code = "already_asked"
    message = _("This conversation waits for %(name)s already. Withdraw that question first.")


class CannotBeAsked(WebcareError):
    """They may not answer here."""

    status = 422
    code = "cannot_be_asked"
    message = _("%(name)s may not answer here. Ask somebody else, or ask an admin to extend the mandate.")


class NobodyThere(WebcareError):
    """Absent, and nobody stands in."""

    status = 422
    code = "nobody_there"
    message = _("%(name)s is away and has no deputy who may answer here. Ask somebody else.")


class NotWaiting(Conflict):
    """It has ended."""

    code = "not_waiting"
    message = _("This question does not wait any more: it was answered, handed back or withdrawn.")


class NothingOpen(Conflict):
    """A closed conversation asks nothing of anybody."""

    code = "nothing_open"
    message = _("This conversation is closed. Reopen it first.")


def ask(
    conversation: Conversation, *, to: User, by: User, now: datetime, answer_by: datetime, brief: Brief
) -> Escalation:
    """Ask `to` for an answer before `answer_by`; who is away is passed over for their deputy at once.

    Raises AlreadyAsked, CannotBeAsked, NobodyThere, NothingOpen, BadInput. The route asks for power to escalate.
    """
    reread(conversation)
    if conversation.status == Status.CLOSED:
        raise NothingOpen
    check(brief)
    if not SHORTEST <= answer_by - now <= LONGEST:
        raise BadInput(field="answer_by")
    if not executives.may_be_asked(to, conversation, now):
        raise CannotBeAsked(name=to.name)
    holder = _here(to, conversation, now)
    patience = round((answer_by - now) / timedelta(minutes=1))
    values = {"to_id": to.id, "holder_id": holder.id, "asked_at": now, "answer_by": answer_by} | asdict(brief)
    made = insert_new(Escalation, [_row(conversation, by) | values | {"patience_minutes": patience}])
    if not made:
        raise AlreadyAsked(name=conversation.escalated_to.name if conversation.escalated_to else "")
    escalation = made[0]
    why = "" if holder.id == to.id else ABSENT
    if why:
        escalation.state, escalation.passed_on_at = EscalationState.PASSED_ON, now
    _show(conversation, holder, answer_by)
    _tell(EscalationAsked, escalation, now, by=by.id, to=holder.id, why=why)
    announcing.asked(escalation, holder, now=now)
    return escalation


def edit_brief(escalation: Escalation, brief: Brief, *, by: User, now: datetime) -> None:
    """Tell it better. Raises NotWaiting, BadInput. The route asks whether one may."""
    check(brief)
    _change(escalation, **asdict(brief))
    _tell(EscalationBriefEdited, escalation, now, by=by.id)


def keep_draft(escalation: Escalation, text: str, *, by: User) -> None:
    """Keep what the person who was asked, or their assistant, has written so far. Raises NotWaiting, BadInput."""
    if len(text) > LONGEST_TEXT:
        raise BadInput(field="text")
    _change(escalation, draft=text, draft_by_id=by.id)


def note_seen(escalation: Escalation, *, by: User, now: datetime) -> bool:
    """For whom it waits has opened it. Gives whether that was news."""
    waiting = _open(escalation).where(
        Escalation.holder_id == by.id, Escalation.state.in_((EscalationState.ASKED, EscalationState.PASSED_ON))
    )
    if not won(waiting.values(state=EscalationState.SEEN, seen_at=now)):
        return False
    reread(escalation)
    _tell(EscalationSeen, escalation, now, by=by.id)
    return True


def hand_back(escalation: Escalation, word: str, *, by: User, now: datetime) -> None:
    """Leave it to the team, with a word. Raises NotWaiting, BadInput."""
    if not 0 < len(word) <= LONGEST_TEXT:
        raise BadInput(field="word")
    _end(escalation, EscalationState.HANDED_BACK, now, by, word=word)
    _tell(EscalationHandedBack, escalation, now, by=by.id)
    announcing.came_back(escalation, now=now)


def withdraw(escalation: Escalation, *, by: User, now: datetime) -> None:
    """The team does not need it any more. Raises NotWaiting."""
    _end(escalation, EscalationState.WITHDRAWN, now, by)
    _tell(EscalationWithdrawn, escalation, now, by=by.id)


def end_with(conversation: Conversation, *, by: User, now: datetime) -> None:
    """The conversation is closed: whoever was asked need not answer any more."""
    waiting = open_in(conversation)
    if waiting is not None:
        withdraw(waiting, by=by, now=now)


def answered(escalation: Escalation, reply: Reply, *, by: User, now: datetime) -> None:
    """The answer in person is on its way. Raises NotWaiting."""
    _end(escalation, EscalationState.ANSWERED, now, by, reply_id=reply.id)
    _tell(EscalationAnswered, escalation, now, by=by.id, reply_id=reply.id)


def approved(escalation: Escalation, reply: Reply, *, by: User, now: datetime) -> None:
    """The team's proposal is on its way, as a reply of the brand. Raises NotWaiting."""
    _end(escalation, EscalationState.APPROVED, now, by, reply_id=reply.id)
    _tell(EscalationApproved, escalation, now, by=by.id, reply_id=reply.id)


def reopen(escalation: Escalation, *, by: User, now: datetime) -> None:
    """The answer did not leave: it waits again, as long as it would have waited, and for whom it did.

    Raises AlreadyAsked when the team has asked anew meanwhile.
    """
    conversation = session.get_one(Conversation, escalation.conversation_id)
    other = open_in(conversation)
    if other is not None:
        raise AlreadyAsked(name=other.holder.name)
    ended = update(Escalation).where(Escalation.id == escalation.id, Escalation.ended_at.is_not(None))
    won(ended.values(state=EscalationState.SEEN, ended_at=None, ended_by_id=None, reply_id=None))
    reread(escalation)
    _show(conversation, escalation.holder, escalation.answer_by)
    _tell(EscalationReopened, escalation, now, by=by.id)


def pass_on(escalation: Escalation, *, now: datetime, why: str, by: User | None = None) -> None:
    """To the deputy, once; without one who is here, back to the team."""
    conversation = session.get_one(Conversation, escalation.conversation_id)
    former = escalation.holder_id
    deputy = None if escalation.passed_on_at else executives.stand_in(escalation.to, conversation, now)
    if deputy is None or deputy.id == former:
        _expire(escalation, now)
        return
    mine = _open(escalation).where(Escalation.holder_id == former, Escalation.passed_on_at.is_(None))
    values = {"holder_id": deputy.id, "passed_on_at": now, "answer_by": now + escalation.patience}
    if not won(mine.values(state=EscalationState.PASSED_ON, seen_at=None, **values)):
        return
    reread(escalation)
    _show(conversation, deputy, escalation.answer_by)
    _tell(EscalationPassedOn, escalation, now, by=by.id if by else None, to=deputy.id, holder=former, why=why)
    announcing.asked(escalation, deputy, now=now)


def tick(*, now: datetime) -> int:
    """Pass on what was not answered in time, or waits for who is away by now, each exactly once. Gives how many."""
    away = select(Executive.user_id).where(
        Executive.absent_from <= now, or_(Executive.absent_until.is_(None), Executive.absent_until > now)
    )
    waits_for_nobody = and_(Escalation.passed_on_at.is_(None), Escalation.holder_id.in_(away))
    ripe = (
        select(Escalation)
        .where(Escalation.ended_at.is_(None), or_(Escalation.answer_by <= now, waits_for_nobody))
        .order_by(Escalation.answer_by, Escalation.id)
        .limit(AT_MOST)
        .with_for_update(skip_locked=True, of=Escalation)
    )
    found = session.scalars(ripe).all()
    for escalation in found:
        pass_on(escalation, now=now, why=LATE if escalation.answer_by <= now else ABSENT)
    return len(found)


def went_away(user: User, *, by: User, now: datetime) -> None:
    """Somebody who can be asked is away from now on: what waits for them goes to their deputy."""
    theirs = select(Escalation).where(Escalation.ended_at.is_(None), Escalation.holder_id == user.id)
    for escalation in session.scalars(theirs.order_by(Escalation.id)).all():
        pass_on(escalation, now=now, why=ABSENT, by=by)


def open_in(conversation: Conversation) -> Escalation | None:
    """The question that waits in a conversation."""
    waiting = select(Escalation).where(Escalation.conversation_id == conversation.id, Escalation.ended_at.is_(None))
    return session.scalars(waiting).one_or_none()


def _here(to: User, conversation: Conversation, now: datetime) -> User:
    if not executives.of(to).is_absent(now):
        return to
    deputy = executives.stand_in(to, conversation, now)
    if deputy is None:
        raise NobodyThere(name=to.name)
    return deputy


def _expire(escalation: Escalation, now: datetime) -> None:
    ended = _open(escalation).values(state=EscalationState.EXPIRED, ended_at=now)
    if not won(ended):
        return
    reread(escalation)
    _show(session.get_one(Conversation, escalation.conversation_id), None, None)
    _tell(EscalationExpired, escalation, now, holder=escalation.holder_id)
    announcing.came_back(escalation, now=now)


def _row(conversation: Conversation, by: User) -> dict[str, Any]:
    return {
        "conversation_id": conversation.id,
        "channel_id": conversation.channel_id,
        "asked_by_id": by.id,
        "state": EscalationState.ASKED,
        "draft": "",
        "word": "",
    }


def _open(escalation: Escalation) -> Any:
    return update(Escalation).where(Escalation.id == escalation.id, Escalation.ended_at.is_(None))


def _change(escalation: Escalation, **values: Any) -> None:
    if not won(_open(escalation).values(**values)):
        raise NotWaiting
    reread(escalation)


def _end(escalation: Escalation, state: EscalationState, now: datetime, by: User, **values: Any) -> None:
    _change(escalation, state=state, ended_at=now, ended_by_id=by.id, **values)
    _show(session.get_one(Conversation, escalation.conversation_id), None, None)


def _show(conversation: Conversation, holder: User | None, until: datetime | None) -> None:
    """Carry it into the conversation, where lists and the head show for whom it waits."""
    conversation.escalated_to_id, conversation.escalated_until = (holder.id if holder else None), until
    session.flush()
    session.expire(conversation, ["escalated_to"])


def _tell(kind: type[OfEscalation], escalation: Escalation, now: datetime, by: int | None = None, **more: Any) -> None:
    place = {"channel_id": escalation.channel_id, "conversation_id": escalation.conversation_id}
    record(kind(at=now, by=by, escalation_id=escalation.id, **place, **more))
