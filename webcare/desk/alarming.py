"""An urgent conversation alarms the stand-by list, at any hour, until somebody takes it on. Source: DOMAIN, Safety.

In the page everybody who may read it sees the alarm anyway; this is for who is elsewhere.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload, selectinload

from webcare import mandate
from webcare.database import session
from webcare.desk import announcing
from webcare.desk.handing import may_answer
from webcare.inbox.filters import IS_OPEN
from webcare.models import Alert, AlertKind, Channel, Conversation, User
from webcare.winning import changed

AGAIN = timedelta(minutes=2)
AT_MOST = 50  # conversations in one look


def alarm(*, now: datetime) -> int:
    """Push to everybody on stand-by who may answer, and again every two minutes. Gives how many were told.

    Also to who sits in a drill at that moment: what is real comes first.
    """
    sounding = _sounding()
    if not sounding:
        return 0
    standby = [each.outside_drill() for each in mandate.everybody(now) if each.user.standby]
    last = _last_told(each.id for each in sounding)
    told = 0
    for conversation in sounding:
        for each in standby:
            before = last.get((each.user.id, conversation.id))
            if may_answer(each, conversation) and (before is None or before + AGAIN <= now):
                _tell(each.user, conversation, now=now, first=before is None)
                told += 1
    return told


def _sounding() -> Sequence[Conversation]:
    """What nobody has taken on yet; a drill alarms nobody who is elsewhere."""
    loud = (
        IS_OPEN,
        Conversation.urgent_at.is_not(None),
        Conversation.urgent_accepted_at.is_(None),
        Channel.training.is_(False),
    )
    found = select(Conversation).join(Channel, Channel.id == Conversation.channel_id).where(*loud)
    whole = found.options(selectinload(Conversation.tags), joinedload(Conversation.contact))
    return session.scalars(whole.order_by(Conversation.urgent_at, Conversation.id).limit(AT_MOST)).all()


def _last_told(conversation_ids: Iterable[int]) -> dict[tuple[int, int], datetime]:
    told = (
        select(Alert.user_id, Alert.conversation_id, func.max(Alert.push_at))
        .where(Alert.kind == AlertKind.URGENT, Alert.conversation_id.in_(sorted(conversation_ids)))
        .group_by(Alert.user_id, Alert.conversation_id)
    )
    return {(user, number): at for user, number, at in session.execute(told) if number is not None and at is not None}


def _tell(user: User, conversation: Conversation, *, now: datetime, first: bool) -> None:
    """Over quiet hours too: that is what stand-by is."""
    if first:
        facts = {"kind": AlertKind.URGENT, "conversation_id": conversation.id, "raised_at": now, "push_at": now}
        session.add(Alert(user_id=user.id, seen_at=now, **facts))  # the page has a bar of its own for it
    else:
        theirs = (Alert.user_id == user.id, Alert.conversation_id == conversation.id, Alert.kind == AlertKind.URGENT)
        changed(update(Alert).where(*theirs).values(push_at=now))
    announcing.alarm(user, conversation, now=now)
