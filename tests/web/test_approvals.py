"""Approval over HTTP: what is asked, who sees it, and what each may decide."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import scenes
from tests.scenes import newest_reply
from tests.visitor import Visitor
from tests.web.desk import STREAMED, Desk
from webcare import mandate
from webcare.access import accounts, demo
from webcare.database import session, transaction
from webcare.mandate import Kind
from webcare.models import (
    Approval,
    Draft,
    Effect,
    EventRow,
    Grant,
    LoginSession,
    NumberPattern,
    Power,
    ReplyStatus,
    Role,
    Statement,
    User,
)

DAY = timedelta(days=1)
MARK = "prepared text, approved beforehand"


@pytest.fixture
def nina(desk: Desk) -> Visitor:
    """New here: what she writes goes out after approval by whoever may."""
    visitor = desk.visitor("Nina Nieuw", Role.AGENT)
    after_approval(desk, "nina")
    return visitor


def after_approval(desk: Desk, name: str, approver: str | None = None) -> None:
    since = desk.now - DAY
    grant: dict[str, Any] = {"power": Power.ANSWER, "effect": Effect.WITH_APPROVAL, "valid_from": since}
    with transaction():
        session.add(
            Grant(
                user_id=desk.ids[name], granted_at=since, approver_id=desk.ids[approver] if approver else None, **grant
            )
        )


def decide(by: Visitor, what: str, **fields: Any) -> TestResponse:
    """Send what the approver's form sends, with the hash of the text as it stands."""
    there = newest_reply()
    fields = {"sha256": hashlib.sha256(there.text.encode()).hexdigest()} | fields
    return by.post(f"/replies/{there.uuid}/{what}", fields, headers=STREAMED)


def test_the_button_says_of_whom_before_anybody_types(desk: Desk, nina: Visitor) -> None:
    after_approval(desk, "daan", "lena")

    anybodys, hers = nina.get(desk.here).text, desk.daan.get(desk.here).text

    assert re.search(r"<span>Ask for approval</span>", anybodys)
    assert "Post publicly as @spoorlijn" not in anybodys
    assert "Ask for approval by Lena de Boer" in hers
    assert "By your mandate an answer here is approved first." in hers
    assert "Ask for approval" not in desk.sanne.get(desk.here).text


def test_an_answer_that_needs_approval_waits_and_says_for_whom(desk: Desk) -> None:
    after_approval(desk, "daan", "lena")

    answer = desk.answer(desk.daan)

    assert answer.status_code == 200
    assert newest_reply().status == ReplyStatus.AWAITING_APPROVAL
    assert "Waits for approval by Lena de Boer" in answer.text
    assert "Take it back" in answer.text
    assert "Waits for approval by Lena de Boer" in desk.sanne.get("/inbox").text


def test_who_needs_approval_claims_and_dismisses_as_others_do(desk: Desk, nina: Visitor) -> None:
    assert nina.post(f"{desk.here}/claim", headers=STREAMED).status_code == 200
    assert desk.conversation.claimed_by_id == desk.ids["nina"]


def test_the_approver_sees_the_exact_text_and_the_minutes_left(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina, "Hij komt eraan.")

    listed, shown = desk.lena.get("/approvals").text, desk.lena.get(f"{desk.here}/approval").text

    for page in (listed, shown):
        assert "Hij komt eraan. ^NN" in page
        assert "data-countdown-due" in page
    assert hashlib.sha256(b"Hij komt eraan. ^NN").hexdigest() in shown
    assert 'data-count="approvals" data-number="1"' in listed


def test_who_approves_nothing_has_no_such_page_entry_and_an_empty_list(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina)

    page = desk.sanne.get("/approvals").text

    assert "Nothing waits for your approval" in page
    assert 'href="/approvals"' not in page
    assert "Approve this text" not in desk.sanne.get(desk.here).text
    assert "Approve this text" not in nina.get(desk.here).text


def test_approved_it_goes_out_in_a_moment(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina)

    answer = decide(desk.lena, "approval")

    assert answer.status_code == 200
    assert newest_reply().status == ReplyStatus.QUEUED
    assert "Approved by Lena" in answer.text


