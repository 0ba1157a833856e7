"""Conversations by the dozen, put straight into their tables: lists are about rows, not about how they came."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests import scenes
from webcare.database import session, transaction
from webcare.models import Channel, Contact, Conversation, ConversationTag, Tag, User

Made = Callable[..., Conversation]


@pytest.fixture
def sanne(channel: Channel, now: datetime) -> User:
    return scenes.user("Sanne Kuipers", now)


@pytest.fixture
def tag(channel: Channel, now: datetime) -> Tag:
    with transaction():
        made = Tag(name="uitval", created_at=now)
        session.add(made)
    return made


@pytest.fixture
def make(channel: Channel, now: datetime) -> Made:
    """`make(due=10)`: a conversation whose wait is due in ten minutes; without `due` nobody waits in it."""
    numbers = count(1)

    def conversation(
        due: float | None = None, *, said: float = 0, tags: tuple[Tag, ...] = (), **values: Any
    ) -> Conversation:
        number = next(numbers)
        with transaction():
            where = values.pop("channel_id", channel.id)
            contact = Contact(
                channel_id=where, external_id=str(number), handle=f"k{number}", name=f"K {number}", first_seen_at=now
            )
            session.add(contact)
            session.flush()
            made = Conversation(
                channel_id=where,
                contact_id=contact.id,
                **{"audience": "public", "thread_id": str(number), "opened_at": now, "asks": due is not None}
                | {"last_message_at": now - timedelta(minutes=said), "preview": f"Vraag {number}"}
                | _wait(due, now)
                | values,
            )
            session.add(made)
            session.flush()
            for each in tags:
                session.add(ConversationTag(conversation_id=made.id, tag_id=each.id, tagged_at=now))
        return made

    return conversation


def _wait(due: float | None, now: datetime) -> dict[str, Any]:
    if due is None:
        return {}
    moment = now + timedelta(minutes=due)
    started = moment - timedelta(hours=1)
    return {
        "due_at": moment,
        "wait_due_at": moment,
        "wait_started_at": started,
        "wait_half_at": started + timedelta(minutes=30),
        "wait_at_risk_at": started + timedelta(minutes=45),
    }
