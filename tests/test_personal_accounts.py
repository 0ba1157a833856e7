"""The CEO answers by their own account on the simulated X: only where it was named, once, and for the brand's waits."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import scenes
from tests.brand import KEYS, Brand
from webcare import polling
from webcare.channels import credentials, registry
from webcare.database import session, transaction
from webcare.desk import answering_in_person, connecting, escalating, executives, personal_accounts, replying
from webcare.desk.briefing import Brief
from webcare.desk.personal_accounts import AccountNotOffered, AccountOfSomebodyElse, AccountOfTheBrand
from webcare.models import (
    Channel,
    Conversation,
    Escalation,
    Message,
    Outcome,
    PersonalAccount,
    Reply,
    ReplyStatus,
    Role,
    User,
    Wait,
)

BRIEF = Brief("Double payments", "Since noon iDEAL takes money twice.", "")
NAMED = "en @markjansen: waar is de directie als het misgaat?"


class Story:
    """Spoorlijn, its CEO with an account of his own on X, and the agent who asks him."""

    def __init__(self, brand: Brand) -> None:
        self.brand = brand
        now = brand.clock()
        self.mark = scenes.user("Mark Jansen", now, Role.EXECUTIVE)
        self.karin = scenes.user("Karin Smit", now, Role.EXECUTIVE)
        with transaction():
            mark = session.get_one(User, self.mark.id)
            executives.settle(mark, by=mark, now=now, function="CEO")
        self.account = self.connect()

    def connect(self, handle: str = "markjansen", user: User | None = None) -> PersonalAccount:
        keys = self.brand.x.keys_of(handle)
        sealed = credentials.encrypt({name: keys[name] for name in KEYS})
        whose = session.get_one(User, (user or self.mark).id)
        with transaction():
            return personal_accounts.connect(
                whose,
                platform="x",
                external_id=keys["user_id"],
                handle=handle,
                name=handle,
                credentials=sealed,
                by=whose,
                now=self.brand.clock(),
            )

    def ask(self, text: str = NAMED) -> Escalation:
        conversation = self.brand.asks(text)
        now = self.brand.clock()
        with transaction():
            there = session.get_one(Conversation, conversation.id)
            sofie, mark = (session.get_one(User, each.id) for each in (self.brand.sofie, self.mark))
            until = now + timedelta(minutes=30)
            return escalating.ask(there, to=mark, by=sofie, now=now, answer_by=until, brief=BRIEF)

    def publish(self, escalation: Escalation, text: str = "Dit spijt me, Anna.", **more: Any) -> Reply:
        with transaction():
            there = session.get_one(Escalation, escalation.id)
            place = session.get_one(Conversation, there.conversation_id)
            values = {
                "uuid": str(uuid4()),
                "seen_message_id": place.last_message_id or 0,
                "account_id": self.account.id,
                "by": session.get_one(User, self.mark.id),
            }
            rules = registry.text("x")
            return answering_in_person.publish(there, text=text, now=self.brand.clock(), rules=rules, **(values | more))

    def arrive(self) -> int:
        self.brand.clock.forward(seconds=10)
        return self.brand.deliver()

    def outcomes(self) -> list[str]:
        session.remove()
        return list(session.scalars(select(Wait.outcome)))


@pytest.fixture
def story(spoorlijn: Brand) -> Story:
    return Story(spoorlijn)


def author_of(story: Story, reply: Reply) -> str:
    """Whose post it is on X."""
    number = story.brand.now_is(reply).external_id
    return next(str(each["author"]) for each in story.brand.x.timeline() if each["id"] == number)


def test_an_answer_by_the_own_account_is_unsigned_and_ends_the_wait_of_the_brand(story: Story) -> None:
    reply = story.publish(story.ask())
    story.arrive()
    sent = story.brand.now_is(reply)
    assert (sent.status, sent.text) == (ReplyStatus.SENT, "Dit spijt me, Anna.")
    assert author_of(story, reply) == "markjansen"
    assert story.outcomes() == [Outcome.ANSWERED]


def test_the_brands_account_signs_with_name_and_function(story: Story) -> None:
    reply = story.publish(story.ask(), account_id=None)
    story.arrive()
    assert story.brand.now_is(reply).text == "Dit spijt me, Anna. ^Mark, CEO"
    assert author_of(story, reply) == "spoorlijn"


def test_it_is_not_offered_where_the_customer_did_not_name_it(story: Story) -> None:
    escalation = story.ask("Waar is de directie? mail@markjansen.example")
    assert personal_accounts.offered(story.mark, escalation.conversation) is None
    with pytest.raises(AccountNotOffered):
        story.publish(escalation)
    session.remove()
    assert session.scalars(select(Reply)).all() == []


def test_nobody_answers_by_the_account_of_somebody_else(story: Story) -> None:
    escalation = story.ask()
    karins = story.connect("karinsmit", story.karin)
    for account_id in (karins.id, 987_654):
        with pytest.raises(AccountNotOffered):
            story.publish(escalation, account_id=account_id)
    with pytest.raises(AccountNotOffered):
        story.publish(escalation, by=session.get_one(User, story.karin.id))


def test_it_hangs_under_the_message_that_names_it(story: Story) -> None:
    escalation = story.ask()
    first = story.brand.messages()[0].external_id
    later = story.brand.x.post("@spoorlijn En nu?", author="anna", reply_to=first)
    story.brand.poll("mentions")
    reply = story.publish(escalation)
    assert reply.in_reply_to == first != later
    story.arrive()
    assert story.brand.now_is(reply).status == ReplyStatus.SENT


def test_what_comes_back_by_the_feed_is_the_same_answer_and_no_customer(story: Story) -> None:
    reply = story.publish(story.ask())
    story.arrive()
    story.brand.poll("mentions", "own_posts")
    messages = story.brand.messages()
    assert [message.direction for message in messages] == ["inbound", "outbound"]
    assert messages[1].reply_id == reply.id
    assert story.outcomes() == [Outcome.ANSWERED]


def test_the_feed_may_be_first_to_tell_that_it_arrived(story: Story) -> None:
    reply = story.publish(story.ask())
    story.brand.x.fault("accept_then_drop", on="create_post")
    story.arrive()
    assert story.brand.now_is(reply).status == ReplyStatus.UNCERTAIN
    story.brand.poll("mentions")
    assert story.brand.now_is(reply).status == ReplyStatus.SENT
    assert len(story.brand.messages()) == 2


def test_after_a_dropped_line_the_record_of_the_own_account_settles_it_once(story: Story) -> None:
    reply = story.publish(story.ask())
    story.brand.x.fault("accept_then_drop", on="create_post")
    story.arrive()
    assert story.brand.now_is(reply).status == ReplyStatus.UNCERTAIN
    story.arrive()
    assert story.brand.now_is(reply).status == ReplyStatus.SENT
    assert story.brand.texts_on_x() == ["Dit spijt me, Anna."]


def test_the_same_press_twice_is_one_post(story: Story) -> None:
    escalation, uuid = story.ask(), str(uuid4())
    story.publish(escalation, uuid=uuid)
    with pytest.raises(escalating.NotWaiting):
        story.publish(escalation, uuid=uuid)
    story.arrive()
    assert len(story.brand.texts_on_x()) == 1


def test_what_the_ceo_posts_from_the_phone_itself_is_an_answer_too(story: Story) -> None:
    story.ask()
    first = story.brand.messages()[0].external_id
    story.brand.x.post("Anna, ik bel je zo.", author="markjansen", reply_to=first)
    story.brand.poll("mentions")
    answer = story.brand.messages()[1]
    assert (answer.direction, answer.author_id) == ("outbound", story.mark.id)
    assert story.outcomes() == [Outcome.ANSWERED]


def test_what_the_ceo_posts_to_nobody_is_not_taken_in(story: Story) -> None:
    story.brand.x.post("Mooie dag in @spoorlijn vandaag.", author="markjansen")
    stranger = story.brand.x.post("Hoi", author="bram")
    story.brand.x.post("@spoorlijn zie ook Bram", author="markjansen", reply_to=stranger)
    story.brand.poll("mentions")
    assert story.brand.messages() == []


def test_a_dm_of_the_ceo_to_the_brand_is_a_dm_like_any_other(story: Story) -> None:
    conversation = story.brand.asks_in_private(author="markjansen")
    assert session.scalars(select(Message.direction).where(Message.conversation_id == conversation.id)).all() == [
        "inbound"
    ]


def test_it_is_no_channel_and_nothing_is_read_by_it(story: Story) -> None:
    assert polling.channels() == [story.brand.channel_id]
    story.brand.x.post("@markjansen wat een puinhoop", author="bram")
    story.brand.x.dm("Even tussen ons", author="bram", to="markjansen")
    story.brand.poll()
    assert story.brand.messages() == []


def test_disconnected_before_it_leaves_it_comes_back_and_never_goes_out_by_the_brand(story: Story) -> None:
    escalation = story.ask()
    reply = story.publish(escalation)
    with transaction():
        account = session.get_one(PersonalAccount, story.account.id)
        personal_accounts.disconnect(account, by=session.get_one(User, story.mark.id), now=story.brand.clock())
    story.arrive()
    back = story.brand.now_is(reply)
    assert (back.status, back.failure) == (ReplyStatus.FAILED, "account_gone")
    assert story.brand.texts_on_x() == []
    again = story.publish(escalation, account_id=None)
    story.arrive()
    assert story.brand.now_is(again).status == ReplyStatus.SENT


def test_a_channel_stop_holds_it_as_well(story: Story) -> None:
    reply = story.publish(story.ask())
    with transaction():
        session.get_one(Channel, story.brand.channel_id).stopped_at = story.brand.clock()
    story.arrive()
    assert story.brand.now_is(reply).held == "channel_stopped"
    assert story.brand.texts_on_x() == []


def test_a_sent_answer_is_deleted_by_the_account_that_posted_it(story: Story) -> None:
    reply = story.publish(story.ask())
    story.arrive()
    with transaction():
        there = session.get_one(Reply, reply.id)
        replying.delete(there, by=session.get_one(User, story.mark.id), now=story.brand.clock())
    story.arrive()
    assert story.brand.now_is(reply).deleted_at is not None
    assert [entry["deleted_at"] is not None for entry in story.brand.x.ledger()] == [True]
    assert story.outcomes() == [Outcome.OPEN]


def test_in_a_drill_no_own_account_is_offered(story: Story) -> None:
    escalation = story.ask()
    with transaction():
        session.get_one(Channel, story.brand.channel_id).training = True
    conversation = session.get_one(Conversation, escalation.conversation_id)
    assert personal_accounts.offered(story.mark, conversation) is None


def test_the_account_of_the_brand_is_nobodys_own(story: Story) -> None:
    with pytest.raises(AccountOfTheBrand):
        story.connect("spoorlijn")


def test_one_account_is_of_one_person(story: Story) -> None:
    with pytest.raises(AccountOfSomebodyElse):
        story.connect("markjansen", story.karin)


def test_what_is_somebodys_own_becomes_no_channel(story: Story) -> None:
    keys = story.brand.x.keys_of("markjansen")
    with pytest.raises(connecting.SomebodysOwn), transaction():
        connecting.connect(
            "x",
            external_id=keys["user_id"],
            handle="markjansen",
            name="Mark",
            credentials=b"",
            by=None,
            now=story.brand.clock(),
        )


def test_another_account_takes_the_place_of_the_first_whose_keys_are_forgotten(story: Story) -> None:
    other = story.connect("mark_spoorlijn")
    session.remove()
    first = session.get_one(PersonalAccount, story.account.id)
    assert (first.credentials, first.disconnected_at is None) == (b"", False)
    current = personal_accounts.of(session.get_one(User, story.mark.id))
    assert current is not None
    assert current.id == other.id


def test_new_keys_of_the_installation_seal_it_anew(story: Story) -> None:
    session.remove()
    before = session.get_one(PersonalAccount, story.account.id).credentials
    with transaction():
        assert personal_accounts.reseal(credentials.rotate) == 1
    after = session.get_one(PersonalAccount, story.account.id).credentials
    assert after != before
    assert credentials.decrypt(after) == credentials.decrypt(before)