def test_the_same_press_twice_is_one_approval(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina)

    assert [decide(desk.lena, "approval").status_code for _ in range(2)] == [200, 200]
    assert scenes.kinds().count("reply_approved") == 1


@pytest.mark.parametrize(
    ("sha256", "status"), [("", 422), ("x" * 64, 422), ("0" * 64, 409), ("A" * 64, 422), ("0" * 63 + "\n", 422)]
)
def test_approving_something_else_than_stands_there_is_refused(
    desk: Desk, nina: Visitor, sha256: str, status: int
) -> None:
    desk.answer(nina)

    assert decide(desk.lena, "approval", sha256=sha256).status_code == status
    assert newest_reply().status == ReplyStatus.AWAITING_APPROVAL


def test_nobody_approves_their_own_nor_without_the_power(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina)

    for visitor in (nina, desk.sanne):
        for what in ("approval", "change", "rejection"):
            assert decide(visitor, what, text="Zo dan.", reason="Daarom.").status_code == 403
    assert newest_reply().status == ReplyStatus.AWAITING_APPROVAL


def test_what_one_may_not_read_is_not_there(desk: Desk, nina: Visitor) -> None:
    desk.conversation_id = scenes.asks_in_private(desk.channel, at=desk.now).id
    desk.answer(nina)
    chief = desk.visitor("Willem van Dijk", Role.EXECUTIVE)

    for what in ("approval", "change", "rejection"):
        assert decide(chief, what, text="Zo dan.", reason="Daarom.").status_code == 404
    assert chief.get(f"{desk.here}/approval").status_code == 404
    assert "Hij komt" not in chief.get("/approvals").text
    for what in ("approval", "change", "rejection"):
        assert desk.lena.post(f"/replies/{uuid4()}/{what}", {"sha256": "0" * 64}).status_code == 404


def test_the_words_of_a_dm_out_of_a_public_conversation_are_for_who_reads_dms(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina, "Uw code is 4412.", audience="private")
    chief = desk.visitor("Willem van Dijk", Role.EXECUTIVE)

    assert "4412" in desk.lena.get(f"{desk.here}/approval").text
    assert "4412" not in chief.get(f"{desk.here}/approval").text + chief.get("/approvals").text
    assert decide(chief, "approval").status_code == 404


def test_the_loser_of_two_who_approve_is_told_who_won(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina)
    other = desk.visitor("Fatima el Amrani", Role.LEAD)
    decide(desk.lena, "approval")

    late = decide(other, "approval")

    assert late.status_code == 409
    assert "Lena de Boer was just ahead of you" in late.text


def test_a_change_is_the_approvers_own_text(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina, "Hij komt eraan.")

    assert ">Hij komt eraan.</textarea>" in desk.lena.get(f"{desk.here}/approval").text
    answer = decide(desk.lena, "change", text="Hij rijdt over vijf minuten.")

    assert answer.status_code == 200
    assert (newest_reply().status, newest_reply().text) == (
        ReplyStatus.QUEUED,
        "Hij rijdt over vijf minuten. ^LdB",
    )
    assert "Changed by Lena" in answer.text


def test_who_may_not_answer_there_is_offered_no_change_and_who_needs_approval_is_told(
    desk: Desk, nina: Visitor
) -> None:
    desk.answer(nina, "Hij komt eraan.")
    after_approval(desk, "lena", "daan")
    only = desk.visitor("Otto Oog", Role.EMPLOYEE)
    with transaction():
        since = desk.now - DAY
        for power in (Power.READ, Power.APPROVE):
            session.add(Grant(user_id=desk.ids["otto"], power=power, valid_from=since, granted_at=since))

    theirs, hers = (visitor.get(f"{desk.here}/approval").text for visitor in (only, desk.lena))

    assert "Approve this text" in theirs
    assert "Change it" not in theirs
    assert "Ask for approval by Daan Visser" in hers


