from urllib.parse import quote

import pytest
from sqlalchemy import select

from tests import scenes
from tests.web.desk import STREAMED, Desk
from webcare.database import session
from webcare.models import Draft, Message, Role


def notes() -> list[str | None]:
    session.remove()
    return list(session.scalars(select(Message.text).where(Message.direction == "note")))


def drafts() -> list[tuple[int, str, str]]:
    session.remove()
    return [(draft.user_id, draft.audience, draft.text) for draft in session.scalars(select(Draft).order_by(Draft.id))]


def tags(desk: Desk) -> list[str]:
    return [tag.name for tag in desk.conversation.tags]


def test_a_note_is_for_the_team_only(desk: Desk) -> None:
    answer = desk.sanne.post(f"{desk.here}/notes", {"text": "Bekend probleem."}, headers=STREAMED)

    assert answer.status_code == 200
    assert "note, for the team only" in answer.text
    assert notes() == ["Bekend probleem."]


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "x" * 50_000])
def test_a_note_that_says_nothing_or_too_much_is_refused(desk: Desk, text: str) -> None:
    answer = desk.sanne.post(f"{desk.here}/notes", {"text": text}, headers=STREAMED)

    assert answer.status_code == 422
    assert f'target="refusal-{desk.conversation_id}"' in answer.text
    assert notes() == []


def test_a_tag_is_made_by_using_it(desk: Desk) -> None:
    answer = desk.sanne.post(f"{desk.here}/tags", {"name": " #Storing "}, headers=STREAMED)

    assert answer.status_code == 200
    assert tags(desk) == ["storing"]
    assert desk.sanne.get("/tags", headers={"Accept": "application/json"}).json == {"tags": ["storing"]}


@pytest.mark.parametrize("name", ["", "  ", "#", "x" * 41])
def test_a_tag_without_a_name_is_refused(desk: Desk, name: str) -> None:
    assert desk.sanne.post(f"{desk.here}/tags", {"name": name}).status_code == 422
    assert tags(desk) == []


def test_only_a_tag_that_is_on_it_comes_off(desk: Desk) -> None:
    desk.sanne.post(f"{desk.here}/tags", {"name": "storing"})
    number = desk.conversation.tags[0].id
    other = scenes.asks(desk.channel, at=desk.now, by=scenes.BRAM).id

    assert desk.sanne.delete(f"/conversations/{other}/tags/{number}").status_code == 404
    assert desk.sanne.delete(f"{desk.here}/tags/{number}").status_code == 303
    assert tags(desk) == []


def test_a_draft_is_kept_for_its_writer_alone(desk: Desk) -> None:
    assert desk.sanne.put(f"{desk.here}/draft", {"text": "Hoi An", "audience": "public"}).status_code == 204
    desk.sanne.put(f"{desk.here}/draft", {"text": "Hoi Anna,", "audience": "private"})

    assert drafts() == [(desk.ids["sanne"], "private", "Hoi Anna,")]
    assert "Hoi Anna," in desk.sanne.get(desk.here).text
    assert "Hoi Anna," not in desk.daan.get(desk.here).text


def test_a_draft_goes_when_its_text_went_out_and_not_when_a_colleague_answers(desk: Desk) -> None:
    for visitor in (desk.sanne, desk.daan):
        visitor.put(f"{desk.here}/draft", {"text": "Hoi", "audience": "public"})

    desk.answer(desk.sanne)

    assert drafts() == [(desk.ids["daan"], "public", "Hoi")]


def test_a_refused_answer_leaves_the_draft(desk: Desk) -> None:
    desk.sanne.put(f"{desk.here}/draft", {"text": "x" * 400, "audience": "public"})
    desk.answer(desk.sanne, "x" * 400)

    assert len(drafts()) == 1


def test_an_emptied_box_is_no_draft(desk: Desk) -> None:
    desk.sanne.put(f"{desk.here}/draft", {"text": "Hoi", "audience": "public"})
    desk.sanne.put(f"{desk.here}/draft", {"text": " ", "audience": "public"})

    assert drafts() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "hoi", "audience": "everybody"},
        {"text": "x" * 20_001, "audience": "note"},
        {"text": "a\x00b", "audience": "note"},
    ],
)
def test_a_draft_nobody_can_keep_is_refused(desk: Desk, fields: dict[str, str]) -> None:
    assert desk.sanne.put(f"{desk.here}/draft", fields).status_code == 422
    assert drafts() == []


def test_who_may_not_read_keeps_nothing(desk: Desk) -> None:
    private = scenes.asks_in_private(desk.channel, at=desk.now).id
    admin = desk.visitor("Bas Beheer", Role.ADMIN)
    there = f"/conversations/{private}"

    assert admin.put(f"{there}/draft", {"text": "x", "audience": "note"}).status_code == 404
    assert admin.post(f"{there}/notes", {"text": "x"}).status_code == 404
    assert admin.post(f"{there}/tags", {"name": quote("x")}).status_code == 404
    assert admin.post(f"{desk.here}/notes", {"text": "x"}).status_code == 403
    assert admin.post(f"{desk.here}/tags", {"name": "x"}).status_code == 403
    assert drafts() == []
