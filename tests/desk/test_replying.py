import hashlib
import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import claiming, noting, replying, stopping
from webcare.errors import BadInput
from webcare.models import (
    Audience,
    Channel,
    Conversation,
    Message,
    OutboxEntry,
    Reply,
    ReplyStatus,
    ReplyVersion,
    Status,
    User,
)

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def channel(engine: Engine, now: datetime) -> Channel:
    return scenes.channel(now)


@pytest.fixture
def sofie(engine: Engine, now: datetime) -> User:
    return scenes.user("Sofie Kramer", now)


@pytest.fixture
def post(now: datetime):
    return scenes.incoming(at=now)


@pytest.fixture
def conversation(channel: Channel, post, now: datetime) -> Conversation:
    (message,) = scenes.receive(channel, post)
    return scenes.conversation_of(message)


def fresh(row):
    session.expire_all()
    return session.get_one(type(row), row.id)


def entries() -> list[OutboxEntry]:
    session.expire_all()
    return list(session.scalars(select(OutboxEntry)))


def take(worker: str = "one", *, now: datetime) -> Reply | None:
    """A worker takes the first of the outbox, if it may."""
    with transaction():
        return replying.take(entries()[0], worker=worker, now=now)


def act(rule, row, **more) -> None:
    with transaction():
        rule(session.get_one(type(row), row.id), **more)


def test_an_answer_is_signed_queued_for_its_undo_window_and_takes_the_free_claim(
    conversation: Conversation, sofie: User, post, now: datetime
) -> None:
    reply = scenes.submit(conversation, "  We kijken het na. ", by=sofie, at=now)

    assert (reply.text, reply.status, reply.in_reply_to) == (
        "We kijken het na. ^SK",
        ReplyStatus.QUEUED,
        post.external_id,
    )
    assert [(entry.action, entry.not_before, entry.held) for entry in entries()] == [
        ("publish", now + 5 * SECOND, False)
    ]
    assert fresh(conversation).claimed_by_id == sofie.id
    version = session.scalars(select(ReplyVersion)).one()
    assert (version.text, version.sha256) == (reply.text, hashlib.sha256(reply.text.encode()).hexdigest())
    assert scenes.waits(conversation)[0].outcome == "open", "queued is not answered"


def test_the_signature_is_not_doubled_and_may_be_left_out(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    anonymous = scenes.user("Naam Loos", now, signature="")

    assert replying.signed("Dag Anna ^SK", sofie) == "Dag Anna ^SK"
    assert replying.signed("Dag Anna", anonymous) == "Dag Anna"


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u200b\u200d", "\ud83d", "^SK", " ^SK "])
def test_a_text_nobody_could_read_is_refused(conversation: Conversation, sofie: User, now: datetime, text: str) -> None:
    with pytest.raises(replying.EmptyReply):
        scenes.submit(conversation, text, by=sofie, at=now)

    assert (entries(), fresh(conversation).claimed_by_id) == ([], None)


def test_a_lone_surrogate_is_left_out(conversation: Conversation, sofie: User, now: datetime) -> None:
    assert scenes.submit(conversation, "Dag\ud83d Anna", by=sofie, at=now).text == "Dag Anna ^SK"


def test_the_signature_counts_in_the_length(conversation: Conversation, sofie: User, now: datetime) -> None:
    scenes.submit(conversation, "x" * 276, by=sofie, at=now)
    with pytest.raises(replying.ReplyTooLong) as refusal:
        scenes.submit(conversation, "x" * 277, by=sofie, at=now)

    assert refusal.value.facts == {"weighted_length": 281, "limit": 280, "over": 1}


def test_the_same_uuid_twice_is_one_reply(conversation: Conversation, sofie: User, now: datetime) -> None:
    uuid = str(uuid4())
    first = scenes.submit(conversation, by=sofie, at=now, uuid=uuid)
    second = scenes.submit(conversation, by=sofie, at=now, uuid=uuid)

    assert (second.id, second.text) == (first.id, first.text)
    assert len(entries()) == 1


@pytest.mark.parametrize("other", [{"text": "Iets anders"}, {"audience": "private"}])
def test_the_same_uuid_with_another_text_or_audience_is_refused(
    conversation: Conversation, sofie: User, now: datetime, other: dict[str, str]
) -> None:
    uuid = scenes.submit(conversation, by=sofie, at=now).uuid

    with pytest.raises(replying.AlreadyAccepted):
        scenes.submit(conversation, by=sofie, at=now, uuid=uuid, **other)
    assert [reply.text for reply in scenes.replies()] == ["We kijken het na. ^SK"]


def test_the_uuid_of_an_answer_that_was_taken_back_sends_nothing_and_says_so(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    undone = scenes.submit(conversation, by=sofie, at=now)
    act(replying.undo, undone, by=sofie, now=now)

    with pytest.raises(replying.TakenBack):
        scenes.submit(conversation, by=sofie, at=now, uuid=undone.uuid)
    assert entries() == []


def test_the_same_uuid_at_the_same_moment_is_one_reply(conversation: Conversation, sofie: User, now: datetime) -> None:
    uuid, start, ids = str(uuid4()), threading.Barrier(8), []
    place, person, seen = conversation.id, sofie.id, conversation.last_message_id
    session.remove()

    def press() -> None:
        start.wait()
        try:
            with transaction():
                there, by = session.get_one(Conversation, place), session.get_one(User, person)
                facts = {"uuid": uuid, "audience": "public", "seen_message_id": seen, "rules": scenes.TEXTS}
                ids.append(replying.submit(there, text="Dag", by=by, now=now, **facts).id)
        finally:
            session.remove()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ids) == 8
    assert len(set(ids)) == 1
    assert len(entries()) == 1
    assert session.scalar(select(func.count()).select_from(ReplyVersion)) == 1


def test_a_uuid_of_somebody_else_is_refused(conversation: Conversation, sofie: User, now: datetime) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now)
    with pytest.raises(BadInput):
        scenes.submit(conversation, by=scenes.user("Joost Meijer", now), at=now, uuid=reply.uuid)


