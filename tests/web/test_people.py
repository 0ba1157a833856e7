"""The people of the desk over HTTP: what a lead does for them, and the way back of each act."""

import re

from tests import scenes
from tests.visitor import Visitor
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.desk import presence
from webcare.models import Conversation, Grant, HelpCall, Power, Role, Team, User


def look(desk: Desk, *names: str) -> None:
    """Their pages gave a sign of life just now."""
    with transaction():
        for name in names:
            presence.sign_of_life(session.get_one(User, desk.ids[name]), now=desk.now)


def waiting(desk: Desk, number: int) -> list[int]:
    return [scenes.asks(desk.channel, at=desk.now, by=scenes.customer(each)).id for each in range(number)]


def holders(ids: list[int]) -> list[int | None]:
    session.remove()
    return [session.get_one(Conversation, each).claimed_by_id for each in ids]


def undo_of(text: str) -> str:
    found = re.search(r'action="(/handovers/\d+)"', text)
    assert found is not None, text
    return found.group(1)


def panel(visitor: Visitor) -> str:
    return visitor.get("/live/people").text


def test_a_sign_of_life_makes_somebody_here(desk: Desk) -> None:
    assert '<b data-people-target="sum" data-sum="here">0</b>' in panel(desk.lena)
    assert desk.sanne.post("/shift/sign-of-life").status_code == 204
    assert '<b data-people-target="sum" data-sum="here">1</b>' in panel(desk.lena)


def test_the_team_sees_who_is_here_and_a_lead_what_can_be_done(desk: Desk) -> None:
    look(desk, "sanne")
    desk.sanne.post(f"{desk.here}/claim")

    for visitor in (desk.daan, desk.lena):
        row = panel(visitor).split('id="colleague-')[1]
        assert "Sanne Kuipers" in row
        assert '<b data-part="held">1</b>' in row
        assert '<b data-part="room">7</b>' in row
    assert "/share" in panel(desk.lena)
    assert "/share" not in panel(desk.daan)


def test_a_lead_gives_the_oldest_and_takes_it_back(desk: Desk) -> None:
    look(desk, "daan")
    ids = [desk.conversation_id, *waiting(desk, 3)]
    answer = desk.lena.post(f"/people/{desk.ids['daan']}/share", {"number": 2}, headers=STREAMED)

    assert "2 conversations given to Daan." in answer.text
    assert holders(ids) == [desk.ids["daan"], desk.ids["daan"], None, None]

    again = desk.lena.delete(undo_of(answer.text), headers=STREAMED)
    assert "Undone: 2 conversations went back." in again.text
    assert holders(ids) == [None] * 4


def test_nobody_takes_back_what_another_gave(desk: Desk) -> None:
    answer = desk.lena.post(f"/people/{desk.ids['daan']}/share", {"number": 1}, headers=STREAMED)

    assert desk.sanne.delete(undo_of(answer.text)).status_code == 404
    assert desk.conversation.claimed_by_id == desk.ids["daan"]


def test_odd_numbers_give_nothing(desk: Desk) -> None:
    for number in ("", "0", "-1", "51", "x", "9" * 30, "٣"):
        assert desk.lena.post(f"/people/{desk.ids['daan']}/share", {"number": number}).status_code == 422, number
    assert desk.lena.post("/people/999999/share", {"number": 1}).status_code == 404
    assert desk.conversation.claimed_by_id is None


def test_without_room_a_lead_is_told_what_to_do(desk: Desk) -> None:
    here = f"/people/{desk.ids['daan']}"
    assert "at most 0 at once" in desk.lena.post(f"{here}/room", {"most": 0}, headers=STREAMED).text
    refused = desk.lena.post(f"{here}/share", {"number": 1}, headers=STREAMED)

    assert refused.status_code == 409
    assert "Daan has no room for more" in refused.text


