from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests import scenes
from tests.visitor import Visitor
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import claiming, noting, receiving, replying, tagging
from webcare.errors import BadInput
from webcare.inbox import timeline
from webcare.inbox.happenings import TakenBack
from webcare.models import Conversation, EventRow, Message, Reply

SECOND = timedelta(seconds=1)
FRAME = {"Turbo-Frame": "talk"}


def there(conversation: Conversation) -> Conversation:
    return session.get_one(Conversation, conversation.id)


@pytest.fixture
def conversation(engine: Engine, now: datetime) -> Conversation:
    channel = scenes.channel(now)
    return scenes.asks(channel, at=now - timedelta(minutes=40))


def long_one(now: datetime, messages: int) -> Conversation:
    """A customer who wrote very often."""
    channel = scenes.channel(now)
    first = scenes.incoming("Bericht 0", at=now - messages * SECOND)
    scenes.receive(channel, first)
    rest = [
        scenes.incoming(f"Bericht {number}", at=now - (messages - number) * SECOND, thread_id=first.thread_id)
        for number in range(1, messages)
    ]
    for start in range(0, len(rest), 100):
        found = scenes.receive(channel, *rest[start : start + 100])
    return scenes.conversation_of(found[-1])


def test_messages_notes_and_events_stand_in_the_order_in_which_they_happened(
    conversation: Conversation, now: datetime
) -> None:
    sanne = scenes.user("Sanne Kuipers", now)
    with transaction():
        claiming.claim(there(conversation), by=sanne, now=now - timedelta(minutes=30))
    with transaction():
        noting.write(there(conversation), "Bekend probleem.", by=sanne, now=now - timedelta(minutes=20))

    shown = timeline.entries(there(conversation)).entries

    assert [entry.kind for entry in shown] == ["in", "event", "note"]
    assert [str(entry.happening.words) for entry in shown if entry.happening] == ["Sanne took this conversation"]


def test_a_reply_keeps_its_element_when_it_becomes_a_message(conversation: Conversation, now: datetime) -> None:
    sanne = scenes.user("Sanne Kuipers", now)
    reply = scenes.submit(conversation, by=sanne, at=now)
    (waiting,) = [entry for entry in timeline.entries(there(conversation)).entries if entry.reply is not None]
    scenes.publish(reply, at=now + 6 * SECOND)
    session.expire_all()

    (sent,) = [entry for entry in timeline.entries(there(conversation)).entries if entry.reply is not None]

    assert (waiting.kind, sent.kind) == ("reply", "out")
    assert waiting.id == sent.id == f"reply-{reply.uuid}"


def test_an_undone_reply_leaves_an_event_and_not_its_words(conversation: Conversation, now: datetime) -> None:
    sanne = scenes.user("Sanne Kuipers", now)
    reply = scenes.submit(conversation, by=sanne, at=now)
    with transaction():
        replying.undo(session.get_one(Reply, reply.id), by=sanne, now=now + SECOND)

    shown = timeline.entries(there(conversation)).entries

    assert [entry for entry in shown if entry.reply is not None] == []
    (undone,) = [entry.happening for entry in shown if entry.happening and entry.happening.back]
    assert str(undone.words) == "Sanne held back an answer before it left"
    assert undone.back == TakenBack(uuid=reply.uuid, author_id=sanne.id), "its author can have the text again"


def events_since(conversation: Conversation, last: int) -> Sequence[EventRow]:
    later = select(EventRow).where(EventRow.conversation_id == conversation.id, EventRow.id > last)
    return session.scalars(later.order_by(EventRow.id)).all()


def test_a_dm_from_a_public_conversation_does_not_repeat_its_words_there(
    conversation: Conversation, now: datetime
) -> None:
    sanne = scenes.user("Sanne Kuipers", now)
    reply = scenes.submit(conversation, "Uw code is 4412.", by=sanne, at=now, audience="private")

    (entry,) = [entry for entry in timeline.entries(there(conversation)).entries if entry.reply is not None]

    assert entry.id == f"reply-{reply.uuid}"
    assert entry.private_elsewhere


