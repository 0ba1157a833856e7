import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import claiming, clock, gathering, presence
from webcare.models import Conversation, EventRow, Gathering, User

MINUTE = timedelta(minutes=1)
CONTENDERS = 32


@pytest.fixture
def conversation(engine: Engine, now: datetime) -> Conversation:
    return scenes.asks(scenes.channel(now), at=now)


def claim(conversation: Conversation, by: User, at: datetime, *, take_over: bool = False) -> None:
    with transaction():
        there = session.get_one(Conversation, conversation.id)
        claiming.claim(there, by=session.get_one(User, by.id), now=at, take_over=take_over)


def holder(conversation: Conversation) -> int | None:
    session.expire_all()
    return session.get_one(Conversation, conversation.id).claimed_by_id


def released() -> list[dict]:
    return list(session.scalars(select(EventRow.data).where(EventRow.kind == "conversation_released")))


def test_the_loser_is_told_who_won(conversation: Conversation, now: datetime) -> None:
    sofie, joost = scenes.user("Sofie Kramer", now), scenes.user("Joost Meijer", now)
    claim(conversation, sofie, now)

    with pytest.raises(claiming.HeldBySomebodyElse) as refusal:
        claim(conversation, joost, now)

    assert refusal.value.facts == {"holder": "Sofie Kramer"}
    assert holder(conversation) == sofie.id
    assert scenes.kinds().count("conversation_claimed") == 1