def test_what_a_colleague_holds_is_not_answered(conversation: Conversation, sofie: User, now: datetime) -> None:
    scenes.submit(conversation, by=sofie, at=now)
    with pytest.raises(claiming.HeldBySomebodyElse):
        scenes.submit(conversation, by=scenes.user("Joost Meijer", now), at=now)


def test_news_since_the_writer_looked_refuses_the_answer_and_one_more_press_sends_it(
    channel: Channel, conversation: Conversation, sofie: User, post, now: datetime
) -> None:
    seen = conversation.last_message_id
    (news,) = scenes.receive(channel, scenes.incoming("Laat maar", at=now + MINUTE, thread_id=post.thread_id))

    with pytest.raises(replying.NewsSinceSeen) as refusal:
        scenes.submit(conversation, by=sofie, at=now, seen_message_id=seen)
    assert [message.id for message in refusal.value.messages] == [news.id]
    assert refusal.value.facts == {"message_ids": [news.id]}

    reply = scenes.submit(conversation, by=sofie, at=now, anyway=news.id, seen_message_id=seen)
    with transaction():
        assert replying.news(session.get_one(Reply, reply.id)) == []
    scenes.publish(reply, at=now + 2 * MINUTE)
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["answered", "open"], "the news was not read"


def test_what_came_after_the_news_that_was_shown_refuses_it_again(
    channel: Channel, conversation: Conversation, sofie: User, post, now: datetime
) -> None:
    seen = conversation.last_message_id
    first, second = (
        scenes.receive(channel, scenes.incoming(text, at=now + MINUTE, thread_id=post.thread_id))[0]
        for text in ("Laat maar", "Nee, toch niet!")
    )

    with pytest.raises(replying.NewsSinceSeen) as refusal:
        scenes.submit(conversation, by=sofie, at=now, anyway=first.id, seen_message_id=seen)
    assert refusal.value.facts == {"message_ids": [second.id]}
    assert scenes.submit(conversation, by=sofie, at=now, anyway=second.id, seen_message_id=seen).seen_message_id == seen


def test_what_was_shown_is_a_message_of_this_conversation(
    channel: Channel, conversation: Conversation, sofie: User, now: datetime
) -> None:
    elsewhere = scenes.asks(channel, at=now, by=scenes.BRAM).last_message_id
    for anyway in (elsewhere, 10**9):
        with pytest.raises(BadInput):
            scenes.submit(conversation, by=sofie, at=now, anyway=anyway)


