"""The intent to publish, as a row: one for each UUID, with every exact text it has had."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from webcare.database import session
from webcare.desk import personal_accounts
from webcare.desk.meeting import insert_new
from webcare.errors import BadInput, Conflict
from webcare.mandate import Verdict
from webcare.models import (
    Audience,
    Conversation,
    Direction,
    Message,
    PersonalAccount,
    Reply,
    ReplyStatus,
    ReplyVersion,
    User,
)


class NothingToAnswer(Conflict):
    """Everything the customer wrote is gone: a public answer has no place any more."""

    code = "nothing_to_answer"
    message = _("The customer deleted what you would answer. You can still send a DM.")


class AlreadyAccepted(Conflict):
    """Another text came through under this UUID before; its writer did not hear of it."""

    code = "already_accepted"
    message = _(
        "An earlier version of this answer did come through; the conversation shows how it stands. "
        "This text was not sent: send it again if it must go out as well."
    )


class TakenBack(AlreadyAccepted):
    """It came through before, and was taken back since."""

    message = _("You took this answer back, so nothing was sent. Send it again to let it go after all.")


class Choices(TypedDict, total=False):
    """What a writer chooses beside the text; what is left out is not chosen."""

    anyway: int | None  # news up to this message was shown, and it goes in spite of that
    closes: bool  # close the conversation once it is sent
    refers_to_dm: bool  # it asks to send a DM
    promise: tuple[str, datetime] | None  # what more will follow, and when
    covers: Mapping[int, int]  # open waits in the same gathering that it answers as well, and what was seen of each
    in_person: str | None  # how somebody signs whom the team asked for an answer: the claim stays with who has it
    verdict: Verdict | None  # of the mandate, which the route asked; it may ask for approval
    account: PersonalAccount | None  # the writer's own, by which it leaves; None: the channel's
    overruled: frozenset[str]  # codes of what the guard warned of and its writer wants all the same


def known(uuid: str, conversation: Conversation, by: User) -> Reply | None:
    """The reply of this intent, when it was made before. Raises BadInput when it is somebody else's."""
    reply = session.scalars(select(Reply).where(Reply.uuid == uuid)).one_or_none()
    if reply is not None and (reply.conversation_id, reply.author_id) != (conversation.id, by.id):
        raise BadInput(field="uuid")
    return reply


def repeated(uuid: str, conversation: Conversation, by: User, audience: str, text: str) -> Reply | None:
    """The reply of this intent, when exactly this was sent before: its writer did not hear that it came through.

    Raises BadInput when it is somebody else's, TakenBack, and AlreadyAccepted when it was another text or audience.
    """
    reply = known(uuid, conversation, by)
    if reply is None:
        return None
    if reply.status == ReplyStatus.CANCELLED:
        raise TakenBack
    first = select(ReplyVersion.sha256).where(ReplyVersion.reply_id == reply.id, ReplyVersion.number == 1)
    if (reply.audience, session.scalar(first)) != (audience, sha256_of(text)):
        raise AlreadyAccepted
    return reply


def write(
    conversation: Conversation,
    uuid: str,
    by: User,
    now: datetime,
    values: dict[str, Any],
    account: PersonalAccount | None = None,
) -> Reply | None:
    """Write it down with its first version; None when the same UUID came at the same moment and was first.

    Raises NothingToAnswer.
    """
    row = {
        "uuid": uuid,
        "conversation_id": conversation.id,
        "channel_id": conversation.channel_id,
        "author_id": by.id,
        "status": ReplyStatus.QUEUED,
        "created_at": now,
        "queued_at": now,
        "in_reply_to": _answered(conversation, values["audience"], values["seen_message_id"], account),
        "account_id": account.id if account is not None else None,
    }
    for reply in insert_new(Reply, [row | values]):
        add_version(reply, by=by, now=now)
        return reply
    return None


def add_version(reply: Reply, *, by: User, now: datetime) -> ReplyVersion:
    """Keep the text as it is now, and who wrote it."""
    before = session.scalar(select(func.max(ReplyVersion.number)).where(ReplyVersion.reply_id == reply.id)) or 0
    version = ReplyVersion(
        reply_id=reply.id,
        number=before + 1,
        text=reply.text,
        sha256=sha256_of(reply.text),
        written_by_id=by.id,
        written_at=now,
    )
    session.add(version)
    session.flush()
    return version


def sha256_of(text: str) -> str:
    """What names an exact text: approval is of this."""
    return hashlib.sha256(text.encode()).hexdigest()


def _answered(
    conversation: Conversation, audience: str, seen_message_id: int, account: PersonalAccount | None
) -> str | None:
    """The customer's newest message the writer had seen: the one a public answer hangs under.

    By somebody's own account it is the newest that names it: X takes no other.
    """
    if audience == Audience.PRIVATE:
        return None
    if account is not None:
        named = personal_accounts.mentioning(conversation, account)
        if named is None:
            raise NothingToAnswer
        return named.external_id
    theirs = select(Message.external_id).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.INBOUND,
        Message.deleted_at.is_(None),
    )
    newest = theirs.order_by((Message.id <= seen_message_id).desc(), Message.posted_at.desc(), Message.id.desc())
    number = session.scalars(newest.limit(1)).first()
    if number is None:
        raise NothingToAnswer
    return number
