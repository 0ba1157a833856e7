"""What a lead does with many conversations at once, and how it is taken back."""

from datetime import datetime, timedelta

import pytest

from tests import scenes
from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import balancing, claiming, handing, presence
from webcare.desk.balancing import NoRoom
from webcare.desk.handing import AwayAlready, NotAwaySince, NothingToGive
from webcare.mandate import MandateRefused
from webcare.models import Channel, Conversation, Grant, Handover, Power, Role, User

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sanne(channel: Channel, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now, here_at=now)


@pytest.fixture
def daan(channel: Channel, now: datetime) -> User:
    return scenes.user("Daan Visser", now, here_at=now)


@pytest.fixture
def lena(channel: Channel, now: datetime) -> User:
    return scenes.user("Lena de Boer", now, Role.LEAD, here_at=now)


def waiting(channel: Channel, now: datetime, number: int) -> list[int]:
    """So many customers wait, each a minute less than the one before."""
    return [scenes.asks(channel, at=now - (30 - each) * MINUTE, by=scenes.customer(each)).id for each in range(number)]


def give(number: int, to: User, by: User, at: datetime, source: User | None = None) -> Handover:
    with transaction():
        leader = mandate.of(session.get_one(User, by.id), at)
        theirs = None if source is None else session.get_one(User, source.id)
        return balancing.give_oldest(number, to=session.get_one(User, to.id), by=leader, now=at, source=theirs)


def undo(handover: Handover, by: User, at: datetime) -> int:
    with transaction():
        there = session.get_one(Handover, handover.id)
        return handing.undo(there, by=mandate.of(session.get_one(User, by.id), at), now=at)


def holders(ids: list[int]) -> list[int | None]:
    session.expire_all()
    return [session.get_one(Conversation, each).claimed_by_id for each in ids]


def claim(number: int, by: User, at: datetime) -> None:
    with transaction():
        there = session.get_one(Conversation, number)
        claiming.claim(there, by=session.get_one(User, by.id), now=at)


def test_the_oldest_are_given_first(channel: Channel, sanne: User, lena: User, now: datetime) -> None:
    ids = waiting(channel, now, 4)
    give(2, sanne, lena, now)

    assert holders(ids) == [sanne.id, sanne.id, None, None]


def test_no_more_is_given_than_there_is_room_for(channel: Channel, sanne: User, lena: User, now: datetime) -> None:
    ids = waiting(channel, now, 4)
    with transaction():
        presence.take_at_most(session.get_one(User, sanne.id), 3, by=lena, now=now)
    claim(ids[3], sanne, now)
    give(5, sanne, lena, now)

    assert holders(ids) == [sanne.id, sanne.id, None, sanne.id]
    with pytest.raises(NoRoom):
        give(1, sanne, lena, now)


def test_what_one_colleague_holds_can_be_given_to_another(
    channel: Channel, sanne: User, daan: User, lena: User, now: datetime
) -> None:
    ids = waiting(channel, now, 3)
    give(3, sanne, lena, now)
    give(1, daan, lena, now, source=sanne)

    assert holders(ids) == [daan.id, sanne.id, sanne.id]


def test_what_has_an_answer_under_way_stays_where_it_is(
    channel: Channel, sanne: User, daan: User, lena: User, now: datetime
) -> None:
    ids = waiting(channel, now, 2)
    give(2, sanne, lena, now)
    scenes.submit(session.get_one(Conversation, ids[0]), by=sanne, at=now)
    give(2, daan, lena, now, source=sanne)

    assert holders(ids) == [sanne.id, daan.id]


def test_nothing_is_given_to_who_may_not_answer_it(channel: Channel, sanne: User, lena: User, now: datetime) -> None:
    ids = waiting(channel, now, 2)
    with transaction():
        theirs = session.query(Grant).where(Grant.role == Role.AGENT, Grant.power == Power.ANSWER)
        theirs.update({"withdrawn_at": now})

    with pytest.raises(NothingToGive):
        give(2, sanne, lena, now + MINUTE)
    assert holders(ids) == [None, None]