def test_a_note_and_ones_own_answer_are_no_news_but_a_colleagues_is(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    seen = conversation.last_message_id or 0
    act(noting.write, conversation, text="Even bellen", by=sofie, now=now)
    scenes.answer(conversation, "Moment", by=sofie, at=now, seen_message_id=seen)
    scenes.submit(conversation, "Nog iets", by=sofie, at=now + MINUTE, seen_message_id=seen)

    with transaction():
        news = replying.news_since(fresh(conversation), seen, sofie.id + 1)
    assert [message.text for message in news] == ["Moment ^SK"]


def test_news_before_the_worker_takes_it_returns_it_to_its_author_with_its_text(
    channel: Channel, conversation: Conversation, sofie: User, post, now: datetime
) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now)
    scenes.receive(channel, scenes.incoming("Laat maar", at=now + SECOND, thread_id=post.thread_id))
    with transaction():
        assert replying.news(session.get_one(Reply, reply.id))
    act(replying.return_to_author, reply, now=now + 5 * SECOND)

    assert (fresh(reply).status, reply.failure, reply.text) == ("failed", "news", "We kijken het na. ^SK")
    assert entries() == []

    with pytest.raises(replying.NewsSinceSeen):  # what was not read stops the second try as it did the first
        act(replying.retry, reply, by=sofie, now=now + MINUTE)
    act(replying.retry, reply, by=sofie, now=now + MINUTE, seen_message_id=fresh(conversation).last_message_id)
    with transaction():
        assert replying.news(fresh(reply)) == []
    assert [entry.not_before for entry in entries()] == [now + MINUTE + 5 * SECOND]


def test_undo_within_the_window_and_never_after_it_left(conversation: Conversation, sofie: User, now: datetime) -> None:
    undone = scenes.submit(conversation, by=sofie, at=now)
    act(replying.undo, undone, by=sofie, now=now)
    act(replying.undo, undone, by=sofie, now=now)
    assert (fresh(undone).status, entries()) == (ReplyStatus.CANCELLED, [])
    assert scenes.kinds().count("reply_cancelled") == 1

    left = scenes.submit(conversation, by=sofie, at=now)
    assert take(now=now + 5 * SECOND) is not None
    with pytest.raises(replying.TooLateToUndo):
        act(replying.undo, left, by=sofie, now=now)


