"""One message, as a page asks for it."""

from webcare.database import session
from webcare.errors import NotFound
from webcare.models import Message


def message_with(message_id: int) -> Message:
    """The message of this id. Raises NotFound; whether its conversation may be read is for the caller to ask."""
    found = session.get(Message, message_id)
    if found is None:
        raise NotFound
    return found
