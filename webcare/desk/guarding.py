"""The guard on the desk: what it knows of a conversation, and refusing what it finds. Source: DOMAIN, Guarding."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from webcare import guard, mandate
from webcare.database import record, session
from webcare.errors import WebcareError
from webcare.events import GuardOverruled
from webcare.guard import Code, Context, Finding, Known, Pattern, Severity
from webcare.models import (
    Audience,
    Channel,
    Contact,
    Conversation,
    Direction,
    Draft,
    Message,
    NumberPattern,
    OwnDetail,
    Promise,
    Reply,
    User,
)

LATELY = 60  # messages that are compared
MOST_PEOPLE = 500  # in one thread
_MENTION = re.compile(r"@(\w{1,60})")


class GuardRefusal(WebcareError):
    """A text that should not go out as it is; `findings` say what and where. The codes travel, the words do not."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep what was found, for the page."""
        self.findings = list(findings)
        super().__init__(codes=sorted({each.code.value for each in self.findings}))


class GuardBlocked(GuardRefusal):
    """Nothing overrules this."""

    status = 422
    code = "guard_blocked"
    message = _("A BSN or a card number never goes out in public. Move this to a DM, or take the number out.")


class GuardWarned(GuardRefusal):
    """Its writer may overrule this, which is recorded."""

    status = 409
    code = "guard_warned"
    message = _("Something in this text should perhaps not go out. Look at it, then change it or send it anyway.")


def look(
    conversation: Conversation, text: str, audience: str, *, by: User, now: datetime, promised: bool = False
) -> list[Finding]:
    """What the guard finds in a text that is about to be said here; `promised` when a promise goes with it."""
    text = text.replace("\r\n", "\n")
    context = _context(conversation, text, audience, by=by, now=now, promised=promised)
    return guard.check(text, audience, known=known_of(conversation.channel), context=context)


def check(
    conversation: Conversation,
    text: str,
    audience: str,
    *,
    overruled: frozenset[str],
    by: User,
    now: datetime,
    promised: bool = False,
) -> list[str]:
    """Refuse a text with findings; warnings whose codes are `overruled` pass, are recorded and returned.

    Raises GuardBlocked, GuardWarned.
    """
    findings = look(conversation, text, audience, by=by, now=now, promised=promised)
    _refuse(findings, overruled)
    codes = sorted({each.code.value for each in findings})
    if codes:
        place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
        record(GuardOverruled(at=now, by=by.id, codes=tuple(codes), audience=audience, **place))
    return codes


def check_change(
    reply: Reply, conversation: Conversation, text: str, *, overruled: frozenset[str], by: User, now: datetime
) -> list[str]:
    """As `check`, for other words in the place of an answer: what was promised with it still is."""
    promised = _is_promised(reply)
    return check(conversation, text, reply.audience, overruled=overruled, promised=promised, by=by, now=now)


def check_again(reply: Reply, *, by: User, now: datetime, overruled: frozenset[str] = frozenset()) -> None:
    """Look once more at an answer that is about to be queued: the rules may have changed since it was written.

    What its writer overruled stays so; what `by` overrules besides is recorded as theirs. Raises GuardBlocked,
    GuardWarned.
    """
    conversation = session.get_one(Conversation, reply.conversation_id)
    findings = look(conversation, reply.text, reply.audience, by=by, now=now, promised=_is_promised(reply))
    _refuse(findings, frozenset(reply.overruled) | overruled)
    codes = sorted({each.code.value for each in findings} - set(reply.overruled))
    if codes:
        reply.overruled = [*reply.overruled, *codes]
        place = {"channel_id": conversation.channel_id, "conversation_id": conversation.id}
        record(GuardOverruled(at=now, by=by.id, codes=tuple(codes), audience=reply.audience, **place))


def known_of(channel: Channel) -> Known:
    """What the brand published itself: an admin's list, and the handles of all its channels."""
    return Known.of(
        session.scalars(select(OwnDetail.words).where(OwnDetail.channel_id == channel.id)).all(),
        handles=session.scalars(select(Channel.handle)).all(),
        patterns=[
            Pattern(name, template)
            for name, template in session.execute(
                select(NumberPattern.name, NumberPattern.template)
                .where(NumberPattern.channel_id == channel.id)
                .order_by(NumberPattern.id)
            )
        ],
    )


def _is_promised(reply: Reply) -> bool:
    return session.scalar(select(Promise.id).where(Promise.reply_id == reply.id).limit(1)) is not None


def _refuse(findings: list[Finding], overruled: frozenset[str]) -> None:
    if any(each.severity == Severity.BLOCK for each in findings):
        raise GuardBlocked(findings)
    if any(each.code not in overruled for each in findings):
        raise GuardWarned(findings)


def _context(
    conversation: Conversation, text: str, audience: str, *, by: User, now: datetime, promised: bool
) -> Context:
    compares = audience == Audience.PUBLIC and len(text.split()) >= guard.LONG_RUN
    said = _said(conversation) if compares or "@" in text else []
    return Context(
        handles=_people(conversation, said) if "@" in text else frozenset(),
        private_texts=_said_by_dm(conversation, by, now) if compares else (),
        public_texts=tuple(said),
        promised=promised,
    )


def _people(conversation: Conversation, said: list[str]) -> frozenset[str]:
    """The contact, who else writes in this thread, and whom the thread itself names."""
    there = (
        select(Contact.handle)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Conversation.channel_id == conversation.channel_id, Conversation.thread_id == conversation.thread_id)
        .limit(MOST_PEOPLE)
    )
    named = (name for text in said for name in _MENTION.findall(text))
    return frozenset(name.lower() for name in (conversation.contact.handle, *session.scalars(there), *named))


def _said(conversation: Conversation) -> list[str]:
    return [text for text in session.scalars(_texts().where(Message.conversation_id == conversation.id)) if text]


def _said_by_dm(conversation: Conversation, by: User, now: datetime) -> tuple[str, ...]:
    """What was said to this contact by DM, and what this writer drafts there, as far as the writer may read it."""
    theirs = (
        Conversation.contact_id == conversation.contact_id,
        Conversation.audience == Audience.PRIVATE,
        mandate.of(by, now).readable().where(),
    )
    said = _texts().join(Conversation, Conversation.id == Message.conversation_id).where(*theirs)
    drafts = select(Draft.text).join(Conversation, Conversation.id == Draft.conversation_id)
    drafted = drafts.where(Draft.user_id == by.id, *theirs)
    return tuple(text for text in (*session.scalars(said), *session.scalars(drafted)) if text)


def _texts() -> Any:
    kept = select(Message.text).where(Message.deleted_at.is_(None), Message.direction != Direction.NOTE)
    return kept.order_by(Message.id.desc()).limit(LATELY)


def is_code(code: str) -> bool:
    """Whether the guard has such a finding."""
    return code in set(Code)
