"""Who hears how much waits for approval, and that it changed."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import scenes
from tests.live.conftest import Screen, Watch
from tests.serving import Desk
from webcare.database import record, session, transaction
from webcare.desk import approvers, approving
from webcare.events import GrantWithdrawn
from webcare.mandate import Kind, Verdict
from webcare.models import Channel, Grant, Power, Reply, Role, User

ANYBODY = Verdict(Kind.NEEDS_APPROVAL, "approval")


@pytest.fixture
def fatima(desk: Desk) -> User:
    return scenes.user("Fatima el Amrani", desk.now, Role.LEAD)


def counted(screen: Screen) -> int:
    """How much waits for this person, as their screen was told last."""
    told = [item["facts"]["approvals"] for item in screen.heard if "approvals" in item.get("facts", {})]
    return int(told[-1]) if told else -1


def test_only_who_may_decide_hears_that_something_waits(
    channel: Channel, desk: Desk, sanne: User, fatima: User, watch: Watch
) -> None:
    chief = scenes.user("Els Chief", desk.now, Role.EXECUTIVE)  # approves, and reads no DMs
    hers, leads, chiefs = watch(sanne), watch(fatima), watch(chief)
    private = scenes.asks_in_private(channel, at=desk.now)
    reply = scenes.submit(private, "Hij komt eraan.", by=sanne, at=desk.now, verdict=ANYBODY)

    leads.until(lambda: counted(leads) == 1)
    assert counted(hers) in (-1, 0)
    assert counted(chiefs) in (-1, 0)
    assert not any("Hij komt eraan" in str(item) for item in chiefs.heard)

    with transaction():
        there = session.get_one(Reply, reply.id)
        sha256 = hashlib.sha256(there.text.encode()).hexdigest()
        approving.approve(there, by=session.get_one(User, fatima.id), now=desk.now, sha256=sha256)
    leads.until(lambda: counted(leads) == 0)


def test_a_deputy_hears_of_it_when_asked(channel: Channel, desk: Desk, sanne: User, fatima: User, watch: Watch) -> None:
    lena = scenes.user("Lena de Boer", desk.now, Role.LEAD)
    theirs = watch(lena)
    named = Verdict(Kind.NEEDS_APPROVAL, "approval", fatima.id)
    scenes.submit(scenes.asks(channel, at=desk.now), by=sanne, at=desk.now, verdict=named)
    theirs.until(lambda: counted(theirs) == 0)

    with transaction():
        approvers.ask_deputies(now=desk.now + timedelta(minutes=11))
    theirs.until(lambda: counted(theirs) == 1)


def test_whose_power_to_approve_is_withdrawn_counts_nothing_more(
    channel: Channel, desk: Desk, sanne: User, fatima: User, watch: Watch
) -> None:
    leads = watch(fatima)
    scenes.submit(scenes.asks(channel, at=desk.now), by=sanne, at=desk.now, verdict=ANYBODY)
    leads.until(lambda: counted(leads) == 1)

    with transaction():
        for grant in session.scalars(select(Grant).where(Grant.power == Power.APPROVE, Grant.role == Role.LEAD)):
            grant.withdrawn_at = desk.now
            record(GrantWithdrawn(at=desk.now, grant_id=grant.id))
    leads.until(lambda: counted(leads) == 0)


def test_an_open_conversation_is_told_to_ask_again_what_waits(
    channel: Channel, desk: Desk, sanne: User, fatima: User, watch: Watch
) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    screen = watch(fatima)
    screen.open(conversation.id)
    screen.until(lambda: f"presence-{conversation.id}" in screen.items)
    scenes.submit(conversation, "Hij komt eraan.", by=sanne, at=desk.now, verdict=ANYBODY)

    screen.until(lambda: f"approval-{conversation.id}" in screen.items)
    assert set(screen.items[f"approval-{conversation.id}"]) == {"kind", "id"}  # no word of it travels to everybody
    row = f"conversation-{conversation.id}"
    screen.until(lambda: "Wacht op goedkeuring" in screen.items[row]["html"])  # a desk in Dutch
