"""The demo day as the desk takes it in: a first look at the inbox shows every state of the timer."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.brand import Opened, on_x
from webcare import ingest, response_timer
from webcare.database import session
from webcare.models import Channel, Conversation, Message, Wait


def test_a_first_look_shows_every_state_of_the_timer(app: Flask, tmp_path: Path) -> None:
    with on_x(scenario="demo") as platform:
        keys = tmp_path / "keys.json"
        keys.write_text(json.dumps(platform.keys))
        app.test_cli_runner().invoke(args=["channel", "connect", "--since", "90", "--keys", str(keys)])
        channel_id = session.scalars(select(Channel.id)).one()
        there = Opened()(channel_id)
        for feed in ingest.feeds_of(channel_id, there.feeds).values():
            ingest.run(feed, there, clock=lambda: datetime.now(UTC))
    session.rollback()
    waits = session.scalars(select(Wait)).all()
    now = datetime.now(UTC)
    states = Counter(response_timer.state(each.half_at, each.at_risk_at, each.due_at, now) for each in waits)
    assert {"fresh", "running", "at_risk", "late"} <= set(states), states
    assert any(each.outcome == "answered" for each in waits)
    assert {"public", "private"} == set(session.scalars(select(Conversation.audience)))
    assert session.scalar(select(func.count()).select_from(Message).where(Message.asks.is_(False))) >= 3
    assert session.scalar(select(func.count()).select_from(Conversation).where(Conversation.gathering_id.is_not(None)))
