"""The crisis room over HTTP: who may do what there, what it shows to whom, and answers sent one by one."""

import csv
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import scenes
from tests.insight import discussion
from tests.visitor import Visitor
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import crisis, crisis_statements, drilling, escalating, suggesting, theming
from webcare.desk.briefing import Brief
from webcare.desk.crisis import Terms
from webcare.models import (
    Audience,
    Channel,
    Conversation,
    Crisis,
    CrisisConversation,
    CrisisStatement,
    Grant,
    LoginSession,
    Power,
    Reply,
    ReplyStatus,
    Role,
    Spike,
    Theme,
    ThemeMessage,
    ThemeWord,
    TrainingSeat,
    User,
)

MINUTE = timedelta(minutes=1)
SAID = "Er is vanmorgen dubbel afgeschreven. Iedereen krijgt het geld binnen drie dagen terug."


def kept(row: Any) -> Any:
    """Apart from any session: a request of a visitor ends the one that a test began."""
    session.refresh(row)
    session.expunge(row)
    return row


@pytest.fixture
def channel(app: Flask, now: datetime) -> Channel:
    with transaction():
        grants.seed(now - timedelta(days=40))
    return kept(scenes.channel(now))


@pytest.fixture
def willem(channel: Channel, now: datetime) -> User:
    return kept(scenes.user("Willem Post", now, Role.LEAD, language="en"))


@pytest.fixture
def sanne(channel: Channel, now: datetime) -> User:
    return kept(scenes.user("Sanne Kuipers", now, language="en"))


@pytest.fixture
def lotte(channel: Channel, now: datetime) -> User:
    return kept(scenes.user("Lotte Baas", now, Role.EXECUTIVE, language="en"))


def visit(app: Flask, user: User) -> Visitor:
    return Visitor(app).log_in(session.get_one(User, user.id))


def declared(by: User, at: datetime, **terms: Any) -> Crisis:
    values: dict[str, Any] = {"name": "Dubbel afgeschreven", "words": ("dubbel afgeschreven",)}
    with transaction():
        made = crisis.declare(Terms(**(values | {"since": at - timedelta(hours=1)} | terms)), by=by, now=at)
    return kept(made)


def stated(there: Crisis, by: User, approved_by: User, at: datetime) -> CrisisStatement:
    with transaction():
        made = crisis_statements.propose(session.get_one(Crisis, there.id), SAID, by=by, now=at, rules=scenes.TEXTS)
        crisis_statements.approve(made, by=approved_by, now=at)
    return made


def test_a_lead_declares_and_everybody_sees_it_above_every_page(
    app: Flask, willem: User, sanne: User, channel: Channel, now: datetime
) -> None:
    conversation = kept(scenes.asks(channel, "Dubbel afgeschreven!", at=now))
    answer = visit(app, willem).post("/crises", {"name": "Betalingen", "words": "dubbel afgeschreven, iDEAL"})
    assert answer.status_code == 303
    assert "Dubbel afgeschreven!" in visit(app, willem).get(answer.location).text
    page = visit(app, sanne).get(f"/conversations/{conversation.id}").text
    assert "Crisis: Betalingen." in page
    assert "In the crisis “Betalingen”" in page
    assert "Ask for approval" in page


def test_the_form_keeps_what_was_typed_and_says_what_is_missing(app: Flask, willem: User) -> None:
    answer = visit(app, willem).post("/crises", {"name": "Betalingen", "words": ""})
    assert answer.status_code == 422
    assert "Betalingen" in answer.text
    assert session.scalars(select(Crisis)).all() == []


def test_an_agent_declares_nothing_and_ends_nothing(
    app: Flask, willem: User, sanne: User, channel: Channel, now: datetime
) -> None:
    there = declared(willem, now)
    agent = visit(app, sanne)
    assert agent.get("/crises/new").status_code == 403
    assert agent.post("/crises", {"name": "X", "words": "x"}).status_code == 403
    assert agent.post(f"/crises/{there.id}/end").status_code == 403
    assert agent.post(f"/crises/{there.id}/theme", {"words": "x"}).status_code == 403
    assert agent.post(f"/crises/{there.id}/entries", {"kind": "decision", "text": "x"}).status_code == 403
    assert agent.post(f"/crises/{there.id}/statements", {"text": SAID}).status_code == 403
    assert agent.post(f"/crises/{there.id}/entries", {"kind": "note", "text": "Gehoord."}).status_code == 303
    assert session.scalars(select(Crisis.ended_at)).all() == [None]


