"""Take → send → settle, against the simulated X over real HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from tests.brand import Brand
from webcare import mandate
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import replying, stopping
from webcare.models import Audience, Conversation, Grant, OutboxEntry, Reply, ReplyStatus, Role
from webcare.outbox import Outbox, recover


def test_a_due_reply_is_published_and_its_wait_ends(spoorlijn: Brand) -> None:
    conversation = spoorlijn.asks("Waar blijft mijn trein?")
    reply = spoorlijn.answers(conversation, "We zoeken het uit.")
    assert spoorlijn.deliver() == 1
    (entry,) = spoorlijn.x.ledger()
    assert entry["text"] == "We zoeken het uit. ^SK"
    assert spoorlijn.now_is(reply).status == ReplyStatus.SENT
    assert [wait.outcome for wait in scenes.waits(conversation)] == ["answered"]
