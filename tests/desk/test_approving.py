"""Four eyes on the exact text: who is asked, who decides, and what becomes of it."""

import hashlib
import threading
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests import scenes
from tests.desk.four_eyes import ANYBODY, MINUTE, SECOND, act, approval, asks, fresh, here, sha256
from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import approving, claiming, clock, noting, presence, replying
from webcare.errors import BadInput, WebcareError
from webcare.inbox import approvals
from webcare.mandate import Kind, MandateRefused, Verdict
from webcare.models import (
    Approval,
    Channel,
    Conversation,
    OutboxEntry,
    Reply,
    ReplyStatus,
    ReplyVersion,
    Role,
    Team,
    TeamMember,
    User,
)

ALLOWED = Verdict(Kind.ALLOWED, "granted")


@pytest.fixture
def conversation(channel: Channel, now: datetime) -> Conversation:
    return scenes.asks(channel, at=now)


def approve(reply: Reply, by: User, at: datetime, **more: Any) -> bool:
    return bool(act(approving.approve, reply, by=by, now=at, **({"sha256": sha256(reply)} | more)))


def change(reply: Reply, text: str, by: User, at: datetime, verdict: Verdict = ALLOWED) -> bool:
    facts = {"sha256": sha256(reply), "rules": scenes.TEXTS, "verdict": verdict}
    return bool(act(approving.change, reply, text, by=by, now=at, **facts))


def entries() -> list[OutboxEntry]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(OutboxEntry)))


def writes_on(conversation: Conversation, at: datetime) -> None:
    """The same customer writes once more."""
    there = session.get_one(Conversation, conversation.id)
    scenes.receive(there.channel, scenes.incoming("Laat maar!", at=at, thread_id=there.thread_id))


def test_an_answer_waits_for_approval_and_nothing_is_in_the_outbox(
    conversation: Conversation, nina: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)

    waiting = approval(reply)
    assert (reply.status, reply.queued_at) == (ReplyStatus.AWAITING_APPROVAL, None)
    assert entries() == []
    assert (waiting.sha256, waiting.written_by_id, waiting.decided_at) == (sha256(reply), nina.id, None)
    assert fresh(conversation).approval_asked_at == now
    assert "reply_queued" not in scenes.kinds()


def test_waiting_keeps_the_claim_and_stops_no_timer(conversation: Conversation, nina: User, now: datetime) -> None:
    asks(conversation, nina, now)

    with transaction():
        claiming.expire(now=now + 60 * MINUTE)
        clock.tick(now=now + 61 * MINUTE)

    assert fresh(conversation).claimed_by_id == nina.id
    assert "wait_late" in scenes.kinds()
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["open"]


def test_approved_is_queued_at_once_for_its_undo_window(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)

    assert approve(reply, fatima, now + MINUTE)

    assert fresh(reply).status == ReplyStatus.QUEUED
    assert [(entry.action, entry.not_before) for entry in entries()] == [("publish", now + MINUTE + 5 * SECOND)]
    assert (approval(reply).decision, approval(reply).decided_by_id) == ("approved", fatima.id)
    assert fresh(conversation).approval_asked_at is None


def test_the_same_press_twice_is_one_approval(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)

    assert [approve(reply, fatima, now + MINUTE) for _ in range(2)] == [True, True]
    assert len(entries()) == 1
    assert scenes.kinds().count("reply_approved") == 1


def test_approval_is_of_the_exact_text(conversation: Conversation, nina: User, fatima: User, now: datetime) -> None:
    reply = asks(conversation, nina, now)

    with pytest.raises(approving.OtherText):
        approve(reply, fatima, now + MINUTE, sha256=hashlib.sha256(b"Hij komt eraan.").hexdigest())
    with transaction():
        session.get_one(Reply, reply.id).text = "Hij komt eraan! ^NN"
    with pytest.raises(approving.OtherText):
        approve(reply, fatima, now + MINUTE, sha256=approval(reply).sha256)

    assert entries() == []


