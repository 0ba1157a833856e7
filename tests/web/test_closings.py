from datetime import timedelta

import pytest

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import urgency
from webcare.models import Conversation, How, Outcome, Role, Status, Wait

REFUSED = ["", "nonsense", "deleted"]


def status(desk: Desk) -> str:
    return desk.conversation.status


def because(desk: Desk, reason: str) -> dict[str, object]:
    """The form of the dialog, by somebody who has read everything."""
    return {"reason": reason, "seen_message_id": desk.conversation.last_message_id}


def writes_again(desk: Desk) -> None:
    later, thread = desk.now + timedelta(seconds=1), desk.conversation.thread_id
    scenes.receive(desk.channel, scenes.incoming("En mijn koffer ook", at=later, thread_id=thread), now=later)


def test_closing_while_a_customer_waits_asks_a_reason(desk: Desk) -> None:
    refused = desk.sanne.post(f"{desk.here}/closing", headers=STREAMED)
    assert (refused.status_code, status(desk)) == (422, Status.OPEN)

    answer = desk.sanne.post(f"{desk.here}/closing", because(desk, "spam"), headers=STREAMED)

    assert (answer.status_code, status(desk)) == (200, Status.CLOSED)
    assert "Sanne closed the conversation: spam" in answer.text


def test_closing_with_a_reason_dismisses_only_what_was_seen_and_says_so(desk: Desk) -> None:
    form = because(desk, "spam")
    assert f'name="seen_message_id" value="{form["seen_message_id"]}"' in dialog(desk)
    writes_again(desk)

    answer = desk.sanne.post(f"{desk.here}/closing", form, headers=STREAMED)

    assert status(desk) == Status.OPEN
    assert [wait.outcome for wait in scenes.waits(desk.conversation)] == [Outcome.DISMISSED, Outcome.OPEN]
    assert "wrote something since, so it stays open" in answer.text
    assert 'action="next"' not in answer.text


def dialog(desk: Desk) -> str:
    page = desk.sanne.get(desk.here).text
    return page[page.index(f'<dialog class="dialog" id="closing-{desk.conversation_id}"') :].partition("</dialog>")[0]


@pytest.mark.parametrize("seen", ["", "x", "999999999"])
def test_a_reason_to_close_names_a_message_that_was_seen_here(desk: Desk, seen: str) -> None:
    form = {"reason": "spam", "seen_message_id": seen}

    assert desk.sanne.post(f"{desk.here}/closing", form).status_code == 422
    assert status(desk) == Status.OPEN


@pytest.mark.parametrize("reason", REFUSED)
def test_a_reason_comes_from_the_list(desk: Desk, reason: str) -> None:
    assert desk.sanne.post(f"{desk.here}/closing", because(desk, reason)).status_code == 422
    assert status(desk) == Status.OPEN


