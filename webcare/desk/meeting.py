"""Finds or makes the contacts and conversations that arriving messages belong to, many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from webcare.database import Base, is_sqlite, record, session
from webcare.events import ContactChanged, ConversationOpened
from webcare.exchange import Author, Incoming
from webcare.models import Audience, Channel, Contact, Conversation, Status

HISTORY = "history"  # why a conversation is closed that only holds what was posted before the channel was connected
PROVISIONAL = "with:"  # a DM conversation of which the platform has not told the id yet
Row = TypeVar("Row", bound=Base)
Key = tuple[int, str, str]  # contact, audience, thread


def insert_new(kind: type[Row], rows: Sequence[dict[str, Any]]) -> list[Row]:
    """Insert many rows in one statement. The answer has no order; what somebody else just made is left out of it."""
    if not rows:
        return []
    make = sqlite_insert if is_sqlite() else postgresql_insert
    return list(session.scalars(make(kind).on_conflict_do_nothing().returning(kind), list(rows)))


def table_of(kind: type[Base]) -> Table:
    """The bare table: for bulk, where nothing more is asked of the rows than what is at hand."""
    return cast(Table, kind.__table__)


def provisional_thread(contact: Contact) -> str:
    """What a DM conversation is called that began with a DM of ours, until the platform tells its id."""
    return f"{PROVISIONAL}{contact.external_id}"


@dataclass
class Met:
    """The contacts and conversations of one batch, by what the platform calls them."""

    channel: Channel
    now: datetime
    contacts: dict[str, Contact] = field(default_factory=dict)
    conversations: dict[Key, Conversation] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)  # conversations that did not exist before
    voices: dict[str, int | None] = field(default_factory=dict)  # who speaks for the brand: id there → the colleague

    def meet(self, authors: Iterable[Author]) -> None:
        """Find or make the contacts; tell of those who go by another name or picture now."""
        known = {author.external_id: author for author in authors}
        self._find_contacts(known)
        changed = [each for each in self.contacts.values() if each.external_id in known]
        for contact in changed:
            self._rename(contact, known[contact.external_id])
        missing = [author for author in known.values() if author.external_id not in self.contacts]
        for contact in insert_new(Contact, [self._contact(author) for author in missing]):
            self.contacts[contact.external_id] = contact
        if any(author.external_id not in self.contacts for author in missing):
            self._find_contacts(known)

    def open(self, arrivals: Sequence[tuple[Incoming, Contact]]) -> None:
        """Find or make the conversation of each message."""
        by_key: dict[Key, tuple[Incoming, Contact]] = {}
        for incoming, contact in sorted(arrivals, key=lambda each: each[0].posted_at):
            by_key.setdefault((contact.id, str(incoming.audience), incoming.thread_id), (incoming, contact))
        self._find_conversations(by_key)
        self._name_provisional(by_key)
        missing = [self._conversation(*each) for key, each in by_key.items() if key not in self.conversations]
        for conversation in insert_new(Conversation, missing):
            self.conversations[_key(conversation)] = conversation
            self.made.add(conversation.id)
            place = {"channel_id": self.channel.id, "conversation_id": conversation.id}
            record(ConversationOpened(at=self.now, **place))
        if any(key not in self.conversations for key in by_key):
            self._find_conversations(by_key)
        for incoming, contact in arrivals:
            self._learn_who_began(incoming, contact)

    def under_strangers(self) -> list[Conversation]:
        """Those that stand under a public post of somebody who is neither their contact nor the brand."""
        people = {contact.id: number for number, contact in self.contacts.items()}
        return [
            each
            for each in self.conversations.values()
            if each.audience == Audience.PUBLIC
            and each.thread_author not in (None, self.channel.external_id, people.get(each.contact_id))
        ]

    def conversation(self, incoming: Incoming, contact: Contact) -> Conversation:
        """Where a message belongs."""
        return self.conversations[contact.id, incoming.audience, incoming.thread_id]

    def _find_contacts(self, known: Iterable[str]) -> None:
        found = select(Contact).where(Contact.channel_id == self.channel.id, Contact.external_id.in_(sorted(known)))
        self.contacts.update({contact.external_id: contact for contact in session.scalars(found)})

    def _find_conversations(self, keys: Iterable[Key]) -> None:
        wanted = set(keys)
        found = select(Conversation).where(
            Conversation.channel_id == self.channel.id,
            Conversation.contact_id.in_(sorted({key[0] for key in wanted})),
            Conversation.thread_id.in_(sorted({key[2] for key in wanted})),
        )
        for conversation in session.scalars(found):
            self.conversations[_key(conversation)] = conversation

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

    def _learn_who_began(self, incoming: Incoming, contact: Contact) -> None:
        conversation = self.conversation(incoming, contact)
        if incoming.thread_author is not None and conversation.thread_author is None:
            conversation.thread_author = incoming.thread_author
            session.flush()

    def _rename(self, contact: Contact, author: Author) -> None:
        if contact.vanished_at is not None:
            contact.vanished_at = None
        if author.followers is not None:
            contact.followers = author.followers
        if (contact.handle, contact.name, contact.avatar_url) == (author.handle, author.name, author.avatar_url):
            return
        contact.handle, contact.name, contact.avatar_url = author.handle, author.name, author.avatar_url
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

    def _conversation(self, incoming: Incoming, contact: Contact) -> dict[str, Any]:
        return {
            "channel_id": self.channel.id,
            "contact_id": contact.id,
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
