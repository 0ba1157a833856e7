"""A crisis gathers what is said by the words it has now, also when somebody else's words became those by an edit."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from tests.two_at_once import before_it_is_committed
from webcare.database import session, transaction
from webcare.desk import crisis, receiving, tagging
from webcare.desk.crisis import Terms
from webcare.exchange import Incoming
from webcare.models import Channel, Conversation, Crisis, CrisisConversation, Message, Role, User, WordRule

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


def begun(by: int, words: str, now: datetime) -> int:
    """A crisis by these words."""
    with transaction():
        terms = Terms(name="Betalen", words=(words,), since=now)
        return crisis.declare(terms, by=session.get_one(User, by), now=now).id


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


@pytest.mark.parametrize("order", [1, -1], ids=["the message first", "the crisis first"])
@pytest.mark.parametrize("step", ["declared", "given other words", "reopened"])
def test_nothing_falls_between_looking_back_and_what_comes_in_at_that_moment(
    channel: Channel, now: datetime, step: str, order: int
) -> None:
    by, channel_id = scenes.user("Willem Post", now, Role.LEAD).id, channel.id
    if step != "declared":
        crisis_id = begun(by, "dubbel afgeschreven" if step == "reopened" else "vertraging", now)
    if step == "reopened":
        with transaction():
            crisis.end(session.get_one(Crisis, crisis_id), by=session.get_one(User, by), now=now)
    post = scenes.incoming("Er is dubbel afgeschreven", at=now + MINUTE)

    def come_in() -> None:
        receiving.receive(session.get_one(Channel, channel_id), [post], now=now + MINUTE)

    def take_that_step() -> None:
        lead, later = session.get_one(User, by), now + MINUTE
        if step == "declared":
            terms = Terms(name="Betalen", words=("dubbel afgeschreven",), since=now)
            crisis.declare(terms, by=lead, now=later)
        elif step == "reopened":
            crisis.reopen(session.get_one(Crisis, crisis_id), by=lead, now=later)
        else:
            there = session.get_one(Crisis, crisis_id)
            crisis.change_theme(there, words=["dubbel afgeschreven"], tags=[], by=lead, now=later)

    before_it_is_committed(*(come_in, take_that_step)[::order])

    assert gathered() == list(session.scalars(select(Message.conversation_id)))


@pytest.mark.parametrize("order", [1, -1], ids=["the tag first", "the crisis first"])
def test_a_tag_of_its_theme_that_is_put_on_at_that_moment_is_gathered(
    channel: Channel, now: datetime, order: int
) -> None:
    by = scenes.user("Willem Post", now, Role.LEAD).id
    conversation = scenes.asks(channel, at=now).id
    with transaction():
        tagging.find_or_make("storing", now)  # known already: making it is no moment at which one waits for the other

    def put_on() -> None:
        tagging.tag(session.get_one(Conversation, conversation), "storing", by=session.get_one(User, by), now=now)

    def declare_it() -> None:
        terms = Terms(name="Storing", tags=("storing",), since=now - MINUTE)
        crisis.declare(terms, by=session.get_one(User, by), now=now)

    before_it_is_committed(*(put_on, declare_it)[::order])

    assert gathered() == [conversation]
