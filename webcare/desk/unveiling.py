"""A number that is masked on screen is shown to who asks for it, and that is recorded. Source: issue 3, Guard."""

from datetime import datetime

from webcare.database import record
from webcare.events import MaskOpened
from webcare.models import Message, User


def unveil(message: Message, *, by: User, now: datetime) -> None:
    """Somebody looks at what is masked in this message."""
    place = {"channel_id": message.channel_id, "conversation_id": message.conversation_id}
    record(MaskOpened(at=now, by=by.id, opened=message.id, **place))
