from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from tests.visitor import Visitor
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import urgency
from webcare.models import Audience, Channel, Conversation, Promise, Role, Status


def stopped(desk: Desk) -> bool:
    session.remove()
    return session.get_one(Channel, desk.channel_id).stopped_at is not None


def urgent(desk: Desk) -> None:
    with transaction():
        urgency.mark(session.get_one(Conversation, desk.conversation_id), by=None, now=desk.now)


def close(desk: Desk, by: Visitor) -> int:
    form = {"reason": "other_department", "seen_message_id": desk.conversation.last_message_id}
    return by.post(f"{desk.here}/closing", form, headers=STREAMED).status_code


def test_a_lead_stops_and_lifts_the_channel_and_an_agent_does_not(desk: Desk) -> None:
    path = f"/channels/{desk.channel_id}/stop"

    assert desk.sanne.post(path).status_code == 403
    assert not stopped(desk)
    answer = desk.lena.post(path, {"conversation": desk.conversation_id}, headers=STREAMED)
    assert "@spoorlijn is stopped." in answer.text
    assert stopped(desk)
    assert desk.sanne.delete(path).status_code == 403
    assert desk.lena.delete(path).status_code == 303
    assert not stopped(desk)
    assert desk.lena.post("/channels/999/stop").status_code == 404


def test_an_answer_to_a_stopped_channel_is_kept_and_says_why(desk: Desk) -> None:
    desk.lena.post(f"/channels/{desk.channel_id}/stop")

    answer = desk.answer(desk.sanne)

    assert answer.status_code == 200
    assert "Held back: the channel is stopped." in answer.text


def test_an_urgent_conversation_shows_the_protocol_until_somebody_takes_it_on(desk: Desk) -> None:
    urgent(desk)
    assert "I take this on" in desk.sanne.get(desk.here).text

    answer = desk.sanne.post(f"{desk.here}/urgency/acceptance", headers=STREAMED)

    assert "I take this on" not in answer.text
    assert "Sanne accepted the alarm" in answer.text
    assert f'action="remove" target="alarm-{desk.conversation_id}"' in answer.text


def test_a_conversation_of_which_the_alarm_was_taken_on_can_be_marked_urgent_again(desk: Desk) -> None:
    urgent(desk)
    assert 'data-urgent="true"' in desk.sanne.get(desk.here).text
    desk.sanne.post(f"{desk.here}/urgency/acceptance")
    assert 'data-urgent="false"' in desk.sanne.get(desk.here).text

    assert "I take this on" in desk.daan.post(f"{desk.here}/urgency", headers=STREAMED).text


def test_an_urgent_conversation_takes_two_people_to_close(desk: Desk) -> None:
    urgent(desk)

    assert close(desk, desk.sanne) == 200
    assert desk.conversation.status == Status.OPEN
    assert close(desk, desk.sanne) == 409
    assert close(desk, desk.daan) == 200
    assert desk.conversation.status == Status.CLOSED


def test_whoever_reads_may_call_a_conversation_urgent(desk: Desk) -> None:
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    assert admin.post(f"{desk.here}/urgency").status_code == 303
    assert desk.conversation.urgent_at == desk.now
    assert admin.post(f"{desk.here}/urgency/acceptance").status_code == 403


def test_who_marked_a_conversation_urgent_by_a_slip_takes_it_back(desk: Desk) -> None:
    marked = desk.sanne.post(f"{desk.here}/urgency", headers=STREAMED).text
    assert "Marked urgent: the people on stand-by are called." in marked
    assert "Marked urgent" not in desk.sanne.post(f"{desk.here}/urgency", headers=STREAMED).text
    assert desk.daan.delete(f"{desk.here}/urgency").status_code == 409

    answer = desk.sanne.delete(f"{desk.here}/urgency", headers=STREAMED)

    assert "Sanne took back that this conversation is urgent" in answer.text
    assert f'action="remove" target="alarm-{desk.conversation_id}"' in answer.text
    assert desk.conversation.urgent_at is None


def test_a_promise_stands_beside_the_conversation_until_it_is_kept(desk: Desk) -> None:
    due = desk.now + timedelta(hours=4)
    scenes.answer(desk.conversation, by=desk.user("sanne"), at=desk.now, promise=("Terugbellen", due))
    session.remove()
    promise = session.scalars(select(Promise)).one().id
    assert "Terugbellen" in desk.sanne.get(f"{desk.here}/side").text

    answer = desk.daan.post(f"/promises/{promise}/fulfilment", headers=STREAMED)

    assert "Daan kept the promise" in answer.text
    assert "Promise kept." in answer.text
    assert "Terugbellen" not in desk.sanne.get(f"{desk.here}/side").text


def test_what_a_dm_promised_is_shown_to_who_may_read_that_dm_and_marked_as_such(desk: Desk) -> None:
    due = desk.now + timedelta(hours=4)
    to_all = {"audience": Audience.PUBLIC, "promise": ("Morgen bericht", due)}
    to_one = {"audience": Audience.PRIVATE, "promise": ("Geld terug op rekening 4412", due)}
    for choices in (to_all, to_one):
        scenes.answer(desk.conversation, by=desk.user("sanne"), at=desk.now, **choices)
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    hers, theirs = (visitor.get(f"{desk.here}/side").text for visitor in (desk.sanne, admin))

    assert "4412" not in theirs
    assert "Morgen bericht" in theirs
    assert 'class="aud private"' not in theirs
    assert "Geld terug op rekening 4412" in hers
    assert hers.count('class="aud private"') == 1


def test_a_promise_can_be_withdrawn_by_who_may_answer(desk: Desk) -> None:
    scenes.answer(
        desk.conversation, by=desk.user("sanne"), at=desk.now, promise=("Bellen", desk.now + timedelta(hours=4))
    )
    session.remove()
    promise = session.scalars(select(Promise)).one().id
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    assert admin.post(f"/promises/{promise}/withdrawal").status_code == 403
    assert desk.sanne.post(f"/promises/{promise}/withdrawal").status_code == 303
    assert desk.sanne.post("/promises/999/withdrawal").status_code == 404


@pytest.mark.parametrize("ending", ["fulfilment", "withdrawal"])
def test_a_promise_that_ended_by_a_slip_is_taken_back_from_the_toast(desk: Desk, ending: str) -> None:
    due = desk.now + timedelta(hours=4)
    scenes.answer(desk.conversation, by=desk.user("sanne"), at=desk.now, promise=("Terugbellen", due))
    session.remove()
    address = f"/promises/{session.scalars(select(Promise)).one().id}/{ending}"
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    toast = desk.sanne.post(address, headers=STREAMED).text
    assert f'action="{address}"' in toast
    assert 'value="delete"' in toast
    assert admin.delete(address).status_code == 403
    answer = desk.sanne.delete(address, headers=STREAMED).text

    assert "Sanne took that back: the promise stands" in answer
    assert "Terugbellen" in desk.sanne.get(f"{desk.here}/side").text
    assert desk.sanne.delete("/promises/999/withdrawal").status_code == 404
