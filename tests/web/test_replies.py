from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import connecting, replying, tagging
from webcare.models import Channel, Conversation, Draft, Grant, Power, Promise, Reply, ReplyStatus, Role, User


def test_an_answer_waits_for_its_undo_window_with_the_signature(desk: Desk) -> None:
    answer = desk.answer(desk.sanne)

    (reply,) = scenes.replies()
    assert answer.status_code == 200
    assert (reply.status, reply.text, reply.audience) == (ReplyStatus.QUEUED, "We zoeken het uit. ^SK", "public")
    assert f'id="reply-{reply.uuid}"' in answer.text
    assert "Undo" in answer.text


def test_the_same_intent_twice_is_one_reply(desk: Desk) -> None:
    uuid = str(uuid4())

    assert [desk.answer(desk.sanne, uuid=uuid).status_code for _ in range(2)] == [200, 200]
    assert len(scenes.replies()) == 1


def test_the_same_intent_with_another_text_is_refused_and_is_another_intent_from_then(desk: Desk) -> None:
    uuid = str(uuid4())
    desk.answer(desk.sanne, uuid=uuid)
    desk.sanne.put(f"{desk.here}/draft", {"text": "Iets anders.", "audience": "public"})

    refused = desk.answer(desk.sanne, "Iets anders.", uuid=uuid)

    assert refused.status_code == 409
    assert "This text was not sent" in refused.text
    assert f'action="replace" target="uuid-{desk.conversation_id}"' in refused.text
    assert [reply.text for reply in scenes.replies()] == ["We zoeken het uit. ^SK"]
    assert session.scalars(select(Draft.text)).all() == ["Iets anders."]


def test_sending_takes_a_free_claim_and_is_refused_when_a_colleague_holds_it(desk: Desk) -> None:
    desk.answer(desk.sanne)
    assert desk.conversation.claimed_by_id == desk.ids["sanne"]

    refused = desk.answer(desk.daan, seen_message_id=desk.conversation.last_message_id)

    assert refused.status_code == 409
    assert f'target="refusal-{desk.conversation_id}"' in refused.text
    assert "Sanne Kuipers has this conversation" in refused.text
    assert len(scenes.replies()) == 1


def test_one_more_press_sends_it_in_spite_of_the_news_that_was_shown_and_of_no_other(desk: Desk) -> None:
    seen, uuid = desk.conversation.last_message_id, str(uuid4())
    first = write_on(desk, "Laat maar, hij is er!")
    refused = desk.answer(desk.sanne, seen_message_id=seen, uuid=uuid)
    second = write_on(desk, "Nee, toch niet!")
    again = desk.answer(desk.sanne, seen_message_id=seen, uuid=uuid, anyway=first)
    sent = desk.answer(desk.sanne, seen_message_id=seen, uuid=uuid, anyway=second)

    assert [each.status_code for each in (refused, again, sent)] == [409, 409, 200]
    assert "Laat maar, hij is er!" in refused.text
    assert f'name="anyway" value="{first}"' in refused.text
    assert "Nee, toch niet!" in again.text
    assert f'name="anyway" value="{second}"' in again.text
    assert len(scenes.replies()) == 1


def write_on(desk: Desk, text: str) -> int:
    """The same customer writes once more; the number of the message."""
    first = session.scalars(select(scenes.Message).order_by(scenes.Message.id)).first()
    assert first is not None
    facts = {"thread_id": first.external_id or "", "in_reply_to": first.external_id}
    (message,) = scenes.receive(desk.channel, scenes.incoming(text, at=desk.now, **facts))
    return message.id


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 422), ("  \n\t ", 422), ("\u200b\u200b", 422), ("a" * 400, 422), ("a" * 275, 200), ("\u00e9" * 270, 200)],
)
def test_a_text_nobody_can_send_is_refused_in_words(desk: Desk, text: str, status: int) -> None:
    answer = desk.answer(desk.sanne, text)

    assert answer.status_code == status
    assert len(scenes.replies()) == (1 if status == 200 else 0)
    if status != 200:
        assert "data-error=" in answer.text


def test_a_lone_surrogate_harms_nothing(desk: Desk) -> None:
    seen, token = desk.conversation.last_message_id, desk.sanne.token()
    fields = {"audience": "public", "uuid": str(uuid4()), "seen_message_id": str(seen), "csrf_token": token}
    body = "text=hoi%ED%A0%80&" + urlencode(fields)
    answer = desk.sanne.client.post(
        f"{desk.here}/replies", data=body, content_type="application/x-www-form-urlencoded", headers=STREAMED
    )

    assert answer.status_code in (200, 422)
    for reply in scenes.replies():
        assert not any("\ud800" <= letter <= "\udfff" for letter in reply.text)


