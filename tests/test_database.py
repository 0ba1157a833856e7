from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from webcare.database import record, session, transaction
from webcare.events import ConversationRead
from webcare.models import EventRow, Tag


def test_what_is_recorded_is_written_with_what_happened(engine: Engine, now: datetime) -> None:
    with transaction():
        session.add(Tag(name="uitval", created_at=now))
        record(ConversationRead(at=now, conversation_id=7))

    event = session.scalars(select(EventRow)).one()
    assert (event.kind, event.conversation_id, event.at) == ("conversation_read", 7, now)


def test_a_failed_transaction_leaves_neither_rows_nor_events(engine: Engine, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        session.add(Tag(name="uitval", created_at=now))
        record(ConversationRead(at=now, conversation_id=7))
        raise ZeroDivisionError

    assert session.scalars(select(Tag)).all() == []
    assert session.scalars(select(EventRow)).all() == []


def test_recording_outside_a_transaction_is_refused(engine: Engine, now: datetime) -> None:
    with pytest.raises(RuntimeError):
        record(ConversationRead(at=now, conversation_id=7))
