"""Conversations about somebody's safety: above every deadline, alarming until somebody accepts.

The mark is on the conversation, never on the contact. Source: DOMAIN, Safety.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, select, update

from webcare import phrases
from webcare.database import record, session
from webcare.desk import standing, waits
from webcare.errors import Conflict
from webcare.events import ConversationUrgent, UrgencyAccepted, UrgencyTakenBack
from webcare.models import Channel, Conversation, EventRow, Status, User, WordRule
from webcare.winning import reread, won

# Whole words, any case, accents ignored: self-harm, threat, person on the track, fire, stranded child.
USUAL_WORDS = (
    "zelfmoord",
    "zelfdoding",
    "ik wil dood",
    "wil niet meer leven",
    "maak er een eind aan",
    "suicide",
    "kill myself",
    "want to die",
    "bommelding",
    "bom",
    "mes",
    "wapen",
    "bedreigd",
    "bedreigt",
    "bomb",
    "knife",
    "gun",
    "threatened",
    "persoon op het spoor",
    "iemand op het spoor",
    "mensen op het spoor",
    "kind op het spoor",
    "springt voor de trein",
    "person on the track",
    "someone on the tracks",
    "brand in de trein",
    "rook in de trein",
    "staat in brand",
    "on fire",
    "smoke in the train",
    "kind alleen",
    "kind kwijt",
    "dochter kwijt",
    "zoon kwijt",
    "child alone",
    "lost my child",
)


class StaysUrgent(Conflict):
    """It was not marked by who asks, or the alarm was taken on already."""

    code = "stays_urgent"
    message = _("Only who marked it urgent can take that back, and only until somebody takes the alarm on.")


_RULES = select(WordRule).where(WordRule.channel_id == bindparam("channel")).order_by(WordRule.id)


def rules(channel: Channel) -> Sequence[WordRule]:
    """The words that mark a conversation of this channel, oldest first."""
    return session.scalars(_RULES, {"channel": channel.id}).all()


def finder(candidates: Iterable[WordRule]) -> Callable[[str], WordRule | None]:
    """What finds the first rule of which the words stand in a text: whole words, any case, accents ignored."""
    by_words = {rule.words: rule for rule in candidates}
    find = phrases.finder(by_words)

    def rule_in(text: str) -> WordRule | None:
        words = find(text)
        return by_words[words] if words is not None else None

    return rule_in


def mark(conversation: Conversation, *, by: User | None, now: datetime, rule: WordRule | None = None) -> None:
    """Mark it urgent, by a rule or by hand; the alarm sounds until somebody accepts.

    What was accepted or closed before concerned another danger: it begins anew, and one that was closed is open again.
    """
    if sounds(conversation):
        return
    if conversation.status == Status.CLOSED:
        standing.reopen(conversation, now=now, by=by.id if by else None)
    conversation.urgent_at = now
    conversation.urgent_rule_id = rule.id if rule else None
    conversation.urgent_accepted_at = conversation.urgent_accepted_by_id = None
    conversation.closing_proposed_by_id = None  # whoever proposed it knew of the danger before
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(ConversationUrgent(at=now, by=by.id if by else None, rule_id=conversation.urgent_rule_id, **place))
    waits.restand(conversation, now=now)


def sounds(conversation: Conversation) -> bool:
    """Whether its alarm goes at this moment: nobody has taken it on."""
    if conversation.urgent_at is None or conversation.urgent_accepted_at is not None:
        return False
    return conversation.status == Status.OPEN


def accept(conversation: Conversation, *, by: User, now: datetime) -> bool:
    """Take the alarm on. The first who does ends it; whoever comes after is told by the answer: False."""
    first = won(
        update(Conversation)
        .where(
            Conversation.id == conversation.id,
            Conversation.urgent_at.is_not(None),
            Conversation.urgent_accepted_at.is_(None),
        )
        .values(urgent_accepted_at=now, urgent_accepted_by_id=by.id)
    )
    if not first:
        return False
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(UrgencyAccepted(at=now, by=by.id, **place))
    return True


def take_back(conversation: Conversation, *, by: User, now: datetime) -> None:
    """It was marked by a slip: no alarm any more. Only for who marked it by hand. Raises StaysUrgent.

    When it had been urgent before, that mark stays, and goes as taken on.
    """
    marked_by, earlier = _marks(conversation)
    calmed = {"urgent_accepted_at": now, "urgent_accepted_by_id": by.id} if earlier else {"urgent_at": None}
    unheard = update(Conversation).where(
        Conversation.id == conversation.id,
        Conversation.urgent_at.is_not(None),
        Conversation.urgent_rule_id.is_(None),
        Conversation.urgent_accepted_at.is_(None),
    )
    if marked_by != by.id or not won(unheard.values(closing_proposed_by_id=None, **calmed)):
        raise StaysUrgent
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(UrgencyTakenBack(at=now, by=by.id, **place))
    reread(conversation)
    waits.restand(conversation, now=now)


def _marks(conversation: Conversation) -> tuple[int | None, bool]:
    """Who marked it last, nobody when a rule did; and whether it was marked before, and that was not taken back."""
    marked, taken_back = ConversationUrgent.kind(), UrgencyTakenBack.kind()
    told = select(EventRow.kind, EventRow.actor_id).where(
        EventRow.conversation_id == conversation.id, EventRow.kind.in_((marked, taken_back))
    )
    events = session.execute(told.order_by(EventRow.id)).all()
    kinds = [each.kind for each in events]
    by = next((each.actor_id for each in reversed(events) if each.kind == marked), None)
    return by, kinds.count(marked) - kinds.count(taken_back) > 1
