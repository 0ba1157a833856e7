"""An admin gives, sees and withdraws power, over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.visitor import Visitor
from tests.web.desk import Desk
from webcare import mandate
from webcare.database import session, transaction
from webcare.desk import permitting
from webcare.insight import mandates as read
from webcare.models import (
    Conversation,
    EventRow,
    Grant,
    Limit,
    LoginSession,
    Power,
    Reply,
    Role,
    Team,
    TeamMember,
    User,
)

ANY = {"channel": "", "audience": "", "tag": "", "approver": "", "from": "", "until": ""}
GIVE = {"holder": "role:employee", "power": "read", "effect": "allow"} | ANY
LIMIT = {"holder": "everybody", "kind": "other", "effect": "with_approval"} | ANY


@pytest.fixture
def ilse(desk: Desk) -> Visitor:
    """An admin."""
    return desk.visitor("Ilse Bakker", Role.ADMIN)


def newest(kind: type[Any]) -> Any:
    session.remove()
    return session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).one()


def may(desk: Desk, name: str, power: Power = Power.ANSWER) -> mandate.Kind:
    return mandate.decide(desk.user(name), power, desk.conversation, desk.now).kind


def events(*kinds: str) -> list[tuple[str, int | None]]:
    found = select(EventRow.kind, EventRow.actor_id).where(EventRow.kind.in_(kinds)).order_by(EventRow.id)
    return [(kind, by) for kind, by in session.execute(found)]


PAGES = ["/mandates", "/mandates/new", "/mandates/matrix", "/mandates/reasons", "/limits", "/limits/new", "/teams"]


@pytest.mark.parametrize("path", PAGES)
def test_only_who_manages_sees_who_may_do_what(desk: Desk, ilse: Visitor, path: str) -> None:
    assert ilse.get(path).status_code == 200
    assert desk.sanne.get(path).status_code == 403
    assert desk.lena.get(path).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/mandates"),
        ("POST", "/mandates/1/withdrawal"),
        ("DELETE", "/mandates/1/withdrawal"),
        ("POST", "/limits"),
        ("POST", "/limits/1/lifting"),
        ("DELETE", "/limits/1/lifting"),
        ("POST", "/teams"),
        ("POST", "/teams/1"),
        ("POST", "/teams/1/members"),
        ("DELETE", "/teams/1/members/1"),
        ("POST", "/teams/1/dissolution"),
        ("DELETE", "/teams/1/dissolution"),
    ],
)
def test_power_is_changed_only_by_who_manages_and_showed_lately_that_it_is_them(
    desk: Desk, ilse: Visitor, method: str, path: str
) -> None:
    assert desk.lena.send(method, path).status_code == 403
    with transaction():
        for one in session.scalars(select(LoginSession)):
            one.confirmed_at = one.created_at = desk.now - timedelta(minutes=11)
    before = [(grant.id, grant.withdrawn_at) for grant in session.scalars(select(Grant))]
    session.remove()
    answer = ilse.send(method, path, GIVE)
    assert answer.status_code == 403
    assert "/confirm" in answer.text
    assert [(grant.id, grant.withdrawn_at) for grant in session.scalars(select(Grant))] == before


def test_power_that_is_given_counts_at_once_and_says_who_gave_it(desk: Desk, ilse: Visitor) -> None:
    desk.visitor("Noor Jansen", Role.EMPLOYEE)
    assert may(desk, "noor", Power.READ) == mandate.Kind.REFUSED
    fields = GIVE | {"holder": f"user:{desk.ids['noor']}", "audience": "public", "channel": str(desk.channel_id)}
    assert ilse.post("/mandates", fields).status_code == 303
    grant = newest(Grant)
    assert (grant.user_id, grant.audience, grant.channel_id) == (desk.ids["noor"], "public", desk.channel_id)
    assert grant.granted_by_id == desk.ids["ilse"]
    assert may(desk, "noor", Power.READ) == mandate.Kind.ALLOWED
    assert events("grant_given")[-1] == ("grant_given", desk.ids["ilse"])
    page = ilse.get("/mandates").text
    assert "<b>Noor Jansen</b> · Read · @spoorlijn · in public" in page
    assert "given by Ilse Bakker" in page


def test_a_time_is_read_in_the_zone_of_who_fills_it_in(desk: Desk, ilse: Visitor) -> None:
    fields = GIVE | {"from": "2026-12-01T09:00", "until": "2026-12-31T17:30"}
    assert ilse.post("/mandates", fields).status_code == 303
    grant = newest(Grant)
    assert grant.valid_from == datetime.fromisoformat("2026-12-01T08:00:00+00:00")
    assert grant.valid_until == datetime.fromisoformat("2026-12-31T16:30:00+00:00")
    assert "still to come" in ilse.get("/mandates").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"holder": "user:999"}, "holder"),
        ({"holder": ""}, "holder"),
        ({"holder": "everybody"}, "holder"),
        ({"power": "rule"}, "power"),
        ({"effect": "refused"}, "effect"),
        ({"effect": "with_approval"}, "effect"),
        ({"channel": "7x"}, "channel"),
        ({"audience": "everyone"}, "audience"),
        ({"tag": "99"}, "tag"),
        ({"approver": "user:999"}, "approver"),
        ({"power": "manage", "audience": "public"}, "power"),
        ({"until": "soon"}, "until"),
        ({"until": "2020-01-01T00:00"}, "until"),
        ({"from": "2027-01-02T00:00", "until": "2027-01-01T00:00"}, "until"),
        ({"from": "2026-12-01T09:00+01:00"}, "from"),
    ],
)
def test_what_is_wrong_with_a_mandate_is_said_beside_the_field(
    ilse: Visitor, wrong: dict[str, str], field: str
) -> None:
    answer = ilse.post("/mandates", GIVE | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text


def test_nobody_is_named_to_approve_their_own_answers(desk: Desk, ilse: Visitor) -> None:
    me = f"user:{desk.ids['sanne']}"
    fields = GIVE | {"holder": me, "power": "answer", "effect": "with_approval", "approver": me}
    answer = ilse.post("/mandates", fields)
    assert answer.status_code == 422
    assert "Nobody approves their own answers" in answer.text


def own_grant(desk: Desk, ilse: Visitor, **facts: str) -> int:
    holder = f"user:{desk.ids['sanne']}"
    assert ilse.post("/mandates", GIVE | {"holder": holder, "power": "answer"} | facts).status_code == 303
    return int(newest(Grant).id)


def test_withdrawing_acts_at_once_and_can_be_undone(desk: Desk, ilse: Visitor) -> None:
    noor = desk.visitor("Noor Jansen", Role.EMPLOYEE)
    ilse.post("/mandates", GIVE)
    number = newest(Grant).id
    assert noor.get(desk.here).status_code == 200
    assert ilse.post(f"/mandates/{number}/withdrawal").status_code == 303
    assert noor.get(desk.here).status_code == 404
    assert events("grant_withdrawn") == [("grant_withdrawn", desk.ids["ilse"])]
    assert "withdrawn by Ilse Bakker" in ilse.get("/mandates?state=over").text

    assert ilse.delete(f"/mandates/{number}/withdrawal").status_code == 303
    assert newest(Grant).id > number, "history stays: it is a new grant"
    assert noor.get(desk.here).status_code == 200
    assert ilse.delete(f"/mandates/{newest(Grant).id}/withdrawal").status_code == 409


def test_withdrawing_twice_is_told_once(desk: Desk, ilse: Visitor) -> None:
    for _each in range(2):
        assert ilse.post("/mandates/1/withdrawal").status_code == 303
    assert len(events("grant_withdrawn")) == 1


def test_nobody_withdraws_the_last_power_to_manage(desk: Desk, ilse: Visitor) -> None:
    manages = session.scalars(select(Grant.id).where(Grant.power == Power.MANAGE)).one()
    session.remove()
    assert ilse.post(f"/mandates/{manages}/withdrawal").status_code == 409
    assert ilse.get("/mandates").status_code == 200

    ilse.post("/mandates", GIVE | {"holder": f"user:{desk.ids['lena']}", "power": "manage"})
    assert ilse.post(f"/mandates/{manages}/withdrawal").status_code == 303
    assert (ilse.get("/mandates").status_code, desk.lena.get("/mandates").status_code) == (403, 200)


def test_what_waits_to_be_sent_is_held_with_the_withdrawal_and_leaves_when_the_mandate_returns(
    desk: Desk, ilse: Visitor
) -> None:
    assert desk.answer(desk.sanne).status_code == 200
    grants = session.scalars(select(Grant.id).where(Grant.role == Role.AGENT, Grant.power == Power.ANSWER)).all()
    session.remove()
    ilse.post(f"/mandates/{grants[0]}/withdrawal")
    reply = newest(Reply)
    assert (reply.status, reply.held) == ("queued", "mandate")

    ilse.delete(f"/mandates/{grants[0]}/withdrawal")
    assert newest(Reply).held is None
    assert [kind for kind, _by in events("reply_queued", "reply_held")] == [
        "reply_queued",
        "reply_held",
        "reply_queued",
    ]


def test_what_waits_to_be_sent_is_held_when_its_writer_is_shut_out(desk: Desk, ilse: Visitor) -> None:
    desk.answer(desk.sanne)
    assert ilse.post(f"/users/{desk.ids['sanne']}/disabling").status_code == 303
    assert newest(Reply).held == "mandate"
    assert ilse.delete(f"/users/{desk.ids['sanne']}/disabling").status_code == 303
    assert newest(Reply).held is None


def test_a_limit_holds_what_may_not_leave_any_more(desk: Desk, ilse: Visitor) -> None:
    desk.answer(desk.sanne)
    assert ilse.post("/limits", LIMIT | {"holder": f"user:{desk.ids['sanne']}"}).status_code == 303
    assert newest(Reply).held == "mandate"
    assert may(desk, "sanne") == mandate.Kind.NEEDS_APPROVAL
    number = newest(Limit).id
    page = ilse.get("/limits").text
    assert "<b>Other</b> · Sanne Kuipers · everywhere" in page
    assert "set by Ilse Bakker" in page

    assert ilse.post(f"/limits/{number}/lifting").status_code == 303
    assert (newest(Reply).held, may(desk, "sanne")) == (None, mandate.Kind.ALLOWED)
    assert "lifted by Ilse Bakker" in ilse.get("/limits?state=over").text
    assert ilse.delete(f"/limits/{number}/lifting").status_code == 303
    assert may(desk, "sanne") == mandate.Kind.NEEDS_APPROVAL
    assert [by for _kind, by in events("limit_set", "limit_lifted")][1:] == [desk.ids["ilse"]] * 3


@pytest.mark.parametrize("wrong", [{"kind": "bad"}, {"holder": "role:agent"}, {"effect": "allow"}])
def test_what_is_wrong_with_a_limit_is_said_beside_the_field(ilse: Visitor, wrong: dict[str, str]) -> None:
    answer = ilse.post("/limits", LIMIT | wrong)
    assert answer.status_code == 422
    assert f'id="{next(iter(wrong))}-wrong"' in answer.text


def test_the_list_is_narrowed_by_whom_it_concerns_by_power_by_channel_and_by_state(desk: Desk, ilse: Visitor) -> None:
    own_grant(desk, ilse, audience="public")
    assert "<b>Sanne Kuipers</b>" in ilse.get(f"/mandates?user={desk.ids['sanne']}&power=answer").text
    assert "<b>Every agent</b>" in ilse.get(f"/mandates?user={desk.ids['sanne']}&power=answer").text
    assert "<b>Every admin</b>" not in ilse.get(f"/mandates?user={desk.ids['sanne']}").text
    assert "<b>Sanne Kuipers</b>" not in ilse.get("/mandates?power=read").text
    assert "No mandate here" in ilse.get("/mandates?state=over").text
    assert "<b>Sanne Kuipers</b>" in ilse.get(f"/mandates?channel={desk.channel_id}").text
    for nonsense in ("state=x", "user=x", "user=999", "power=x", "channel=" + "9" * 30, "user=" + "9" * 30):
        assert ilse.get(f"/mandates?{nonsense}").status_code == 200


def test_a_mandate_that_changes_nothing_is_shown_as_such(desk: Desk, ilse: Visitor) -> None:
    assert "changes nothing" not in ilse.get("/mandates").text
    own_grant(desk, ilse)
    assert ilse.get("/mandates").text.count("changes nothing") == 1
    ilse.post("/limits", LIMIT | {"holder": f"user:{desk.ids['ilse']}"})
    assert ilse.get("/limits").text.count("changes nothing") == 1


def test_the_matrix_shows_who_may_answer_what_and_why(desk: Desk, ilse: Visitor) -> None:
    ilse.post("/limits", LIMIT | {"holder": f"user:{desk.ids['daan']}", "audience": "public"})
    page = ilse.get("/mandates/matrix").text
    rows = {row.split("<", 1)[0].strip(): row for row in page.split('<th scope="row">')[1:]}
    assert [rows["Sanne Kuipers"].count(badge) for badge in ("badge good", "badge warn", "badge wrong")] == [2, 0, 0]
    assert [rows["Daan Visser"].count(badge) for badge in ("badge good", "badge warn", "badge wrong")] == [1, 1, 0]
    assert rows["Ilse Bakker"].count("badge wrong") == 2
    assert "Narrowed by a limit: Daan Visser · Other · in public" in rows["Daan Visser"]
    press = ilse.get("/mandates/matrix?press=on").text
    assert "Narrowed by a limit: Everybody · Press" in press
    assert ilse.get("/mandates/matrix?power=x&tag=" + "9" * 30).status_code == 200


def test_the_matrix_of_many_people_has_pages(desk: Desk, ilse: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "PEOPLE", 3)
    first, second = (ilse.get(f"/mandates/matrix?page={page}").text for page in (1, 2))
    assert ("Daan Visser" in first, "Sanne Kuipers" in first) == (True, False)
    assert ("Daan Visser" in second, "Sanne Kuipers" in second) == (False, True)
    assert ilse.get("/mandates/matrix?page=99").status_code == 200


def test_why_not_is_told_for_a_conversation_and_for_a_place(desk: Desk, ilse: Visitor) -> None:
    asked = f"/mandates/reasons?user={desk.ids['ilse']}&power=answer"
    assert "Ilse Bakker may not do this." in ilse.get(f"{asked}&conversation={desk.conversation_id}").text
    assert "No grant gives this power here." in ilse.get(f"{asked}&channel={desk.channel_id}&audience=public").text
    sanne = f"/mandates/reasons?user={desk.ids['sanne']}&power=answer"
    assert "Sanne Kuipers may do this at once." in ilse.get(f"{sanne}&audience=private").text
    for nonsense in ("abc", "999", "9" * 30):
        assert ilse.get(f"{sanne}&conversation={nonsense}").status_code == 422
    assert ilse.get("/mandates/reasons?user=999&power=answer").status_code == 404
    assert ilse.get("/mandates/reasons?user=x&power=y").status_code == 422


def test_a_private_conversation_one_may_not_read_is_explained_to_nobody(desk: Desk, ilse: Visitor) -> None:
    with transaction():
        session.get_one(Conversation, desk.conversation_id).audience = "private"
    session.remove()
    path = f"/mandates/reasons?user={desk.ids['sanne']}&power=read&conversation={desk.conversation_id}"
    answer = ilse.get(path)
    assert answer.status_code == 422
    assert "There is no such conversation" in answer.text


def test_a_team_gives_power_to_who_is_in_it_and_takes_it_with_who_leaves(desk: Desk, ilse: Visitor) -> None:
    noor = desk.visitor("Noor Jansen", Role.EMPLOYEE)
    assert "No team yet" in ilse.get("/teams").text
    assert ilse.post("/teams", {"name": "Persdienst"}).status_code == 303
    team = newest(Team).id
    assert ilse.post("/mandates", GIVE | {"holder": f"team:{team}"}).status_code == 303
    assert noor.get(desk.here).status_code == 404

    assert ilse.post(f"/teams/{team}/members", {"user": desk.ids["noor"]}).status_code == 303
    assert ilse.post(f"/teams/{team}/members", {"user": desk.ids["noor"]}).status_code == 303
    assert noor.get(desk.here).status_code == 200
    assert "Noor Jansen" in ilse.get("/teams").text
    assert ilse.delete(f"/teams/{team}/members/{desk.ids['noor']}").status_code == 303
    assert noor.get(desk.here).status_code == 404
    by = desk.ids["ilse"]
    assert events("team_made", "team_joined", "team_left") == [
        ("team_made", by),
        ("team_joined", by),
        ("team_left", by),
    ]


def test_a_dissolved_team_gives_nothing_until_it_is_restored(desk: Desk, ilse: Visitor) -> None:
    noor = desk.visitor("Noor Jansen", Role.EMPLOYEE)
    ilse.post("/teams", {"name": "Persdienst"})
    team = newest(Team).id
    ilse.post(f"/teams/{team}/members", {"user": desk.ids["noor"]})
    ilse.post("/mandates", GIVE | {"holder": f"team:{team}"})
    assert ilse.post(f"/teams/{team}/dissolution").status_code == 303
    assert noor.get(desk.here).status_code == 404
    assert ilse.post(f"/teams/{team}/members", {"user": desk.ids["sanne"]}).status_code == 409
    assert ilse.delete(f"/teams/{team}/members/{desk.ids['noor']}").status_code == 409
    assert "team dissolved" in ilse.get("/mandates?state=over").text
    assert ilse.get(f"/teams/{team}").status_code == 200
    assert ilse.delete(f"/teams/{team}/dissolution").status_code == 303
    assert noor.get(desk.here).status_code == 200
    assert session.scalars(select(TeamMember.user_id)).all() == [desk.ids["noor"]]


def test_a_team_whose_approval_is_asked_is_not_dissolved(desk: Desk, ilse: Visitor) -> None:
    ilse.post("/teams", {"name": "Persdienst"})
    team = newest(Team).id
    ilse.post("/limits", LIMIT | {"kind": "press", "approver": f"team:{team}"})
    assert ilse.post(f"/teams/{team}/dissolution").status_code == 409
    ilse.post(f"/limits/{newest(Limit).id}/lifting")
    assert ilse.post(f"/teams/{team}/dissolution").status_code == 303


def test_a_team_has_a_name_of_its_own(desk: Desk, ilse: Visitor) -> None:
    ilse.post("/teams", {"name": "Persdienst"})
    for wrong in ("", "persdienst", "x" * 61):
        assert ilse.post("/teams", {"name": wrong}).status_code == 422
    ilse.post("/teams", {"name": "Avonddienst"})
    number = newest(Team).id
    assert ilse.post(f"/teams/{number}", {"name": "Persdienst"}).status_code == 422
    assert ilse.post(f"/teams/{number}", {"name": "Nachtdienst"}).status_code == 303
    assert newest(Team).name == "Nachtdienst"
    assert ilse.get("/teams/999").status_code == 404


def test_the_clock_lets_leave_what_a_mandate_covers_again(desk: Desk, ilse: Visitor) -> None:
    own = own_grant(desk, ilse)
    desk.answer(desk.sanne)
    ilse.post("/limits", LIMIT | {"until": "2026-11-16T13:00"})
    assert newest(Reply).held == "mandate"
    with transaction():
        permitting.resume(now=desk.now + timedelta(minutes=59))
    assert newest(Reply).held == "mandate"
    with transaction():
        permitting.resume(now=desk.now + timedelta(minutes=60))
    assert newest(Reply).held is None
    assert session.get_one(User, session.get_one(Grant, own).user_id).name == "Sanne Kuipers"