def test_a_change_that_comes_too_late_is_kept_as_a_draft(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina, "Hij komt eraan.")
    there = newest_reply()
    nina.post(f"/replies/{there.uuid}/cancellation", headers=STREAMED)

    late = decide(desk.lena, "change", text="Hij rijdt over vijf minuten.")

    assert late.status_code == 409
    own = select(Draft.text).where(Draft.user_id == desk.ids["lena"])
    assert session.scalars(own).all() == ["Hij rijdt over vijf minuten."]


def test_sent_back_its_writer_reads_why_and_has_the_text_again(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina, "Hij komt eraan.")

    assert decide(desk.lena, "rejection", reason="").status_code == 422
    answer = decide(desk.lena, "rejection", reason="Zeg eerst <b>sorry</b>.")

    assert answer.status_code == 200
    page = nina.get(desk.here).text
    assert "Sent back by Lena:" in page
    assert "Zeg eerst &lt;b&gt;sorry&lt;/b&gt;." in page
    assert "Put the text back" in page
    assert nina.get(f"/replies/{newest_reply().uuid}").json == {
        "text": "Hij komt eraan. ^NN",
        "audience": "public",
    }


def test_its_writer_takes_it_back_with_the_text(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina, "Hij komt eraan.")

    answer = nina.post(f"/replies/{newest_reply().uuid}/cancellation", headers=STREAMED)

    assert answer.status_code == 200
    assert 'action="give-back"' in answer.text
    assert newest_reply().status == ReplyStatus.CANCELLED
    assert "Nothing waits for your approval" in desk.lena.get("/approvals").text


def test_the_approver_undoes_as_well_and_its_writer_has_the_text(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina, "Hij komt eraan.")
    agent = desk.visitor("Ada Approver", Role.AGENT)
    with transaction():
        since = desk.now - DAY
        session.add(Grant(user_id=desk.ids["ada"], power=Power.APPROVE, valid_from=since, granted_at=since))
    decide(agent, "approval")
    assert desk.sanne.post(f"/replies/{newest_reply().uuid}/cancellation").status_code == 403

    answer = agent.post(f"/replies/{newest_reply().uuid}/cancellation", headers=STREAMED)

    assert answer.status_code == 200
    assert newest_reply().status == ReplyStatus.CANCELLED
    own = select(Draft.text).where(Draft.user_id == desk.ids["nina"])
    assert session.scalars(own).all() == ["Hij komt eraan. ^NN"]


def test_news_brings_it_back_and_the_approver_is_told(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina)
    first = session.scalars(select(scenes.Message)).first()
    assert first is not None
    scenes.receive(desk.channel, scenes.incoming("Laat maar!", at=desk.now, thread_id=first.external_id or ""))

    late = decide(desk.lena, "approval")

    assert late.status_code == 409
    assert "it went back to its writer" in late.text
    assert (newest_reply().status, newest_reply().failure) == (ReplyStatus.FAILED, "news")


def test_trying_again_asks_for_the_same_approval(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina)
    first = session.scalars(select(scenes.Message)).first()
    assert first is not None
    scenes.receive(desk.channel, scenes.incoming("Laat maar!", at=desk.now, thread_id=first.external_id or ""))
    decide(desk.lena, "approval")
    path, seen = f"/replies/{newest_reply().uuid}/retry", desk.conversation.last_message_id

    assert nina.post(path, headers=STREAMED).status_code == 409
    assert nina.post(path, {"seen_message_id": seen}, headers=STREAMED).status_code == 200

    assert newest_reply().status == ReplyStatus.AWAITING_APPROVAL
    assert session.scalars(select(Approval.decision).order_by(Approval.id)).all() == ["news", None]


def test_every_decision_needs_a_form_of_our_own(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina)
    for what in ("approval", "change", "rejection"):
        assert (
            desk.lena.client.post(f"/replies/{newest_reply().uuid}/{what}", data={"sha256": "0" * 64}).status_code
            == 400
        )


