import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from webcare.database import record, session, take_ids, transaction
from webcare.desk.numbering import insert_numbered, table_of
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


def test_ids_that_were_taken_go_on_after_the_last_row_and_nobody_else_gets_them(engine: Engine, now: datetime) -> None:
    with transaction():
        session.add(Tag(name="uitval", created_at=now))
        session.flush()
        first = insert_numbered(Tag, [{"name": "app", "created_at": now}, {"name": "betaling", "created_at": now}])
        session.add(Tag(name="stoel", created_at=now))

    tags = session.execute(select(Tag.id, Tag.name).order_by(Tag.id)).all()
    assert [each.name for each in tags] == ["uitval", "app", "betaling", "stoel"]
    assert [each.id for each in tags[1:3]] == list(first)


def test_what_somebody_else_just_made_is_left_as_it_is(engine: Engine, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    with transaction():
        insert_numbered(Tag, [{"name": "app", "created_at": now}])
        rows = [{"name": name, "created_at": later} for name in ("app", "stoel")]
        numbers = insert_numbered(Tag, rows, unless_there=True)

    tags = {each.name: (each.id in numbers, each.created_at) for each in session.scalars(select(Tag))}
    assert tags == {"app": (False, now), "stoel": (True, later)}


def test_two_who_put_the_same_in_at_once_leave_one_of_each_under_ids_of_their_own(
    engine: Engine, now: datetime
) -> None:
    together, taken = threading.Barrier(2), []
    rows = [{"name": f"label {number}", "created_at": now} for number in range(200)]

    def put_in() -> None:
        together.wait()
        with transaction():
            taken.extend(insert_numbered(Tag, rows, unless_there=True))
        session.remove()

    threads = [threading.Thread(target=put_in) for _number in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(taken)) == len(taken) == 400
    assert {each.name for each in session.scalars(select(Tag))} == {row["name"] for row in rows}


def test_taking_ids_outside_a_transaction_is_refused(engine: Engine) -> None:
    with pytest.raises(RuntimeError):
        take_ids(table_of(Tag), 1)
