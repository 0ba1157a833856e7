"""Take → send → settle, against the simulated X over real HTTP."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from tests.brand import KEYS, Brand
from webcare import mandate
from webcare.channels import credentials
from webcare.database import session, transaction
from webcare.desk import connecting, crisis, replying, stopping
from webcare.mandate import Kind
from webcare.models import (
    Approval,
    Audience,
    Channel,
    EventRow,
    Grant,
    OutboxEntry,
    Power,
    Reply,
    ReplyStatus,
    Role,
    User,
)
from webcare.outbox import Outbox, recover
from webcare.outbox.taking import take

AGES_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def entries() -> list[OutboxEntry]:
    session.expire_all()
    return list(session.scalars(select(OutboxEntry)))


@pytest.fixture
def sent(spoorlijn: Brand) -> Reply:
    """An answer that stands on X."""
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.deliver()
    return reply


def test_a_due_reply_is_published_and_its_wait_ends(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks("Waar blijft mijn trein?")
    reply = spoorlijn.answers(conversation, "We zoeken het uit.")
    assert spoorlijn.deliver() == 1
    assert spoorlijn.texts_on_x() == ["We zoeken het uit. ^SK"]
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["answered"]
    assert entries() == []


def test_a_direct_message_goes_to_the_customer_and_nobody_else(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks_in_private("Mag ik iets vragen?", author="anna")
    spoorlijn.answers(conversation, "Natuurlijk.")
    spoorlijn.deliver()
    (entry,) = spoorlijn.x.ledger()
    assert (entry["kind"], entry["target"]) == ("dm", spoorlijn.contact("anna").external_id)


def test_the_time_of_an_answer_is_the_platforms_own(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.clock.forward(minutes=7)
    spoorlijn.deliver()
    sent_at = spoorlijn.now_is(reply).sent_at
    assert sent_at is not None
    assert abs(sent_at - datetime.now(UTC)) < timedelta(seconds=30)


def test_nothing_leaves_within_its_undo_window(spoorlijn: Brand) -> None:
    with transaction():
        session.get_one(Channel, spoorlijn.channel_id).undo_seconds = 5
    spoorlijn.answers(spoorlijn.asks())
    assert spoorlijn.deliver() == 0
    spoorlijn.clock.forward(seconds=6)
    assert spoorlijn.deliver() == 1


def test_what_was_undone_never_leaves(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    with transaction():
        replying.undo(
            session.get_one(Reply, reply.id), by=session.get_one(User, spoorlijn.sofie.id), now=spoorlijn.clock()
        )
    spoorlijn.deliver()
    assert spoorlijn.texts_on_x() == []


def test_a_stopped_channel_holds_its_replies_until_it_is_lifted(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    sofie = spoorlijn.sofie
    with transaction():  # stopped without telling the queue: the outbox must see it for itself
        session.get_one(Channel, spoorlijn.channel_id).stopped_at = spoorlijn.clock()
    spoorlijn.deliver()
    assert (spoorlijn.now_is(reply).status, spoorlijn.now_is(reply).held) == (ReplyStatus.QUEUED, "channel_stopped")
    with transaction():
        stopping.lift(session.get_one(Channel, spoorlijn.channel_id), by=sofie, now=spoorlijn.clock())
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT


def switch(spoorlijn: Brand, *, off: bool) -> None:
    with transaction():
        by, at = session.get_one(User, spoorlijn.sofie.id), spoorlijn.clock()
        channel = session.get_one(Channel, spoorlijn.channel_id)
        connecting.change(channel, by=by, now=at, disabled_at=at if off else None)


def test_a_channel_that_is_off_holds_its_replies_until_it_is_switched_on(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks()
    before = spoorlijn.answers(conversation)
    switch(spoorlijn, off=True)
    assert spoorlijn.now_is(before).held == "channel_off"
    after = spoorlijn.answers(conversation, "Nog iets.")
    assert spoorlijn.deliver() == 0
    assert [spoorlijn.now_is(each).held for each in (before, after)] == ["channel_off"] * 2

    switch(spoorlijn, off=False)
    spoorlijn.deliver()
    assert [spoorlijn.now_is(each).status for each in (before, after)] == [ReplyStatus.SENT] * 2


def test_the_outbox_sees_for_itself_that_a_channel_is_off(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    with transaction():
        session.get_one(Channel, spoorlijn.channel_id).disabled_at = spoorlijn.clock()
    spoorlijn.deliver()
    assert spoorlijn.texts_on_x() == []
    assert (spoorlijn.now_is(reply).status, spoorlijn.now_is(reply).held) == (ReplyStatus.QUEUED, "channel_off")


def test_what_a_stop_held_stays_held_when_the_channel_is_off_as_well(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    with transaction():
        stopping.stop(session.get_one(Channel, spoorlijn.channel_id), by=spoorlijn.sofie, now=spoorlijn.clock())
    switch(spoorlijn, off=True)
    with transaction():
        stopping.lift(session.get_one(Channel, spoorlijn.channel_id), by=spoorlijn.sofie, now=spoorlijn.clock())
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).held == "channel_off"
    switch(spoorlijn, off=False)
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT


def test_new_keys_switch_a_channel_on_and_its_replies_leave(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    switch(spoorlijn, off=True)
    with transaction():
        connecting.connect(
            "x",
            external_id=spoorlijn.x.keys["user_id"],
            handle=spoorlijn.x.keys["handle"],
            name="Spoorlijn",
            credentials=credentials.encrypt({key: spoorlijn.x.keys[key] for key in KEYS}),
            by=None,
            now=spoorlijn.clock(),
        )
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT


def test_a_mandate_withdrawn_after_queueing_holds_the_reply(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    with transaction():
        for grant in session.scalars(select(Grant).where(Grant.power == "answer")):
            grant.withdrawn_at = spoorlijn.clock()
    spoorlijn.clock.forward(seconds=1)
    spoorlijn.deliver()
    assert spoorlijn.texts_on_x() == []
    assert spoorlijn.now_is(reply).held == "mandate"


def test_a_dm_out_of_a_public_conversation_takes_the_power_to_answer_in_private(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks(), audience=Audience.PRIVATE)
    with transaction():
        for grant in session.scalars(select(Grant).where(Grant.power == "answer")):
            grant.audience = Audience.PUBLIC
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).held == "mandate"


def test_news_since_it_was_queued_returns_a_reply_to_its_author(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks("Waar blijft mijn trein?")
    reply = spoorlijn.answers(conversation)
    first = spoorlijn.messages()[0]
    spoorlijn.asks("Laat maar, hij is er!", reply_to=first.external_id)
    spoorlijn.deliver()
    assert spoorlijn.texts_on_x() == []
    assert (spoorlijn.now_is(reply).status, spoorlijn.now_is(reply).failure) == (ReplyStatus.FAILED, "news")


def test_news_its_author_chose_to_send_in_spite_of_does_not_stop_it(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks("Waar blijft mijn trein?")
    seen = conversation.last_message_id
    later = spoorlijn.asks("Hallo?", reply_to=spoorlijn.messages()[0].external_id)
    assert later.id == conversation.id
    spoorlijn.answers(later, seen_message_id=seen, anyway=later.last_message_id)
    spoorlijn.deliver()
    assert len(spoorlijn.texts_on_x()) == 1


def test_news_that_nobody_showed_its_author_stops_it_though_it_came_before_it_was_queued(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks("Waar blijft mijn trein?")
    seen = conversation.last_message_id
    later = spoorlijn.asks("Laat maar!", reply_to=spoorlijn.messages()[0].external_id)
    reply = spoorlijn.answers(later, seen_message_id=seen, anyway=later.last_message_id)
    with transaction():  # as when it was committed while the answer was being written down
        session.get_one(Reply, reply.id).noticed_message_id = None
    spoorlijn.deliver()
    assert spoorlijn.texts_on_x() == []
    assert spoorlijn.now_is(reply).failure == "news"


@pytest.mark.parametrize("trouble", ["accept_then_drop", "unreadable", "accept_then_error"])
def test_what_x_accepted_without_saying_so_is_found_in_its_record(spoorlijn: Brand, trouble: str) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.x.fault(trouble, on="create_post")
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.UNCERTAIN
    spoorlijn.clock.forward(seconds=5)
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT
    assert len(spoorlijn.texts_on_x()) == 1


def test_a_direct_message_x_accepted_without_saying_so_is_found(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks_in_private())
    spoorlijn.x.fault("accept_then_drop", on="send_dm")
    spoorlijn.deliver()
    spoorlijn.clock.forward(seconds=5)
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT


def test_an_uncertain_post_absent_from_two_complete_reads_may_be_tried_again(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.x.fault("drop", on="create_post")
    spoorlijn.deliver()
    spoorlijn.clock.forward(seconds=5)
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.UNCERTAIN
    spoorlijn.clock.forward(seconds=60)
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.UNCERTAIN  # two reads, but not two minutes
    spoorlijn.clock.forward(seconds=130)
    spoorlijn.deliver()
    assert (spoorlijn.now_is(reply).status, spoorlijn.now_is(reply).failure) == (ReplyStatus.FAILED, "not_published")
    with transaction():
        sofie = session.get_one(User, spoorlijn.sofie.id)
        replying.retry(session.get_one(Reply, reply.id), by=sofie, now=spoorlijn.clock())
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT
    assert len(spoorlijn.texts_on_x()) == 1


def test_an_uncertain_direct_message_is_left_to_a_person(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks_in_private())
    spoorlijn.x.fault("drop", on="send_dm")
    spoorlijn.deliver()
    for _ in range(8):
        spoorlijn.clock.forward(minutes=6)
        spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.UNCERTAIN
    assert entries() == []
    assert spoorlijn.texts_on_x() == []


def test_a_second_try_looks_first_whether_the_first_arrived_after_all(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.x.fault("accept_then_drop", on="create_post")
    spoorlijn.deliver()
    with transaction():  # as if X had shown it too late, twice
        replying.failed(session.get_one(Reply, reply.id), "not_published", None, now=spoorlijn.clock())
    with transaction():
        sofie = session.get_one(User, spoorlijn.sofie.id)
        replying.retry(session.get_one(Reply, reply.id), by=sofie, now=spoorlijn.clock())
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT
    assert len(spoorlijn.texts_on_x()) == 1


def test_being_a_duplicate_is_looked_up_and_is_no_proof(spoorlijn: Brand) -> None:
    first, second = spoorlijn.asks(author="anna"), spoorlijn.asks(author="bram")
    spoorlijn.answers(first, "We zoeken het uit.")
    spoorlijn.deliver()
    reply = spoorlijn.answers(second, "We zoeken het uit.")
    spoorlijn.x.fault(
        "forbidden", on="create_post", detail="You are not allowed to create a Tweet with duplicate content."
    )
    spoorlijn.deliver()
    assert (spoorlijn.now_is(reply).status, spoorlijn.now_is(reply).failure) == (ReplyStatus.FAILED, "duplicate")
    assert spoorlijn.now_is(reply).failure_words == "You are not allowed to create a Tweet with duplicate content."


def test_a_duplicate_that_is_our_own_earlier_call_counts_as_sent(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks()
    question = spoorlijn.messages()[0]
    spoorlijn.x.brand_post("We zoeken het uit. ^SK", reply_to=question.external_id)
    reply = spoorlijn.answers(conversation, "We zoeken het uit.")
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status in (ReplyStatus.SENT, ReplyStatus.FAILED)
    on_x = [post for post in spoorlijn.x.timeline() if post["text"].endswith("We zoeken het uit. ^SK")]
    assert len(on_x) == 1


@pytest.mark.parametrize(
    ("trouble", "facts", "failure"),
    [
        ("forbidden", {"detail": "You are not permitted to perform this action."}, "forbidden"),
        ("unauthorized", {}, "not_authorised"),
        ("credits", {}, "credits_depleted"),
    ],
)
def test_a_refusal_is_told_in_the_platforms_own_words(
    spoorlijn: Brand, trouble: str, facts: dict[str, str], failure: str
) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.x.fault(trouble, on="create_post", **facts)
    spoorlijn.deliver()
    assert (spoorlijn.now_is(reply).status, spoorlijn.now_is(reply).failure) == (ReplyStatus.FAILED, failure)
    assert spoorlijn.now_is(reply).failure_words


def test_somebody_who_did_not_name_the_brand_cannot_be_answered_in_public(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks()
    stranger = spoorlijn.x.post("Mooi weer vandaag", author="bram")
    reply = spoorlijn.answers(conversation)
    with transaction():
        session.get_one(Reply, reply.id).in_reply_to = stranger
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).failure == "not_mentioned"


def test_somebody_who_takes_no_messages_is_told_of(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks_in_private()
    spoorlijn.x.account("anna", takes_dms=False)
    reply = spoorlijn.answers(conversation)
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status in (ReplyStatus.FAILED, ReplyStatus.SENT)


def test_used_up_credits_are_shown_on_the_channel(spoorlijn: Brand) -> None:
    spoorlijn.answers(spoorlijn.asks())
    spoorlijn.x.fault("credits", on="create_post")
    spoorlijn.deliver()
    assert spoorlijn.channel.credits_depleted_at is not None
    assert "channel_failed" in scenes.kinds()


def test_a_limit_sends_a_reply_back_into_the_queue_and_spares_the_others(spoorlijn: Brand) -> None:
    replies = [spoorlijn.answers(spoorlijn.asks(author=name), f"Dag {name}") for name in ("anna", "bram", "cees")]
    spoorlijn.x.fault("rate_limit", on="create_post", seconds=60)
    spoorlijn.deliver()
    assert {spoorlijn.now_is(reply).status for reply in replies} == {ReplyStatus.QUEUED}
    assert len([kind for kind in scenes.kinds() if kind == "reply_sending"]) == 1
    spoorlijn.clock.forward(seconds=70)
    spoorlijn.deliver()
    assert {spoorlijn.now_is(reply).status for reply in replies} == {ReplyStatus.SENT}


def test_a_limit_of_the_day_is_waited_for_as_well(spoorlijn: Brand) -> None:
    spoorlijn.answers(spoorlijn.asks())
    spoorlijn.x.fault("rate_limit", on="create_post", seconds=3600, daily=True)
    spoorlijn.deliver()
    (entry,) = entries()
    assert entry.not_before - spoorlijn.clock() > timedelta(minutes=55)


def test_a_platform_that_cannot_be_reached_is_tried_again(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.x.stop()
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.QUEUED
    spoorlijn.x.start()
    spoorlijn.clock.forward(seconds=5)
    spoorlijn.deliver()
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT


def test_a_reply_that_could_not_be_sent_for_half_an_hour_goes_back_to_its_author(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    spoorlijn.x.stop()
    spoorlijn.deliver()
    spoorlijn.clock.forward(minutes=31)
    spoorlijn.deliver()
    spoorlijn.x.start()
    assert (spoorlijn.now_is(reply).status, spoorlijn.now_is(reply).failure) == (ReplyStatus.FAILED, "unavailable")


def test_what_a_dead_worker_was_sending_is_uncertain_and_never_sent_blindly(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    taken = take("a-worker-that-dies", spoorlijn.clock())
    assert taken is not None
    assert spoorlijn.deliver() == 0
    assert recover(lambda holder: holder != "a-worker-that-dies", spoorlijn.clock()) == 1
    assert spoorlijn.now_is(reply).status == ReplyStatus.UNCERTAIN
    spoorlijn.clock.forward(seconds=5)
    spoorlijn.deliver()
    assert spoorlijn.texts_on_x() == []


def test_what_a_live_worker_is_sending_is_left_alone(spoorlijn: Brand) -> None:
    reply = spoorlijn.answers(spoorlijn.asks())
    take("a-worker", spoorlijn.clock())
    assert recover(lambda _holder: True, spoorlijn.clock()) == 0
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENDING


def test_replies_of_one_conversation_keep_their_order(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks()
    for number in range(3):
        spoorlijn.answers(conversation, f"Deel {number}")
    assert take("slow", spoorlijn.clock()) is not None
    assert spoorlijn.deliver() == 0
    recover(lambda _holder: False, spoorlijn.clock())
    spoorlijn.deliver()
    assert spoorlijn.texts_on_x() == ["Deel 1 ^SK", "Deel 2 ^SK"]


def test_many_workers_send_each_reply_once(spoorlijn: Brand) -> None:
    replies = [spoorlijn.answers(spoorlijn.asks(author=f"klant{n}"), f"Dag klant {n}") for n in range(12)]

    def work(name: str) -> None:
        outbox = Outbox(name, clock=spoorlijn.clock)
        while outbox.deliver():
            pass
        session.remove()

    threads = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(spoorlijn.texts_on_x()) == sorted(reply.text for reply in replies)
    assert {spoorlijn.now_is(reply).status for reply in replies} == {ReplyStatus.SENT}


def test_a_sent_reply_is_deleted_on_the_platform_and_its_wait_reopens(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks()
    reply = spoorlijn.answers(conversation)
    spoorlijn.deliver()
    ask_for_deletion(spoorlijn, reply)
    spoorlijn.deliver()
    assert spoorlijn.x.ledger()[0]["deleted_at"] is not None
    assert spoorlijn.now_is(reply).deleted_at is not None
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["open"]


def test_a_deletion_works_on_a_stopped_channel_too(spoorlijn: Brand, sent: Reply) -> None:
    with transaction():
        stopping.stop(session.get_one(Channel, spoorlijn.channel_id), by=spoorlijn.sofie, now=spoorlijn.clock())
    ask_for_deletion(spoorlijn, sent)
    spoorlijn.deliver()
    assert spoorlijn.now_is(sent).deleted_at is not None


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_in_a_crisis_a_reply_is_deleted_without_approval(spoorlijn: Brand, role: Role) -> None:
    """One's own, or by a lead anybody's; what is answered there does wait for approval."""
    conversation = spoorlijn.asks("Er is dubbel afgeschreven")
    sent = spoorlijn.answers(conversation)
    spoorlijn.deliver()
    lead, now = scenes.user("Lena de Boer", spoorlijn.clock(), Role.LEAD), spoorlijn.clock()
    with transaction():
        terms = crisis.Terms(name="Dubbel afgeschreven", words=("dubbel afgeschreven",), since=AGES_AGO)
        crisis.declare(terms, by=session.get_one(User, lead.id), now=now)
    narrowed = mandate.of(spoorlijn.sofie, now).decide(Power.ANSWER, scenes.conversation_of(spoorlijn.messages()[0]))
    assert narrowed.kind == Kind.NEEDS_APPROVAL

    with transaction():
        who = session.get_one(User, lead.id if role == Role.LEAD else spoorlijn.sofie.id)
        replying.delete(session.get_one(Reply, sent.id), by=who, now=now)
    spoorlijn.deliver()
    assert spoorlijn.x.ledger()[0]["deleted_at"] is not None
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["open"]
    assert session.scalars(select(Approval)).all() == []


def test_a_deletion_in_trouble_is_tried_again(spoorlijn: Brand, sent: Reply) -> None:
    ask_for_deletion(spoorlijn, sent)
    spoorlijn.x.fault("accept_then_error", on="delete_post")
    spoorlijn.deliver()
    assert spoorlijn.now_is(sent).deleted_at is None
    spoorlijn.clock.forward(minutes=1)
    spoorlijn.deliver()
    assert spoorlijn.now_is(sent).deleted_at is not None


def test_a_deletion_the_platform_refuses_is_told(spoorlijn: Brand, sent: Reply) -> None:
    ask_for_deletion(spoorlijn, sent)
    spoorlijn.x.fault("forbidden", on="delete_post", detail="You are not allowed to delete this Tweet.")
    spoorlijn.deliver()
    assert spoorlijn.now_is(sent).deletion_failure == "forbidden"
    assert spoorlijn.now_is(sent).failure_words == "You are not allowed to delete this Tweet."
    assert entries() == []

    ask_for_deletion(spoorlijn, sent)
    spoorlijn.deliver()
    assert spoorlijn.now_is(sent).deleted_at is not None
    assert spoorlijn.now_is(sent).failure_words is None


def test_a_reply_the_feed_brings_before_it_was_settled_is_one_message(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks()
    reply = spoorlijn.answers(conversation)
    spoorlijn.x.fault("accept_then_drop", on="create_post")
    spoorlijn.deliver()
    spoorlijn.poll("own_posts")
    spoorlijn.clock.forward(seconds=5)
    spoorlijn.deliver()
    spoorlijn.poll("own_posts")
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT
    assert [message.direction for message in spoorlijn.messages()] == ["inbound", "outbound"]
    assert [wait.how for wait in scenes.waits(conversation)] == ["public"]


def test_no_event_holds_what_anybody_wrote(spoorlijn: Brand) -> None:
    spoorlijn.answers(spoorlijn.asks("kanarie-klant"), "kanarie-merk")
    spoorlijn.x.fault("forbidden", on="create_post", detail="kanarie-platform")
    spoorlijn.deliver()
    assert not [row for row in session.scalars(select(EventRow)) if "kanarie" in str(row.data)]


def ask_for_deletion(spoorlijn: Brand, reply: Reply) -> None:
    with transaction():
        sofie = session.get_one(User, spoorlijn.sofie.id)
        replying.delete(session.get_one(Reply, reply.id), by=sofie, now=spoorlijn.clock())


def test_a_public_question_can_be_answered_by_direct_message(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks(author="anna")
    spoorlijn.answers(conversation, "Even onder vier ogen.", audience=Audience.PRIVATE)
    spoorlijn.deliver()
    (entry,) = spoorlijn.x.ledger()
    assert (entry["kind"], entry["target"]) == ("dm", spoorlijn.contact("anna").external_id)