def test_what_they_may_not_answer_does_not_stand_in_the_way_of_what_they_may(
    channel: Channel, sanne: User, lena: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(balancing, "AT_ONCE", 2)
    other = scenes.channel(now, external_id="101", handle="elders")
    for number in range(5):
        scenes.asks(other, at=now - (50 - number) * MINUTE, by=scenes.customer(100 + number))
    ids = waiting(channel, now, 5)
    with transaction():
        theirs = session.query(Grant).where(Grant.role == Role.AGENT, Grant.power == Power.ANSWER)
        theirs.update({"channel_id": channel.id})
    give(5, sanne, lena, now)

    assert holders(ids) == [sanne.id] * 5


def test_nothing_is_given_by_who_may_not_moderate_it(channel: Channel, sanne: User, daan: User, now: datetime) -> None:
    waiting(channel, now, 2)

    with pytest.raises(NothingToGive):
        give(2, sanne, daan, now)


def test_what_was_given_can_be_taken_back_as_one(
    channel: Channel, sanne: User, daan: User, lena: User, now: datetime
) -> None:
    ids = waiting(channel, now, 3)
    claim(ids[0], sanne, now)
    first = give(1, daan, lena, now, source=sanne)
    second = give(2, daan, lena, now)
    assert holders(ids) == [daan.id] * 3

    assert (undo(second, lena, now + MINUTE), undo(first, lena, now + MINUTE)) == (2, 1)
    assert holders(ids) == [sanne.id, None, None]
    assert undo(first, lena, now + MINUTE) == 0, "twice changes nothing"


def test_taking_back_leaves_alone_what_somebody_did_something_with(
    channel: Channel, sanne: User, daan: User, lena: User, now: datetime
) -> None:
    ids = waiting(channel, now, 2)
    handover = give(2, sanne, lena, now)
    with transaction():
        there = session.get_one(Conversation, ids[0])
        claiming.assign(there, to=session.get_one(User, daan.id), by=sanne, now=now + MINUTE)

    assert undo(handover, lena, now + 2 * MINUTE) == 1
    assert holders(ids) == [daan.id, None]


def test_setting_somebody_away_returns_their_claims_and_can_be_taken_back(
    channel: Channel, sanne: User, daan: User, lena: User, now: datetime
) -> None:
    ids = waiting(channel, now, 2)
    give(2, sanne, lena, now)
    with transaction():
        handover = handing.set_away(session.get_one(User, sanne.id), by=session.get_one(User, lena.id), now=now)
    assert holders(ids) == [None, None]
    assert session.get_one(User, sanne.id).away_since == now
    with pytest.raises(AwayAlready), transaction():
        handing.set_away(session.get_one(User, sanne.id), by=session.get_one(User, lena.id), now=now)

    claim(ids[1], daan, now + MINUTE)
    assert undo(handover, lena, now + 2 * MINUTE) == 1
    assert holders(ids) == [sanne.id, daan.id]
    assert session.get_one(User, sanne.id).away_since is None


def test_a_handover_is_its_leads_alone(channel: Channel, sanne: User, lena: User, now: datetime) -> None:
    waiting(channel, now, 1)
    handover = give(1, sanne, lena, now)

    assert handing.of(handover.id, lena) is not None
    assert handing.of(handover.id, sanne) is None


def stop_leading(now: datetime) -> None:
    """Leads moderate nothing any more."""
    with transaction():
        theirs = session.query(Grant).where(Grant.role == Role.LEAD, Grant.power == Power.MODERATE)
        theirs.update({"withdrawn_at": now})


def test_who_moderates_no_more_takes_nothing_back_but_what_was_their_own(
    channel: Channel, sanne: User, lena: User, now: datetime
) -> None:
    ids = waiting(channel, now, 3)
    claim(ids[0], lena, now)
    own, others = give(1, sanne, lena, now, source=lena), give(2, sanne, lena, now)
    stop_leading(now + MINUTE)

    assert (undo(others, lena, now + 2 * MINUTE), undo(own, lena, now + 2 * MINUTE)) == (0, 1)
    assert holders(ids) == [lena.id, sanne.id, sanne.id]


def test_each_conversation_is_asked_for_by_itself(channel: Channel, sanne: User, lena: User, now: datetime) -> None:
    other = scenes.channel(now, external_id="101", handle="elders")
    ids = [scenes.asks(each, at=now - MINUTE, by=scenes.customer(each.id)).id for each in (channel, other)]
    handover = give(2, sanne, lena, now)
    with transaction():
        theirs = session.query(Grant).where(Grant.role == Role.LEAD, Grant.power == Power.MODERATE)
        theirs.update({"channel_id": other.id})

    assert undo(handover, lena, now + MINUTE) == 1
    assert holders(ids) == [sanne.id, None]


def away(user: User, by: User, at: datetime) -> Handover:
    with transaction():
        return handing.set_away(session.get_one(User, user.id), by=session.get_one(User, by.id), now=at)


def test_only_who_leads_calls_somebody_back(channel: Channel, sanne: User, lena: User, now: datetime) -> None:
    handover = away(sanne, lena, now)
    stop_leading(now + MINUTE)

    with pytest.raises(MandateRefused):
        undo(handover, lena, now + 2 * MINUTE)
    session.expire_all()
    assert session.get_one(User, sanne.id).away_since == now


def test_who_went_away_again_by_themselves_is_not_called_back(
    channel: Channel, sanne: User, lena: User, now: datetime
) -> None:
    ids = waiting(channel, now, 1)
    claim(ids[0], sanne, now)
    handover = away(sanne, lena, now)
    with transaction():
        there = session.get_one(User, sanne.id)
        presence.come_back(there, now=now + MINUTE)
        presence.go_away(there, now=now + 2 * MINUTE)

    with pytest.raises(NotAwaySince):
        undo(handover, lena, now + 3 * MINUTE)
    assert holders(ids) == [None]
    assert session.get_one(User, sanne.id).away_since == now + 2 * MINUTE
