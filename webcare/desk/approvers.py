"""Who is asked to approve: whether anybody is there, who is on stand-by, and the deputy when time passes.

Source: DOMAIN, Mandate: a deputy is asked after 10 minutes; with no approver present the stand-by person is called at
once.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from webcare import mandate
from webcare.database import session
from webcare.desk import announcing
from webcare.desk.publishing import tell
from webcare.events import ReplyDeputyAsked, ReplyStandbyCalled
from webcare.inbox import approvals
from webcare.models import Approval, Channel, Conversation, LoginSession, Reply, User
from webcare.winning import reread, won

HERE = timedelta(minutes=15)  # since a log-in was last used


def anybody_here(approval: Approval, conversation: Conversation, now: datetime) -> bool:
    """Whether somebody who may decide is at work: not away, with a log-in that was used lately."""
    people = _here(now)
    teams = approvals.teams_of([user.id for user in people])
    return any(
        approvals.may_decide(approval, conversation, mandate.of(user, now), teams.get(user.id, frozenset()))
        for user in people
    )


def call_standby(approval: Approval, conversation: Conversation, *, now: datetime) -> None:
    """With no approver present the person on stand-by is called, once."""
    if anybody_here(approval, conversation, now):
        return
    standby = _able(conversation.channel.standby_id, approval, conversation, now)
    free = update(Approval).where(Approval.id == approval.id, Approval.standby_called_at.is_(None))
    if not won(free.values(standby_called_at=now, standby_id=standby.id if standby else None)):
        return
    reread(approval)
    if standby is not None:
        tell(ReplyStandbyCalled, session.get_one(Reply, approval.reply_id), now, standby=standby.id)
        announcing.to_approve(announcing.STANDBY, standby, conversation, now=now)


def ask_deputies(*, now: datetime) -> int:
    """Ask a deputy where nobody decided in time, each exactly once. Gives how many."""
    ripe = (
        select(Approval, Conversation, Channel)
        .join(Conversation, Conversation.id == Approval.conversation_id)
        .join(Channel, Channel.id == Approval.channel_id)
        .where(Approval.decided_at.is_(None), Approval.deputy_asked_at.is_(None))
        .order_by(Approval.id)
    )
    due = [
        (approval, conversation)
        for approval, conversation, channel in session.execute(ripe).all()
        if approval.asked_at + timedelta(minutes=channel.deputy_minutes) <= now
    ]
    return sum(_ask_deputy(approval, conversation, now) for approval, conversation in due)


def _ask_deputy(approval: Approval, conversation: Conversation, now: datetime) -> bool:
    deputy = _able(conversation.channel.deputy_id, approval, conversation, now)
    waiting = update(Approval).where(
        Approval.id == approval.id, Approval.deputy_asked_at.is_(None), Approval.decided_at.is_(None)
    )
    if not won(waiting.values(deputy_asked_at=now, deputy_id=deputy.id if deputy else None)):
        return False
    reread(approval)
    reply = session.get_one(Reply, approval.reply_id)
    tell(ReplyDeputyAsked, reply, now, deputy=deputy.id if deputy else None)
    if deputy is not None:
        announcing.to_approve(announcing.DEPUTY, deputy, conversation, now=now)
    call_standby(approval, conversation, now=now)
    return True


def _able(user_id: int | None, approval: Approval, conversation: Conversation, now: datetime) -> User | None:
    """Somebody named in the settings, unless they may not approve this or wrote it."""
    if user_id is None or user_id in (approval.author_id, approval.written_by_id):
        return None
    user = session.get_one(User, user_id)
    if not approvals.may_approve(conversation, approval.audience, mandate.of(user, now)):
        return None
    return user


def _here(now: datetime) -> list[User]:
    used = (
        select(LoginSession.user_id)
        .where(
            LoginSession.seen_at >= now - HERE,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > now,
        )
        .distinct()
    )
    here = select(User).where(User.id.in_(used), User.away_since.is_(None), User.disabled_at.is_(None))
    return list(session.scalars(here.order_by(User.id)))