def test_nobody_approves_their_own(conversation: Conversation, fatima: User, now: datetime) -> None:
    reply = asks(conversation, fatima, now)

    with pytest.raises(approving.OwnAnswer):
        approve(reply, fatima, now + MINUTE)
    with pytest.raises(approving.OwnAnswer):
        change(reply, "Toch maar zo.", fatima, now + MINUTE)


def test_the_database_refuses_that_somebody_approves_their_own(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)
    own = update(Approval).where(Approval.reply_id == reply.id)

    with pytest.raises(IntegrityError), transaction():
        session.execute(own.values(decided_at=now, decided_by_id=nina.id, decision="approved"))


def test_who_has_no_power_to_approve_there_does_not(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    agent = scenes.user("Daan Visser", now)
    named = asks(conversation, nina, now, Verdict(Kind.NEEDS_APPROVAL, "approval", fatima.id))
    other = scenes.user("Lena de Boer", now, Role.LEAD)

    for somebody in (agent, other):
        with pytest.raises(MandateRefused):
            approve(named, somebody, now + MINUTE)
    assert approve(named, fatima, now + MINUTE)


def test_a_team_is_asked_as_one(
    conversation: Conversation, nina: User, fatima: User, lena: User, now: datetime
) -> None:
    with transaction():
        team = Team(name="Press office", created_at=now)
        session.add(team)
        session.flush()
        session.add(TeamMember(team_id=team.id, user_id=lena.id, joined_at=now))
        number = team.id
    reply = asks(conversation, nina, now, Verdict(Kind.NEEDS_APPROVAL, "limited_press", None, number))

    with pytest.raises(MandateRefused):
        approve(reply, fatima, now + MINUTE)
    assert [each.whom for each in approvals.waiting_under(mandate.of(session.get_one(User, lena.id), now))] == [
        "Press office"
    ]
    assert approve(reply, lena, now + MINUTE)


def test_what_one_may_not_read_one_does_not_approve(channel: Channel, nina: User, now: datetime) -> None:
    chief = scenes.user("Willem van Dijk", now, Role.EXECUTIVE)  # may approve everywhere, and reads no DMs
    reply = asks(scenes.asks_in_private(channel, at=now), nina, now)

    with pytest.raises(MandateRefused):
        approve(reply, chief, now + MINUTE)
    assert approvals.waiting_under(mandate.of(chief, now)) == []


def test_of_two_who_approve_at_once_one_wins_and_the_other_is_told_who(
    conversation: Conversation, nina: User, fatima: User, lena: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)
    names, said, ready = {fatima.id: fatima.name, lena.id: lena.name}, [], threading.Barrier(2)
    number, hashed = reply.id, sha256(reply)
    session.remove()

    def press(user_id: int) -> None:
        ready.wait()
        try:
            with transaction():
                by = session.get_one(User, user_id)
                there = session.get_one(Reply, number)
                said.append((names[user_id], approving.approve(there, by=by, now=now + MINUTE, sha256=hashed)))
        except approving.AlreadyDecided as error:
            said.append((names[user_id], error.facts["name"]))
        finally:
            session.remove()

    threads = [threading.Thread(target=press, args=(user_id,)) for user_id in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (winner,) = [name for name, answer in said if answer is True]
    assert [answer for _name, answer in said if answer is not True] == [winner]
    assert len(entries()) == 1
    decided_by = session.scalars(select(Approval.decided_by_id).where(Approval.reply_id == number)).one()
    assert names[decided_by or 0] == winner


def test_news_returns_it_to_its_author_and_a_note_is_no_news(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)
    with transaction():
        noting.write(session.get_one(Conversation, conversation.id), "Let op.", by=fatima, now=now + SECOND)
    writes_on(conversation, now + 2 * SECOND)

    assert not approve(reply, fatima, now + MINUTE)

    assert (fresh(reply).status, reply.failure) == (ReplyStatus.FAILED, "news")
    assert entries() == []
    assert approval(reply).decision == "news"


def test_after_news_the_same_text_needs_a_new_approval(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)
    writes_on(conversation, now + SECOND)
    approve(reply, fatima, now + MINUTE)
    seen = fresh(conversation).last_message_id

    act(replying.retry, reply, by=nina, now=now + 2 * MINUTE, seen_message_id=seen, verdict=ANYBODY)

    assert (fresh(reply).status, entries()) == (ReplyStatus.AWAITING_APPROVAL, [])
    assert approve(reply, fatima, now + 3 * MINUTE)
    assert len(entries()) == 1


def test_what_the_platform_refused_goes_again_under_the_same_approval(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)
    approve(reply, fatima, now + SECOND)
    act(replying.failed, reply, "unavailable", None, now=now + MINUTE)

    act(replying.retry, reply, by=nina, now=now + 2 * MINUTE, verdict=ANYBODY)

    assert fresh(reply).status == ReplyStatus.QUEUED
    assert len(entries()) == 1


def test_changed_it_is_the_changers_own_text_and_leaves_under_their_power(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)

    assert change(reply, "Hij rijdt over vijf minuten.", fatima, now + MINUTE)

    assert (fresh(reply).status, reply.text) == (ReplyStatus.QUEUED, "Hij rijdt over vijf minuten. ^FeA")
    versions = session.scalars(select(ReplyVersion).order_by(ReplyVersion.number)).all()
    assert [(each.number, each.written_by_id) for each in versions] == [(1, nina.id), (2, fatima.id)]
    assert versions[1].sha256 == sha256(reply)
    assert fresh(reply).author_id == nina.id


def test_changed_by_who_needs_approval_another_is_asked(
    conversation: Conversation, nina: User, fatima: User, lena: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)

    change(reply, "Hij rijdt zo.", fatima, now + MINUTE, ANYBODY)

    assert fresh(reply).status == ReplyStatus.AWAITING_APPROVAL
    for own in (fatima, nina):
        with pytest.raises(approving.OwnAnswer):
            approve(reply, own, now + 2 * MINUTE)
    assert approve(reply, lena, now + 2 * MINUTE)


def test_a_change_without_power_to_answer_is_refused(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)

    with pytest.raises(MandateRefused):
        change(reply, "Hij rijdt zo.", fatima, now + MINUTE, Verdict(Kind.REFUSED, "no_grant"))
    assert fresh(reply).text == "Hij komt eraan. ^NN"


@pytest.mark.parametrize(
    ("text", "error"), [("  ", replying.EmptyReply), ("a" * 400, replying.ReplyTooLong)], ids=["empty", "long"]
)
def test_a_change_is_checked_as_an_answer_is(
    conversation: Conversation, nina: User, fatima: User, now: datetime, text: str, error: type[WebcareError]
) -> None:
    reply = asks(conversation, nina, now)

    with pytest.raises(error):
        change(reply, text, fatima, now + MINUTE)
    assert fresh(reply).status == ReplyStatus.AWAITING_APPROVAL


def test_sent_back_it_carries_the_reason(conversation: Conversation, nina: User, fatima: User, now: datetime) -> None:
    reply = asks(conversation, nina, now)

    act(approving.send_back, reply, "  Zeg ook sorry. ", by=fatima, now=now + MINUTE)

    assert (fresh(reply).status, approval(reply).reason) == (ReplyStatus.REJECTED, "Zeg ook sorry.")
    assert entries() == []
    assert not [row for row in scenes.session.scalars(select(scenes.EventRow)) if "sorry" in str(row.data)]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_sending_back_asks_a_reason(
    conversation: Conversation, nina: User, fatima: User, now: datetime, reason: str
) -> None:
    reply = asks(conversation, nina, now)

    with pytest.raises(BadInput):
        act(approving.send_back, reply, reason, by=fatima, now=now + MINUTE)


def test_its_writer_takes_it_back_and_then_nobody_decides(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)

    act(replying.undo, reply, by=nina, now=now + SECOND)

    assert fresh(reply).status == ReplyStatus.CANCELLED
    with pytest.raises(approving.AlreadyDecided):
        approve(reply, fatima, now + MINUTE)
    assert entries() == []


def test_approved_it_can_be_undone_in_its_window(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now)
    approve(reply, fatima, now + MINUTE)

    act(replying.undo, reply, by=fatima, now=now + MINUTE + SECOND)

    assert (fresh(reply).status, entries()) == (ReplyStatus.CANCELLED, [])


def test_a_deputy_is_asked_after_ten_minutes_exactly_once(
    channel: Channel, conversation: Conversation, nina: User, fatima: User, lena: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now, Verdict(Kind.NEEDS_APPROVAL, "approval", fatima.id))
    with transaction():
        session.get_one(Channel, channel.id).deputy_id = lena.id
    tick(now + 10 * MINUTE - SECOND)
    assert "reply_deputy_asked" not in scenes.kinds()

    for later in (10, 11, 30):
        tick(now + later * MINUTE)

    assert scenes.kinds().count("reply_deputy_asked") == 1
    assert approval(reply).deputy_id == lena.id
    assert approve(reply, lena, now + 31 * MINUTE)


def test_without_a_deputy_named_anybody_who_may_approve_is_asked(
    conversation: Conversation, nina: User, fatima: User, lena: User, now: datetime
) -> None:
    reply = asks(conversation, nina, now, Verdict(Kind.NEEDS_APPROVAL, "approval", fatima.id))
    tick(now + 10 * MINUTE)

    assert approve(reply, lena, now + 11 * MINUTE)


def test_no_deputy_is_asked_about_what_was_decided(
    conversation: Conversation, nina: User, fatima: User, now: datetime
) -> None:
    approve(asks(conversation, nina, now), fatima, now + MINUTE)
    tick(now + 11 * MINUTE)

    assert "reply_deputy_asked" not in scenes.kinds()


def test_how_long_a_deputy_waits_is_a_setting_of_the_channel(
    channel: Channel, conversation: Conversation, nina: User, now: datetime
) -> None:
    with transaction():
        session.get_one(Channel, channel.id).deputy_minutes = 3
    asks(conversation, nina, now)
    tick(now + 3 * MINUTE)

    assert "reply_deputy_asked" in scenes.kinds()


def test_with_no_approver_there_the_standby_person_is_called_at_once(
    channel: Channel, conversation: Conversation, nina: User, fatima: User, lena: User, now: datetime
) -> None:
    with transaction():
        session.get_one(Channel, channel.id).standby_id = lena.id
    here(nina, now)
    here(fatima, now)
    with transaction():
        presence.go_away(session.get_one(User, fatima.id), now=now)

    reply = asks(conversation, nina, now, Verdict(Kind.NEEDS_APPROVAL, "approval", fatima.id))

    assert (approval(reply).standby_id, approval(reply).standby_called_at) == (lena.id, now)
    assert "reply_standby_called" in scenes.kinds()
    assert approve(reply, lena, now + MINUTE)


def test_with_an_approver_at_work_nobody_is_called(
    channel: Channel, conversation: Conversation, nina: User, fatima: User, lena: User, now: datetime
) -> None:
    with transaction():
        session.get_one(Channel, channel.id).standby_id = lena.id
    here(fatima, now)

    assert approval(asks(conversation, nina, now)).standby_called_at is None


def test_nothing_waits_for_its_author_and_the_count_says_how_much_does(
    conversation: Conversation, nina: User, fatima: User, lena: User, now: datetime
) -> None:
    people = [nina.id, fatima.id, lena.id]
    assert approvals.ids_waiting_for(people, now) == {}

    asks(conversation, nina, now)
    asks(conversation, nina, now, Verdict(Kind.NEEDS_APPROVAL, "approval", lena.id))

    waiting = approvals.ids_waiting_for(people, now)
    assert [len(waiting[each]) for each in people] == [0, 1, 2]


def tick(at: datetime) -> None:
    with transaction():
        clock.tick(now=at)
