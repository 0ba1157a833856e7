"""Messages that are known already: repeats, edits (any version's id finds its message) and tombstones."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, select, update

from webcare.database import record, session
from webcare.desk import facts, standing
from webcare.desk.arrived import Spoken
from webcare.desk.meeting import PROVISIONAL
from webcare.events import MessageEdited
from webcare.exchange import Incoming
from webcare.models import Audience, Channel, Conversation, Direction, Media, Message, MessageVersion, Outcome, Wait

_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_MESSAGES = select(Message).where(Message.channel_id == bindparam("channel"), Message.external_id.in_(_WANTED))
_VERSIONS = (
    select(MessageVersion.external_id, Message)
    .join(Message, MessageVersion.message_id == Message.id)
    .where(MessageVersion.channel_id == bindparam("channel"), MessageVersion.external_id.in_(_WANTED))
)


def clean(text: str) -> str:
    """A text as a database can keep it: without lone surrogates and zero characters."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def typed(text: str) -> str:
    """What somebody typed, without what no database and no platform takes, and without space around it."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\r\n", "\n").replace("\x00", "").strip()


def can_be_read(text: str) -> bool:
    """Whether anything in it shows: not only space, control characters and marks without width."""
    return any(unicodedata.category(letter)[0] not in "ZC" for letter in text)


def first_id(incoming: Incoming) -> str:
    """The id of the first version: the one its message is kept under."""
    return incoming.versions[0] if incoming.versions else incoming.external_id


def ids(incoming: Incoming) -> set[str]:
    """The ids of all its versions."""
    return {incoming.external_id, *incoming.versions}


def collapsed(messages: Sequence[Incoming]) -> list[Incoming]:
    """One of each: repeats are left out, versions of one message become its newest under the original time."""
    by_first: dict[str, Incoming] = {}
    for incoming in messages:
        first = first_id(incoming)
        by_first[first] = _newest(by_first[first], incoming) if first in by_first else incoming
    return list(by_first.values())


def with_ids(channel: Channel, external_ids: Iterable[str]) -> dict[str, Message]:
    """The messages that any of these ids lead to, by that id."""
    these = {"channel": channel.id, "wanted": sorted(set(external_ids))}
    if not these["wanted"]:
        return {}
    found = {message.external_id or "": message for message in session.scalars(_MESSAGES, these)}
    return found | {row[0]: row[1] for row in session.execute(_VERSIONS, these)}


def known(channel: Channel, arriving: Sequence[Incoming]) -> dict[str, Message]:
    """Which of the arriving messages are there already, by any id of any version."""
    return with_ids(channel, (number for incoming in arriving for number in ids(incoming)))


def found(known: Mapping[str, Message], incoming: Incoming) -> Message | None:
    """The known message that an arriving one is a version of."""
    if not known:
        return None
    return next((known[number] for number in sorted(ids(incoming)) if number in known), None)


def versions(incoming: Incoming, message: Spoken) -> list[dict[str, Any]]:
    """The version rows of a message that came edited; a message with one version has none."""
    if len(incoming.versions) < 2:
        return []
    return [_version(number, incoming, message) for number in dict.fromkeys((*incoming.versions, incoming.external_id))]


def revise(arriving: Sequence[Incoming], known: Mapping[str, Message], *, now: datetime) -> dict[int, datetime]:
    """Take over what changed in known messages. Gives the conversations whose waits may move, and since when."""
    changed: dict[int, datetime] = {}
    for incoming in arriving:
        message = found(known, incoming)
        if message is None or message.deleted_at is not None:
            continue
        if incoming.reach is not None and incoming.reach != message.reach:
            message.reach = incoming.reach
        _name_thread(message, incoming)
        if len(incoming.versions) > 1 or incoming.external_id != message.external_id:
            _take_version(message, incoming, now)
        if incoming.posted_at < message.posted_at:
            message.posted_at = incoming.posted_at
            changed[message.conversation_id] = incoming.posted_at
    session.flush()
    return changed


def reworded(known: Mapping[str, Message], now: datetime) -> list[Message]:
    """Those of the known messages that say something else since this moment, each once."""
    once = {message.id: message for message in known.values()}
    return [each for each in once.values() if each.edited_at == now and each.deleted_at is None]


def bury(message: Message, *, now: datetime) -> None:
    """Take the words and pictures of a message away; its place and time stay."""
    message.text, message.deleted_at = None, now
    session.execute(delete(Media).where(Media.message_id == message.id))
    session.execute(update(MessageVersion).where(MessageVersion.message_id == message.id).values(text=None))
    session.flush()
    standing.show_preview(session.get_one(Conversation, message.conversation_id))


def _name_thread(message: Message, incoming: Incoming) -> None:
    """A DM of ours comes back with the id of its conversation, which was not known when it was sent."""
    if incoming.audience != Audience.PRIVATE or message.reply_id is None:
        return
    conversation = session.get_one(Conversation, message.conversation_id)
    if conversation.thread_id.startswith(PROVISIONAL):
        conversation.thread_id = incoming.thread_id


def _newest(one: Incoming, other: Incoming) -> Incoming:
    newer = max(one, other, key=lambda each: facts.number_of(each.external_id))
    return replace(
        newer,
        posted_at=min(one.posted_at, other.posted_at),
        versions=max(one.versions, other.versions, key=len),
        asks=one.asks or other.asks,
    )


def _take_version(message: Message, incoming: Incoming, now: datetime) -> None:
    there = select(MessageVersion.external_id).where(MessageVersion.message_id == message.id)
    known_ids = set(session.scalars(there))
    if not known_ids:
        session.add(_first_version(message))
        known_ids.add(message.external_id or "")
    newest = max(facts.number_of(number) for number in known_ids)
    for number in sorted(ids(incoming) - known_ids):
        session.add(MessageVersion(**_version(number, incoming, message)))
    message.asks = message.asks or incoming.asks
    if facts.number_of(incoming.external_id) > newest:
        _replace_text(message, incoming, now)


def _replace_text(message: Message, incoming: Incoming, now: datetime) -> None:
    message.text, message.edited_at = clean(incoming.text), now
    message.sentiment = message.sentiment_by_id = None  # the new words are read anew
    message.edited_after_answer = message.direction == Direction.INBOUND and _is_answered(message)
    session.flush()
    standing.show_preview(session.get_one(Conversation, message.conversation_id))
    place = {"channel_id": message.channel_id, "conversation_id": message.conversation_id}
    after = message.edited_after_answer
    record(MessageEdited(at=now, message_id=message.id, after_answer=after, **place))


def _is_answered(message: Message) -> bool:
    """Whether a wait that it belongs to was answered: it began before the message and ended after it."""
    answered = select(Wait.id).where(
        Wait.conversation_id == message.conversation_id,
        Wait.outcome == Outcome.ANSWERED,
        Wait.started_at <= message.posted_at,
        Wait.ended_at >= message.posted_at,
    )
    return session.scalars(answered.limit(1)).first() is not None


def _first_version(message: Message) -> MessageVersion:
    return MessageVersion(
        channel_id=message.channel_id,
        message_id=message.id,
        external_id=message.external_id,
        text=message.text,
        arrived_at=message.arrived_at,
    )


def _version(number: str, incoming: Incoming, message: Spoken) -> dict[str, Any]:
    return {
        "channel_id": message.channel_id,
        "message_id": message.id,
        "external_id": number,
        "text": clean(incoming.text) if number == incoming.external_id else None,
        "arrived_at": message.arrived_at,
    }
