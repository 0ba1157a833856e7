"""A question to the CEO: who is asked, what counts meanwhile, and where it goes when nobody answers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import answering_in_person, claiming, clock, closing, escalating, executives, replying
from webcare.desk.briefing import Brief
from webcare.errors import BadInput
from webcare.models import Conversation, Escalation, EscalationState, EventRow, Outcome, ReplyStatus, Role, User

MINUTE = timedelta(minutes=1)
BRIEF = Brief("Double payments", "Since noon iDEAL takes money twice.", "We put it right today.")


class Desk:
    """A customer who waits, the agent who has it, a lead, the CEO and a deputy."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        with transaction():
            grants.seed(now - timedelta(days=1))
        self.channel = scenes.channel(now)
        self.conversation = scenes.asks(self.channel, at=now - 10 * MINUTE)
        self.sanne = scenes.user("Sanne Kuipers", now)
        self.fatima = scenes.user("Fatima el Amrani", now, Role.LEAD)
        self.mark = scenes.user("Mark Jansen", now, Role.EXECUTIVE)
        self.karin = scenes.user("Karin Smit", now, Role.EXECUTIVE)
        self.settle(function="CEO", deputy_id=self.karin.id)

    def settle(self, user: User | None = None, **fields: Any) -> None:
        with transaction():
            executives.settle(user or self.mark, by=user or self.mark, now=self.now, **fields)

    def ask(self, at: datetime | None = None, minutes: int = 30, **choices: Any) -> Escalation:
        moment = at or self.now
        values = {"to": self.mark, "by": self.sanne, "brief": BRIEF, "answer_by": moment + minutes * MINUTE}
        with transaction():
            there = session.get_one(Conversation, self.conversation.id)
            return escalating.ask(there, now=moment, **(values | choices))

    def tick(self, at: datetime) -> None:
        with transaction():
            clock.tick(now=at)

    def publish(self, escalation: Escalation, by: User | None = None, text: str = "Dit spijt me.", **more: Any) -> Any:
        with transaction():
            there = session.get_one(Escalation, escalation.id)
            seen = session.get_one(Conversation, self.conversation.id).last_message_id or 0
            values = {"uuid": str(uuid4()), "seen_message_id": seen, "rules": scenes.TEXTS, "now": self.now}
            return answering_in_person.publish(there, by=by or self.mark, text=text, **(values | more))

    def approve(self, escalation: Escalation) -> Any:
        with transaction():
            there = session.get_one(Escalation, escalation.id)
            seen = session.get_one(Conversation, self.conversation.id).last_message_id or 0
            values = {"uuid": str(uuid4()), "seen_message_id": seen, "rules": scenes.TEXTS, "now": self.now}
            return answering_in_person.approve(there, by=self.mark, **values)

    def present(self, escalation: Escalation) -> Escalation:
        session.rollback()
        session.expire_all()
        return session.get_one(Escalation, escalation.id)

    @property
    def now_open(self) -> Conversation:
        session.rollback()
        session.expire_all()
        return session.get_one(Conversation, self.conversation.id)

    def kinds(self) -> list[str]:
        return [kind for kind in scenes.kinds() if kind.startswith("escalation")]


@pytest.fixture
def desk(engine: Engine, now: datetime) -> Desk:
    return Desk(now)


def test_a_question_waits_for_whom_was_asked_and_the_conversation_shows_it(desk: Desk) -> None:
    escalation = desk.ask()
    assert (escalation.state, escalation.holder_id) == (EscalationState.ASKED, desk.mark.id)
    assert desk.now_open.escalated_to == desk.mark
    assert desk.now_open.escalated_until == desk.now + 30 * MINUTE
    assert desk.kinds() == ["escalation_asked"]


def test_the_response_timer_goes_on_while_the_ceo_is_asked(desk: Desk) -> None:
    before = scenes.waits(desk.conversation)[0].due_at
    desk.ask(minutes=120)
    desk.tick(before + MINUTE)
    (wait,) = scenes.waits(desk.conversation)
    assert (wait.outcome, wait.due_at) == (Outcome.OPEN, before)
    assert wait.told_late_at is not None


