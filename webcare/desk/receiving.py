"""Takes in what a platform tells: customers' messages, and the brand's own that were made elsewhere.

Many messages cost a handful of statements. Any order of arrival, with any number of repeats, gives the same
conversations and the same waits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from webcare.database import record, session
from webcare.desk import (
    crisis_gathering,
    editing,
    facts,
    gatherings,
    holders,
    orphans,
    recognising,
    standing,
    urgency,
    waits,
)
from webcare.desk.arrived import Arrived, Spoken
from webcare.desk.folding import Happening
from webcare.desk.meeting import HISTORY, Arrival, Met
from webcare.desk.numbering import insert_numbered
from webcare.events import MessageDeleted, MessagePostedElsewhere, MessageReceived
from webcare.exchange import Incoming
from webcare.models import Channel, Conversation, Direction, Media, Message, MessageVersion, Status


def receive(channel: Channel, messages: Sequence[Incoming], *, now: datetime) -> list[int]:
    """Take in a page of messages (at most about a hundred); gives the ids of the new ones, in the platform's order.

    What is known already is compared with what came: an edit replaces the text, a repeat changes nothing.
    """
    crisis_gathering.keep_pace()
    met = Met(channel, now)
    with session.no_autoflush:  # each conversation is written once, at the end
        arriving = orphans.adopted(channel, editing.collapsed(messages))
        known = editing.known(channel, arriving)
        changed = editing.revise(arriving, known, now=now)
        arrivals = _arrivals(channel, [each for each in arriving if editing.found(known, each) is None], met, now)
        met.open(arrivals)
        new = _insert(arrivals, met)
        _update_conversations(arrivals, new, met, now)
        said: list[Spoken] = [*new, *editing.reworded(known, now)]
        _mark_urgent(channel, said, now)
        crisis_gathering.arrived(channel, said, now=now)
        gatherings.gather(channel, met.under_strangers(), now=now)
        _refold(new, met, changed, now)
    return [message.id for message in new]


def gone(channel: Channel, external_ids: Iterable[str], *, now: datetime) -> None:
    """Their authors took them away: the words go, a tombstone stays, and waits follow."""
    found = editing.with_ids(channel, external_ids)
    changed: dict[int, datetime] = {}
    for message in {each.id: each for each in found.values() if each.deleted_at is None}.values():
        editing.bury(message, now=now)
        place = {"channel_id": channel.id, "conversation_id": message.conversation_id}
        record(MessageDeleted(at=now, message_id=message.id, **place))
        since = changed.get(message.conversation_id, message.posted_at)
        changed[message.conversation_id] = min(since, message.posted_at)
    session.flush()
    waits.refold_all(changed, now=now)


def _arrivals(channel: Channel, new: Sequence[Incoming], met: Met, now: datetime) -> list[Arrival]:
    """Whose conversation each new message belongs to; what answers nobody we know of is left out."""
    voices = met.voices = recognising.own_voices(channel, new)
    own = [each for each in new if recognising.is_own(each, channel, voices)]
    ours = {each.external_id for each in own}
    settled = recognising.settled(channel, own, now=now)
    own = [each for each in own if each.external_id not in settled]
    addressed = recognising.addressees(channel, own, new)
    orphans.keep(channel, [each for each in own if each.external_id not in addressed], now=now)
    authors = [each.author for each in new if each.external_id not in ours]
    met.meet([*authors, *addressed.values()])
    arrivals = []
    for incoming in sorted(new, key=lambda each: (each.posted_at, facts.number_of(each.external_id))):
        author = addressed.get(incoming.external_id, incoming.author)
        speaks_to_nobody = incoming.external_id in ours and incoming.external_id not in addressed
        if author.external_id in met.contacts and not speaks_to_nobody:
            arrivals.append((incoming, met.contacts[author.external_id]))
    return arrivals


def _insert(arrivals: Sequence[Arrival], met: Met) -> list[Arrived]:
    if not arrivals:
        return []
    rows = [_row(incoming, met.conversation(incoming, contact), met) for incoming, contact in arrivals]
    new = [Arrived.of(number, row) for number, row in zip(insert_numbered(Message, rows), rows, strict=True)]
    _insert_parts(Media, (_media(incoming, message) for (incoming, _), message in zip(arrivals, new, strict=True)))
    versions = (editing.versions(incoming, message) for (incoming, _), message in zip(arrivals, new, strict=True))
    _insert_parts(MessageVersion, versions)
    for message in new:
        kind = MessageReceived if message.direction == Direction.INBOUND else MessagePostedElsewhere
        place = {"channel_id": message.channel_id, "conversation_id": message.conversation_id}
        record(kind(at=met.now, message_id=message.id, **place))
    return new


def _insert_parts(kind: type[Media | MessageVersion], parts: Iterable[list[dict[str, Any]]]) -> None:
    rows = [row for each in parts for row in each]
    if rows:
        session.execute(insert(kind), rows)


def _row(incoming: Incoming, conversation: Conversation, met: Met) -> dict[str, Any]:
    own = recognising.is_own(incoming, met.channel, met.voices)
    return {
        "channel_id": met.channel.id,
        "conversation_id": conversation.id,
        "direction": Direction.OUTBOUND if own else Direction.INBOUND,
        "audience": incoming.audience,
        "external_id": editing.first_id(incoming),
        "in_reply_to": incoming.in_reply_to,
        "author_id": met.voices.get(incoming.author.external_id) if own else None,
        "text": editing.clean(incoming.text),
        "language": incoming.language,
        "asks": incoming.asks,
        "history": incoming.posted_at < met.channel.connected_at,
        "encrypted": incoming.encrypted,
        "reach": incoming.reach,
        "posted_at": incoming.posted_at,
        "arrived_at": met.now,
        "edited_at": met.now if len(incoming.versions) > 1 else None,
    }


def _media(incoming: Incoming, message: Arrived) -> list[dict[str, Any]]:
    return [
        {
            "message_id": message.id,
            "position": position,
            "kind": picture.kind,
            "url": picture.url,
            "alt": picture.alt,
            "width": picture.width,
            "height": picture.height,
        }
        for position, picture in enumerate(incoming.pictures)
    ]


def _update_conversations(arrivals: Sequence[Arrival], new: Sequence[Arrived], met: Met, now: datetime) -> None:
    for (incoming, contact), message in zip(arrivals, new, strict=True):
        conversation = met.conversation(incoming, contact)
        standing.show_message(conversation, message)
        if conversation.close_reason == HISTORY and not message.history:
            conversation.status, conversation.closed_at, conversation.close_reason = Status.OPEN, None, None
        if message.direction == Direction.INBOUND and not message.history:
            holders.leave_if_absent(conversation, now=now)


def _refold(new: Sequence[Arrived], met: Met, changed: Mapping[int, datetime], now: datetime) -> None:
    """New conversations fold in memory; known ones only if what came can change their waits."""
    fresh: Mapping[int, list[Happening]] = defaultdict(list)
    since = dict(changed)
    joining: dict[int, list[Arrived]] = defaultdict(list)
    for message in new:
        if message.conversation_id in met.made:
            fresh[message.conversation_id] += _happening(message)
        elif message.direction == Direction.OUTBOUND or facts.counts(message):
            joining[message.conversation_id].append(message)
    since |= _not_simply_joining(joining, met, since)
    fresh = {number: each for number, each in fresh.items() if each}
    waits.refold_all(since, now=now, fresh=fresh, gathered=met.conversations.values())


def _happening(message: Arrived) -> list[Happening]:
    if message.direction == Direction.OUTBOUND:
        return [facts.answered_elsewhere(message)]
    return [facts.said(message)] if facts.counts(message) else []


def _not_simply_joining(
    joining: Mapping[int, Sequence[Arrived]], met: Met, since: Mapping[int, datetime]
) -> dict[int, datetime]:
    """Leave out conversations in which an open wait merely goes on: nothing was said before it or answered after."""
    if not joining:
        return {}
    conversations = {conversation.id: conversation for conversation in met.conversations.values()}
    earliest = {number: min(message.posted_at for message in each) for number, each in joining.items()}
    answered = facts.answered_after(earliest)
    left: dict[int, datetime] = {}
    for number, at in earliest.items():
        started = conversations[number].wait_started_at
        if number in answered or started is None or started >= at:  # at one moment the lower id is first
            left[number] = min(at, since.get(number, at))
    return left


def _mark_urgent(channel: Channel, said: Sequence[Spoken], now: datetime) -> None:
    asked = [each for each in said if each.direction == Direction.INBOUND and not each.history and each.text]
    rules = urgency.rules(channel) if asked else ()
    find = urgency.finder(rules)
    for message in asked if rules else ():
        rule = find(message.text or "")
        if rule is not None:
            urgency.mark(session.get_one(Conversation, message.conversation_id), by=None, now=now, rule=rule)
