"""What a screen opens by the socket alone: DMs are recorded, a mandate lost meanwhile counts, and nobody floods."""

import time
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from tests import scenes
from tests.live.conftest import Screen, Watch
from tests.serving import Desk
from webcare.database import record, session, transaction
from webcare.desk import tagging, urgency
from webcare.events import GrantWithdrawn
from webcare.models import Channel, Conversation, EventRow, Grant, Power, Role, Tag, User


@pytest.fixture
def lead(desk: Desk) -> User:
    return scenes.user("Lies de Boer", desk.now, role=Role.LEAD)


@pytest.fixture
def guest(desk: Desk, channel: Channel, lead: User) -> User:
    """Somebody who may read what has the tag `pers`, and nothing else."""
    guest = scenes.user("Guus Gast", desk.now, role=Role.EMPLOYEE)
    since = desk.now - timedelta(hours=1)
    with transaction():
        tag = Tag(name="pers", created_at=since)
        session.add(tag)
        session.flush()
        session.add(Grant(user_id=guest.id, tag_id=tag.id, power=Power.READ, valid_from=since, granted_at=since))
    return guest


def tag(conversation: Conversation, *, by: User, desk: Desk) -> None:
    with transaction():
        tagging.tag(session.get_one(Conversation, conversation.id), "pers", by=by, now=desk.now)


def untag(conversation: Conversation, *, by: User, desk: Desk) -> None:
    with transaction():
        label = session.scalars(select(Tag)).one()
        tagging.untag(session.get_one(Conversation, conversation.id), label, by=by, now=desk.now)


def withdraw_reading(desk: Desk) -> None:
    with transaction():
        for grant in session.scalars(select(Grant).where(Grant.power == Power.READ)):
            grant.withdrawn_at = desk.now
            record(GrantWithdrawn(at=desk.now, grant_id=grant.id))


def readings(conversation: Conversation) -> list[int | None]:
    """Who was recorded as a reader of it, in order."""
    session.remove()
    found = select(EventRow.actor_id).where(EventRow.kind == "conversation_read")
    return list(session.scalars(found.where(EventRow.conversation_id == conversation.id).order_by(EventRow.id)))


def is_open(screen: Screen, conversation: Conversation) -> bool:
    return f"presence-{conversation.id}" in screen.items


def test_a_dm_that_is_opened_over_the_socket_alone_is_recorded(
    channel: Channel, desk: Desk, sanne: User, watch: Watch
) -> None:
    private, screen = scenes.asks_in_private(channel, at=desk.now), watch(sanne)

    screen.open(private.id)
    screen.until(lambda: is_open(screen, private))
    screen.catch_up(0)

    assert readings(private) == [sanne.id]


def test_a_page_and_the_socket_it_opens_are_one_reading(
    channel: Channel, desk: Desk, sanne: User, watch: Watch
) -> None:
    private, screen = scenes.asks_in_private(channel, at=desk.now), watch(sanne)
    page = requests.get(f"{desk.url}/conversations/{private.id}", headers={"Cookie": desk.cookie(sanne)}, timeout=60)
    assert page.ok

    screen.open(private.id)
    screen.until(lambda: is_open(screen, private))
    assert readings(private) == [sanne.id]

    later = desk.now + timedelta(minutes=2)
    desk.app.config["CLOCK"] = lambda: later
    screen.open(None)
    screen.open(private.id)
    screen.until(lambda: len(readings(private)) == 2)


def test_a_public_conversation_is_opened_without_a_record(
    channel: Channel, desk: Desk, sanne: User, watch: Watch
) -> None:
    public, screen = scenes.asks(channel, at=desk.now), watch(sanne)
    screen.open(public.id)
    screen.until(lambda: is_open(screen, public))
    assert readings(public) == []


def test_a_mandate_that_is_lost_while_the_door_opens_leaves_nobody_inside(
    channel: Channel, desk: Desk, guest: User, lead: User, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    tag(conversation, by=lead, desk=desk)
    screen, beside = watch(guest), watch(lead)
    beside.open(conversation.id)
    beside.until(lambda: is_open(beside, conversation))
    feed = desk.app.extensions["live"]
    enter, told = feed.sockets.server.enter_room, []

    def enter_late(sid: str, room: str, **options: str) -> None:
        """The tag goes, and the feed has dealt with it, between the look at the mandate and the entry."""
        if room.startswith("conversation:") and not told:
            untag(conversation, by=lead, desk=desk)
            told.append(room)
            screen.until(lambda: f"conversation-{conversation.id}" not in screen.items)
        enter(sid, room, **options)

    monkeypatch.setattr(feed.sockets.server, "enter_room", enter_late)
    screen.open(conversation.id)
    screen.until(lambda: told and f"conversation-{conversation.id}" not in screen.items)
    screen.catch_up(0)
    del screen.heard[:], beside.heard[:]
    scenes.receive(channel, scenes.incoming("Geheim nieuws", at=desk.now, thread_id=conversation.thread_id))
    beside.until(lambda: any("Geheim nieuws" in str(item) for item in beside.heard if item["kind"] == "entry"))
    screen.catch_up(0)

    assert not [item for item in screen.heard if item["kind"] not in ("counts", "gone")]
    assert [seat.user_id for seat in feed.seats.all() if seat.conversation_id is not None] == [lead.id]


@pytest.mark.parametrize("lost_by", [untag, None])
def test_who_loses_an_urgent_conversation_loses_its_alarm(
    channel: Channel, desk: Desk, guest: User, lead: User, watch: Watch, lost_by: object
) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    tag(conversation, by=lead, desk=desk)
    with transaction():
        urgency.mark(session.get_one(Conversation, conversation.id), by=lead, now=desk.now)
    screen, alarm = watch(guest), f"alarm-{conversation.id}"
    screen.until(lambda: alarm in screen.items)

    if lost_by is untag:
        untag(conversation, by=lead, desk=desk)
    else:
        withdraw_reading(desk)

    screen.until(lambda: alarm not in screen.items)
    screen.until(lambda: {"kind": "gone", "id": alarm} in screen.heard)


def test_who_is_given_an_urgent_conversation_hears_its_alarm(
    channel: Channel, desk: Desk, guest: User, lead: User, watch: Watch
) -> None:
    conversation, screen = scenes.asks(channel, at=desk.now), watch(guest)
    with transaction():
        urgency.mark(session.get_one(Conversation, conversation.id), by=lead, now=desk.now)
    with transaction():
        since = desk.now - timedelta(hours=1)
        session.add(Grant(user_id=guest.id, power=Power.READ, valid_from=since, granted_at=since))
        record(GrantWithdrawn(at=desk.now, grant_id=1))

    screen.until(lambda: f"alarm-{conversation.id}" in screen.items)


def test_a_screen_that_shouts_that_it_types_is_passed_on_five_times_a_second(
    channel: Channel, desk: Desk, sanne: User, watch: Watch
) -> None:
    conversation = scenes.asks(channel, at=desk.now)
    daan = scenes.user("Daan Visser", desk.now)
    hers, his, name = watch(sanne), watch(daan), f"presence-{conversation.id}"
    for screen in (hers, his):
        screen.open(conversation.id)
    hers.until(lambda: len(hers.items.get(name, {"facts": {"reading": []}})["facts"]["reading"]) == 2)
    del hers.heard[:]

    began = time.monotonic()
    for _ in range(100):
        his.client.emit("typing", {"on": True})
    his.catch_up(0)
    lasted = time.monotonic() - began

    passed_on = [item for item in hers.heard if item["id"] == name]
    assert 1 <= len(passed_on) <= 5 * (int(lasted) + 1) + 2