def test_of_many_who_try_at_once_exactly_one_wins(conversation: Conversation, now: datetime) -> None:
    people = [scenes.user(f"Persoon {number}", now) for number in range(CONTENDERS)]
    place, ids = conversation.id, [each.id for each in people]
    session.remove()
    start, outcomes = threading.Barrier(CONTENDERS), []

    def contend(number: int) -> None:
        start.wait()
        try:
            with transaction():
                by = session.get_one(User, ids[number])
                claiming.claim(session.get_one(Conversation, place), by=by, now=now)
            outcomes.append(ids[number])
        except claiming.HeldBySomebodyElse as refusal:
            outcomes.append(refusal.facts["holder"])
        finally:
            session.remove()

    threads = [threading.Thread(target=contend, args=(number,)) for number in range(CONTENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winners = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert winners == [session.get_one(Conversation, place).claimed_by_id]
    name = session.get_one(User, winners[0]).name
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == [name] * (CONTENDERS - 1)
    assert scenes.kinds().count("conversation_claimed") == 1


def test_claiming_again_is_a_sign_of_life(conversation: Conversation, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    claim(conversation, sofie, now)
    claim(conversation, sofie, now + 14 * MINUTE)

    with transaction():
        assert claiming.expire(now=now + 20 * MINUTE) == 0
    assert scenes.kinds().count("conversation_claimed") == 1


def test_taking_over_is_recorded_with_from_whom(conversation: Conversation, now: datetime) -> None:
    sofie, joost = scenes.user("Sofie Kramer", now), scenes.user("Joost Meijer", now)
    claim(conversation, sofie, now)
    claim(conversation, joost, now, take_over=True)

    assert holder(conversation) == joost.id
    events = session.scalars(select(EventRow.data).where(EventRow.kind == "conversation_claimed")).all()
    assert events[-1] == {"taken_from": sofie.id}


def test_only_its_holder_releases_and_who_held_it_is_remembered(conversation: Conversation, now: datetime) -> None:
    sofie, joost = scenes.user("Sofie Kramer", now), scenes.user("Joost Meijer", now)
    claim(conversation, sofie, now)

    with pytest.raises(claiming.NotYours), transaction():
        claiming.release(session.get_one(Conversation, conversation.id), by=joost, now=now)
    with transaction():
        claiming.release(session.get_one(Conversation, conversation.id), by=sofie, now=now)

    assert holder(conversation) is None
    assert session.get_one(Conversation, conversation.id).last_holder_id == sofie.id


def test_assigning_hands_the_claim_over(conversation: Conversation, now: datetime) -> None:
    sofie, joost = scenes.user("Sofie Kramer", now), scenes.user("Joost Meijer", now)
    claim(conversation, sofie, now)
    with transaction():
        claiming.assign(session.get_one(Conversation, conversation.id), to=joost, by=sofie, now=now)

    assert holder(conversation) == joost.id
    (event,) = session.scalars(select(EventRow).where(EventRow.kind == "conversation_assigned"))
    assert (event.actor_id, event.data) == (sofie.id, {"to": joost.id, "taken_from": sofie.id})


def test_a_silent_claim_returns_to_the_queue_after_fifteen_minutes(conversation: Conversation, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    claim(conversation, sofie, now)

    with transaction():
        assert claiming.expire(now=now + 14 * MINUTE) == 0
    with transaction():
        assert clock.tick(now=now + 15 * MINUTE) == 1
    with transaction():
        assert claiming.expire(now=now + 16 * MINUTE) == 0

    assert holder(conversation) is None
    assert released() == [{"holder": sofie.id, "why": "expired"}]


def test_its_holder_is_warned_two_minutes_before_and_can_keep_it(conversation: Conversation, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    claim(conversation, sofie, now)

    assert claiming.about_to_expire(sofie, now + 12 * MINUTE) == []
    assert [each.id for each in claiming.about_to_expire(sofie, now + 13 * MINUTE)] == [conversation.id]

    with transaction():
        assert claiming.keep([conversation.id, 404], by=sofie, now=now + 13 * MINUTE) == 1
    assert claiming.about_to_expire(sofie, now + 14 * MINUTE) == []
    with transaction():
        assert claiming.expire(now=now + 16 * MINUTE) == 0


def test_nobody_keeps_what_a_colleague_holds(conversation: Conversation, now: datetime) -> None:
    sofie, joost = scenes.user("Sofie Kramer", now), scenes.user("Joost Meijer", now)
    claim(conversation, sofie, now)
    with transaction():
        assert claiming.keep([conversation.id], by=joost, now=now + 10 * MINUTE) == 0


def test_an_answer_under_way_counts_as_life(conversation: Conversation, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    reply = scenes.submit(conversation, by=sofie, at=now)
    with transaction():
        assert claiming.expire(now=now + 30 * MINUTE) == 0

    scenes.publish(reply, at=now + 31 * MINUTE)
    with transaction():
        assert claiming.expire(now=now + 32 * MINUTE) == 1


def test_a_closed_conversation_cannot_be_claimed(conversation: Conversation, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    scenes.answer(conversation, by=sofie, at=now, closes=True)

    with pytest.raises(claiming.IsClosed):
        claim(conversation, sofie, now)


def test_going_away_returns_every_claim(conversation: Conversation, now: datetime) -> None:
    sofie = scenes.user("Sofie Kramer", now)
    claim(conversation, sofie, now)
    with transaction():
        assert presence.go_away(session.get_one(User, sofie.id), now=now) == 1
    with transaction():
        assert presence.go_away(session.get_one(User, sofie.id), now=now) == 0
    with transaction():
        presence.come_back(session.get_one(User, sofie.id), now=now + MINUTE)

    assert holder(conversation) is None
    assert released() == [{"holder": sofie.id, "why": "away"}]
    assert scenes.kinds()[-2:] == ["conversation_released", "user_came_back"]


def test_one_claim_takes_a_whole_gathering_but_what_a_colleague_holds(engine: Engine, now: datetime) -> None:
    channel = scenes.channel(now)
    sofie, joost = scenes.user("Sofie Kramer", now), scenes.user("Joost Meijer", now)
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    first, second = (scenes.asks(channel, at=now, by=each, **under) for each in (scenes.ANNA, scenes.BRAM))
    claim(second, joost, now)

    with transaction():
        together = session.scalars(select(Gathering)).one()
        taken = gathering.claim(together, by=session.get_one(User, sofie.id), now=now)

    assert [each.id for each in taken] == [first.id]
    assert (holder(first), holder(second)) == (sofie.id, joost.id)
    assert "gathering_claimed" in scenes.kinds()
