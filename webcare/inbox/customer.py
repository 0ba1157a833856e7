"""Who the customer is: what was said before, on the other side of public and private, beside others, and promised."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from webcare.database import session
from webcare.inbox.wording import HOWS
from webcare.mandate import Readable
from webcare.models import Audience, Contact, Conversation, How, Message, Outcome, Promise, Reply, User, Wait

EARLIER = 8
GATHERED = 200
NEW_HERE = timedelta(days=1)


@dataclass(frozen=True)
class Earlier:
    """Another conversation with the same customer, and how soon its last question was answered."""

    conversation: Conversation
    wait: Wait | None

    @property
    def answered_in(self) -> timedelta | None:
        """From the customer's words to the brand's; None when nothing was answered."""
        if self.wait is None or self.wait.ended_at is None:
            return None
        return self.wait.ended_at - self.wait.started_at

    @property
    def how(self) -> Any:
        """In what way it was answered, in words."""
        return HOWS.get(self.wait.how or "", "") if self.wait is not None else ""


@dataclass(frozen=True)
class Member:
    """One conversation of a gathering, with its open wait."""

    conversation: Conversation
    wait: Wait | None


@dataclass(frozen=True)
class OpenPromise:
    """Something that was promised and is not done yet; `by_dm` when the words went to one person only."""

    promise: Promise
    by: User
    by_dm: bool


@dataclass(frozen=True)
class Side:
    """What the pane beside a conversation shows."""

    contact: Contact
    linked: list[Earlier]
    earlier: list[Earlier]
    gathering: list[Member]
    promises: list[OpenPromise]
    in_private: Wait | None = None


def side(conversation: Conversation, readable: Readable) -> Side:
    """The customer of a conversation, as far as this reader may see; at most five statements."""
    others = _others(conversation, readable)
    linked = [other for other in others if other.conversation.audience != conversation.audience]
    return Side(
        contact=conversation.contact,
        linked=linked,
        earlier=[other for other in others if other.conversation.audience == conversation.audience],
        gathering=gathering(conversation, readable),
        promises=_promises(conversation, readable),
        in_private=_in_private(conversation) if linked else None,
    )


def gathering(conversation: Conversation, readable: Readable) -> list[Member]:
    """The other conversations under the same post, those that wait first."""
    if conversation.gathering_id is None:
        return []
    rows = (
        select(Conversation, Wait)
        .outerjoin(Wait, and_(Wait.conversation_id == Conversation.id, Wait.outcome == Outcome.OPEN))
        .where(Conversation.gathering_id == conversation.gathering_id, Conversation.id != conversation.id)
        .where(readable.where())
        .options(joinedload(Conversation.contact))
        .order_by(Wait.started_at.is_(None), Wait.started_at, Conversation.id)
        .limit(GATHERED)
    )
    return [Member(there, wait) for there, wait in session.execute(rows)]


def is_stranger(conversation: Conversation) -> bool:
    """Whether this is the first the brand ever heard of the customer: pictures stay blurred until opened."""
    return conversation.opened_at - conversation.contact.first_seen_at < NEW_HERE


def _others(conversation: Conversation, readable: Readable) -> list[Earlier]:
    last_answered = (
        select(func.max(Wait.id))
        .where(Wait.conversation_id == Conversation.id, Wait.outcome == Outcome.ANSWERED)
        .correlate(Conversation)
        .scalar_subquery()
    )
    rows = (
        select(Conversation, Wait)
        .outerjoin(Wait, Wait.id == last_answered)
        .where(Conversation.contact_id == conversation.contact_id, Conversation.id != conversation.id)
        .where(readable.where())
        .options(selectinload(Conversation.tags))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(EARLIER)
    )
    return [Earlier(there, wait) for there, wait in session.execute(rows)]


def _in_private(conversation: Conversation) -> Wait | None:
    """The last question here, if nothing waits and it counts as answered by a DM made elsewhere: that can be undone."""
    if conversation.audience != Audience.PUBLIC or conversation.wait_due_at is not None:
        return None
    ended = select(Wait).where(Wait.conversation_id == conversation.id).order_by(Wait.started_at.desc(), Wait.id.desc())
    last = session.scalars(ended.limit(1)).first()
    return last if last is not None and last.how == How.IN_PRIVATE and last.answer_id is not None else None


def _promises(conversation: Conversation, readable: Readable) -> list[OpenPromise]:
    """What was promised here. What a DM promised, who may not read that DM does not read here either."""
    if conversation.promise_due_at is None:
        return []
    dm_may_be_read = exists(
        select(Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.reply_id == Promise.reply_id, readable.where())
    )
    rows = (
        select(Promise, User, Reply.audience)
        .join(User, User.id == Promise.promised_by_id)
        .join(Reply, Reply.id == Promise.reply_id)
        .where(or_(Reply.audience == conversation.audience, dm_may_be_read))
        .where(Promise.conversation_id == conversation.id, Promise.counts_from.is_not(None))
        .where(Promise.fulfilled_at.is_(None), Promise.withdrawn_at.is_(None))
        .order_by(Promise.due_at)
    )
    return [OpenPromise(promise, by, audience == Audience.PRIVATE) for promise, by, audience in session.execute(rows)]
