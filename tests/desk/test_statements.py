"""Texts approved beforehand: sent unchanged when nobody is there to approve, and never before five minutes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import scenes
from tests.desk.four_eyes import MINUTE, act, approval, asks, fresh, here
from webcare.database import session, transaction
from webcare.desk import approving, permitting, replying, statements, urgency
from webcare.desk.canned import UrgentTakesNoCannedText
from webcare.errors import BadInput, WebcareError
from webcare.mandate import Kind, MandateRefused, Verdict
from webcare.models import Approval, Channel, Conversation, Mail, Reply, ReplyStatus, Role, Statement, User

TEXT = "We weten ervan en zoeken het uit. Zodra we meer weten, laten we het horen."


@pytest.fixture
def conversation(channel: Channel, now: datetime) -> Conversation:
    return scenes.asks(channel, at=now)


def beforehand(channel: Channel, by: User, at: datetime, text: str = TEXT) -> Statement:
    with transaction():
        place = session.get_one(Channel, channel.id)
        return statements.approve(place, text, by=by, now=at, rules=scenes.TEXTS)


def send(reply: Reply, statement: Statement, by: User, at: datetime, **more: Any) -> Reply:
    with transaction():
        there, text = session.get_one(Reply, reply.id), session.get_one(Statement, statement.id)
        facts = {"rules": scenes.TEXTS, "seen_message_id": there.seen_message_id} | more
        return statements.send(there, text, by=session.get_one(User, by.id), now=at, **facts)


def leaves(reply: Reply, at: datetime) -> bool:
    """Whether the outbox would let it go at that moment."""
    return permitting.may_leave(fresh(reply), at)


def test_with_nobody_there_it_goes_unchanged_after_five_minutes(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    statement, reply = beforehand(channel, fatima, now), asks(conversation, nina, now)

    with pytest.raises(statements.NotYet):
        send(reply, statement, nina, now + 5 * MINUTE - timedelta(seconds=1))
    sent = send(reply, statement, nina, now + 5 * MINUTE)

    assert (fresh(sent).status, sent.text) == (ReplyStatus.QUEUED, f"{TEXT} ^NN")
    assert fresh(reply).status == ReplyStatus.CANCELLED
    assert (approval(sent).decided_by_id, approval(sent).statement_id) == (fatima.id, statement.id)
    assert leaves(sent, now + 6 * MINUTE)


def test_somebody_in_danger_gets_no_text_made_beforehand_also_when_it_is_typed_over(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    statement, reply = beforehand(channel, fatima, now), asks(conversation, nina, now)
    with transaction():
        urgency.mark(session.get_one(Conversation, conversation.id), by=nina, now=now)

    with pytest.raises(UrgentTakesNoCannedText):
        send(reply, statement, nina, now + 5 * MINUTE)
    for text in (TEXT, f"Dag Anna, {TEXT}", TEXT.replace(" ", "\n")):
        with pytest.raises(UrgentTakesNoCannedText):
            scenes.submit(conversation, text, by=nina, at=now)
    own = scenes.submit(conversation, f"{TEXT} Bel nu 112.", by=nina, at=now)
    assert own.status == ReplyStatus.QUEUED


def test_what_became_urgent_meanwhile_does_not_leave(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    statement, reply = beforehand(channel, fatima, now), asks(conversation, nina, now)
    sent = send(reply, statement, nina, now + 5 * MINUTE)
    assert leaves(sent, now + 6 * MINUTE)
    with transaction():
        urgency.mark(session.get_one(Conversation, conversation.id), by=fatima, now=now + 5 * MINUTE)
    assert not leaves(sent, now + 6 * MINUTE)


def test_the_same_press_twice_is_one_reply(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    statement, reply = beforehand(channel, fatima, now), asks(conversation, nina, now)

    first, second = (send(reply, statement, nina, now + 5 * MINUTE) for _ in range(2))

    assert first.id == second.id
    assert len(session.scalars(select(Reply)).all()) == 2


def test_while_an_approver_is_there_it_waits_for_them(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    statement = beforehand(channel, fatima, now)
    here(fatima, now)
    present = asks(conversation, nina, now)
    with pytest.raises(statements.NotYet):
        send(present, statement, nina, now + 6 * MINUTE)


def test_who_came_back_meanwhile_is_asked_and_not_passed_by(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    statement, reply = beforehand(channel, fatima, now), asks(conversation, nina, now)
    here(fatima, now + 4 * MINUTE)

    with pytest.raises(statements.NotYet):
        send(reply, statement, nina, now + 6 * MINUTE)


def test_only_its_own_writer_sends_it_and_never_under_their_own_approval(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    colleague, lena = scenes.user("Daan Visser", now), scenes.user("Lena de Boer", now, Role.LEAD)
    statement, reply = beforehand(channel, fatima, now), asks(conversation, nina, now)
    with pytest.raises(MandateRefused):
        send(reply, statement, colleague, now + 6 * MINUTE)

    theirs = asks(conversation_of_another(channel, now), lena, now)
    with pytest.raises(approving.OwnAnswer):
        send(theirs, beforehand(channel, lena, now), lena, now + 6 * MINUTE)


def conversation_of_another(channel: Channel, now: datetime) -> Conversation:
    return scenes.asks(channel, at=now, by=scenes.BRAM)


def test_withdrawn_or_of_another_channel_it_is_not_sent(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    statement, reply = beforehand(channel, fatima, now), asks(conversation, nina, now)
    elsewhere = beforehand(scenes.channel(now, external_id="900"), fatima, now)
    with pytest.raises(BadInput):
        send(reply, elsewhere, nina, now + 6 * MINUTE)
    for _ in range(2):
        with transaction():
            statements.withdraw(session.get_one(Statement, statement.id), by=fatima, now=now)

    with pytest.raises(BadInput):
        send(reply, statement, nina, now + 6 * MINUTE)
    assert scenes.kinds().count("statement_withdrawn") == 1


def test_whose_power_to_approve_is_gone_approved_nothing(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    statement, reply = beforehand(channel, fatima, now), asks(conversation, nina, now)
    with transaction():
        session.get_one(User, fatima.id).disabled_at = now

    with pytest.raises(MandateRefused):
        send(reply, statement, nina, now + 6 * MINUTE)


@pytest.mark.parametrize("text", ["  ", "a" * 400], ids=["empty", "long"])
def test_a_text_nobody_could_send_is_not_approved_beforehand(
    channel: Channel,
    fatima: User,
    now: datetime,
    text: str,
) -> None:
    with pytest.raises(WebcareError):
        beforehand(channel, fatima, now, text)


def test_other_words_than_were_approved_do_not_leave(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    sent = send(asks(conversation, nina, now), beforehand(channel, fatima, now), nina, now + 5 * MINUTE)
    with transaction():
        session.get_one(Reply, sent.id).text = "Iets anders. ^NN"

    assert not leaves(sent, now + 6 * MINUTE)


def test_the_standby_person_is_told_by_mail_in_nobodys_words(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    with transaction():
        session.get_one(Channel, channel.id).standby_id = fatima.id
    asks(conversation, nina, now)

    (mail,) = session.scalars(select(Mail)).all()
    assert (mail.user_id, mail.template) == (fatima.id, "standby_called")


def test_an_approval_is_asked_again_at_the_moment_of_sending(
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    reply = asks(conversation, nina, now)
    assert not leaves(reply, now)
    act(approving.approve, reply, by=fatima, now=now + MINUTE, sha256=approval(reply).sha256)
    assert leaves(reply, now + MINUTE)

    with transaction():
        session.get_one(User, fatima.id).disabled_at = now
    assert not leaves(reply, now + MINUTE)


def test_what_was_approved_by_another_than_the_mandate_asks_now_does_not_leave(
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    lena = scenes.user("Lena de Boer", now, Role.LEAD)
    reply = asks(conversation, nina, now)
    act(approving.approve, reply, by=fatima, now=now + MINUTE, sha256=approval(reply).sha256)

    assert approving.is_approved(fresh(reply), Verdict(Kind.NEEDS_APPROVAL, "approval"), now + MINUTE)
    assert not approving.is_approved(fresh(reply), Verdict(Kind.NEEDS_APPROVAL, "limited_press", lena.id), now + MINUTE)


def test_held_for_want_of_a_mandate_it_leaves_when_that_is_back(
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
) -> None:
    reply = asks(conversation, nina, now)
    act(approving.approve, reply, by=fatima, now=now + MINUTE, sha256=approval(reply).sha256)
    act(replying.hold, reply, "mandate", now=now + MINUTE)
    with transaction():
        session.get_one(User, fatima.id).disabled_at = now
        assert permitting.resume(now=now + MINUTE) == 0

    with transaction():
        session.get_one(User, fatima.id).disabled_at = None
        assert permitting.resume(now=now + 2 * MINUTE) == 1
    assert (fresh(reply).status, reply.held) == (ReplyStatus.QUEUED, None)
    assert session.scalars(select(Approval.decision)).all() == ["approved"]


def test_however_many_are_held_each_has_its_turn(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(permitting, "AT_MOST", 2)
    monkeypatch.setattr(permitting, "_reached", 0)
    held = [asks(conversation, nina, now) for _each in range(5)]
    for reply in held:
        act(approving.approve, reply, by=fatima, now=now + MINUTE, sha256=approval(reply).sha256)
        act(replying.hold, reply, "mandate", now=now + MINUTE)
    with transaction():  # the four oldest go on wanting an approval that counts
        for each in session.scalars(select(Approval).where(Approval.reply_id.in_([one.id for one in held[:4]]))):
            each.sha256 = "0" * 64

    freed = []
    for _tick in range(3):
        with transaction():
            freed.append(permitting.resume(now=now + 2 * MINUTE))

    assert freed == [0, 0, 1]
    assert [fresh(reply).held for reply in held] == ["mandate"] * 4 + [None]
    with transaction():
        permitting.review(now=now + 2 * MINUTE)
    assert [fresh(reply).held for reply in held] == ["mandate"] * 4 + [None]


def test_a_change_of_mandates_reaches_every_held_answer_at_once(
    channel: Channel,
    conversation: Conversation,
    nina: User,
    fatima: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(permitting, "AT_MOST", 2)
    held = [asks(conversation, nina, now) for _each in range(5)]
    for reply in held:
        act(approving.approve, reply, by=fatima, now=now + MINUTE, sha256=approval(reply).sha256)
        act(replying.hold, reply, "mandate", now=now + MINUTE)

    with transaction():
        permitting.review(now=now + 2 * MINUTE)

    assert [fresh(reply).held for reply in held] == [None] * 5