def test_an_employee_finds_nothing(app: Flask, willem: User, now: datetime) -> None:
    there = declared(willem, now)
    employee = visit(app, scenes.user("Eva Bus", now, Role.EMPLOYEE))
    for path in ("/crises", "/crises/bars", f"/crises/{there.id}", f"/crises/{there.id}/report"):
        assert employee.get(path).status_code == 404


def test_what_the_detector_finds_is_suggested_declared_and_reported(
    app: Flask, channel: Channel, willem: User, now: datetime
) -> None:
    """Weeks of the usual, then a burst: the real detector, and from there the pages alone."""
    with transaction():
        theming.make("Betalen", ("ideal",), [], by=session.get_one(User, willem.id), now=now)
    usual = discussion.every(timedelta(hours=2), now - timedelta(days=20), now - timedelta(hours=1), "ideal vraagje")
    discussion.say(channel, usual, sentiment="neutral")
    discussion.say(channel, discussion.burst(25, now, "ideal ligt eruit"), sentiment="negative")
    discussion.sort_everything(now)
    (spike_id,) = suggesting.look(now=now)
    session.remove()

    lead = visit(app, willem)
    suggested = lead.get("/crises").text
    assert f"/crises/new?spike={spike_id}" in suggested
    assert "Betalen" in suggested
    form = lead.get(f"/crises/new?spike={spike_id}").text
    assert 'value="Betalen"' in form
    terms = {"name": "Betalen", "words": "ideal", "spike": str(spike_id)}
    room = lead.post("/crises", terms).headers["Location"]
    assert lead.get(room).status_code == 200
    session.remove()
    made = session.scalars(select(Crisis)).one()
    inside = select(CrisisConversation).where(CrisisConversation.crisis_id == made.id)
    assert len(session.scalars(inside).all()) == 25, "what was said in the last hour, and nothing of the weeks before"
    assert session.get_one(Spike, spike_id).crisis_id == made.id
    assert f"/crises/new?spike={spike_id}" not in lead.get("/crises").text
    lead.post(f"{room}/end")
    report = lead.get(f"{room}/report")
    assert (report.status_code, "25 conversations" in report.text) == (200, True)


def test_from_a_suggestion_the_form_is_filled_in_and_the_suggestion_is_answered(
    app: Flask, willem: User, channel: Channel, now: datetime
) -> None:
    (said,) = scenes.receive(channel, scenes.incoming("iDEAL ligt eruit", at=now - 5 * MINUTE))
    with transaction():
        theme = Theme(name="iDEAL-storing", created_at=now)
        session.add(theme)
        session.flush()
        session.add(ThemeWord(theme_id=theme.id, words="ideal"))
        place = {"conversation_id": said.conversation_id, "posted_at": said.posted_at}
        session.add(ThemeMessage(theme_id=theme.id, message_id=said.id, **place))
        spike = Spike(
            theme_id=theme.id, seen_at=now, started_at=now - 10 * MINUTE, reasons=["volume"], messages=86, usual=3.0,
            score=40.0,
        )  # fmt: skip
        session.add(spike)
    kept(spike), kept(theme)
    assert f"/crises/new?spike={spike.id}" in visit(app, willem).get("/crises").text
    page = visit(app, willem).get(f"/crises/new?spike={spike.id}").text
    assert 'value="iDEAL-storing"' in page
    visit(app, willem).post("/crises", {"name": "iDEAL-storing", "words": "ideal", "spike": str(spike.id)})
    session.expire_all()
    made = session.scalars(select(Crisis)).one()
    assert (session.get_one(Spike, spike.id).crisis_id, made.theme_id) == (made.id, theme.id)


def test_the_statement_is_proposed_by_a_lead_and_approved_by_the_ceo(
    app: Flask, willem: User, lotte: User, now: datetime
) -> None:
    there = declared(willem, now)
    lead = visit(app, willem)
    lead.post(f"/crises/{there.id}/statements", {"text": SAID})
    number = session.scalars(select(CrisisStatement.id)).one()
    assert lead.post(f"/crises/{there.id}/statements/{number}/approval").status_code == 403
    page = visit(app, lotte).get(f"/crises/{there.id}").text
    assert "Approve this text" in page
    assert visit(app, lotte).post(f"/crises/{there.id}/statements/{number}/approval").status_code == 303
    assert "approved by Lotte Baas" in lead.get(f"/crises/{there.id}").text


