"""A crisis gathers what is said by the words it has now, also when somebody else's words became those by an edit."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import crisis
from webcare.desk.crisis import Terms
from webcare.exchange import Incoming
from webcare.models import Channel, Conversation, CrisisConversation, Message, Role, WordRule

MINUTE = timedelta(minutes=1)


def edit(post: Incoming, text: str, at: datetime) -> Incoming:
    """The same post with other words, as the platform tells of it: under a new id and the old time."""
    newer = scenes.platform_id()
    versions = (post.external_id, newer)
    return scenes.incoming(text, at=at, external_id=newer, thread_id=post.thread_id, versions=versions)


def declare(now: datetime) -> None:
    by = scenes.user("Willem Post", now, Role.LEAD)
    with transaction():
        crisis.declare(Terms(name="Betalen", words=("dubbel afgeschreven",), since=now), by=by, now=now)


def gathered() -> list[int]:
    session.expire_all()
    return list(session.scalars(select(CrisisConversation.conversation_id)))


def test_a_message_is_gathered_once_it_is_edited_to_say_so(channel: Channel, now: datetime) -> None:
    declare(now)
    post = scenes.incoming("Er klopt iets niet", at=now + MINUTE)
    (message,) = scenes.receive(channel, post)
    conversation = message.conversation_id
    assert gathered() == []

    scenes.receive(channel, edit(post, "Er is dubbel afgeschreven", now + MINUTE), now=now + 2 * MINUTE)
    assert gathered() == [conversation]
    assert [tag.name for tag in session.get_one(Conversation, conversation).tags] == ["crisis betalen"]


def test_what_was_gathered_stays_when_it_is_edited_to_say_something_else(channel: Channel, now: datetime) -> None:
    declare(now)
    post = scenes.incoming("Er is dubbel afgeschreven", at=now + MINUTE)
    (message,) = scenes.receive(channel, post)
    conversation = message.conversation_id
    scenes.receive(channel, edit(post, "Laat maar", now + MINUTE), now=now + 2 * MINUTE)

    assert session.scalars(select(Message.text)).all() == ["Laat maar"]
    assert gathered() == [conversation]


def test_an_edit_makes_a_conversation_urgent_as_a_new_message_does(channel: Channel, now: datetime) -> None:
    with transaction():
        session.add(WordRule(channel_id=channel.id, words="kind op het spoor", created_at=now))
    post = scenes.incoming("Help", at=now)
    (message,) = scenes.receive(channel, post)
    conversation = message.conversation_id
    scenes.receive(channel, edit(post, "Help, er is een kind op het spoor", now), now=now + MINUTE)
    session.expire_all()

    assert session.get_one(Conversation, conversation).urgent_at == now + MINUTE
