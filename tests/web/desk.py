"""A conversation of a customer, with an agent, a colleague and a lead who are logged in, over HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from tests import scenes
from tests.visitor import STREAM, Visitor
from webcare.access import grants
from webcare.database import session, transaction
from webcare.models import Channel, Conversation, Role, User

STREAMED = {"Accept": f"{STREAM}, text/html"}


@dataclass
class Desk:
    app: Flask
    now: datetime
    channel_id: int
    conversation_id: int
    sanne: Visitor
    daan: Visitor
    lena: Visitor
    ids: dict[str, int]

    @property
    def conversation(self) -> Conversation:
        """As it stands in the database."""
        session.remove()
        return session.get_one(Conversation, self.conversation_id)

    @property
    def here(self) -> str:
        return f"/conversations/{self.conversation_id}"

    @property
    def channel(self) -> Channel:
        return session.get_one(Channel, self.channel_id)

    def user(self, name: str) -> User:
        return session.get_one(User, self.ids[name])

    def visitor(self, name: str, role: Role) -> Visitor:
        """Somebody else who is logged in."""
        user = scenes.user(name, self.now, role, language="en")
        self.ids[name.split(maxsplit=1)[0].lower()] = user.id
        return Visitor(self.app).log_in(user)

    def answer(self, by: Visitor, text: str = "We zoeken het uit.", **fields: Any) -> TestResponse:
        """Send what the composer sends, by default after everything was seen."""
        conversation = self.conversation
        values: dict[str, Any] = {
            "uuid": str(uuid4()),
            "audience": conversation.audience,
            "seen_message_id": conversation.last_message_id,
            "text": text,
        }
        return by.post(f"{self.here}/replies", values | fields, headers=STREAMED)


def desk(app: Flask, now: datetime) -> Desk:
    with transaction():
        grants.seed(now - timedelta(days=1))
    channel = scenes.channel(now)
    conversation = scenes.asks(channel, at=now - timedelta(minutes=20))
    users = [
        scenes.user("Sanne Kuipers", now, language="en"),
        scenes.user("Daan Visser", now, language="en"),
        scenes.user("Lena de Boer", now, Role.LEAD, language="en"),
    ]
    ids = dict(zip(("sanne", "daan", "lena"), (user.id for user in users), strict=True))
    places = channel.id, conversation.id
    visitors = [Visitor(app).log_in(session.get_one(User, number)) for number in ids.values()]
    return Desk(app, now, *places, *visitors, ids)