def test_many_are_answered_one_by_one_each_in_a_text_of_their_own(
    app: Flask, willem: User, sanne: User, lotte: User, channel: Channel, now: datetime
) -> None:
    for number in range(4):
        scenes.asks(channel, "Dubbel afgeschreven", at=now - number * MINUTE, by=scenes.customer(number))
    there = declared(willem, now)
    stated(there, willem, lotte, now)
    agent, path = visit(app, sanne), f"/crises/{there.id}/answers"
    for left in (4, 3, 2, 1):
        page = agent.get(path).text
        assert f"{left} customer" in page
        answer = agent.post(*next_answer(page))
        assert answer.status_code == 303, answer.text
    assert "Nobody waits here" in waits_for_none(agent, path)
    sent = session.scalars(select(Reply.text)).all()
    assert len(set(sent)) == 4
    assert all(SAID in text for text in sent)
    assert set(session.scalars(select(Reply.status))) == {ReplyStatus.SENT}


def next_answer(page: str) -> tuple[str, dict[str, str]]:
    """The form as it stands on the page: where it goes, and what is in it."""
    import html
    import re

    form = page[page.index('<form method="post" action="/crises/') :]
    where = re.search(r'action="([^"]+/answers/\d+)"', form)
    assert where is not None
    fields = dict(re.findall(r'name="(uuid|seen_message_id)" value="([^"]*)"', form))
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)
    assert text is not None
    return where[1], fields | {"text": html.unescape(text[1])}


def waits_for_none(agent: Visitor, path: str) -> str:
    """As if all that was queued had been published: the waits are answered."""
    for reply in session.scalars(select(Reply)).all():
        scenes.publish(reply, at=reply.created_at + timedelta(seconds=9))
    return agent.get(path).text


def test_who_was_put_to_the_ceo_is_not_answered_one_by_one(
    app: Flask, willem: User, sanne: User, lotte: User, channel: Channel, now: datetime
) -> None:
    conversation = kept(scenes.asks(channel, "Dubbel afgeschreven", at=now))
    there = declared(willem, now)
    agent, path = visit(app, sanne), f"/crises/{there.id}/answers"
    assert "1 customer waits" in agent.get(path).text
    brief = Brief("Double payments", "Since noon iDEAL takes money twice.", "We put it right today.")
    with transaction():
        asked, boss = session.get_one(Conversation, conversation.id), session.get_one(User, lotte.id)
        by = session.get_one(User, sanne.id)
        escalating.ask(asked, to=boss, by=by, now=now, answer_by=now + 30 * MINUTE, brief=brief)
    page = agent.get(path).text
    assert "Nobody waits here" in page
    assert "or for the CEO are left out" in page


def test_the_same_text_twice_is_refused_beside_the_text(
    app: Flask, willem: User, sanne: User, lotte: User, channel: Channel, now: datetime
) -> None:
    for number in range(2):
        scenes.asks(channel, "Dubbel afgeschreven", at=now - number * MINUTE, by=scenes.customer(number))
    there = declared(willem, now)
    stated(there, willem, lotte, now)
    agent, path = visit(app, sanne), f"/crises/{there.id}/answers"
    first, form = next_answer(agent.get(path).text)
    agent.post(first, form)
    page = agent.get(f"{path}?after={first.rpartition('/')[2]}").text
    second, other = next_answer(page)
    answer = agent.post(second, other | {"text": form["text"]})
    assert answer.status_code == 422
    assert "exactly this text" in answer.text
    assert form["text"] in answer.text


def test_an_answer_in_other_words_is_told_to_wait_for_approval(
    app: Flask, willem: User, sanne: User, lotte: User, channel: Channel, now: datetime
) -> None:
    scenes.asks(channel, "Dubbel afgeschreven", at=now)
    there = declared(willem, now)
    stated(there, willem, lotte, now)
    agent, path = visit(app, sanne), f"/crises/{there.id}/answers"
    where, form = next_answer(agent.get(path).text)
    agent.post(where, form | {"text": f"Het is niet waar dat {SAID}"})
    assert "waits for approval" in agent.get(path).text
    assert session.scalars(select(Reply.status)).one() == ReplyStatus.AWAITING_APPROVAL


