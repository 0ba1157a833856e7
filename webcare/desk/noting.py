"""Notes for the team. A note has no road to a channel: no platform id, no reply, no outbox."""

from datetime import datetime

from flask_babel import lazy_gettext as _

from webcare.database import record, session
from webcare.desk import editing
from webcare.errors import WebcareError
from webcare.events import NoteWritten
from webcare.models import Conversation, Direction, Message, User

LONGEST = 10_000  # characters


class EmptyNote(WebcareError):
    """Nothing that anybody could read."""

    status = 422
    code = "empty_note"
    message = _("There is nothing to keep yet. Write your note first.")


class NoteTooLong(WebcareError):
    """More than anybody reads."""

    status = 422
    code = "note_too_long"
    message = _("A note holds at most %(limit)s characters; this one has %(length)s.")


def write(conversation: Conversation, text: str, *, by: User, now: datetime) -> Message:
    """Leave a note in a conversation. Raises EmptyNote, NoteTooLong."""
    text = editing.typed(text)
    if not editing.can_be_read(text):
        raise EmptyNote
    if len(text) > LONGEST:
        raise NoteTooLong(limit=LONGEST, length=len(text))
    note = Message(
        channel_id=conversation.channel_id,
        conversation_id=conversation.id,
        direction=Direction.NOTE,
        audience=conversation.audience,
        author_id=by.id,
        text=text,
        asks=False,
        posted_at=now,
        arrived_at=now,
    )
    session.add(note)
    session.flush()
    place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
    record(NoteWritten(at=now, by=by.id, message_id=note.id, **place))
    return note