@pytest.mark.parametrize(
    "fields",
    [
        {"uuid": ""},
        {"uuid": "nonsense"},
        {"audience": "everybody"},
        {"seen_message_id": ""},
        {"seen_message_id": "x"},
        {"seen_message_id": "99999999"},
        {"covers": "x"},
        {"covers": "1"},
        {"covers": "99999999-1"},
        {"promises": "on"},
        {"promises": "on", "promise_what": "Terugbellen", "promise_due": "gisteren"},
        {"promises": "on", "promise_what": "Terugbellen", "promise_due": "2020-01-01T12:00"},
        {"promises": "on", "promise_what": "x" * 201, "promise_due": "2027-01-01T12:00"},
        {"promises": "on", "promise_what": "Terugbellen", "promise_due": "0001-01-01T00:00"},
    ],
)
def test_a_field_that_makes_no_sense_is_refused(desk: Desk, fields: dict[str, str]) -> None:
    answer = desk.answer(desk.sanne, **fields)

    assert answer.status_code in (409, 422)
    assert scenes.replies() == []


def test_a_message_of_another_conversation_is_not_what_was_seen_here(desk: Desk) -> None:
    other = scenes.asks(desk.channel, "Iets anders.", at=desk.now, by=scenes.BRAM).last_message_id

    assert desk.answer(desk.sanne, seen_message_id=other).status_code in (409, 422)
    assert scenes.replies() == []


def test_a_private_conversation_takes_no_public_answer(desk: Desk) -> None:
    private = scenes.asks_in_private(desk.channel, at=desk.now)
    desk.conversation_id = private.id

    assert desk.answer(desk.sanne, audience="public").status_code == 422
    assert scenes.replies() == []


def test_a_dm_from_a_public_conversation_is_a_dm(desk: Desk) -> None:
    answer = desk.answer(desk.sanne, "Uw code is 4412.", audience="private")

    (reply,) = scenes.replies()
    assert answer.status_code == 200
    assert (reply.audience, reply.conversation_id) == ("private", desk.conversation_id)
    assert "4412" not in answer.text


def test_who_may_only_read_sends_nothing(desk: Desk) -> None:
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    assert desk.answer(admin).status_code == 403
    assert scenes.replies() == []


def test_a_promise_says_what_and_when_in_the_writers_own_zone(desk: Desk) -> None:
    desk.answer(desk.sanne, promises="on", promise_what="Terugbellen", promise_due="2026-11-16T17:00")

    session.remove()
    promise = session.scalars(select(Promise)).one()
    assert (promise.what, promise.due_at.isoformat()) == ("Terugbellen", "2026-11-16T16:00:00+00:00")


def test_undo_gives_the_text_back_to_its_writer(desk: Desk) -> None:
    desk.answer(desk.sanne, "We zoeken het uit.")
    (reply,) = scenes.replies()

    answer = desk.sanne.post(f"/replies/{reply.uuid}/cancellation", headers=STREAMED)

    assert answer.status_code == 200
    assert 'action="give-back"' in answer.text
    assert [each.status for each in scenes.replies()] == [ReplyStatus.CANCELLED]
    assert session.scalars(select(Draft.text)).all() == ["We zoeken het uit. ^SK"]


def test_on_a_channel_that_is_off_it_says_why_an_answer_waits(desk: Desk) -> None:
    desk.answer(desk.sanne)
    with transaction():
        channel, by = session.get_one(Channel, desk.channel.id), session.get_one(User, desk.ids["lena"])
        connecting.change(channel, by=by, now=desk.now, disabled_at=desk.now)

    page = desk.sanne.get(f"/conversations/{desk.conversation_id}").text

    assert "Held back: the channel is switched off." in page
    assert "Answers are kept and leave when an admin switches it on." in page
    assert "Going out" not in page


def test_nobody_else_undoes_but_a_lead_and_the_text_is_its_writers_again(desk: Desk) -> None:
    desk.answer(desk.sanne, "We zoeken het uit.")
    (reply,) = scenes.replies()

    assert desk.daan.post(f"/replies/{reply.uuid}/cancellation").status_code == 403
    answer = desk.lena.post(f"/replies/{reply.uuid}/cancellation", headers=STREAMED)

    assert answer.status_code == 200
    assert "give-back" not in answer.text
    assert "another text" not in answer.text
    drafts = session.execute(select(Draft.user_id, Draft.text, Draft.audience)).all()
    assert [tuple(each) for each in drafts] == [(desk.ids["sanne"], "We zoeken het uit. ^SK", "public")]


def test_undo_leaves_what_was_typed_since_and_the_text_can_be_put_back_from_the_timeline(desk: Desk) -> None:
    desk.answer(desk.sanne, "We zoeken het uit.")
    uuid = scenes.replies()[0].uuid
    desk.sanne.put(f"{desk.here}/draft", {"text": "Ze belde al eens.", "audience": "note"})

    answer = desk.sanne.post(f"/replies/{uuid}/cancellation", headers=STREAMED)

    assert 'action="give-back"' not in answer.text
    assert "There is another text in the box" in answer.text
    session.remove()
    (draft,) = session.scalars(select(Draft)).all()
    assert (draft.text, draft.audience) == ("Ze belde al eens.", "note")
    for page in (answer.text, desk.sanne.get(desk.here).text):
        assert f'data-copy-url-value="/replies/{uuid}"' in page
    assert desk.sanne.get(f"/replies/{uuid}").json == {"text": "We zoeken het uit. ^SK", "audience": "public"}