def test_reopening_is_one_press(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/closing", because(desk, "thanks"))

    answer = desk.sanne.delete(f"{desk.here}/closing", headers=STREAMED)

    assert "Sanne reopened the conversation" in answer.text
    assert status(desk) == Status.OPEN


def test_dismissing_closes_offers_undo_and_goes_on_to_the_next(desk: Desk) -> None:
    seen = desk.conversation.last_message_id

    answer = desk.sanne.post(f"{desk.here}/dismissal", {"seen_message_id": seen}, headers=STREAMED)

    assert status(desk) == Status.CLOSED
    assert 'action="toast"' in answer.text
    assert 'action="next"' in answer.text
    assert [wait.outcome for wait in scenes.waits(desk.conversation)] == [Outcome.DISMISSED]


def test_what_was_written_since_keeps_a_dismissed_conversation_open_and_on_screen(desk: Desk) -> None:
    seen = desk.conversation.last_message_id
    writes_again(desk)

    answer = desk.sanne.post(f"{desk.here}/dismissal", {"seen_message_id": seen}, headers=STREAMED)

    assert status(desk) == Status.OPEN
    assert "wrote something since, so it stays open" in answer.text
    assert "Closed." not in answer.text
    assert 'action="next"' not in answer.text


def test_the_first_who_dismisses_an_urgent_conversation_is_told_that_a_colleague_must_agree(desk: Desk) -> None:
    with transaction():
        urgency.mark(session.get_one(Conversation, desk.conversation_id), by=None, now=desk.now)
    form = {"seen_message_id": desk.conversation.last_message_id}

    answer = desk.sanne.post(f"{desk.here}/dismissal", form, headers=STREAMED)

    assert "Proposed to close: Anna de Vries. A colleague must agree." in answer.text
    assert 'action="next"' not in answer.text
    assert [wait.outcome for wait in scenes.waits(desk.conversation)] == [Outcome.OPEN]
    assert "Closed." in desk.daan.post(f"{desk.here}/dismissal", form, headers=STREAMED).text


def test_a_dismissal_can_be_taken_back(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/dismissal", {"seen_message_id": desk.conversation.last_message_id})

    assert desk.sanne.delete(f"{desk.here}/dismissal").status_code == 303
    assert [wait.outcome for wait in scenes.waits(desk.conversation)] == [Outcome.OPEN]
    assert desk.conversation.wait_due_at is not None
    assert desk.sanne.delete(f"{desk.here}/dismissal").status_code == 404


@pytest.mark.parametrize("seen", ["", "x", "999999999"])
def test_a_dismissal_names_a_message_that_was_seen_here(desk: Desk, seen: str) -> None:
    assert desk.sanne.post(f"{desk.here}/dismissal", {"seen_message_id": seen}).status_code in (409, 422)
    assert status(desk) == Status.OPEN


def test_a_message_of_another_conversation_dismisses_nothing(desk: Desk) -> None:
    other = scenes.asks(desk.channel, at=desk.now, by=scenes.BRAM).last_message_id

    assert desk.sanne.post(f"{desk.here}/dismissal", {"seen_message_id": other}).status_code in (409, 422)
    assert status(desk) == Status.OPEN


def test_a_mention_without_a_question_becomes_one_by_hand(desk: Desk) -> None:
    mention = scenes.asks(desk.channel, "RT @spoorlijn", at=desk.now, by=scenes.BRAM, asks=False).id

    answer = desk.sanne.post(f"/conversations/{mention}/question", headers=STREAMED)

    assert answer.status_code == 200
    session.remove()
    assert session.get_one(Conversation, mention).wait_started_at == desk.now


def test_who_may_only_read_closes_and_dismisses_nothing(desk: Desk) -> None:
    admin = desk.visitor("Bas Beheer", Role.ADMIN)
    seen = desk.conversation.last_message_id

    assert admin.post(f"{desk.here}/closing", {"reason": "spam"}).status_code == 403
    assert admin.delete(f"{desk.here}/closing").status_code == 403
    assert admin.post(f"{desk.here}/dismissal", {"seen_message_id": seen}).status_code == 403
    assert admin.delete(f"{desk.here}/dismissal").status_code == 403
    assert admin.post(f"{desk.here}/question").status_code == 403
    assert status(desk) == Status.OPEN


def answered_in_private(desk: Desk) -> Wait:
    """The brand wrote the customer a DM in the platform's own app."""
    dm = {"by": scenes.BRAND, "counterpart": scenes.ANNA}
    scenes.receive(desk.channel, scenes.direct_message("Dag Anna", at=desk.now, **dm))
    (wait,) = scenes.waits(desk.conversation)
    assert wait.how == How.IN_PRIVATE
    return wait


def test_a_dm_made_elsewhere_that_was_no_answer_lets_the_customer_wait_again(desk: Desk) -> None:
    path = f"/waits/{answered_in_private(desk).id}/reopening"
    assert path in desk.sanne.get(f"{desk.here}/side").text

    answer = desk.sanne.post(path, headers=STREAMED)

    assert answer.status_code == 200
    assert "Waiting for an answer again, from the first moment" in answer.text
    assert [wait.outcome for wait in scenes.waits(desk.conversation)] == [Outcome.OPEN]
    assert path not in desk.sanne.get(f"{desk.here}/side").text
    assert desk.daan.post(path).status_code == 303  # saying so twice changes nothing


def test_only_who_may_answer_lets_a_customer_wait_again(desk: Desk) -> None:
    path = f"/waits/{answered_in_private(desk).id}/reopening"

    assert desk.visitor("Bas Beheer", Role.ADMIN).post(path).status_code == 403
    assert desk.visitor("Nina Nieuw", Role.EMPLOYEE).post(path).status_code == 404
    assert desk.sanne.post("/waits/999999/reopening").status_code == 404
    assert [wait.outcome for wait in scenes.waits(desk.conversation)] == [Outcome.ANSWERED]


def test_a_wait_that_ended_in_another_way_is_not_reopened_so(desk: Desk) -> None:
    scenes.answer(desk.conversation, by=desk.user("sanne"), at=desk.now)
    (wait,) = scenes.waits(desk.conversation)

    assert desk.sanne.post(f"/waits/{wait.id}/reopening").status_code == 422
    assert [each.outcome for each in scenes.waits(desk.conversation)] == [Outcome.ANSWERED]