def test_of_two_who_ask_at_once_one_is_told_that_it_waits_already(desk: Desk) -> None:
    desk.ask()
    with pytest.raises(escalating.AlreadyAsked):
        desk.ask(by=desk.fatima)


def test_a_claim_stays_while_the_ceo_is_asked(desk: Desk) -> None:
    with transaction():
        claiming.claim(session.get_one(Conversation, desk.conversation.id), by=desk.sanne, now=desk.now)
    desk.ask(minutes=60)
    desk.tick(desk.now + 40 * MINUTE)
    assert desk.now_open.claimed_by_id == desk.sanne.id


def test_a_claim_returns_to_the_queue_once_the_question_has_ended(desk: Desk) -> None:
    with transaction():
        claiming.claim(session.get_one(Conversation, desk.conversation.id), by=desk.sanne, now=desk.now)
    escalation = desk.ask(minutes=60)
    with transaction():
        escalating.withdraw(session.get_one(Escalation, escalation.id), by=desk.sanne, now=desk.now + MINUTE)
    desk.tick(desk.now + 40 * MINUTE)
    assert desk.now_open.claimed_by_id is None


def test_who_may_not_answer_there_cannot_be_asked(desk: Desk) -> None:
    somebody = scenes.user("Eva Employee", desk.now, Role.EMPLOYEE)
    with pytest.raises(escalating.CannotBeAsked):
        desk.ask(to=somebody)


@pytest.mark.parametrize("minutes", [0, 4, 60 * 25])
def test_the_time_to_answer_is_between_five_minutes_and_a_day(desk: Desk, minutes: int) -> None:
    with pytest.raises(BadInput):
        desk.ask(minutes=minutes)


@pytest.mark.parametrize("brief", [Brief("", "story"), Brief("head", ""), Brief("h" * 121, "story")])
def test_a_brief_has_a_headline_and_a_story(desk: Desk, brief: Brief) -> None:
    with pytest.raises(BadInput):
        desk.ask(brief=brief)


def test_opening_it_is_noted_once_and_only_of_whom_it_waits_for(desk: Desk) -> None:
    escalation = desk.ask()
    for reader, news in ((desk.fatima, False), (desk.mark, True), (desk.mark, False)):
        with transaction():
            there = session.get_one(Escalation, escalation.id)
            assert escalating.note_seen(there, by=reader, now=desk.now) is news
    assert desk.present(escalation).state == EscalationState.SEEN
    assert desk.kinds().count("escalation_seen") == 1


def test_without_an_answer_it_goes_to_the_deputy_exactly_once_and_then_back_to_the_team(desk: Desk) -> None:
    escalation = desk.ask(minutes=30)
    desk.tick(desk.now + 29 * MINUTE)
    assert desk.present(escalation).holder_id == desk.mark.id
    for _again in range(3):
        desk.tick(desk.now + 30 * MINUTE)
    passed = desk.present(escalation)
    assert (passed.state, passed.holder_id) == (EscalationState.PASSED_ON, desk.karin.id)
    assert passed.answer_by == desk.now + 60 * MINUTE
    assert desk.now_open.escalated_to == desk.karin
    for _again in range(3):
        desk.tick(desk.now + 60 * MINUTE)
    assert desk.present(escalation).state == EscalationState.EXPIRED
    assert desk.now_open.escalated_to_id is None
    assert desk.kinds() == ["escalation_asked", "escalation_passed_on", "escalation_expired"]


def test_without_a_deputy_it_goes_back_to_the_team(desk: Desk) -> None:
    desk.settle(deputy_id=None)
    escalation = desk.ask()
    desk.tick(desk.now + 30 * MINUTE)
    assert desk.present(escalation).state == EscalationState.EXPIRED