def test_what_one_may_not_read_is_neither_shown_nor_counted(
    app: Flask, willem: User, channel: Channel, now: datetime
) -> None:
    there = declared(willem, now)
    scenes.asks(channel, "Dubbel afgeschreven in het openbaar", at=now)
    scenes.asks_in_private(channel, "Dubbel afgeschreven onder ons", at=now, by=scenes.BRAM)
    reader = scenes.user("Ilse Beheer", now, Role.ADMIN, language="en")
    for path in (f"/crises/{there.id}", f"/crises/{there.id}/now", f"/crises/{there.id}/report"):
        page = visit(app, reader).get(path).text
        assert "onder ons" not in page
        assert "Bram" not in page
        assert "1 conversation<" in page
        assert "2 conversations<" in visit(app, willem).get(path).text
    private = session.scalars(select(Conversation.id).where(Conversation.audience == Audience.PRIVATE)).one()
    lead = visit(app, reader)
    assert lead.delete(f"/crises/{there.id}/conversations/{private}").status_code == 404


def test_a_crisis_elsewhere_is_no_crisis_here(app: Flask, willem: User, now: datetime) -> None:
    other = kept(scenes.channel(now, external_id="101", handle="elders", name="Elders"))
    there = declared(willem, now, channel=other)
    over = declared(willem, now, name="Voorbije storing", channel=other)
    here = scenes.user("Hanna Hier", now)
    with transaction():
        crisis.end(session.get_one(Crisis, over.id), by=session.get_one(User, willem.id), now=now)
        for grant in session.scalars(select(Grant).where(Grant.role == Role.AGENT)):
            grant.channel_id = session.scalars(select(Channel.id).where(Channel.handle == "spoorlijn")).one()
    hanna, lead = visit(app, here), visit(app, willem)
    assert hanna.get(f"/crises/{there.id}").status_code == 404
    for path in ("/crises", "/crises/bars", "/inbox"):
        page = hanna.get(path).text
        for words in ("Dubbel afgeschreven", "Voorbije storing", "Willem"):
            assert words not in page, path
        assert "Dubbel afgeschreven" in lead.get(path).text
    assert "Voorbije storing" in lead.get("/crises").text


def test_taken_out_by_a_lead_it_can_be_put_back(app: Flask, willem: User, channel: Channel, now: datetime) -> None:
    conversation = kept(scenes.asks(channel, "Dubbel afgeschreven", at=now))
    there = declared(willem, now)
    lead, path = visit(app, willem), f"/crises/{there.id}/conversations/{conversation.id}"
    assert lead.delete(path).status_code == 303
    assert "Put back" in lead.get(f"/crises/{there.id}").text
    assert lead.post(path).status_code == 303
    session.expire_all()
    assert session.scalars(select(CrisisConversation.left_at)).all() == [None]


def test_in_a_drill_only_who_takes_part_takes_out_and_puts_back(app: Flask, willem: User, now: datetime) -> None:
    desk = kept(scenes.channel(now, external_id="900", handle="oefening", training=True))
    lead = visit(app, willem)
    drill = int(lead.post("/drills", {"scenario": "drill-payments", "minutes": "5"}).location.rpartition("/")[2])
    out, _stays = [
        kept(scenes.asks(desk, "Ik heb dubbel betaald", at=now, by=scenes.customer(number))) for number in range(2)
    ]
    lead.post(f"/drills/{drill}/seat")
    assert lead.delete(f"/crises/{drill}/conversations/{out.id}").status_code == 303
    room = lead.get(f"/crises/{drill}").text
    assert ("Take out" in room, "Put back" in room) == (True, True)

    lead.delete(f"/drills/{drill}/seat")
    room = lead.get(f"/crises/{drill}").text
    assert "Taken out" in room
    assert ("Take out" in room, "Put back" in room) == (False, False)


