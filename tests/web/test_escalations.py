"""A question to the CEO over HTTP: who may ask, who may read, who may answer, and what stands on the page."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import scenes
from tests.visitor import Visitor
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import clock, executives
from webcare.models import Contact, Conversation, Escalation, EscalationState, EventRow, Message, Reply, Role, User


@dataclass
class Story:
    """A desk with a CEO, a deputy and an assistant."""

    desk: Desk
    mark: Visitor
    karin: Visitor
    tom: Visitor

    def ask(self, by: Visitor | None = None, **fields: Any) -> TestResponse:
        values = {
            "to": self.desk.ids["mark"],
            "minutes": 30,
            "headline": "Double payments",
            "what_happened": "Since noon iDEAL takes money twice.",
            "proposal": "We put it right today.",
        }
        return (by or self.desk.sanne).post(f"{self.desk.here}/escalation", values | fields, headers=STREAMED)

    @property
    def escalation(self) -> Escalation:
        session.remove()
        return session.scalars(select(Escalation).order_by(Escalation.id.desc())).first() or pytest.fail("none")

    @property
    def here(self) -> str:
        return f"/escalations/{self.escalation.id}"

    def answer(self, by: Visitor | None = None, text: str = "Dit spijt me, Anna.", **fields: Any) -> TestResponse:
        return (by or self.mark).post(f"{self.here}/answer", self.sent(text) | fields)

    def sent(self, text: str = "") -> dict[str, Any]:
        seen = self.desk.conversation.last_message_id
        return {"uuid": str(uuid4()), "seen_message_id": seen, "text": text}


@pytest.fixture
def story(desk: Desk) -> Story:
    people = [
        desk.visitor("Mark Jansen", Role.EXECUTIVE),
        desk.visitor("Karin Smit", Role.EXECUTIVE),
        desk.visitor("Tom Assistent", Role.EMPLOYEE),
    ]
    with transaction():
        mark = session.get_one(User, desk.ids["mark"])
        settled = {"function": "CEO", "deputy_id": desk.ids["karin"], "assistant_id": desk.ids["tom"]}
        executives.settle(mark, by=mark, now=desk.now, **settled)
    return Story(desk, *people)


def test_the_form_names_who_can_be_asked_and_brings_figures(story: Story) -> None:
    page = story.desk.sanne.get(f"{story.desk.here}/escalation").text
    assert "Mark Jansen" in page
    assert "1 message about this, by 1 person." in page
    assert "Waar blijft mijn trein" not in page


def test_asking_shows_on_the_row_and_in_the_conversation(story: Story) -> None:
    answer = story.ask()
    assert answer.status_code == 200
    assert "Waits for Mark Jansen" in answer.text
    assert "waits for Mark" in story.desk.daan.get("/inbox").text
    assert "Waits for Mark Jansen" in story.desk.daan.get(story.desk.here).text


def test_the_page_holds_the_customers_own_words_and_who_will_read_the_answer(story: Story) -> None:
    with transaction():
        session.scalars(select(Contact)).one().followers = 412000
    story.ask()
    page = story.mark.get(story.here)
    assert page.status_code == 200
    assert "Waar blijft mijn trein?" in page.text
    assert "Everybody on X can read your answer; about 412,000 people follow those who wrote." in page.text
    assert "signed ^Mark, CEO" in page.text
    assert story.escalation.state == EscalationState.SEEN


def test_the_page_says_how_much_of_it_is_negative_once_enough_was_read(story: Story) -> None:
    story.ask()
    assert "of which negative" not in story.mark.get(story.here).text
    there = session.get_one(Conversation, story.escalation.conversation_id)
    others = [scenes.customer(number) for number in range(4)]
    at = {"at": story.desk.now, "thread_id": there.thread_id}
    scenes.receive(there.channel, *[scenes.incoming("Schandalig.", by=each, **at) for each in others])
    with transaction():
        for number, message in enumerate(session.scalars(select(Message).order_by(Message.id))):
            message.sentiment = "negative" if number else "positive"
    page = story.mark.get(story.here).text
    assert re.search(r"of which negative</dt><dd>80%", page)


def test_opening_it_by_the_team_is_not_seen_by_the_ceo(story: Story) -> None:
    story.ask()
    assert story.desk.lena.get(story.here).status_code == 200
    assert story.escalation.state == EscalationState.ASKED


def test_an_answer_is_queued_signed_and_ends_the_question(story: Story) -> None:
    story.ask()
    assert story.answer().status_code == 303
    reply = session.scalars(select(Reply)).one()
    assert (reply.text, reply.status) == ("Dit spijt me, Anna. ^Mark, CEO", "queued")
    assert story.escalation.state == EscalationState.ANSWERED
    assert "On its way." in story.mark.get(story.here).text


def test_an_answer_can_be_undone_and_its_text_stays(story: Story) -> None:
    story.ask()
    story.answer()
    assert story.mark.delete(f"{story.here}/answer").status_code == 303
    assert story.escalation.draft == "Dit spijt me, Anna."
    assert story.escalation.ended_at is None


def test_advice_is_read_before_an_attack_is_posted(story: Story) -> None:
    story.ask()
    first = story.answer(text="Dat is onzin, Anna.")
    assert first.status_code == 422
    assert "reads as an attack" in first.text
    assert "Dat is onzin, Anna." in first.text
    assert story.answer(text="Dat is onzin, Anna.", advised="yes").status_code == 303


def test_advice_comes_while_writing(story: Story) -> None:
    story.ask()
    answer = story.mark.post(f"{story.here}/check", {"text": "Sorry for the inconvenience."})
    assert answer.json is not None
    assert len(answer.json["advice"]) == 1


def test_too_long_an_answer_is_refused_and_kept_on_the_page(story: Story) -> None:
    story.ask()
    answer = story.answer(text="x" * 300)
    assert answer.status_code == 422
    assert "too long" in answer.text
    assert "x" * 300 in answer.text


def test_news_is_shown_above_the_text(story: Story) -> None:
    story.ask()
    sent = story.sent("Dit spijt me.")
    thread = story.desk.conversation.thread_id
    message = scenes.incoming("En nu staat hij stil!", at=story.desk.now, thread_id=thread, in_reply_to=thread)
    scenes.receive(story.desk.channel, message)
    answer = story.mark.post(f"{story.here}/answer", sent)
    assert answer.status_code == 409
    assert "En nu staat hij stil!" in answer.text
    assert story.answer(text="Dit spijt me.").status_code == 303


def test_the_proposal_is_approved_as_a_reply_of_the_brand(story: Story) -> None:
    story.ask()
    assert story.mark.post(f"{story.here}/approval", story.sent()).status_code == 303
    assert session.scalars(select(Reply)).one().text == "We put it right today. ^SK"
    assert story.escalation.state == EscalationState.APPROVED


def test_handing_back_leaves_a_word_for_the_team(story: Story) -> None:
    story.ask()
    assert story.mark.post(f"{story.here}/return", {"word": "Sanne, jij kunt dit."}).status_code == 303
    assert "Sanne, jij kunt dit." in story.desk.sanne.get(story.here).text
    assert "Waits for" not in story.desk.sanne.get(story.desk.here).text


def test_an_assistant_reads_and_drafts_and_never_posts(story: Story) -> None:
    story.ask()
    page = story.tom.get(story.here).text
    assert "Waar blijft mijn trein?" in page
    assert "Post publicly" not in page
    assert story.tom.put(f"{story.here}/draft", {"text": "Anna, dit had niet gemogen."}).status_code == 303
    assert "Anna, dit had niet gemogen." in story.mark.get(story.here).text
    for act in ("answer", "approval", "return"):
        assert story.tom.post(f"{story.here}/{act}", story.sent("x") | {"word": "x"}).status_code == 403
    assert story.escalation.ended_at is None


def test_an_assistant_reads_no_dm(story: Story) -> None:
    with transaction():
        session.get_one(Conversation, story.desk.conversation_id).audience = "private"
    with transaction():
        now = story.desk.now
        row = {"to_id": story.desk.ids["mark"], "holder_id": story.desk.ids["mark"], "asked_at": now}
        here = {"conversation_id": story.desk.conversation_id, "channel_id": story.desk.channel_id}
        asked = {"asked_by_id": story.desk.ids["sanne"], "answer_by": now, "patience_minutes": 30}
        session.add(Escalation(headline="h", what_happened="w", proposal="", **row, **here, **asked))
    assert story.tom.get(story.here).status_code == 404
    assert story.mark.get(story.here).status_code == 404


@pytest.mark.parametrize("name", ["tom", "karin"])
def test_who_has_nothing_to_do_with_it_finds_nothing(story: Story, name: str) -> None:
    story.ask()
    with transaction():
        mark = session.get_one(User, story.desk.ids["mark"])
        executives.settle(mark, by=mark, now=story.desk.now, assistant_id=None, deputy_id=None)
    stranger: Visitor = getattr(story, name)
    assert stranger.get(story.here).status_code == 404
    assert stranger.post(f"{story.here}/answer", story.sent("x")).status_code == 404
    assert "Double payments" not in stranger.get("/escalations").text


def test_the_team_cannot_answer_in_the_ceos_name(story: Story) -> None:
    story.ask()
    for visitor in (story.desk.sanne, story.desk.lena):
        assert story.answer(by=visitor).status_code == 403


def test_a_deputy_answers_once_it_waits_for_them(story: Story) -> None:
    story.ask()
    assert story.answer(by=story.karin).status_code == 404
    with transaction():
        clock.tick(now=story.desk.now + timedelta(minutes=30))
    assert story.answer(by=story.karin).status_code == 303
    assert session.scalars(select(Reply)).one().text.endswith("^Karin Smit")


def test_who_asked_and_a_lead_can_change_the_brief_and_others_cannot(story: Story) -> None:
    story.ask()
    better = {"headline": "Twice paid", "what_happened": "It is the bank.", "proposal": ""}
    assert story.desk.daan.put(f"{story.here}/brief", better).status_code == 403
    assert story.desk.lena.put(f"{story.here}/brief", better).status_code == 303
    assert "Twice paid" in story.mark.get(story.here).text


def test_a_colleague_cannot_withdraw_the_question_of_another_and_a_lead_can(story: Story) -> None:
    story.ask()
    assert story.desk.daan.delete(f"{story.desk.here}/escalation").status_code == 403
    assert story.desk.lena.delete(f"{story.desk.here}/escalation").status_code == 303
    assert story.escalation.state == EscalationState.WITHDRAWN


def test_asking_takes_the_power_to_escalate(story: Story) -> None:
    assert story.ask(by=story.karin).status_code == 403
    assert story.ask(by=story.tom).status_code == 404


@pytest.mark.parametrize("fields", [{"to": 999}, {"minutes": 7}, {"headline": ""}, {"what_happened": ""}, {"tag": 999}])
def test_a_form_with_something_else_in_it_is_refused(story: Story, fields: dict[str, Any]) -> None:
    assert story.ask(**fields).status_code == 422


def test_both_clocks_are_shown_abroad_and_one_at_home(app: Flask, story: Story) -> None:
    story.ask()
    assert "New York" not in story.mark.get(story.here).text
    with transaction():
        session.get_one(User, story.desk.ids["mark"]).time_zone = "America/New_York"
    page = story.mark.get(story.here).text
    assert ">06:00</b> New York" in page
    assert ">12:00</b> Amsterdam" in page


def test_the_report_counts_and_names_its_source(story: Story, now: datetime) -> None:
    story.ask()
    story.answer()
    reply = session.scalars(select(Reply)).one()
    scenes.publish(reply, at=now + timedelta(minutes=12))
    page = story.desk.lena.get("/escalations").text
    assert "59 % of consumers find that the CEO should do it in person" in page
    assert "12 minutes" in page
    assert "59 %" not in story.desk.sanne.get("/escalations").text


def test_events_and_logs_of_it_hold_nobodys_words(story: Story) -> None:
    story.ask()
    story.answer()
    written = "".join(str(event.data) for event in session.scalars(select(EventRow)))
    for words in ("Double", "iDEAL", "spijt", "trein"):
        assert words not in written