def test_undo_whose_answer_was_lost_gives_the_text_back_again(desk: Desk) -> None:
    desk.answer(desk.sanne)
    uuid = scenes.replies()[0].uuid

    for _ in range(2):
        answer = desk.sanne.post(f"/replies/{uuid}/cancellation", headers=STREAMED)
        assert 'action="give-back"' in answer.text


def test_what_has_left_cannot_be_undone_but_deleted_in_its_writers_name(desk: Desk) -> None:
    conversation = desk.conversation
    reply = scenes.answer(conversation, by=desk.user("sanne"), at=desk.now - timedelta(minutes=1)).uuid

    assert desk.sanne.post(f"/replies/{reply}/cancellation").status_code == 409
    assert desk.daan.post(f"/replies/{reply}/deletion").status_code == 403
    answer = desk.sanne.post(f"/replies/{reply}/deletion", headers=STREAMED)

    assert "Being deleted" in answer.text


def test_a_refused_deletion_is_told_in_words_and_in_the_platforms_own(desk: Desk) -> None:
    desk.answer(desk.sanne)
    (reply,) = scenes.replies()
    scenes.publish(reply, at=desk.now)
    with transaction():
        there, by = session.get_one(Reply, reply.id), session.get_one(User, desk.ids["sanne"])
        replying.delete(there, by=by, now=desk.now)
        replying.deletion_failed(there, "forbidden", "You may not <delete> this.", now=desk.now)

    page = desk.sanne.get(f"/conversations/{desk.conversation_id}").text

    assert "X would not delete it." in page
    assert "<q>You may not &lt;delete&gt; this.</q>" in page
    assert "<q>forbidden</q>" not in page


def test_a_dm_that_was_moved_from_a_public_conversation_is_not_in_the_power_of_a_lead_of_the_public_side(
    desk: Desk,
) -> None:
    desk.answer(desk.sanne, audience="private")
    (reply,) = scenes.replies()
    with transaction():
        for grant in session.scalars(select(Grant).where(Grant.power == Power.MODERATE)):
            grant.audience = "public"
    undone = desk.lena.post(f"/replies/{reply.uuid}/cancellation")
    scenes.publish(reply, at=desk.now)
    deleted = desk.lena.post(f"/replies/{reply.uuid}/deletion")

    assert (undone.status_code, deleted.status_code) == (403, 403)
    assert scenes.newest_reply().deletion_requested_at is None
    assert desk.sanne.post(f"/replies/{reply.uuid}/deletion").status_code in (200, 303)


def test_only_what_failed_is_tried_again(desk: Desk) -> None:
    desk.answer(desk.sanne)
    (reply,) = scenes.replies()

    assert desk.sanne.post(f"/replies/{reply.uuid}/retry").status_code == 409


def test_a_reply_of_a_conversation_one_may_not_read_is_not_there(desk: Desk) -> None:
    private = scenes.asks_in_private(desk.channel, at=desk.now)
    reply = scenes.submit(private, by=desk.user("sanne"), at=desk.now).uuid
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    assert admin.get(f"/replies/{reply}").status_code == 404
    for action in ("cancellation", "retry", "deletion"):
        assert admin.post(f"/replies/{reply}/{action}").status_code == 404
        assert desk.sanne.post(f"/replies/nonsense/{action}").status_code == 404


def test_the_words_of_a_dm_are_given_only_to_who_may_read_dms(desk: Desk) -> None:
    reply = scenes.submit(desk.conversation, "Geheim.", by=desk.user("sanne"), at=desk.now, audience="private").uuid
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    assert desk.daan.get(f"/replies/{reply}").json == {"text": "Geheim. ^SK", "audience": "private"}
    assert admin.get(f"/replies/{reply}").status_code == 404


def test_an_answer_covers_nobody_with_whom_its_writer_may_not_speak(desk: Desk) -> None:
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    desk.conversation_id = scenes.asks(desk.channel, at=desk.now, by=scenes.ANNA, **under).id
    other = scenes.asks(desk.channel, at=desk.now, by=scenes.BRAM, **under)
    waits = [f"{scenes.waits(other)[0].id}-{other.last_message_id}"]
    guest = desk.visitor("Guus Gast", Role.EMPLOYEE)
    tagged_and_granted(desk, "guus")

    assert desk.answer(guest, covers=waits).status_code == 422
    assert scenes.replies() == []
    assert desk.answer(desk.sanne, covers=waits).status_code == 200


def tagged_and_granted(desk: Desk, name: str) -> None:
    """Tag the conversation, and let somebody read and answer whatever has that tag."""
    since = desk.now - timedelta(hours=1)
    with transaction():
        there = session.get_one(Conversation, desk.conversation_id)
        tag = tagging.tag(there, "gast", by=desk.user("lena"), now=desk.now).id
        for power in (Power.READ, Power.ANSWER):
            session.add(Grant(user_id=desk.ids[name], tag_id=tag, power=power, valid_from=since, granted_at=since))