def test_a_text_approved_beforehand_is_offered_and_sent_when_nobody_is_there(desk: Desk, nina: Visitor) -> None:
    assert desk.sanne.post("/statements", {"channel": desk.channel_id, "text": "We weten ervan."}).status_code == 403
    assert desk.lena.post("/statements", {"channel": desk.channel_id, "text": "We weten ervan."}).status_code == 303
    with transaction():
        session.get_one(User, desk.ids["lena"]).away_since = desk.now
    desk.answer(nina)
    waiting = newest_reply().uuid
    (number,) = session.scalars(select(Statement.id)).all()
    assert "We weten ervan." in nina.get(desk.here).text
    assert "We weten ervan." not in desk.sanne.get(desk.here).text
    assert nina.post(f"/replies/{waiting}/statement", {"statement": number}).status_code == 409

    desk.app.config["CLOCK"] = lambda: desk.now + timedelta(minutes=5)
    answer = nina.post(f"/replies/{waiting}/statement", {"statement": number}, headers=STREAMED)

    assert answer.status_code == 200
    assert (newest_reply().status, newest_reply().text) == (ReplyStatus.QUEUED, "We weten ervan. ^NN")


def test_a_prepared_text_is_marked_as_such_from_the_undo_window_on(desk: Desk, nina: Visitor) -> None:
    desk.lena.post("/statements", {"channel": desk.channel_id, "text": "We weten ervan."})
    with transaction():
        session.get_one(User, desk.ids["lena"]).away_since = desk.now
    desk.answer(nina)
    assert MARK not in desk.sanne.get(desk.here).text
    desk.app.config["CLOCK"] = lambda: desk.now + timedelta(minutes=5)
    statement = session.scalars(select(Statement.id)).one()
    nina.post(f"/replies/{newest_reply().uuid}/statement", {"statement": statement}, headers=STREAMED)
    assert desk.sanne.get(desk.here).text.count(MARK) == 1

    scenes.publish(newest_reply(), at=desk.now + timedelta(minutes=6))

    assert desk.sanne.get(desk.here).text.count(MARK) == 1


def test_in_an_urgent_conversation_no_prepared_text_is_offered(desk: Desk, nina: Visitor) -> None:
    desk.lena.post("/statements", {"channel": desk.channel_id, "text": "We weten ervan."})
    with transaction():
        session.get_one(User, desk.ids["lena"]).away_since = desk.now
    desk.answer(nina)
    desk.sanne.post(f"{desk.here}/urgency")
    desk.app.config["CLOCK"] = lambda: desk.now + timedelta(minutes=5)
    statement = session.scalars(select(Statement.id)).one()

    assert "We weten ervan." not in nina.get(desk.here).text
    refused = nina.post(f"/replies/{newest_reply().uuid}/statement", {"statement": statement}, headers=STREAMED)
    assert refused.status_code == 409
    assert "Somebody may be in danger here" in refused.text


def test_an_approver_puts_no_prepared_text_into_an_urgent_conversation_either(desk: Desk, nina: Visitor) -> None:
    desk.lena.post("/statements", {"channel": desk.channel_id, "text": "We weten ervan."})
    desk.answer(nina)
    desk.sanne.post(f"{desk.here}/urgency")

    assert decide(desk.lena, "change", text="We weten ervan.").status_code == 409
    session.remove()
    assert session.scalars(select(Approval.decided_at)).one() is None
    assert decide(desk.lena, "change", text="Bel nu 112.").status_code == 200


def test_a_text_approved_beforehand_is_withdrawn_by_who_may_approve(desk: Desk, nina: Visitor) -> None:
    desk.lena.post("/statements", {"channel": desk.channel_id, "text": "We weten ervan."})
    (number,) = session.scalars(select(Statement.id)).all()

    assert nina.delete(f"/statements/{number}").status_code == 403
    assert desk.lena.delete("/statements/999").status_code == 404
    assert "We weten ervan." in desk.lena.get("/approvals").text
    assert desk.lena.delete(f"/statements/{number}").status_code == 303
    assert "There is no text approved beforehand yet." in desk.lena.get("/approvals").text