def test_the_report_tells_what_was_decided_and_learned(
    app: Flask, willem: User, sanne: User, lotte: User, channel: Channel, now: datetime
) -> None:
    conversation = kept(scenes.asks(channel, "Dubbel afgeschreven", at=now - 20 * MINUTE))
    there = declared(willem, now)
    stated(there, willem, lotte, now + 5 * MINUTE)
    scenes.answer(conversation, f"Dag Anna, {SAID}", by=sanne, at=now + 10 * MINUTE)
    with transaction():
        crisis.note(session.get_one(Crisis, there.id), "decision", "Kaartjes gratis.", by=willem, now=now + MINUTE)
        crisis.end(session.get_one(Crisis, there.id), by=willem, now=now + 30 * MINUTE)
    assert visit(app, sanne).post(f"/crises/{there.id}/entries", {"kind": "lesson", "text": "Eerder bellen."})
    page = visit(app, willem).get(f"/crises/{there.id}/report").text
    for words in ("Kaartjes gratis.", "Eerder bellen.", "100%", "own target 90%", "53%", "30 min", SAID):
        assert words in page, words


def test_a_reopened_crisis_runs_again_and_a_drill_does_not(app: Flask, willem: User, now: datetime) -> None:
    there = declared(willem, now)
    lead = visit(app, willem)
    lead.post(f"/crises/{there.id}/end")
    assert lead.delete(f"/crises/{there.id}/end").status_code == 303
    session.expire_all()
    assert session.get_one(Crisis, there.id).running

    scenes.channel(now, external_id="900", handle="oefening", training=True)
    drill = int(lead.post("/drills", {"scenario": "drill-payments", "minutes": "5"}).location.rpartition("/")[2])
    lead.post(f"/crises/{drill}/end")
    assert lead.delete(f"/crises/{drill}/end").status_code == 409


def test_who_takes_part_in_a_drill_sees_that_desk_alone_and_the_others_never(
    app: Flask, willem: User, sanne: User, channel: Channel, now: datetime
) -> None:
    desk = kept(scenes.channel(now, external_id="900", handle="oefening", training=True))
    real = kept(scenes.asks(channel, "Waar blijft mijn trein?", at=now))
    there = declared(willem, now)
    lead, agent = visit(app, willem), visit(app, sanne)
    drill = int(lead.post("/drills", {"scenario": "drill-payments", "minutes": "5"}).location.rpartition("/")[2])
    played = kept(scenes.asks(desk, "Ik heb dubbel betaald", at=now, by=scenes.BRAM))

    assert agent.post(f"/drills/{drill}/seat").status_code == 303
    page = agent.get("/inbox").text
    assert "Everything here is played" in page
    assert "Bram Bakker" in page
    assert "Anna de Vries" not in page
    assert agent.get(f"/conversations/{real.id}").status_code == 404
    assert agent.get(f"/conversations/{played.id}").status_code == 200
    assert agent.get(f"/crises/{there.id}").status_code == 404
    assert "Dubbel afgeschreven" not in agent.get("/crises").text
    assert "Bram Bakker" not in lead.get("/inbox").text
    assert lead.get(f"/conversations/{played.id}").status_code == 404
    assert "A drill runs" in lead.get("/inbox").text

    agent.delete(f"/drills/{drill}/seat")
    assert "Anna de Vries" in agent.get("/inbox").text
    agent.post(f"/drills/{drill}/seat")
    lead.post(f"/crises/{drill}/end")
    assert "Everything here is played" not in agent.get("/inbox").text
    assert session.scalars(select(TrainingSeat).where(TrainingSeat.left_at.is_(None))).all() == []
    report = lead.get(f"/crises/{drill}/report").text
    assert "This is the first drill" in report


def test_approvals_in_a_drill_are_asked_of_those_who_take_part(
    app: Flask, willem: User, sanne: User, lotte: User, now: datetime
) -> None:
    desk = kept(scenes.channel(now, external_id="900", handle="oefening", training=True))
    lead, agent, boss = visit(app, willem), visit(app, sanne), visit(app, lotte)
    drill = int(lead.post("/drills", {"scenario": "drill-payments", "minutes": "5"}).location.rpartition("/")[2])
    played = kept(scenes.asks(desk, "Ik heb dubbel betaald", at=now))
    for each in (lead, agent):
        each.post(f"/drills/{drill}/seat")
    session.expire_all()
    form = {
        "uuid": "7d9a2e9a-6f4a-4d0b-8a56-1a2b3c4d5e6f",
        "text": "Wij kijken het na.",
        "audience": "public",
        "seen_message_id": str(session.get_one(Conversation, played.id).last_message_id),
    }
    agent.post(f"/conversations/{played.id}/replies", form)
    assert session.scalars(select(Reply.status)).one() == ReplyStatus.AWAITING_APPROVAL
    assert "Wij kijken het na." in lead.get("/approvals").text
    assert "Wij kijken het na." not in boss.get("/approvals").text


