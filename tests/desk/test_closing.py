"""Closing, dismissing and reopening; mentions that become a wait; promises; urgent conversations."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import asking, claiming, closing, dismissing, promising, urgency
from webcare.errors import BadInput
from webcare.models import Conversation, Dismissal, Promise, Reply, Status, User

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def conversation(engine: Engine, now: datetime) -> Conversation:
    return scenes.asks(scenes.channel(now), at=now)


@pytest.fixture
def sofie(engine: Engine, now: datetime) -> User:
    return scenes.user("Sofie Kramer", now)


@pytest.fixture
def joost(engine: Engine, now: datetime) -> User:
    return scenes.user("Joost Meijer", now)


def fresh(row):
    session.expire_all()
    return session.get_one(type(row), row.id)


def act(rule, row, *arguments, **more):
    with transaction():
        return rule(session.get_one(type(row), row.id), *arguments, **more)


def test_closing_with_an_open_wait_asks_the_reason(conversation: Conversation, sofie: User, now: datetime) -> None:
    with pytest.raises(closing.ReasonNeeded):
        act(closing.close, conversation, by=sofie, now=now)
    act(closing.close, conversation, by=sofie, now=now + 5 * MINUTE, reason="thanks")

    (wait,) = scenes.waits(conversation)
    assert (wait.outcome, wait.reason, wait.dismissed_by_id, wait.was_late) == ("dismissed", "thanks", sofie.id, False)
    assert (fresh(conversation).status, conversation.close_reason, conversation.due_at) == ("closed", "thanks", None)


def test_closing_after_the_answer_asks_nothing_and_ends_the_claim(conversation, sofie: User, now: datetime) -> None:
    scenes.answer(conversation, by=sofie, at=now)
    act(closing.close, conversation, by=sofie, now=now + MINUTE)
    act(closing.close, conversation, by=sofie, now=now + MINUTE)

    assert (fresh(conversation).status, conversation.claimed_by_id, conversation.last_holder_id) == (
        Status.CLOSED,
        None,
        sofie.id,
    )
    assert scenes.kinds().count("conversation_closed") == 1


def test_what_a_colleague_holds_is_not_closed_under_their_hands(conversation, sofie, joost, now) -> None:
    act(claiming.claim, conversation, by=sofie, now=now)
    with pytest.raises(claiming.HeldBySomebodyElse):
        act(closing.close, conversation, by=joost, now=now, reason="spam")
    with pytest.raises(claiming.HeldBySomebodyElse):
        act(dismissing.dismiss, conversation, "spam", seen_message_id=1, by=joost, now=now)


def test_dismissing_closes_and_undo_restores_the_wait_with_its_original_start(
    conversation: Conversation, sofie: User, now: datetime
) -> None:
    seen = conversation.last_message_id
    act(dismissing.dismiss, conversation, "no_answer_needed", seen_message_id=seen, by=sofie, now=now + 5 * MINUTE)
    assert fresh(conversation).status == Status.CLOSED

    dismissal = session.scalars(select(Dismissal)).one()
    act(dismissing.undo, dismissal, by=sofie, now=now + 6 * MINUTE)
    act(dismissing.undo, dismissal, by=sofie, now=now + 7 * MINUTE)

    (wait,) = scenes.waits(conversation)
    assert (wait.outcome, wait.started_at, wait.due_at, wait.reason) == ("open", now, now + HOUR, None)
    assert (fresh(conversation).status, conversation.due_at) == (Status.OPEN, now + HOUR)
    assert [scenes.kinds().count(kind) for kind in ("wait_dismissed", "wait_reopened", "conversation_reopened")] == [
        1,
        1,
        1,
    ]


def test_a_dismissal_covers_only_what_was_seen_and_what_came_since_stays_open(engine, sofie, now: datetime) -> None:
    channel, post = scenes.channel(now), scenes.incoming(at=now)
    (first,) = scenes.receive(channel, post)
    scenes.receive(channel, scenes.incoming("O wacht", at=now + MINUTE, thread_id=post.thread_id))
    conversation = scenes.conversation_of(first)
    act(dismissing.dismiss, conversation, "thanks", seen_message_id=first.id, by=sofie, now=now + 2 * MINUTE)

    assert [(wait.outcome, wait.started_at) for wait in scenes.waits(conversation)] == [
        ("dismissed", now),
        ("open", now + MINUTE),
    ]
    assert (fresh(conversation).status, conversation.due_at) == (Status.OPEN, now + MINUTE + HOUR)


def test_closing_with_a_reason_dismisses_only_what_was_seen(conversation, sofie: User, now: datetime) -> None:
    seen = conversation.last_message_id
    scenes.receive(
        conversation.channel, scenes.incoming("O wacht", at=now + MINUTE, thread_id=fresh(conversation).thread_id)
    )
    closed = act(closing.close, conversation, by=sofie, now=now + 2 * MINUTE, reason="thanks", seen_message_id=seen)

    assert closed is False
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["dismissed", "open"]
    assert (fresh(conversation).status, conversation.due_at) == (Status.OPEN, now + MINUTE + HOUR)


def test_dismissed_after_it_was_late_is_shown_as_such(conversation: Conversation, sofie: User, now: datetime) -> None:
    act(closing.close, conversation, by=sofie, now=now + 2 * HOUR, reason="spam")

    assert scenes.waits(conversation)[0].was_late


@pytest.mark.parametrize("reason", ["deleted", "because"])
def test_a_reason_that_is_not_chosen_by_hand_is_refused(conversation, sofie: User, now: datetime, reason: str) -> None:
    with pytest.raises(BadInput):
        act(closing.close, conversation, by=sofie, now=now, reason=reason)


def test_reopening_by_hand_leaves_the_waits_as_they_ended(conversation, sofie: User, now: datetime) -> None:
    act(closing.close, conversation, by=sofie, now=now, reason="spam")
    act(closing.reopen, conversation, by=sofie, now=now + MINUTE)

    assert (fresh(conversation).status, conversation.due_at) == (Status.OPEN, None)
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["dismissed"]


def test_a_mention_becomes_a_wait_from_its_own_posting_time(engine: Engine, sofie: User, now: datetime) -> None:
    conversation = scenes.asks(scenes.channel(now), at=now, asks=False)
    act(asking.ask, conversation, by=sofie, now=now + 20 * MINUTE)
    act(asking.ask, conversation, by=sofie, now=now + 21 * MINUTE)

    (wait,) = scenes.waits(conversation)
    assert (wait.started_at, wait.due_at) == (now, now + HOUR)
    assert (fresh(conversation).asks, scenes.kinds().count("conversation_asked")) == (True, 1)


def test_a_closed_mention_that_is_asked_is_open_again(engine: Engine, sofie: User, now: datetime) -> None:
    conversation = scenes.asks(scenes.channel(now), at=now, asks=False)
    act(closing.close, conversation, by=sofie, now=now)
    act(asking.ask, conversation, by=sofie, now=now)

    assert fresh(conversation).status == Status.OPEN


def test_a_promise_waits_in_the_list_from_sending_until_it_is_kept(conversation, sofie: User, now: datetime) -> None:
    later = now + timedelta(days=1)
    reply = scenes.submit(conversation, by=sofie, at=now, promise=("Bellen over de terugbetaling", later))
    assert fresh(conversation).promise_due_at is None

    scenes.publish(reply, at=now + MINUTE)
    assert (fresh(conversation).promise_due_at, conversation.due_at) == (later, later)

    promise = session.scalars(select(Promise)).one()
    act(promising.fulfil, promise, by=sofie, now=now + HOUR)
    act(promising.withdraw, promise, by=sofie, now=now + HOUR)
    assert (fresh(conversation).promise_due_at, conversation.due_at) == (None, None)
    kinds = scenes.kinds()
    assert [kinds.count(kind) for kind in ("promise_made", "promise_fulfilled", "promise_withdrawn")] == [1, 1, 0]


@pytest.mark.parametrize("ends", [promising.fulfil, promising.withdraw])
def test_a_promise_that_ended_by_a_slip_stands_again(conversation, sofie: User, now: datetime, ends) -> None:
    due = now + timedelta(days=1)
    scenes.answer(conversation, by=sofie, at=now, promise=("Bellen", due))
    promise = session.scalars(select(Promise)).one()
    act(ends, promise, by=sofie, now=now + HOUR)
    for _again in range(2):
        act(promising.resume, promise, by=sofie, now=now + HOUR)

    assert (fresh(conversation).promise_due_at, conversation.due_at) == (due, due)
    assert (fresh(promise).fulfilled_at, promise.fulfilled_by_id, promise.withdrawn_at) == (None, None, None)
    assert scenes.kinds().count("promise_resumed") == 1


def test_a_promise_does_not_outlive_the_answer_that_made_it(conversation, sofie: User, now: datetime) -> None:
    reply = scenes.answer(conversation, by=sofie, at=now, promise=("Bellen", now + HOUR))
    promise = session.scalars(select(Promise)).one()
    with transaction():
        session.get_one(Reply, reply.id).deleted_at = now
        promising.end_with(session.get_one(Reply, reply.id), now=now)
    with pytest.raises(promising.AnswerGone):
        act(promising.resume, promise, by=sofie, now=now)


def test_a_promise_in_the_past_of_nothing_or_too_long_is_refused(conversation, sofie: User, now: datetime) -> None:
    for promise in (("Bellen", now), ("  ", now + HOUR), ("x" * 201, now + HOUR)):
        with pytest.raises(BadInput):
            scenes.submit(conversation, by=sofie, at=now, promise=promise)


def test_an_urgent_conversation_is_closed_by_two_people(conversation, sofie: User, joost: User, now: datetime) -> None:
    act(urgency.mark, conversation, by=sofie, now=now)
    assert act(closing.close, conversation, by=sofie, now=now, reason="not_for_us") is False
    with pytest.raises(closing.SecondPersonNeeded):
        act(closing.close, conversation, by=sofie, now=now, reason="not_for_us")
    assert fresh(conversation).status == Status.OPEN

    assert act(closing.close, conversation, by=joost, now=now, reason="not_for_us") is True
    assert fresh(conversation).status == Status.CLOSED
    assert scenes.kinds().count("urgent_closing_proposed") == 1


def test_the_first_who_dismisses_an_urgent_conversation_ends_no_wait(
    conversation, sofie: User, joost: User, now
) -> None:
    seen = conversation.last_message_id
    act(urgency.mark, conversation, by=sofie, now=now)
    assert act(dismissing.dismiss, conversation, "thanks", seen_message_id=seen, by=sofie, now=now) is None
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["open"]
    with pytest.raises(closing.SecondPersonNeeded):
        act(dismissing.dismiss, conversation, "thanks", seen_message_id=seen, by=sofie, now=now)

    act(dismissing.dismiss, conversation, "thanks", seen_message_id=seen, by=joost, now=now)
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["dismissed"]
    assert fresh(conversation).status == Status.CLOSED


def test_who_has_not_read_the_last_words_closes_no_urgent_conversation(conversation, sofie: User, now) -> None:
    seen = conversation.last_message_id
    act(urgency.mark, conversation, by=sofie, now=now)
    again = scenes.incoming("Help", at=now + MINUTE, thread_id=fresh(conversation).thread_id)
    scenes.receive(fresh(conversation).channel, again)
    for rule in (closing.close, dismissing.dismiss):
        with pytest.raises(closing.NotReadYet):
            act(rule, conversation, reason="spam", seen_message_id=seen, by=sofie, now=now + 2 * MINUTE)

    assert fresh(conversation).closing_proposed_by_id is None


def test_after_a_dismissal_is_undone_an_urgent_conversation_takes_two_people_again(
    conversation, sofie: User, joost: User, now: datetime
) -> None:
    seen = conversation.last_message_id
    act(dismissing.dismiss, conversation, "thanks", seen_message_id=seen, by=sofie, now=now)
    act(closing.reopen, conversation, by=sofie, now=now)
    act(urgency.mark, conversation, by=sofie, now=now)
    assert act(closing.close, conversation, by=sofie, now=now) is False
    act(dismissing.undo, session.scalars(select(Dismissal)).one(), by=joost, now=now)

    assert act(closing.close, conversation, by=joost, now=now, reason="thanks") is False


def test_what_is_said_after_the_first_proposed_to_close_takes_two_people_anew(
    conversation, sofie: User, joost: User, now: datetime
) -> None:
    act(urgency.mark, conversation, by=sofie, now=now)
    assert act(closing.close, conversation, by=sofie, now=now, reason="not_for_us") is False
    again = scenes.incoming("Help", at=now + MINUTE, thread_id=fresh(conversation).thread_id)
    scenes.receive(fresh(conversation).channel, again)

    assert act(closing.close, conversation, by=joost, now=now + 2 * MINUTE, reason="not_for_us") is False
    assert act(closing.close, conversation, by=sofie, now=now + 2 * MINUTE, reason="not_for_us") is True


def test_the_mark_is_on_the_conversation_and_never_on_the_customer(conversation, sofie: User, now: datetime) -> None:
    act(urgency.mark, conversation, by=sofie, now=now)
    elsewhere = scenes.asks_in_private(fresh(conversation).channel, at=now + MINUTE)
    assert fresh(elsewhere).contact_id == fresh(conversation).contact_id
    assert fresh(elsewhere).urgent_at is None


def test_an_urgent_conversation_stays_open_after_an_answer_that_closes(conversation, sofie: User, now) -> None:
    act(urgency.mark, conversation, by=sofie, now=now)
    scenes.answer(conversation, by=sofie, at=now, closes=True)

    assert (fresh(conversation).status, conversation.closing_proposed_by_id) == (Status.OPEN, sofie.id)


def test_who_marked_it_urgent_by_a_slip_takes_that_back(conversation, sofie: User, joost: User, now) -> None:
    act(urgency.mark, conversation, by=sofie, now=now)
    act(closing.close, conversation, by=joost, now=now, reason="spam")
    with pytest.raises(urgency.StaysUrgent):
        act(urgency.take_back, conversation, by=joost, now=now)
    act(urgency.take_back, conversation, by=sofie, now=now + MINUTE)

    assert (fresh(conversation).urgent_at, conversation.closing_proposed_by_id) == (None, None)
    assert scenes.kinds(conversation)[-1] == "urgency_taken_back"
    with pytest.raises(urgency.StaysUrgent):
        act(urgency.take_back, conversation, by=sofie, now=now + MINUTE)


def test_an_alarm_that_somebody_took_on_is_not_taken_back(conversation, sofie: User, joost: User, now) -> None:
    act(urgency.mark, conversation, by=sofie, now=now)
    act(urgency.accept, conversation, by=joost, now=now)
    with pytest.raises(urgency.StaysUrgent):
        act(urgency.take_back, conversation, by=sofie, now=now)
    assert fresh(conversation).urgent_at == now


def test_what_was_urgent_before_stays_so_when_a_later_mark_is_taken_back(conversation, sofie: User, joost, now) -> None:
    act(urgency.mark, conversation, by=None, now=now)
    act(urgency.accept, conversation, by=joost, now=now)
    act(urgency.mark, conversation, by=sofie, now=now + MINUTE)
    act(urgency.take_back, conversation, by=sofie, now=now + MINUTE)

    assert (fresh(conversation).urgent_at, conversation.urgent_accepted_by_id) == (now + MINUTE, sofie.id)


def test_a_slip_that_happens_twice_is_taken_back_twice(conversation, sofie: User, now: datetime) -> None:
    for later in (now, now + MINUTE):
        act(urgency.mark, conversation, by=sofie, now=later)
        act(urgency.take_back, conversation, by=sofie, now=later)
        assert fresh(conversation).urgent_at is None


def test_what_a_rule_found_urgent_is_taken_back_by_nobody(conversation, sofie: User, now: datetime) -> None:
    act(urgency.mark, conversation, by=None, now=now)
    with pytest.raises(urgency.StaysUrgent):
        act(urgency.take_back, conversation, by=sofie, now=now)


def test_the_first_who_accepts_ends_the_alarm(conversation, sofie: User, joost: User, now: datetime) -> None:
    act(urgency.mark, conversation, by=None, now=now)
    act(urgency.mark, conversation, by=None, now=now + MINUTE)
    assert act(urgency.accept, conversation, by=sofie, now=now + MINUTE) is True
    assert act(urgency.accept, conversation, by=joost, now=now + MINUTE) is False

    assert fresh(conversation).urgent_accepted_by_id == sofie.id
    assert [scenes.kinds().count(kind) for kind in ("conversation_urgent", "urgency_accepted")] == [1, 1]


def test_a_danger_after_one_that_was_taken_on_alarms_anew(conversation, sofie: User, joost: User, now) -> None:
    act(urgency.mark, conversation, by=None, now=now)
    act(urgency.accept, conversation, by=sofie, now=now + MINUTE)
    act(closing.close, conversation, by=sofie, now=now + MINUTE, reason="not_for_us")
    act(urgency.mark, conversation, by=joost, now=now + 2 * MINUTE)

    assert (fresh(conversation).urgent_at, conversation.urgent_accepted_at) == (now + 2 * MINUTE, None)
    assert act(closing.close, conversation, by=joost, now=now + 3 * MINUTE, reason="not_for_us") is False
    assert act(urgency.accept, conversation, by=joost, now=now + 3 * MINUTE) is True
    assert [scenes.kinds().count(kind) for kind in ("conversation_urgent", "urgency_accepted")] == [2, 2]


def test_who_marks_a_closed_conversation_urgent_opens_it_again(conversation, sofie: User, joost: User, now) -> None:
    act(urgency.mark, conversation, by=sofie, now=now)
    for each in (sofie, joost):
        act(closing.close, conversation, by=each, now=now, reason="not_for_us")
    act(urgency.mark, conversation, by=sofie, now=now + HOUR)

    assert (fresh(conversation).status, conversation.urgent_at) == (Status.OPEN, now + HOUR)
    assert act(urgency.accept, conversation, by=joost, now=now + HOUR) is True
