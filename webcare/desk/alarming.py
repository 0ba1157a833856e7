"""An urgent conversation alarms the stand-by list, at any hour, until somebody takes it on. Source: DOMAIN, Safety.

In the page everybody who may read it sees the alarm anyway; this is for who is elsewhere.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, false, func, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from webcare import mandate
from webcare.database import session
from webcare.desk import announcing, in_turn
from webcare.desk.handing import may_answer
from webcare.inbox.filters import IS_OPEN
from webcare.mandate import Mandate
from webcare.models import Alert, AlertKind, Channel, Conversation, Power, User
from webcare.winning import changed

AGAIN = timedelta(minutes=2)
AT_ONCE, AT_MOST = 50, 200  # conversations looked at together; told in one transaction, the rest in the next
LastTold = dict[tuple[int, int], datetime]  # of a user about a conversation


def alarm(*, now: datetime) -> int:
    """Push to everybody on stand-by who may answer, and again every two minutes. Gives how many were told.

    Also to who sits in a drill at that moment: what is real comes first. Of very many each has its turn.
    """
    sounding = _sounding()
    if session.scalars(sounding.limit(1)).first() is None:
        return 0
    standby = [each.outside_drill() for each in mandate.everybody(now) if each.user.standby]
    theirs = or_(false(), *(each.where() for each in {mandate.reach(each, Power.ANSWER) for each in standby}))
    told = 0
    for page in in_turn.pages(sounding.where(theirs), Conversation.urgent_at, AT_ONCE):
        last = _last_told(each.id for each in page)
        told += sum(_tell_all(standby, conversation, last, now) for conversation in page)
        if told >= AT_MOST:
            break
    return told


def _tell_all(standby: Iterable[Mandate], conversation: Conversation, last: LastTold, now: datetime) -> int:
    told = 0
    for each in standby:
        before = last.get((each.user.id, conversation.id))
        if _is_due(conversation, before, now) and may_answer(each, conversation):
            _tell(each.user, conversation, now=now, first=before is None)
            told += 1
    return told


def _is_due(conversation: Conversation, before: datetime | None, now: datetime) -> bool:
    """Told at once of a danger, also of one after another that was taken on, and again every two minutes."""
    if before is None or conversation.urgent_at is None or before < conversation.urgent_at:
        return True
    return before + AGAIN <= now


def _sounding() -> Select[Conversation]:
    """What nobody has taken on yet; a drill alarms nobody who is elsewhere."""
    loud = (
        IS_OPEN,
        Conversation.urgent_at.is_not(None),
        Conversation.urgent_accepted_at.is_(None),
        Channel.training.is_(False),
    )
    found = select(Conversation).join(Channel, Channel.id == Conversation.channel_id).where(*loud)
    return found.options(selectinload(Conversation.tags), joinedload(Conversation.contact))


def _last_told(conversation_ids: Iterable[int]) -> LastTold:
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