def test_a_dm_from_a_public_conversation_does_not_repeat_its_words_to_open_screens_either(
    conversation: Conversation, now: datetime
) -> None:
    sanne = scenes.user("Sanne Kuipers", now)
    scenes.answer(conversation, "Uw code is 4412.", by=sanne, at=now, audience="private")

    entries = timeline.entries_for(events_since(conversation, 0))

    assert not [entry for entry in entries if entry.message is not None and "4412" in entry.message.text]
    assert [entry.private_elsewhere for entry in entries if entry.reply is not None] == [True]


def test_a_message_its_author_deleted_stays_as_a_tombstone(conversation: Conversation, now: datetime) -> None:
    message = session.scalars(select(Message)).one()
    with transaction():
        receiving.gone(there(conversation).channel, [message.external_id or ""], now=now)

    (entry,) = [entry for entry in timeline.entries(there(conversation)).entries if entry.message is not None]

    assert entry.message is not None
    assert (entry.message.text, entry.message.deleted_at) == (None, now)


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_pages_backwards_give_every_entry_once_and_in_order(engine: Engine, now: datetime, limit: int) -> None:
    conversation = long_one(now, 30)
    sanne = scenes.user("Sanne Kuipers", now)
    with transaction():  # at the same moment as the newest message
        for name in ("een", "twee", "drie", "vier"):
            tagging.tag(there(conversation), name, by=sanne, now=now - SECOND)
    everything = [entry.id for entry in timeline.entries(there(conversation), limit=1000).entries]

    pages, cursor = [], None
    while True:
        page = timeline.entries(there(conversation), before=cursor, limit=limit)
        pages = [entry.id for entry in page.entries] + pages
        cursor = page.earlier
        if cursor is None:
            break

    assert len(everything) == 34
    assert pages == everything


@pytest.mark.parametrize("cursor", ["", "1", "1.2", "a.b.c", "1.2.3.4", "-1.2.3", "9" * 30 + ".1.1", "١.٢.٣"])
def test_a_cursor_that_was_never_given_out_is_refused(conversation: Conversation, cursor: str) -> None:
    with pytest.raises(BadInput):
        timeline.entries(there(conversation), before=cursor)


def test_every_touched_entry_is_found_for_a_screen_that_was_away(conversation: Conversation, now: datetime) -> None:
    sanne = scenes.user("Sanne Kuipers", now)
    last = max(session.scalars(select(EventRow.id)))
    reply = scenes.submit(conversation, by=sanne, at=now)

    missed = timeline.entries_for(events_since(conversation, last))

    assert f"reply-{reply.uuid}" in [entry.id for entry in missed]
    assert "Sanne took this conversation" in [str(entry.happening.words) for entry in missed if entry.happening]
    assert len({entry.id for entry in missed}) == len(missed)


def test_a_long_conversation_opens_in_twelve_statements(statements: list[str], visitor: Visitor, now: datetime) -> None:
    with transaction():
        grants.seed(now - timedelta(days=1))
    conversation = long_one(now, 300)
    sanne = scenes.user("Sanne Kuipers", now)
    scenes.submit(conversation, by=sanne, at=now)
    with transaction():
        tagging.tag(there(conversation), "storing", by=sanne, now=now)
        noting.write(there(conversation), "Zie incident.", by=sanne, now=now)
    number = conversation.id
    visitor.log_in(sanne)
    visitor.get("/settings")

    statements.clear()
    page = visitor.get(f"/conversations/{number}", headers=FRAME)

    assert page.status_code == 200
    assert page.text.count('class="entry') == timeline.PAGE
    asked = [each for each in statements if not each.startswith(("BEGIN", "PRAGMA"))]
    assert len(asked) <= 12, "\n\n".join(asked)