def test_there_is_one_drill_at_a_time_and_none_without_a_training_desk(app: Flask, willem: User, now: datetime) -> None:
    lead, form = visit(app, willem), {"scenario": "drill-stranded", "minutes": "5"}
    assert lead.post("/drills", form).status_code == 409
    assert "There is no training desk yet" in lead.get("/crises").text
    scenes.channel(now, external_id="900", handle="oefening", training=True)
    assert lead.post("/drills", form).status_code == 303
    assert lead.post("/drills", form).status_code == 409
    assert lead.post("/drills", form | {"scenario": "drill-nothing"}).status_code == 422


def test_a_later_drill_begins_with_an_empty_desk_and_stands_beside_the_earlier_one(
    app: Flask, willem: User, sanne: User, now: datetime
) -> None:
    desk = kept(scenes.channel(now, external_id="900", handle="oefening", training=True))
    lead, form = visit(app, willem), {"scenario": "drill-payments", "minutes": "5"}
    first = int(lead.post("/drills", form).location.rpartition("/")[2])
    scenes.asks(desk, "Ik heb dubbel betaald", at=now)
    lead.post(f"/crises/{first}/end")
    second = int(lead.post("/drills", form).location.rpartition("/")[2])
    agent = visit(app, sanne)
    agent.post(f"/drills/{second}/seat")
    assert "Anna de Vries" not in agent.get("/inbox").text
    report = lead.get(f"/crises/{second}/report").text
    assert f"/crises/{first}/report" in report
    assert drilling.desk() is not None


def led_by(user: User, channel: Channel, now: datetime) -> None:
    """Somebody leads that channel, and no other."""
    with transaction():
        place = {"user_id": user.id, "channel_id": channel.id}
        session.add(Grant(**place, power=Power.MODERATE, valid_from=now, granted_at=now))


def test_power_over_one_channel_is_no_power_over_all(app: Flask, sanne: User, channel: Channel, now: datetime) -> None:
    other = kept(scenes.channel(now, external_id="101", handle="elders", name="Elders"))
    led_by(sanne, channel, now)
    for where in ({}, {"channel": ""}, {"channel": str(other.id)}):
        assert visit(app, sanne).post("/crises", {"name": "X", "words": "x"} | where).status_code == 403
    assert visit(app, sanne).post("/drills", {"scenario": "drill-payments", "minutes": "5"}).status_code == 403
    assert session.scalars(select(Crisis)).all() == []


def test_who_leads_one_channel_declares_a_crisis_there(
    app: Flask, sanne: User, channel: Channel, now: datetime
) -> None:
    scenes.channel(now, external_id="101", handle="elders", name="Elders")
    led_by(sanne, channel, now)
    lead = visit(app, sanne)
    page = lead.get("/crises").text
    assert 'href="/crises/new"' in page
    assert "There is no training desk yet" not in page, "a drill is for who leads everywhere"
    form = lead.get("/crises/new").text
    assert "@spoorlijn" in form
    assert "@elders" not in form
    assert "Every channel" not in form

    answer = lead.post("/crises", {"name": "Hier", "words": "dubbel", "channel": str(channel.id)})
    assert answer.status_code == 303
    session.expire_all()
    assert session.scalars(select(Crisis.channel_id)).all() == [channel.id]
    assert lead.post(f"{answer.location}/end").status_code == 303


def test_the_timeline_is_a_file_too_and_asks_once_more_who_it_is(app: Flask, willem: User, now: datetime) -> None:
    there, lead = declared(willem, now - timedelta(minutes=5)), visit(app, willem)
    lead.post(f"/crises/{there.id}/entries", {"kind": "decision", "text": "=Alles stil"})
    text = lead.get(f"/crises/{there.id}/report/export").text
    declaring, decision = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    assert (declaring["what"], declaring["seconds_since_declared"]) == ("declared", "0")
    assert (decision["what"], decision["by"], decision["text"]) == ("Decision", "Willem Post", "'=Alles stil")
    assert decision["seconds_since_declared"] == "300"
    with transaction():
        for each in session.scalars(select(LoginSession)):
            each.confirmed_at = now - timedelta(days=1)
    assert lead.get(f"/crises/{there.id}/report/export").location.startswith("/confirm")
