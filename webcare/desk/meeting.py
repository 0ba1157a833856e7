"""Finds or makes the contacts and conversations that arriving messages belong to, many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, select

from webcare.database import Base, record, session
from webcare.desk.numbering import insert_numbered, new_in
from webcare.events import ContactChanged, ConversationOpened
from webcare.exchange import Author, Incoming
from webcare.models import Audience, Channel, Contact, Conversation, Status

HISTORY = "history"  # why a conversation is closed that only holds what was posted before the channel was connected
PROVISIONAL = "with:"  # a DM conversation of which the platform has not told the id yet
Made = TypeVar("Made", bound=Base)
Profile = Row[int, str, str, str, str | None, int | None, datetime | None]  # the columns of _CONTACTS
Key = tuple[int, str, str]  # contact, audience, thread
Arrival = tuple[Incoming, int]  # a message, and the id of the contact with whom its conversation is

_CONTACTS = select(
    Contact.id,
    Contact.external_id,
    Contact.handle,
    Contact.name,
    Contact.avatar_url,
    Contact.followers,
    Contact.vanished_at,
).where(Contact.channel_id == bindparam("channel"), Contact.external_id.in_(bindparam("people", expanding=True)))
_CONVERSATIONS = select(Conversation).where(
    Conversation.channel_id == bindparam("channel"),
    Conversation.contact_id.in_(bindparam("contacts", expanding=True)),
    Conversation.thread_id.in_(bindparam("threads", expanding=True)),
)

_NUMBERED = (
    select(Conversation).where(Conversation.id.in_(bindparam("numbers", expanding=True))).order_by(Conversation.id)
)


def insert_new(kind: type[Made], rows: Sequence[dict[str, Any]]) -> list[Made]:
    """Insert many rows in one statement. The answer has no order; what somebody else just made is left out of it."""
    if not rows:
        return []
    return list(session.scalars(new_in(kind).returning(kind), list(rows)))


def provisional_thread(contact: Contact) -> str:
    """What a DM conversation is called that began with a DM of ours, until the platform tells its id."""
    return f"{PROVISIONAL}{contact.external_id}"


@dataclass
class Met:
    """The contacts and conversations of one batch, by what the platform calls them."""

    channel: Channel
    now: datetime
    contacts: dict[str, int] = field(default_factory=dict)  # their ids
    conversations: dict[Key, Conversation] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)  # conversations that did not exist before
    voices: dict[str, int | None] = field(default_factory=dict)  # who speaks for the brand: id there → the colleague

    def meet(self, authors: Iterable[Author]) -> None:
        """Find or make the contacts; tell of those who go by another name or picture now."""
        known = {author.external_id: author for author in authors}
        there = self._find_contacts(known)
        self._rename({each.id: known[each.external_id] for each in there if _differs(each, known[each.external_id])})
        missing = [author for author in known.values() if author.external_id not in self.contacts]
        if missing:
            insert_numbered(Contact, [self._contact(author) for author in missing], unless_there=True)
            self._find_contacts(author.external_id for author in missing)

    def open(self, arrivals: Sequence[Arrival]) -> None:
        """Find or make the conversation of each message."""
        if not arrivals:
            return
        by_key: dict[Key, Arrival] = {}
        for incoming, contact in sorted(arrivals, key=lambda each: each[0].posted_at):
            by_key.setdefault((contact, str(incoming.audience), incoming.thread_id), (incoming, contact))
        self._find_conversations(by_key)
        self._name_provisional(by_key)
        self._make({key: each for key, each in by_key.items() if key not in self.conversations})
        for incoming, contact in arrivals:
            self._learn_who_began(incoming, contact)

    def under_strangers(self) -> list[Conversation]:
        """Those that stand under a public post of somebody who is neither their contact nor the brand."""
        people = {contact: number for number, contact in self.contacts.items()}
        return [
            each
            for each in self.conversations.values()
            if each.audience == Audience.PUBLIC
            and each.thread_author not in (None, self.channel.external_id, people.get(each.contact_id))
        ]

    def conversation(self, incoming: Incoming, contact: int) -> Conversation:
        """Where a message belongs."""
        return self.conversations[contact, incoming.audience, incoming.thread_id]

    def _find_contacts(self, known: Iterable[str]) -> Sequence[Profile]:
        found = session.execute(_CONTACTS, {"channel": self.channel.id, "people": sorted(known)}).all()
        self.contacts.update({contact.external_id: contact.id for contact in found})
        return found

    def _find_conversations(self, keys: Iterable[Key]) -> None:
        contacts, _audiences, threads = (sorted(set(part)) for part in zip(*keys, strict=True))
        where = {"channel": self.channel.id, "contacts": contacts, "threads": threads}
        for conversation in session.scalars(_CONVERSATIONS, where):
            self.conversations[_key(conversation)] = conversation

    def _make(self, missing: Mapping[Key, Arrival]) -> None:
        if not missing:
            return
        rows = [self._conversation(*each) for each in missing.values()]
        numbers = insert_numbered(Conversation, rows, unless_there=True)
        for conversation in session.scalars(_NUMBERED, {"numbers": numbers}):
            self.conversations[_key(conversation)] = conversation
            self.made.add(conversation.id)
            place = {"channel_id": self.channel.id, "conversation_id": conversation.id}
            record(ConversationOpened(at=self.now, **place))
        if any(key not in self.conversations for key in missing):
            self._find_conversations(missing)

    def _name_provisional(self, keys: Iterable[Key]) -> None:
        """A conversation that began with a DM of ours gets the platform's id once that is known."""
        private = {key[0]: key for key in keys if key[1] == Audience.PRIVATE and key not in self.conversations}
        if not private:
            return
        found = select(Conversation).where(
            Conversation.contact_id.in_(sorted(private)), Conversation.thread_id.startswith(PROVISIONAL)
        )
        for conversation in session.scalars(found).all():
            key = private[conversation.contact_id]
            conversation.thread_id = key[2]
            self.conversations[key] = conversation

    def _learn_who_began(self, incoming: Incoming, contact: int) -> None:
        conversation = self.conversation(incoming, contact)
        if incoming.thread_author is not None and conversation.thread_author is None:
            conversation.thread_author = incoming.thread_author
            session.flush()

    def _rename(self, differing: Mapping[int, Author]) -> None:
        if not differing:
            return
        for contact in session.scalars(select(Contact).where(Contact.id.in_(sorted(differing)))):
            author = differing[contact.id]
            contact.vanished_at = None
            if author.followers is not None:
                contact.followers = author.followers
            if _shown(contact) != _shown(author):
                contact.handle, contact.name, contact.avatar_url = _shown(author)
                record(ContactChanged(at=self.now, channel_id=self.channel.id, contact_id=contact.id))

    def _contact(self, author: Author) -> dict[str, Any]:
        return {
            "channel_id": self.channel.id,
            "external_id": author.external_id,
            "handle": author.handle,
            "name": author.name,
            "avatar_url": author.avatar_url,
            "followers": author.followers,
            "first_seen_at": self.now,
        }

    def _conversation(self, incoming: Incoming, contact: int) -> dict[str, Any]:
        return {
            "channel_id": self.channel.id,
            "contact_id": contact,
            "audience": incoming.audience,
            "thread_id": incoming.thread_id,
            "thread_author": incoming.thread_author,
            "opened_at": incoming.posted_at,
            "status": Status.CLOSED,  # until something is received that is not history
            "close_reason": HISTORY,
            "closed_at": self.now,
        }


def _key(conversation: Conversation) -> Key:
    return conversation.contact_id, conversation.audience, conversation.thread_id


def _differs(contact: Profile, author: Author) -> bool:
    if contact.vanished_at is not None or _shown(contact) != _shown(author):
        return True
    return author.followers not in (None, contact.followers)


def _shown(person: Profile | Contact | Author) -> tuple[str, str, str | None]:
    return person.handle, person.name, person.avatar_url