def test_an_admin_names_deputy_and_standby(desk: Desk, nina: Visitor) -> None:
    admin, path = desk.visitor("Ilse Bakker", Role.ADMIN), f"/channels/{desk.channel_id}/approval"
    wanted = {"deputy_minutes": 3, "deputy_id": desk.ids["lena"], "standby_id": ""}

    assert desk.lena.post(path, wanted).status_code == 403
    assert admin.post(path, wanted | {"deputy_minutes": 0}).status_code == 422
    assert admin.post(path, wanted | {"standby_id": 999}).status_code == 422
    assert admin.post(path, wanted).status_code == 303

    session.remove()
    assert (desk.channel.deputy_minutes, desk.channel.deputy_id, desk.channel.standby_id) == (3, desk.ids["lena"], None)
    assert f'<option value="{desk.ids["lena"]}" selected>' in admin.get(f"/channels/{desk.channel_id}").text


def new_rule(desk: Desk) -> None:
    """An admin adds a pattern while the answer waits."""
    with transaction():
        row = {"channel_id": desk.channel_id, "name": "Ordernummer", "template": "SP-######"}
        session.add(NumberPattern(**row, created_at=desk.now))


def test_an_approval_passes_the_guard_by_the_rules_of_that_moment(desk: Desk, nina: Visitor) -> None:
    desk.answer(nina, "Je bestelling SP-123456 is onderweg.")
    new_rule(desk)

    refused = decide(desk.lena, "approval")

    assert refused.status_code == 409
    assert f'target="approving-{newest_reply().uuid}"' in refused.text
    assert "Ordernummer" in refused.text
    assert newest_reply().status == ReplyStatus.AWAITING_APPROVAL

    assert decide(desk.lena, "approval", overruled="order").status_code == 200
    assert (newest_reply().status, newest_reply().overruled) == (ReplyStatus.QUEUED, ["order"])
    event = session.scalars(select(EventRow).where(EventRow.kind == "guard_overruled")).one()
    assert event.actor_id == desk.ids["lena"]


def test_what_its_writer_overruled_asks_the_approver_nothing(desk: Desk, nina: Visitor) -> None:
    new_rule(desk)
    desk.answer(nina, "Je bestelling SP-123456 is onderweg.", overruled="order")

    assert decide(desk.lena, "approval").status_code == 200
    assert newest_reply().status == ReplyStatus.QUEUED


def test_a_statement_sent_unchanged_passes_the_guard_by_the_rules_of_that_moment(desk: Desk, nina: Visitor) -> None:
    with transaction():
        lena = session.get_one(User, desk.ids["lena"])
        row = {"channel_id": desk.channel_id, "text": "Zie storing SP-123456.", "approved_by_id": lena.id}
        session.add(Statement(**row, approved_at=desk.now - DAY))
    desk.answer(nina, "Hij komt eraan.")
    with transaction():
        waiting = session.scalars(select(Approval)).one()
        waiting.standby_called_at = desk.now - timedelta(minutes=6)
        for each in session.scalars(select(LoginSession).where(LoginSession.user_id == desk.ids["lena"])):
            each.revoked_at = desk.now
    new_rule(desk)
    statement = session.scalars(select(Statement.id)).one()
    first = newest_reply().uuid
    form = {"statement": statement, "seen_message_id": desk.conversation.last_message_id}

    refused = nina.post(f"/replies/{first}/statement", form, headers=STREAMED)

    assert refused.status_code == 409
    assert f'target="statement-{statement}-{first}"' in refused.text
    assert newest_reply().status == ReplyStatus.AWAITING_APPROVAL
    again = nina.post(f"/replies/{first}/statement", form | {"overruled": "order"}, headers=STREAMED)
    assert again.status_code == 200
    assert (newest_reply().text, newest_reply().overruled) == ("Zie storing SP-123456. ^NN", ["order"])


def test_in_the_demonstration_one_new_colleague_asks_for_approval(app: Flask, now: datetime) -> None:
    with transaction():
        demo.create(now)
    conversation = scenes.asks(scenes.channel(now), at=now - timedelta(minutes=5))
    people = {user.first_name: user for user in accounts.everybody()}

    verdicts = {
        name: mandate.decide(people[name], Power.ANSWER, conversation, now).kind for name in ("Sanne", "Daan", "Joost")
    }

    assert verdicts == {"Sanne": Kind.ALLOWED, "Daan": Kind.ALLOWED, "Joost": Kind.NEEDS_APPROVAL}
    assert mandate.decide(people["Fatima"], Power.APPROVE, conversation, now).allowed
