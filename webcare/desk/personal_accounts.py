"""Own accounts of people who answer in person. An own account is no channel: nothing is read by it.

It is offered only where the customer mentioned it, since X refuses it elsewhere. Whatever leaves by it is public, is
its owner's own words, and goes the way of every answer. Source: DOMAIN, Escalation to the CEO.
"""

import re
from collections.abc import Callable
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import undefer

from webcare.database import record, session
from webcare.errors import BadInput, Conflict
from webcare.events import PersonalAccountConnected, PersonalAccountDisconnected
from webcare.models import Audience, Channel, Conversation, Direction, Message, PersonalAccount, User
from webcare.winning import won

_VOICES = select(PersonalAccount.external_id, PersonalAccount.user_id).where(
    PersonalAccount.platform == bindparam("platform"), PersonalAccount.disconnected_at.is_(None)
)


class AccountOfTheBrand(BadInput):
    """What the brand's desk reads is nobody's own."""

    code = "account_of_the_brand"
    message = _("@%(handle)s is a channel of the brand. Connect an account of the person themselves.")


class AccountOfSomebodyElse(BadInput):
    """One account, one person."""

    code = "account_of_somebody_else"
    message = _("@%(handle)s is connected as the own account of %(name)s already.")


class AccountNotOffered(Conflict):
    """It cannot be used here; the other account is never taken in its place by itself."""

    code = "account_not_offered"
    message = _("You cannot answer by your own account here any more. Choose the brand's account, and send again.")


def of(user: User, platform: str = "x") -> PersonalAccount | None:
    """The account of somebody that is connected now."""
    theirs = select(PersonalAccount).where(PersonalAccount.user_id == user.id, PersonalAccount.platform == platform)
    return session.scalars(theirs.where(PersonalAccount.disconnected_at.is_(None))).one_or_none()


def connect(
    user: User, *, platform: str, external_id: str, handle: str, name: str, credentials: bytes, by: User, now: datetime
) -> PersonalAccount:
    """Connect an account of somebody, or give it new keys; another one of theirs is disconnected.

    `credentials` are encrypted already. The route asks whether one may. Raises AccountOfTheBrand,
    AccountOfSomebodyElse.
    """
    _check_free(user, platform, external_id, handle)
    there = of(user, platform)
    if there is not None and there.external_id != external_id:
        disconnect(there, by=by, now=now)
        there = None
    if there is None:
        whose = {"user_id": user.id, "platform": platform, "external_id": external_id}
        there = PersonalAccount(**whose, connected_at=now, connected_by_id=by.id)
        session.add(there)
    there.handle, there.name, there.credentials = handle, name, credentials
    session.flush()
    record(PersonalAccountConnected(at=now, by=by.id, user_id=user.id, account_id=there.id))
    return there


def disconnect(account: PersonalAccount, *, by: User, now: datetime) -> None:
    """Nothing leaves by it any more; its keys are forgotten. Twice changes nothing."""
    connected = update(PersonalAccount).where(
        PersonalAccount.id == account.id, PersonalAccount.disconnected_at.is_(None)
    )
    if not won(connected.values(disconnected_at=now, credentials=b"")):
        return
    session.refresh(account)
    record(PersonalAccountDisconnected(at=now, by=by.id, user_id=account.user_id, account_id=account.id))


def offered(user: User, conversation: Conversation) -> PersonalAccount | None:
    """Their own account, where the customer mentioned it in public; in a drill there is none."""
    if conversation.audience != Audience.PUBLIC or conversation.channel.training:
        return None
    account = of(user, conversation.channel.platform)
    if account is None or mentioning(conversation, account) is None:
        return None
    return account


def chosen(account_id: int | None, user: User, conversation: Conversation) -> PersonalAccount | None:
    """What the button said: their own account, or the brand's (None). Raises AccountNotOffered."""
    if account_id is None:
        return None
    account = offered(user, conversation)
    if account is None or account.id != account_id:
        raise AccountNotOffered
    return account


def mentioning(conversation: Conversation, account: PersonalAccount) -> Message | None:
    """The newest message in which the customer names the account: the one that an answer by it hangs under."""
    theirs = select(Message).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.INBOUND,
        Message.deleted_at.is_(None),
        Message.external_id.is_not(None),
    )
    newest = session.scalars(theirs.order_by(Message.posted_at.desc(), Message.id.desc()))
    names = re.compile(rf"(?<!\w)@{re.escape(account.handle)}(?!\w)", re.IGNORECASE)
    return next((message for message in newest if names.search(message.text or "")), None)


def voices(channel: Channel) -> dict[str, int]:
    """Whose public posts on this platform are the brand's people's own: the platform's id → the colleague."""
    if channel.training:
        return {}
    return {each.external_id: each.user_id for each in session.execute(_VOICES, {"platform": channel.platform})}


def reseal(again: Callable[[bytes], bytes]) -> int:
    """Encrypt the keys of every account anew. Returns how many there were."""
    connected = select(PersonalAccount).where(PersonalAccount.disconnected_at.is_(None))
    accounts = session.scalars(connected.options(undefer(PersonalAccount.credentials))).all()
    for account in accounts:
        account.credentials = again(account.credentials)
    return len(accounts)


def _check_free(user: User, platform: str, external_id: str, handle: str) -> None:
    channel = select(Channel.id).where(Channel.platform == platform, Channel.external_id == external_id)
    if session.scalar(channel.limit(1)) is not None:
        raise AccountOfTheBrand(field="consumer_key", handle=handle)
    same = select(PersonalAccount).where(
        PersonalAccount.platform == platform,
        PersonalAccount.external_id == external_id,
        PersonalAccount.disconnected_at.is_(None),
        PersonalAccount.user_id != user.id,
    )
    other = session.scalars(same).one_or_none()
    if other is not None:
        raise AccountOfSomebodyElse(field="consumer_key", handle=handle, name=other.user.name)
