"""Labels on conversations, made on the fly."""

import unicodedata
from datetime import datetime

from sqlalchemy import delete, select

from webcare.database import record, session
from webcare.desk import crisis_gathering
from webcare.desk.meeting import insert_new
from webcare.errors import BadInput
from webcare.events import ConversationTagged, ConversationUntagged
from webcare.models import Conversation, ConversationTag, Tag, User
from webcare.winning import won

LONGEST = 40  # characters


def tag(conversation: Conversation, name: str, *, by: User, now: datetime) -> Tag:
    """Put a tag on, making it when it is new. Putting it on twice changes nothing. Raises BadInput."""
    crisis_gathering.keep_pace()
    found = find_or_make(normalised(name), now)
    row = {"conversation_id": conversation.id, "tag_id": found.id, "tagged_by_id": by.id, "tagged_at": now}
    if insert_new(ConversationTag, [row]):
        place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
        record(ConversationTagged(at=now, by=by.id, tag_id=found.id, **place))
        crisis_gathering.tagged(conversation, found, by=by, now=now)
    session.expire(conversation, ["tags"])
    return found


def untag(conversation: Conversation, tag: Tag, *, by: User, now: datetime) -> None:
    """Take a tag off. Taking it off twice changes nothing. Raises CrisisHolds for the tag of a crisis."""
    crisis_gathering.check_may_untag(tag)
    there = delete(ConversationTag).where(
        ConversationTag.conversation_id == conversation.id, ConversationTag.tag_id == tag.id
    )
    if won(there):
        place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
        record(ConversationUntagged(at=now, by=by.id, tag_id=tag.id, **place))
    session.expire(conversation, ["tags"])


def normalised(name: str) -> str:
    """A tag's name as it is kept: lower case, single spaces, no hash. Raises BadInput."""
    letters = "".join(each if unicodedata.category(each)[0] not in "ZC" else " " for each in name.replace("\u200b", ""))
    plain = " ".join(unicodedata.normalize("NFC", letters).lower().split()).lstrip("# ")
    if not plain or len(plain) > LONGEST:
        raise BadInput(field="tag")
    return plain


def find_or_make(name: str, now: datetime) -> Tag:
    """The tag of that name, which is `normalised` already."""
    named = select(Tag).where(Tag.name == name)
    found = session.scalars(named).one_or_none()
    if found is not None:
        return found
    insert_new(Tag, [{"name": name, "created_at": now}])
    return session.scalars(named).one()