def test_one_worker_takes_it_and_it_is_sending_before_the_platform_is_called(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    scenes.submit(conversation, by=sofie, at=now)
    taken = take(now=now + 5 * SECOND)
    assert taken is not None
    assert (taken.status, taken.sending_at) == (ReplyStatus.SENDING, now + 5 * SECOND)
    assert take("two", now=now + timedelta(hours=1)) is None


def test_sent_ends_the_wait_at_the_platforms_time_and_hearing_it_twice_changes_nothing(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    reply = scenes.answer(conversation, by=sofie, at=now + 9 * MINUTE)
    act(replying.sent, reply, published_id="7", posted_at=now + 20 * MINUTE, now=now)

    (wait,) = scenes.waits(conversation)
    message = session.get_one(Message, wait.answer_id)
    assert (wait.how, wait.ended_at) == ("public", now + 9 * MINUTE + 5 * SECOND)
    assert (message.author_id, message.reply_id, message.text) == (sofie.id, reply.id, "We kijken het na. ^SK")
    assert fresh(conversation).claimed_by_id == sofie.id, "answering keeps the claim"
    assert (scenes.kinds().count("reply_sent"), entries()) == (1, [])


def test_a_referral_is_an_answer_of_its_own_kind(conversation: Conversation, sofie: User, now: datetime) -> None:
    scenes.answer(conversation, "Stuur ons een DM", by=sofie, at=now, refers_to_dm=True)

    assert [wait.how for wait in scenes.waits(conversation)] == ["referred_to_dm"]


def test_our_own_answer_seen_again_in_the_feed_is_not_a_second_message(
    channel: Channel, conversation: Conversation, sofie: User, post, now: datetime
) -> None:
    reply = scenes.answer(conversation, by=sofie, at=now)
    again = scenes.answer_elsewhere(post, reply.text, at=now, external_id=reply.external_id)

    assert scenes.receive(channel, again) == []
    assert session.scalar(select(func.count()).select_from(Message)) == 2


@pytest.mark.parametrize("state", ["sending", "uncertain"])
def test_an_answer_under_way_that_the_feed_brings_first_is_settled_by_it(
    channel: Channel, conversation: Conversation, sofie: User, post, now: datetime, state: str
) -> None:
    reply = scenes.submit(conversation, "Kijk op https://spoorlijn.example/hulp &amp; zo", by=sofie, at=now)
    take(now=now + 5 * SECOND)
    if state == "uncertain":
        act(replying.uncertain, reply, now=now + 6 * SECOND)
    shown = f"@annadevries {reply.text.replace('https://spoorlijn.example/hulp', 'https://t.co/abc')}"
    own = scenes.answer_elsewhere(post, shown, at=now + 6 * SECOND)
    scenes.receive(channel, own)
    act(replying.sent, reply, published_id=own.external_id, posted_at=own.posted_at, now=now + 9 * SECOND)
    act(replying.uncertain, reply, now=now + 9 * SECOND)

    assert (fresh(reply).status, reply.external_id) == (ReplyStatus.SENT, own.external_id)
    assert session.scalar(select(func.count()).select_from(Message)) == 2
    assert [wait.how for wait in scenes.waits(conversation)] == ["public"]


def test_an_answer_elsewhere_with_other_words_settles_nothing(
    channel: Channel, conversation: Conversation, sofie: User, post, now: datetime
) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now)
    take(now=now + 5 * SECOND)
    scenes.receive(channel, scenes.answer_elsewhere(post, "Heel iets anders", at=now + 6 * SECOND))

    assert fresh(reply).status == ReplyStatus.SENDING


def test_a_refusal_is_kept_in_the_platforms_words_and_can_be_tried_again(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now)
    take(now=now)
    act(replying.failed, reply, code="duplicate", words="duplicate content", now=now)
    assert (fresh(reply).status, reply.failure_words, entries()) == ("failed", "duplicate content", [])

    act(replying.retry, reply, by=sofie, now=now + MINUTE)
    assert (fresh(reply).status, reply.failure, len(entries())) == (ReplyStatus.QUEUED, None, 1)
    with pytest.raises(replying.NotFailed):
        act(replying.retry, reply, by=sofie, now=now + MINUTE)


def test_a_refused_answer_is_not_tried_again_while_a_colleague_holds_the_conversation(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now)
    take(now=now)
    act(replying.failed, reply, code="duplicate", words="duplicate content", now=now)
    daan = scenes.user("Daan Visser", now)
    act(claiming.claim, conversation, by=daan, now=now, take_over=True)

    with pytest.raises(claiming.HeldBySomebodyElse):
        act(replying.retry, reply, by=sofie, now=now + MINUTE)
    assert (fresh(reply).status, entries()) == ("failed", [])


def test_an_uncertain_public_answer_is_never_sent_again_by_hand(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now)
    take(now=now)
    act(replying.uncertain, reply, now=now)

    with pytest.raises(replying.NotFailed):
        act(replying.retry, reply, by=sofie, now=now)


def test_deleting_the_only_answer_reopens_the_wait_at_its_original_start(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    reply = scenes.answer(conversation, by=sofie, at=now + MINUTE, closes=True)
    act(replying.delete, reply, by=sofie, now=now + 2 * MINUTE)
    act(replying.delete, reply, by=sofie, now=now + 2 * MINUTE)
    assert [entry.action for entry in entries()] == ["delete"]
    act(replying.deleted, reply, now=now + 3 * MINUTE)

    (wait,) = scenes.waits(conversation)
    assert (wait.outcome, wait.started_at, wait.due_at) == ("open", now, now + 60 * MINUTE)
    assert (fresh(conversation).status, conversation.due_at) == (Status.OPEN, wait.due_at)
    assert session.scalars(select(Message.text).where(Message.reply_id == reply.id)).all() == [None]
    assert (scenes.kinds().count("wait_reopened"), entries()) == (1, [])


def test_correcting_is_posting_anew_and_then_deleting(conversation: Conversation, sofie: User, now: datetime) -> None:
    wrong = scenes.answer(conversation, "Om drie uur", by=sofie, at=now + MINUTE)
    scenes.answer(fresh(conversation), "Om vier uur", by=sofie, at=now + 2 * MINUTE)
    act(replying.delete, wrong, by=sofie, now=now + 3 * MINUTE)
    act(replying.deleted, wrong, now=now + 3 * MINUTE)

    assert [wait.outcome for wait in scenes.waits(conversation)] == ["answered"]


def test_what_was_not_sent_cannot_be_deleted(conversation: Conversation, sofie: User, now: datetime) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now)
    with pytest.raises(replying.NotSent):
        act(replying.delete, reply, by=sofie, now=now)


def test_moving_to_dm_ends_the_public_wait_and_stands_among_the_dms(
    channel: Channel, conversation: Conversation, sofie: User, now: datetime
) -> None:
    reply = scenes.answer(conversation, "Dag Anna", by=sofie, at=now + MINUTE, audience=Audience.PRIVATE)
    assert [wait.how for wait in scenes.waits(conversation)] == ["moved_to_dm"]
    private = session.scalars(select(Conversation).where(Conversation.audience == Audience.PRIVATE)).one()

    echo = {"by": scenes.BRAND, "counterpart": scenes.ANNA, "external_id": reply.external_id}
    scenes.receive(channel, scenes.direct_message(reply.text, at=now + MINUTE, **echo))
    scenes.receive(channel, scenes.direct_message("Dank!", at=now + 2 * MINUTE))

    session.expire_all()
    assert session.scalars(select(Conversation).where(Conversation.audience == Audience.PRIVATE)).all() == [private]
    assert private.thread_id == "100-201"
    assert [wait.outcome for wait in scenes.waits(private)] == ["open"]


def test_the_customer_who_answers_our_dm_first_is_in_the_same_conversation(
    channel: Channel, conversation: Conversation, sofie: User, now: datetime
) -> None:
    scenes.answer(conversation, "Dag Anna", by=sofie, at=now, audience=Audience.PRIVATE)
    scenes.receive(channel, scenes.direct_message("Dank!", at=now + 2 * MINUTE))

    private = session.scalars(select(Conversation).where(Conversation.audience == Audience.PRIVATE)).one()
    assert session.scalar(select(func.count()).where(Message.conversation_id == private.id)) == 2


def test_moving_to_dm_leaves_a_dm_that_waits(channel: Channel, conversation: Conversation, sofie: User, now) -> None:
    private = scenes.asks_in_private(channel, at=now)
    scenes.answer(conversation, "Dag Anna", by=sofie, at=now + MINUTE, audience=Audience.PRIVATE)

    assert [wait.outcome for wait in scenes.waits(private)] == ["open"]
    assert [wait.how for wait in scenes.waits(conversation)] == ["moved_to_dm"]


def test_a_dm_is_never_answered_in_public(channel: Channel, sofie: User, now: datetime) -> None:
    private = scenes.asks_in_private(channel, at=now)
    with pytest.raises(BadInput):
        scenes.submit(private, by=sofie, at=now, audience=Audience.PUBLIC)


def test_a_public_answer_needs_something_to_stand_under(
    channel: Channel, conversation: Conversation, sofie: User, post, now: datetime
) -> None:
    from webcare.desk import receiving

    act(receiving.gone, channel, external_ids=[post.external_id], now=now)
    with pytest.raises(replying.NothingToAnswer):
        scenes.submit(conversation, by=sofie, at=now)


def test_an_answer_in_a_gathering_covers_chosen_waits(channel: Channel, sofie: User, now: datetime) -> None:
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    anna = scenes.asks(channel, at=now, by=scenes.ANNA, **under)
    bram = scenes.asks(channel, at=now, by=scenes.BRAM, **under)
    anna = fresh(anna)
    chosen = scenes.waits(bram)[0].id
    reply = scenes.answer(anna, by=sofie, at=now + MINUTE, covers={chosen: fresh(bram).last_message_id})

    assert [wait.how for wait in scenes.waits(anna)] == ["public"]
    assert [(wait.id, wait.how) for wait in scenes.waits(bram)] == [(chosen, "covered")]

    act(replying.delete, reply, by=sofie, now=now + 2 * MINUTE)
    act(replying.deleted, reply, now=now + 2 * MINUTE)
    assert [wait.outcome for wait in (*scenes.waits(anna), *scenes.waits(bram))] == ["open", "open"]


def test_what_the_writer_had_not_seen_of_another_in_the_gathering_waits_on_its_own(
    channel: Channel, sofie: User, now: datetime
) -> None:
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    anna = scenes.asks(channel, at=now, by=scenes.ANNA, **under)
    bram = scenes.asks(channel, at=now, by=scenes.BRAM, **under)
    chosen, seen = scenes.waits(bram)[0].id, fresh(bram).last_message_id
    scenes.asks(channel, "En ik sta hier met een kind", at=now + MINUTE, by=scenes.BRAM, **under)
    with pytest.raises(BadInput):
        scenes.submit(fresh(anna), by=sofie, at=now, covers={chosen: fresh(anna).last_message_id})
    scenes.answer(fresh(anna), by=sofie, at=now + 2 * MINUTE, covers={chosen: seen})

    covered, unseen = scenes.waits(bram)
    assert (covered.id, covered.how) == (chosen, "covered")
    assert (unseen.outcome, unseen.started_at) == ("open", now + MINUTE)


def test_waits_outside_the_gathering_are_not_covered(channel: Channel, conversation: Conversation, sofie, now) -> None:
    other = scenes.asks(channel, at=now, by=scenes.BRAM)
    with pytest.raises(BadInput):
        scenes.submit(conversation, by=sofie, at=now, covers={scenes.waits(other)[0].id: fresh(other).last_message_id})


def test_a_stopped_channel_holds_queued_and_new_answers_until_lifted(
    channel: Channel, conversation: Conversation, sofie: User, now: datetime
) -> None:
    queued = scenes.submit(conversation, by=sofie, at=now)
    act(stopping.stop, channel, by=sofie, now=now)
    act(stopping.stop, channel, by=sofie, now=now)
    new = scenes.submit(conversation, "Nog iets", by=sofie, at=now)
    assert [(fresh(each).held, each.status) for each in (queued, new)] == [("channel_stopped", "queued")] * 2
    with transaction():
        assert [replying.take(entry, worker="one", now=now + MINUTE) for entry in entries()] == [None, None]

    act(stopping.lift, channel, by=sofie, now=now)
    assert [fresh(each).held for each in (queued, new)] == [None, None]
    assert [entry.held for entry in entries()] == [False, False]
    assert [scenes.kinds().count(kind) for kind in ("channel_stopped", "channel_stop_lifted")] == [1, 1]


def test_holding_keeps_when_the_platform_was_called_before(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now)
    take(now=now)
    act(replying.postpone, reply, until=now + MINUTE, now=now)
    act(replying.hold, reply, why="mandate", now=now)

    assert (fresh(reply).status, reply.sending_at, reply.held) == ("queued", now, "mandate")


def test_an_answer_that_closes_does_not_close_over_something_unread(
    channel: Channel, conversation: Conversation, sofie: User, post, now: datetime
) -> None:
    reply = scenes.submit(conversation, by=sofie, at=now, closes=True)
    take(now=now)
    scenes.receive(channel, scenes.incoming("Nog iets!", at=now + SECOND, thread_id=post.thread_id))
    act(replying.sent, reply, published_id="9000000", posted_at=now + 2 * SECOND, now=now)

    assert fresh(conversation).status == Status.OPEN


def test_a_closed_conversation_that_is_answered_is_opened_for_it(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    scenes.answer(conversation, by=sofie, at=now, closes=True)
    scenes.submit(fresh(conversation), "O ja", by=sofie, at=now + MINUTE)

    assert (fresh(conversation).status, conversation.claimed_by_id) == (Status.OPEN, sofie.id)


def test_a_note_has_no_road_to_a_channel(conversation: Conversation, sofie: User, now: datetime) -> None:
    act(noting.write, conversation, text="Klant is boos", by=sofie, now=now)

    assert entries() == []
    assert session.scalar(select(func.count()).select_from(Reply)) == 0
    with pytest.raises(noting.EmptyNote):
        act(noting.write, conversation, text=" \u200b ", by=sofie, now=now)
