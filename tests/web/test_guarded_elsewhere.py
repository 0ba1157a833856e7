"""The guard where somebody else's text is changed, and where the CEO answers."""

import hashlib
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import executives
from webcare.models import Effect, Escalation, EventRow, Grant, Power, ReplyStatus, Role, User

IBAN = "NL91ABNA0417164300"
BSN = "123456782"


def after_approval(desk: Desk, name: str) -> None:
    since = desk.now - timedelta(days=1)
    asks = {"power": Power.ANSWER, "effect": Effect.WITH_APPROVAL, "valid_from": since, "granted_at": since}
    with transaction():
        session.add(Grant(user_id=desk.ids[name], **asks))


def change(desk: Desk, text: str, **fields: str) -> TestResponse:
    there = scenes.newest_reply()
    sha256 = hashlib.sha256(there.text.encode()).hexdigest()
    values = {"sha256": sha256, "text": text} | fields
    return desk.lena.post(f"/replies/{there.uuid}/change", values, headers=STREAMED)


def test_an_answer_is_guarded_before_anybody_is_asked_to_approve_it(desk: Desk) -> None:
    after_approval(desk, "daan")

    assert desk.answer(desk.daan, f"BSN {BSN}", overruled="bsn").status_code == 422
    assert desk.answer(desk.daan, IBAN).status_code == 409
    assert scenes.replies() == []


def test_what_an_approver_puts_in_its_place_is_guarded_as_well(desk: Desk) -> None:
    after_approval(desk, "daan")
    desk.answer(desk.daan)
    uuid = scenes.newest_reply().uuid

    blocked = change(desk, f"Uw BSN {BSN}.", overruled="bsn")
    warned = change(desk, f"Naar {IBAN}.")

    assert (blocked.status_code, warned.status_code) == (422, 409)
    assert f'target="guarded-{uuid}"' in warned.text
    assert "Send it anyway" not in blocked.text
    assert 'name="overruled" value="iban"' in warned.text
    assert scenes.newest_reply().status == ReplyStatus.AWAITING_APPROVAL

    assert change(desk, f"Naar {IBAN}.", overruled="iban").status_code == 200
    there = scenes.newest_reply()
    assert (there.status, there.overruled, there.text) == (ReplyStatus.QUEUED, ["iban"], f"Naar {IBAN}. ^LdB")
    event = session.scalars(select(EventRow).where(EventRow.kind == "guard_overruled")).one()
    assert event.actor_id == desk.ids["lena"]


def test_the_answer_of_the_ceo_is_guarded_and_advice_and_warning_end(desk: Desk) -> None:
    mark = desk.visitor("Mark Jansen", Role.EXECUTIVE)
    with transaction():
        there = session.get_one(User, desk.ids["mark"])
        executives.settle(there, by=there, now=desk.now, function="CEO", deputy_id=None, assistant_id=None)
    asked = {"to": desk.ids["mark"], "minutes": 30, "headline": "Dubbel", "what_happened": "Twee keer betaald."}
    asked |= {"proposal": "Bel 06-12345678."}
    assert desk.sanne.post(f"{desk.here}/escalation", asked, headers=STREAMED).status_code == 200
    session.remove()
    here = f"/escalations/{session.scalars(select(Escalation.id)).one()}"
    sent = {"uuid": str(uuid4()), "seen_message_id": desk.conversation.last_message_id}

    blocked = mark.post(f"{here}/answer", sent | {"text": f"BSN {BSN}", "overruled": "bsn", "advised": "yes"})
    warned = mark.post(f"{here}/answer", sent | {"text": f"Op {IBAN}, dus.", "advised": "yes"})
    approval = mark.post(f"{here}/approval", sent)

    assert [each.status_code for each in (blocked, warned, approval)] == [422, 409, 409]
    assert 'name="overruled" value="iban"' in warned.text
    assert 'name="advised" value="yes"' in warned.text
    assert 'name="overruled" value="phone"' in approval.text
    assert 'name="overruled"' not in blocked.text
    assert scenes.replies() == []

    assert mark.post(f"{here}/answer", sent | {"text": f"Op {IBAN}, dus.", "overruled": "iban"}).status_code == 303
    assert scenes.newest_reply().overruled == ["iban"]