def test_who_is_away_is_passed_over_at_once(desk: Desk) -> None:
    desk.settle(absent_from=desk.now - MINUTE, absent_until=desk.now + timedelta(days=3))
    escalation = desk.ask()
    assert (escalation.holder_id, escalation.state) == (desk.karin.id, EscalationState.PASSED_ON)
    assert escalation.to_id == desk.mark.id
    event = session.scalars(select(EventRow).where(EventRow.kind == "escalation_asked")).one()
    assert event.data["why"] == "absent"


def test_who_is_away_without_a_deputy_cannot_be_asked(desk: Desk) -> None:
    desk.settle(absent_from=desk.now, deputy_id=None)
    with pytest.raises(escalating.NobodyThere):
        desk.ask()


def test_a_deputy_who_is_away_too_is_not_asked(desk: Desk) -> None:
    desk.settle(desk.karin, absent_from=desk.now, absent_until=desk.now + timedelta(days=1))
    escalation = desk.ask()
    desk.tick(desk.now + 30 * MINUTE)
    assert desk.present(escalation).state == EscalationState.EXPIRED


def test_absence_ends_at_its_last_moment(desk: Desk) -> None:
    desk.settle(absent_from=desk.now - 2 * MINUTE, absent_until=desk.now)
    assert desk.ask().holder_id == desk.mark.id


def test_an_absence_that_begins_hands_what_waits_to_the_deputy_at_that_moment(desk: Desk) -> None:
    escalation = desk.ask(minutes=60)
    desk.settle(absent_from=desk.now + 10 * MINUTE)
    desk.tick(desk.now + 9 * MINUTE)
    assert desk.present(escalation).holder_id == desk.mark.id
    for _again in range(2):
        desk.tick(desk.now + 10 * MINUTE)
    assert desk.present(escalation).holder_id == desk.karin.id
    assert desk.present(escalation).answer_by == desk.now + 70 * MINUTE
    event = session.scalars(select(EventRow).where(EventRow.kind == "escalation_passed_on")).one()
    assert event.data["why"] == "absent"


def test_going_away_hands_what_waits_to_the_deputy(desk: Desk) -> None:
    escalation = desk.ask()
    with transaction():
        escalating.went_away(desk.mark, by=desk.mark, now=desk.now + MINUTE)
    assert desk.present(escalation).holder_id == desk.karin.id


def test_nobody_is_their_own_deputy(desk: Desk) -> None:
    with pytest.raises(executives.NotThemselves):
        desk.settle(deputy_id=desk.mark.id)


def test_an_answer_in_person_is_signed_with_name_and_function(desk: Desk) -> None:
    escalation = desk.ask()
    reply = desk.publish(escalation)
    assert reply.text == "Dit spijt me. ^Mark, CEO"
    assert reply.author_id == desk.mark.id
    assert desk.present(escalation).state == EscalationState.ANSWERED
    assert desk.now_open.escalated_to_id is None


def test_a_deputy_signs_with_their_own_name(desk: Desk) -> None:
    escalation = desk.ask()
    desk.tick(desk.now + 30 * MINUTE)
    assert desk.publish(escalation, by=desk.karin).text == "Dit spijt me. ^Karin Smit"


def test_an_answer_in_person_leaves_the_claim_with_the_agent(desk: Desk) -> None:
    with transaction():
        claiming.claim(session.get_one(Conversation, desk.conversation.id), by=desk.sanne, now=desk.now)
    desk.publish(desk.ask())
    assert desk.now_open.claimed_by_id == desk.sanne.id


def test_an_answer_in_person_ends_the_wait_once_the_platform_confirms_it(desk: Desk) -> None:
    reply = desk.publish(desk.ask())
    assert scenes.waits(desk.conversation)[0].outcome == Outcome.OPEN
    scenes.publish(reply, at=desk.now + MINUTE)
    assert scenes.waits(desk.conversation)[0].outcome == Outcome.ANSWERED