def test_a_lead_sets_somebody_away_and_takes_it_back(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/claim")
    answer = desk.lena.post(f"/people/{desk.ids['sanne']}/absence", headers=STREAMED)

    assert "Sanne is away; 1 conversation is back in the queue." in answer.text
    assert desk.conversation.claimed_by_id is None
    assert 'id="away" hidden' not in desk.sanne.get("/inbox").text

    desk.lena.delete(undo_of(answer.text))
    assert desk.conversation.claimed_by_id == desk.ids["sanne"]
    assert 'id="away" hidden' in desk.sanne.get("/inbox").text


def test_who_holds_what_a_lead_may_not_moderate_is_not_set_away_by_them(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/claim")
    elsewhere = scenes.channel(desk.now, external_id="101", handle="elders", name="Elders")
    with transaction():
        moderating = session.query(Grant).where(Grant.role == Role.LEAD, Grant.power == Power.MODERATE)
        moderating.update({"channel_id": elsewhere.id})

    assert desk.lena.post(f"/people/{desk.ids['sanne']}/absence").status_code == 403
    assert desk.conversation.claimed_by_id == desk.ids["sanne"]


def test_an_agent_moves_nobody(desk: Desk) -> None:
    here = f"/people/{desk.ids['daan']}"
    for path, form in (("share", {"number": 1}), ("absence", {}), ("room", {"most": 1}), ("stand-by", {})):
        assert desk.sanne.post(f"{here}/{path}", form).status_code == 403, path
    assert desk.sanne.post("/help-calls").status_code == 403


def test_somebody_goes_on_stand_by_and_off_again(desk: Desk) -> None:
    here = f"/people/{desk.ids['daan']}/stand-by"
    desk.lena.post(here)
    assert "You are on stand-by" in desk.daan.get("/shift").text
    desk.lena.delete(here)
    assert "You are on stand-by" not in desk.daan.get("/shift").text


def test_a_call_for_help_is_heard_answered_and_ended(desk: Desk) -> None:
    look(desk, "sanne")
    desk.lena.post("/help-calls")
    call = session.query(HelpCall).one().id

    assert "A lead calls for help" in desk.sanne.get("/alerts/bar").text
    assert "data-newest" not in desk.daan.get("/alerts/bar").text, "he is not here"
    assert desk.daan.post(f"/help-calls/{call}/answer").status_code == 404

    assert desk.sanne.post(f"/help-calls/{call}/answer").status_code == 303
    assert "Coming: Sanne." in panel(desk.lena)
    assert "data-newest" not in desk.sanne.get("/alerts/bar").text
    desk.lena.delete(f"/help-calls/{call}")
    assert "called for help" not in panel(desk.lena)


def test_what_was_given_by_hand_can_be_taken_back(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/claim")
    answer = desk.sanne.post(f"{desk.here}/assignment", {"to": desk.ids["daan"]}, headers=STREAMED)
    assert "Given to Daan." in answer.text

    desk.sanne.delete(undo_of(answer.text))
    assert desk.conversation.claimed_by_id == desk.ids["sanne"]


def test_what_an_agent_gives_out_of_the_queue_is_not_theirs_to_take_back(desk: Desk) -> None:
    answer = desk.sanne.post(f"{desk.here}/assignment", {"to": desk.ids["daan"]}, headers=STREAMED)

    assert "Given to Daan." in answer.text
    assert "/handovers/" not in answer.text
    assert "/handovers/" in desk.lena.post(f"{desk.here}/assignment", {"to": desk.ids["sanne"]}, headers=STREAMED).text


def test_ending_a_shift_asks_what_becomes_of_each_conversation(desk: Desk) -> None:
    other = waiting(desk, 1)[0]
    desk.sanne.post(f"{desk.here}/claim")
    desk.sanne.post(f"/conversations/{other}/claim")
    page = desk.sanne.get("/shift").text
    assert f'name="to-{desk.conversation_id}"' in page
    assert f'name="to-{other}"' in page

    assert desk.sanne.post("/shift/end", {f"to-{other}": desk.ids["daan"]}).status_code == 303
    assert holders([desk.conversation_id, other]) == [None, desk.ids["daan"]]
    assert session.get_one(User, desk.ids["sanne"]).away_since is not None

    desk.sanne.delete("/shift/end")
    session.remove()
    assert session.get_one(User, desk.ids["sanne"]).away_since is None


def test_ending_a_shift_gives_nothing_to_who_may_not_answer(desk: Desk) -> None:
    desk.visitor("Bas Beheer", Role.ADMIN)
    desk.sanne.post(f"{desk.here}/claim")

    assert desk.sanne.post("/shift/end", {f"to-{desk.conversation_id}": desk.ids["bas"]}).status_code == 422
    assert desk.conversation.claimed_by_id == desk.ids["sanne"]
    assert session.get_one(User, desk.ids["sanne"]).away_since is None


def test_an_admin_switches_automatic_assignment_of_a_team(desk: Desk) -> None:
    admin = desk.visitor("Bas Beheer", Role.ADMIN)
    admin.post("/teams", {"name": "Treinen"})
    team = session.query(Team).one().id
    assert session.get_one(Team, team).assigns is False

    admin.post(f"/teams/{team}/assigning")
    assert "Switch off" in admin.get(f"/teams/{team}").text
    admin.delete(f"/teams/{team}/assigning")
    session.remove()
    assert session.get_one(Team, team).assigns is False
