"""A screen that was away ends up where a fresh page begins, whatever happened meanwhile and whenever it left."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from tests import scenes
from webcare import mandate
from webcare.access import grants
from webcare.database import Base, session, transaction
from webcare.desk import claiming, closing, dismissing, tagging, urgency
from webcare.errors import WebcareError
from webcare.inbox import changes, listing
from webcare.inbox.filters import Filters, View
from webcare.live import catching_up, drawing, mandates
from webcare.live.seats import Seat
from webcare.models import Channel, Conversation, Grant, Power, Role, Tag, User

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
ACTS = (
    "writes",
    "writes_privately",
    "replies_to_a_stranger",
    "claims",
    "releases",
    "tags",
    "untags",
    "dismisses",
    "closes",
    "reopens",
    "alarms",
    "accepts",
)

Shown = dict[str, dict[str, Any]]

act = st.tuples(st.sampled_from(ACTS), st.integers(0, 4), st.integers(0, 50))


def perform(kind: str, who: int, minute: int, channel: Channel, user: User) -> None:
    """One thing that somebody does; what the rules refuse does not happen."""
    now = NOW + timedelta(minutes=minute)
    if kind.startswith("writes"):
        make = scenes.incoming if kind == "writes" else scenes.direct_message
        author = scenes.customer(who)
        thread = {} if kind == "writes_privately" else {"thread_id": f"9{who}"}
        scenes.receive(channel, make(f"Vraag {minute}", at=now, by=author, **thread), now=now)
        return
    if kind == "replies_to_a_stranger":
        under = {"thread_id": "77", "thread_author": scenes.STRANGER.external_id}
        scenes.receive(channel, scenes.incoming(f"Vraag {minute}", at=now, by=scenes.customer(who), **under), now=now)
        return
    with transaction():
        found = session.scalars(select(Conversation).order_by(Conversation.id)).all()
        if not found:
            return
        conversation, by = found[who % len(found)], session.get_one(User, user.id)
        with suppress(WebcareError):  # refused, as it would be on the desk
            change(kind, conversation, by, now)


def change(kind: str, conversation: Conversation, by: User, now: datetime) -> None:
    seen = conversation.last_message_id or 0
    {
        "claims": lambda: claiming.claim(conversation, by=by, now=now),
        "releases": lambda: claiming.release(conversation, by=by, now=now),
        "tags": lambda: tagging.tag(conversation, "uitval", by=by, now=now),
        "untags": lambda: [tagging.untag(conversation, tag, by=by, now=now) for tag in session.scalars(select(Tag))],
        "dismisses": lambda: dismissing.dismiss(conversation, "thanks", seen_message_id=seen, by=by, now=now),
        "closes": lambda: closing.close(conversation, by=by, now=now, reason="thanks"),
        "reopens": lambda: closing.reopen(conversation, by=by, now=now),
        "alarms": lambda: urgency.mark(conversation, by=by, now=now),
        "accepts": lambda: urgency.accept(conversation, by=by, now=now),
    }[kind]()


def fresh(app: Flask, user: User, view: View) -> Shown:
    """What a page drawn now shows."""
    with drawing.speaking(app, "nl"):
        rows = listing.page(mandate.of(user, NOW), Filters(view=view), limit=1000).rows
        return {item["id"]: item for item in map(drawing.row, rows)}


def after(shown: Shown, answer: dict[str, Any], app: Flask, user: User, view: View) -> Shown:
    """What a page shows that took in an answer; membership as static/js/models/membership.js has it."""
    if answer["reset"]:
        return fresh(app, user, view)
    result = dict(shown)
    for item in answer["items"]:
        if item["kind"] == "row" and belongs(item["facts"], view, user):
            result[item["id"]] = item
        elif item["kind"] in ("row", "gone"):
            result.pop(item["id"], None)
    return result


def belongs(facts: dict[str, str], view: View, user: User) -> bool:
    if view == View.CLOSED:
        return facts["status"] == "closed"
    kinds = {
        View.WAITING: facts["due"] or facts["urgent"],
        View.MINE: facts["assignee"] == str(user.id),
        View.OPEN: True,
        View.MENTIONS: not facts["asks"] and not facts["due"],
        View.PROMISES: facts["promise"],
    }
    hidden = facts["gathered"] and view not in (View.MINE, View.PROMISES)
    return facts["status"] == "open" and not hidden and bool(kinds[view])


@pytest.fixture
def people(app: Flask) -> tuple[Channel, list[User]]:
    with transaction():
        grants.seed(NOW - timedelta(days=1))
    channel = scenes.channel(NOW)
    reads_by_tag = scenes.user("Guus Gast", NOW, role=Role.EMPLOYEE)
    with transaction():
        tag = Tag(name="uitval", created_at=NOW)
        session.add(tag)
        session.flush()
        since = {"valid_from": NOW - timedelta(days=1), "granted_at": NOW}
        session.add(Grant(user_id=reads_by_tag.id, tag_id=tag.id, power=Power.READ, **since))
    everybody = [scenes.user("Sanne Kuipers", NOW), scenes.user("Els Chief", NOW, role=Role.EXECUTIVE), reads_by_tag]
    return channel, everybody


def forget_everything(but: set[str]) -> None:
    """Between two examples of the same test: only people, channel and grants stay."""
    with transaction():
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in ("message", "reply"):
                session.execute(table.update().values(reply_id=None) if "reply_id" in table.c else delete(table))
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in but:
                session.execute(delete(table))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(act, max_size=6), meanwhile=st.lists(act, max_size=8), view=st.sampled_from(View))
def test_catching_up_equals_a_fresh_page(
    app: Flask,
    people: tuple[Channel, list[User]],
    before: list[tuple[str, int, int]],
    meanwhile: list[tuple[str, int, int]],
    view: View,
) -> None:
    channel, users = people
    forget_everything(but={"user", "channel", "grant", "tag"})
    for each in before:
        perform(*each, channel, users[0])
    left, earlier = changes.latest_event(), {user.id: fresh(app, user, view) for user in users}
    for each in meanwhile:
        perform(*each, channel, users[0])
    with app.app_context():
        for user in users:
            seat = Seat("s", user.id, user.first_name, 1, mandates.audience_of(user))
            answer = catching_up.since(app, seat, left)
            assert after(earlier[user.id], answer, app, user, view) == fresh(app, user, view)
            assert answer["to"] == changes.latest_event()
    session.rollback()


def test_who_missed_very_much_draws_the_list_anew(
    app: Flask, people: tuple[Channel, list[User]], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, (sanne, *_) = people
    monkeypatch.setattr(catching_up, "MOST_ROWS", 2)
    began = changes.latest_event()
    for number in range(3):
        scenes.asks(channel, at=NOW, by=scenes.customer(number))
    with app.app_context():
        seat = Seat("s", sanne.id, "Sanne", 1, mandates.audience_of(sanne))
        answer = catching_up.since(app, seat, began)
    assert answer["reset"] is True
    assert answer["items"] == []
