from datetime import timedelta
from threading import Barrier, Thread

from tests import scenes
from tests.visitor import Visitor
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import claiming, tagging
from webcare.models import Conversation, Grant, Power, Role


def holder(desk: Desk) -> int | None:
    return desk.conversation.claimed_by_id


def test_claiming_answers_with_how_the_conversation_stands_now(desk: Desk) -> None:
    answer = desk.sanne.post(f"{desk.here}/claim", headers=STREAMED)

    assert answer.status_code == 200
    assert f'data-holder="{desk.ids["sanne"]}"' in answer.text
    assert "Sanne took this conversation" in answer.text
    assert holder(desk) == desk.ids["sanne"]


def test_a_plain_form_is_sent_back_to_the_conversation(desk: Desk) -> None:
    answer = desk.sanne.post(f"{desk.here}/claim")

    assert (answer.status_code, answer.location) == (303, desk.here)


def test_the_loser_of_a_claim_is_told_who_won(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/claim")

    answer = desk.daan.post(f"{desk.here}/claim", headers=STREAMED)

    assert answer.status_code == 409
    assert (
        "Sanne Kuipers has this conversation: ask them to give it back, or a team lead to take it over." in answer.text
    )
    assert holder(desk) == desk.ids["sanne"]


def test_of_two_who_claim_at_the_same_moment_one_wins(desk: Desk) -> None:
    start, answers = Barrier(2), []
    tokens = {visitor: visitor.token() for visitor in (desk.sanne, desk.daan)}

    def claim(visitor: Visitor) -> None:
        start.wait()
        data = {"csrf_token": tokens[visitor]}
        answers.append(visitor.client.post(f"{desk.here}/claim", data=data, headers=STREAMED).status_code)

    threads = [Thread(target=claim, args=(visitor,)) for visitor in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 409]


def test_taking_over_asks_the_power_to_moderate(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/claim")

    assert desk.daan.post(f"{desk.here}/claim", {"take_over": "yes"}).status_code == 403
    assert desk.lena.post(f"{desk.here}/claim", {"take_over": "yes"}).status_code == 303
    assert holder(desk) == desk.ids["lena"]


def test_only_its_holder_gives_a_claim_back(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/claim")

    assert desk.daan.delete(f"{desk.here}/claim").status_code == 409
    assert desk.sanne.delete(f"{desk.here}/claim").status_code == 303
    assert holder(desk) is None


def test_who_may_only_read_claims_nothing(desk: Desk) -> None:
    admin = desk.visitor("Bas Beheer", Role.ADMIN)

    assert admin.post(f"{desk.here}/claim").status_code == 403
    assert holder(desk) is None


def test_a_conversation_is_given_to_a_colleague(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/claim")

    answer = desk.sanne.post(f"{desk.here}/assignment", {"to": desk.ids["daan"]}, headers=STREAMED)

    assert "Sanne gave this conversation to Daan" in answer.text
    assert holder(desk) == desk.ids["daan"]


def test_what_a_colleague_holds_only_a_lead_hands_on(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/claim")

    assert desk.daan.post(f"{desk.here}/assignment", {"to": desk.ids["daan"]}).status_code == 403
    assert desk.lena.post(f"{desk.here}/assignment", {"to": desk.ids["daan"]}).status_code == 303
    assert holder(desk) == desk.ids["daan"]


def test_it_is_given_to_nobody_who_may_not_answer(desk: Desk) -> None:
    desk.visitor("Bas Beheer", Role.ADMIN)

    refused = desk.sanne.post(f"{desk.here}/assignment", {"to": desk.ids["bas"]}, headers=STREAMED)

    assert refused.status_code == 422
    assert "Bas Beheer may not answer" in refused.text
    for nonsense in ("", "0", "999999", "x", "-1", "9" * 30):
        assert desk.sanne.post(f"{desk.here}/assignment", {"to": nonsense}).status_code == 422, nonsense
    assert holder(desk) is None


def test_the_colleagues_are_shown_with_who_is_here(desk: Desk) -> None:
    page = desk.sanne.get(f"{desk.here}/assignment").text

    assert "Daan Visser" in page
    assert "Sanne Kuipers" not in page


def test_signs_of_life_tell_which_claims_run_out(desk: Desk) -> None:
    silent = desk.now - claiming.SILENCE + timedelta(minutes=1)
    other = scenes.asks(desk.channel, at=desk.now, by=scenes.BRAM)
    with transaction():
        for number in (desk.conversation_id, other.id):
            claiming.claim(session.get_one(Conversation, number), by=desk.user("sanne"), now=silent)

    def bar(**said: object) -> str:
        return desk.sanne.post("/conversations/signs-of-life", said).text

    both, one = bar(), bar(conversation=desk.conversation_id)
    assert "2 claims of yours return to the queue in two minutes:" in both
    assert "Bram Bakker" in both
    assert "A claim of yours returns to the queue in two minutes:" in one
    assert f'href="/conversations/{other.id}"' in one
    assert desk.here not in one
    assert not bar(conversation=other.id)
    assert not bar(conversation="x" * 50)


def test_all_conversations_under_one_post_are_claimed_at_once(desk: Desk) -> None:
    first = scenes.incoming("Wat een puinhoop.", at=desk.now, by=scenes.STRANGER)
    facts = {"thread_id": first.external_id, "thread_author": scenes.STRANGER.external_id}
    people = (scenes.ANNA, scenes.BRAM)
    found = scenes.receive(
        desk.channel,
        *(scenes.incoming(f"@spoorlijn ik ook, {who.name}", at=desk.now, by=who, **facts) for who in people),
    )
    one = scenes.conversation_of(found[0])
    assert one.gathering_id is not None
    numbers = [message.conversation_id for message in found]

    assert desk.sanne.post(f"/conversations/{one.id}/gathering/claim").status_code == 303
    session.remove()
    assert {session.get_one(Conversation, number).claimed_by_id for number in numbers} == {desk.ids["sanne"]}
    assert desk.sanne.post(f"{desk.here}/gathering/claim").status_code == 404


def test_claiming_all_leaves_out_where_one_may_not_answer(desk: Desk) -> None:
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    one = scenes.asks(desk.channel, at=desk.now, by=scenes.ANNA, **under).id
    other = scenes.asks(desk.channel, at=desk.now, by=scenes.BRAM, **under).id
    guest, since = desk.visitor("Guus Gast", Role.EMPLOYEE), desk.now - timedelta(hours=1)
    with transaction():
        tag = tagging.tag(session.get_one(Conversation, one), "gast", by=desk.user("lena"), now=desk.now).id
        for power in (Power.READ, Power.ANSWER):
            session.add(Grant(user_id=desk.ids["guus"], tag_id=tag, power=power, valid_from=since, granted_at=since))

    assert guest.post(f"/conversations/{one}/gathering/claim").status_code == 303
    session.remove()
    assert session.get_one(Conversation, one).claimed_by_id == desk.ids["guus"]
    assert session.get_one(Conversation, other).claimed_by_id is None