def test_the_teams_proposal_goes_out_as_theirs(desk: Desk) -> None:
    escalation = desk.ask()
    reply = desk.approve(escalation)
    assert (reply.text, reply.author_id) == ("We put it right today. ^SK", desk.sanne.id)
    present = desk.present(escalation)
    assert (present.state, present.ended_by_id) == (EscalationState.APPROVED, desk.mark.id)


def test_without_a_proposal_there_is_nothing_to_approve(desk: Desk) -> None:
    escalation = desk.ask(brief=Brief("head", "story"))
    with pytest.raises(answering_in_person.NothingProposed):
        desk.approve(escalation)


def test_what_was_answered_is_not_answered_again(desk: Desk) -> None:
    escalation = desk.ask()
    desk.publish(escalation)
    with pytest.raises(escalating.NotWaiting):
        desk.publish(escalation, by=desk.karin)


def test_an_answer_that_is_undone_waits_again(desk: Desk) -> None:
    escalation = desk.ask()
    desk.publish(escalation)
    with transaction():
        answering_in_person.undo(session.get_one(Escalation, escalation.id), by=desk.mark, now=desk.now)
    present = desk.present(escalation)
    assert (present.state, present.ended_at) == (EscalationState.SEEN, None)
    assert desk.now_open.escalated_to == desk.mark
    assert desk.publish(escalation).status == ReplyStatus.QUEUED


def test_an_answer_that_the_platform_refused_can_be_written_anew(desk: Desk) -> None:
    escalation = desk.ask()
    reply = desk.publish(escalation)
    with transaction():
        replying.failed(session.merge(reply), "refused", "No.", now=desk.now)
    assert desk.publish(escalation, text="Anders gezegd.").status == ReplyStatus.QUEUED
    assert desk.kinds()[-2:] == ["escalation_reopened", "escalation_answered"]


def test_news_since_the_ceo_looked_is_shown_before_anything_leaves(desk: Desk) -> None:
    escalation = desk.ask()
    seen = desk.now_open.last_message_id
    first = desk.conversation.thread_id
    scenes.receive(desk.channel, scenes.incoming("Nog iets", at=desk.now, thread_id=first, in_reply_to=first))
    with pytest.raises(replying.NewsSinceSeen):
        desk.publish(escalation, seen_message_id=seen)
    assert desk.present(escalation).ended_at is None


def test_handing_back_takes_a_word(desk: Desk) -> None:
    escalation = desk.ask()
    with pytest.raises(BadInput), transaction():
        escalating.hand_back(session.get_one(Escalation, escalation.id), "", by=desk.mark, now=desk.now)
    with transaction():
        there = session.get_one(Escalation, escalation.id)
        escalating.hand_back(there, "Sanne, dit kun jij beter.", by=desk.mark, now=desk.now)
    assert desk.present(escalation).word == "Sanne, dit kun jij beter."
    assert desk.now_open.escalated_to_id is None


def test_closing_the_conversation_withdraws_the_question(desk: Desk) -> None:
    escalation = desk.ask()
    with transaction():
        there = session.get_one(Conversation, desk.conversation.id)
        closing.close(there, by=desk.sanne, now=desk.now, reason="thanks")
    assert desk.present(escalation).state == EscalationState.WITHDRAWN


def test_a_closed_conversation_asks_nothing_of_anybody(desk: Desk) -> None:
    with transaction():
        there = session.get_one(Conversation, desk.conversation.id)
        closing.close(there, by=desk.sanne, now=desk.now, reason="thanks")
    with pytest.raises(escalating.NothingOpen):
        desk.ask()


def test_events_of_a_question_carry_nobodys_words(desk: Desk) -> None:
    escalation = desk.ask()
    with transaction():
        escalating.hand_back(session.get_one(Escalation, escalation.id), "Een woord", by=desk.mark, now=desk.now)
    for event in session.scalars(select(EventRow).where(EventRow.kind.startswith("escalation"))):
        assert all(isinstance(value, int) or value in ("", "late", "absent") for value in event.data.values())
