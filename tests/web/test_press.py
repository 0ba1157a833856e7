"""The mark that a customer is press, and what it does to an answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session, transaction
from webcare.models import Contact, Limit, LimitKind, Narrowing, Reply, ReplyStatus, Role, Team, TeamMember


@pytest.fixture
def office(desk: Desk) -> int:
    """The press office: Lena. Answers to the press need its approval."""
    with transaction():
        team = Team(name="Press office", created_at=desk.now)
        session.add(team)
        session.flush()
        session.add(TeamMember(team_id=team.id, user_id=desk.ids["lena"], joined_at=desk.now))
        since = desk.now - timedelta(days=1)
        facts = {"kind": LimitKind.PRESS, "effect": Narrowing.WITH_APPROVAL, "approver_team_id": team.id}
        session.add(Limit(valid_from=since, set_at=since, **facts))
        return team.id


def is_press(desk: Desk) -> bool:
    session.remove()
    return session.scalars(select(Contact.press)).one()


def test_who_answers_marks_the_press_and_who_moderates_takes_it_off(desk: Desk) -> None:
    only = desk.visitor("Bas Beheer", Role.ADMIN)
    assert only.post(f"{desk.here}/press").status_code == 403
    assert "This is press" in desk.sanne.get(f"{desk.here}/side").text

    for _ in range(2):
        assert desk.sanne.post(f"{desk.here}/press", headers=STREAMED).status_code == 200
    assert is_press(desk)
    assert desk.sanne.delete(f"{desk.here}/press").status_code == 403
    assert "Not press after all" not in desk.sanne.get(f"{desk.here}/side").text
    assert "Not press after all" in desk.lena.get(f"{desk.here}/side").text
    assert desk.lena.delete(f"{desk.here}/press", headers=STREAMED).status_code == 200

    assert not is_press(desk)
    assert [kind for kind in scenes.kinds() if kind.startswith("contact_")] == ["contact_marked", "contact_unmarked"]
    assert "Sanne marked this customer as press" in desk.lena.get(desk.here).text


def test_an_answer_to_the_press_waits_for_the_press_office(desk: Desk, office: int) -> None:
    assert "Post publicly as @spoorlijn" in desk.sanne.get(desk.here).text
    desk.sanne.post(f"{desk.here}/press")
    fatima = desk.visitor("Fatima el Amrani", Role.LEAD)

    page = desk.sanne.get(desk.here).text
    desk.answer(desk.sanne)

    assert "Ask for approval by Press office" in page
    assert "Press: what is said here is approved first." in page
    session.remove()
    assert session.scalars(select(Reply.status)).one() == ReplyStatus.AWAITING_APPROVAL
    assert "Approve this text" in desk.lena.get(desk.here).text
    assert "Approve this text" not in fatima.get(desk.here).text
