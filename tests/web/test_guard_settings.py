from datetime import datetime

import pytest
from sqlalchemy import select

from tests import scenes
from tests.visitor import Visitor
from webcare.database import session
from webcare.models import EventRow, NumberPattern, OwnDetail

OWN = "030-7515155\nservice@spoorlijn.nl\n@spoorlijn_reis\n"


@pytest.fixture
def here(admin: Visitor, now: datetime) -> str:
    session.remove()
    made = scenes.channel(now)
    return f"/channels/{made.id}/guard"


def changes() -> list[object]:
    session.remove()
    found = select(EventRow.data).where(EventRow.kind == "channel_changed").order_by(EventRow.id)
    return [data["fields"] for data in session.scalars(found)]


def test_an_admin_lists_what_is_the_brands_own_and_how_its_numbers_look(admin: Visitor, here: str) -> None:

    assert "Er staat nog niets" in admin.get(here).text

    saved = admin.post(here, {"own": OWN, "patterns": "Ordernummer: SP-######\n??-####"})

    assert saved.status_code == 303
    session.remove()
    assert session.scalars(select(OwnDetail.words).order_by(OwnDetail.id)).all() == OWN.split()
    kept = session.execute(select(NumberPattern.name, NumberPattern.template).order_by(NumberPattern.id)).all()
    assert kept == [("Ordernummer", "SP-######"), ("", "??-####")]
    page = admin.get(here).text
    assert "Er staat nog niets" not in page
    assert "Ordernummer: SP-######" in page
    assert "service@spoorlijn.nl" in page
    assert changes() == [["own_details"], ["number_patterns"]]


def test_saving_the_same_changes_nothing_and_less_takes_away(admin: Visitor, here: str) -> None:
    for _ in range(2):
        admin.post(here, {"own": OWN, "patterns": "SP-######"})
    assert changes() == [["own_details"], ["number_patterns"]]

    admin.post(here, {"own": "", "patterns": ""})

    assert session.scalars(select(OwnDetail)).all() == []
    assert session.scalars(select(NumberPattern)).all() == []


@pytest.mark.parametrize("pattern", ["SP", "####: x", "????????", "#" * 41, "(a+)+$"])
def test_a_pattern_that_cannot_be_used_is_refused_beside_the_field(admin: Visitor, here: str, pattern: str) -> None:
    refused = admin.post(here, {"own": OWN, "patterns": pattern})

    assert refused.status_code == 422
    assert 'id="patterns-wrong"' in refused.text
    assert "service@spoorlijn.nl" in refused.text
    assert session.scalars(select(OwnDetail)).all() == []


def test_a_line_too_long_is_refused(admin: Visitor, here: str) -> None:
    refused = admin.post(here, {"own": "a" * 201, "patterns": ""})

    assert refused.status_code == 422
    assert 'id="own-wrong"' in refused.text


def test_a_text_can_be_tried_and_is_not_kept(admin: Visitor, here: str) -> None:
    admin.post(here, {"own": OWN, "patterns": "Ordernummer: SP-######"})

    found = admin.post(f"{here}/trial", {"text": "Bel 0307515155 over SP-123456 of 06-12345678"}).text
    nothing = admin.post(f"{here}/trial", {"text": "We zoeken het uit."}).text

    assert found.count('<li class="warn"') == 2
    assert "<q>SP-123456</q>" in found
    assert "<q>06-12345678</q>" in found
    assert '<li class="warn"' not in nothing
    assert admin.post(f"{here}/trial", {"text": ""}).status_code == 422


def test_only_who_manages_comes_here(agent: Visitor, here: str) -> None:
    assert agent.get(here).status_code == 403
    assert agent.post(here, {"own": "", "patterns": ""}).status_code == 403
    assert agent.post(f"{here}/trial", {"text": "x"}).status_code == 403
