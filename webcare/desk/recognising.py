"""The brand's own messages as they come back by the feed: whom they answer, and whether they were sent here.

Source: DOMAIN, response timer, rule 3; Replying, rule 4.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from webcare.database import session
from webcare.desk import editing, personal_accounts, publishing
from webcare.exchange import Author, Incoming
from webcare.models import Audience, Channel, Contact, Conversation, Message, Reply

CLOCKS_DIFFER = timedelta(minutes=5)  # our clock and the platform's, at most
_HANDLES = re.compile(r"^(?:@\w+\s+)+")
_LINK = re.compile(r"https?://\S+")


def settled(channel: Channel, own: Sequence[Incoming], *, now: datetime) -> set[str]:
    """The own messages that were replies of ours under way: those are `sent` from here on. Gives their ids."""
    if not own:
        return set()
    under_way = select(Reply).where(Reply.channel_id == channel.id, Reply.status.in_(publishing.UNSETTLED))
    waiting = list(session.scalars(under_way.order_by(Reply.sending_at, Reply.id)))
    found = set()
    for incoming in own if waiting else ():
        reply = next((each for each in waiting if _is_publication(each, channel, incoming)), None)
        if reply is not None:
            waiting.remove(reply)
            publishing.sent(reply, incoming.external_id, incoming.posted_at, now=now)
            found.add(incoming.external_id)
    return found


def own_voices(channel: Channel, new: Iterable[Incoming]) -> dict[str, int | None]:
    """Who of these authors speaks for the brand: the channel itself, and in public its people's own accounts.

    Gives the colleague for each, where it is one.
    """
    voices: dict[str, int | None] = {channel.external_id: None}
    if any(each.author.external_id != channel.external_id for each in new):
        voices |= personal_accounts.voices(channel)
    return voices


def is_own(incoming: Incoming, channel: Channel, voices: Mapping[str, int | None]) -> bool:
    """Whether the brand speaks. A DM of a colleague's own account to the brand is a DM like any other."""
    if incoming.audience == Audience.PRIVATE:
        return incoming.author.external_id == channel.external_id
    return incoming.author.external_id in voices


def addressees(channel: Channel, own: Sequence[Incoming], new: Iterable[Incoming]) -> dict[str, Author]:
    """To whom each own message was written, by its id: only the author it answers, up the brand's own chain.

    Those that answer nobody (or nobody known yet) are left out.
    """
    addressed = {each.external_id: each.counterpart for each in own if each.counterpart is not None}
    open_ones = [each for each in own if each.external_id not in addressed]
    if not open_ones:
        return addressed
    ours = {each.external_id for each in own}
    theirs = {each.external_id: each.author for each in new if each.external_id not in ours}
    known = _of_parents(channel, open_ones) | _of_threads(channel, open_ones) | theirs
    progress = True
    while progress and open_ones:
        progress = False
        for incoming in list(open_ones):
            author = _addressee(channel, incoming, known | addressed)
            if author is not None:
                addressed[incoming.external_id] = author
                open_ones.remove(incoming)
                progress = True
    return addressed


def _addressee(channel: Channel, incoming: Incoming, known: dict[str, Author]) -> Author | None:
    if incoming.audience == Audience.PRIVATE:
        return known.get(incoming.thread_id)
    if incoming.in_reply_to is not None and incoming.in_reply_to in known:
        return known[incoming.in_reply_to]
    person = incoming.in_reply_to_author
    if person is None or person == channel.external_id or incoming.author.external_id != channel.external_id:
        return None
    return Author(external_id=person, handle=person, name=person)


def _of_parents(channel: Channel, own: Iterable[Incoming]) -> dict[str, Author]:
    """Whose conversation the messages are in that were answered."""
    parents = editing.with_ids(channel, (each.in_reply_to for each in own if each.in_reply_to is not None))
    return {number: _author(_contact(message)) for number, message in parents.items()}


def _of_threads(channel: Channel, own: Iterable[Incoming]) -> dict[str, Author]:
    """With whom the DM conversations are that we know; in a group, with whoever wrote last."""
    threads = sorted({each.thread_id for each in own if each.audience == Audience.PRIVATE})
    if not threads:
        return {}
    found = (
        select(Conversation.thread_id, Contact)
        .join(Contact, Conversation.contact_id == Contact.id)
        .where(
            Conversation.channel_id == channel.id,
            Conversation.thread_id.in_(threads),
            Conversation.audience == Audience.PRIVATE,
        )
    )
    return {
        thread: _author(contact) for thread, contact in session.execute(found.order_by(Conversation.last_message_at))
    }


def _contact(message: Message) -> Contact:
    return session.get_one(Conversation, message.conversation_id).contact


def _author(contact: Contact) -> Author:
    return Author(
        external_id=contact.external_id, handle=contact.handle, name=contact.name, avatar_url=contact.avatar_url
    )


def _is_publication(reply: Reply, channel: Channel, incoming: Incoming) -> bool:
    if incoming.audience != reply.audience:
        return False
    if incoming.posted_at < (reply.sending_at or reply.created_at) - CLOCKS_DIFFER:
        return False
    if not _same_target(reply, incoming) or not _same_account(reply, channel, incoming):
        return False
    return _comparable(incoming.text) == _comparable(reply.text)


def _same_account(reply: Reply, channel: Channel, incoming: Incoming) -> bool:
    by = reply.account.external_id if reply.account is not None else channel.external_id
    return incoming.author.external_id == by


def _same_target(reply: Reply, incoming: Incoming) -> bool:
    if reply.audience == Audience.PUBLIC:
        return incoming.in_reply_to == reply.in_reply_to
    contact = session.get_one(Conversation, reply.conversation_id).contact
    return incoming.counterpart is not None and incoming.counterpart.external_id == contact.external_id


def _comparable(text: str) -> str:
    """What stays the same on the way: without the handles in front, links as such, entities and spaces evened out."""
    plain = _HANDLES.sub("", " ".join(html.unescape(text).split()))
    return _LINK.sub("·", plain)
