"""Conversations that hold everything a conversation can hold, each marked with a word of its own; and who reads which.

Whoever gets an answer with the word of a place they may not read has found a hole.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import delete, select

from tests import scenes
from tests.visitor import Visitor
from webcare.database import session, transaction
from webcare.desk import claiming, drafting, noting, tagging
from webcare.exchange import Author, Picture
from webcare.models import (
    Alert,
    AlertKind,
    Approval,
    Audience,
    Channel,
    Conversation,
    Direction,
    Escalation,
    Grant,
    Handover,
    HandoverKind,
    HelpCall,
    Identity,
    LoginSession,
    Media,
    Message,
    OutboxEntry,
    Passkey,
    Power,
    Promise,
    PushSubscription,
    Quarantined,
    Reply,
    ReplyStatus,
    Role,
    Spike,
    Statement,
    Tag,
    Theme,
    ThemeMessage,
    User,
)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ABSENT = 987_654_321
ABSENT_UUID = "00000000-0000-4000-8000-000000000000"

# Who may read which places. Everything else is foreign to them.
READS: dict[str, frozenset[str]] = {
    Role.EMPLOYEE: frozenset(),
    Role.AGENT: frozenset({"public", "private"}),
    Role.LEAD: frozenset({"public", "private"}),
    Role.EXECUTIVE: frozenset({"public"}),
    Role.ADMIN: frozenset({"public", "elsewhere"}),
}
CANARY = {
    "public": "goudvink",
    "private": "roodborst",
    "elsewhere": "appelvink",
    "elsewhere_private": "zanglijster",
    "training": "winterkoning",
}
DRAFT = "boomkruiper"  # in every draft, and for its writer alone
PROPOSED_DM = "kneuter"  # in the text of a DM that is queued in the public place

EVERYWHERE = (Power.READ, Power.DRAFT, Power.ANSWER, Power.ESCALATE)
POWERS: dict[str, tuple[tuple[Power, Audience | None], ...]] = {
    Role.AGENT: tuple((power, None) for power in EVERYWHERE),
    Role.LEAD: tuple((power, None) for power in (*EVERYWHERE, Power.MODERATE, Power.APPROVE)),
    Role.EXECUTIVE: ((Power.READ, Audience.PUBLIC), (Power.ANSWER, Audience.PUBLIC), (Power.APPROVE, Audience.PUBLIC)),
}


@dataclass
class World:
    """People, and the ids of everything in each place."""

    app: Flask
    people: dict[str, int]
    holder_id: int
    places: dict[str, dict[str, int | str]]
    own: dict[str, dict[str, int | str]] = field(default_factory=dict)

    def visitor(self, role: str) -> Visitor:
        return Visitor(self.app).log_in(session.get_one(User, self.people[role]))

    def foreign(self, role: str) -> dict[str, dict[str, int | str]]:
        """The places this role may not read, by name."""
        return {name: ids for name, ids in self.places.items() if name not in READS[role]}

    def forbidden(self, role: str) -> set[str]:
        """The words this role may never see."""
        words = {CANARY[name] for name in self.foreign(role)} | {DRAFT}
        return words if "private" in READS[role] else words | {PROPOSED_DM}


def world(app: Flask, now: datetime) -> World:
    """Two desks and a training desk, a colleague of each role, and somebody who holds and wrote everything."""
    people = {role: scenes.user(f"Rol {role.title()}", now, role) for role in Role}
    holder = scenes.user("Houder Overal", now)
    here = scenes.channel(now)
    there = scenes.channel(now, external_id="101", handle="elders", name="Elders")
    drill = scenes.channel(now, external_id="102", handle="oefening", name="Oefening", training=True)
    _grant(here, people, holder, now)
    places = {
        "public": _place("public", here, holder, now),
        "private": _place("private", here, holder, now),
        "elsewhere": _place("elsewhere", there, holder, now),
        "elsewhere_private": _place("elsewhere_private", there, holder, now),
        "training": _place("training", drill, holder, now),
    }
    _propose_dm(int(places["public"]["conversation_id"]), holder, now)
    session.expire_all()
    made = World(app, {role: user.id for role, user in people.items()}, holder.id, places)
    for role in Role:
        made.visitor(role)
    made.own = {role: _own(made.people[role], role) for role in Role}
    session.remove()
    return made


def _grant(here: Channel, people: dict[str, User], holder: User, now: datetime) -> None:
    """Roles have power on the first desk alone; admins manage, and read in public everywhere."""
    long_ago = now - timedelta(days=30)
    with transaction():
        for role, powers in POWERS.items():
            for power, audience in powers:
                facts = {"channel_id": here.id, "audience": audience}
                session.add(Grant(role=role, power=power, valid_from=long_ago, granted_at=long_ago, **facts))
        for power, audience in ((Power.READ, Audience.PUBLIC), (Power.MANAGE, None)):
            session.add(
                Grant(role=Role.ADMIN, power=power, audience=audience, valid_from=long_ago, granted_at=long_ago)
            )
        for power in Power:
            if power != Power.MANAGE:
                session.add(Grant(user_id=holder.id, power=power, valid_from=long_ago, granted_at=long_ago))


def _place(name: str, channel: Channel, holder: User, now: datetime) -> dict[str, int | str]:
    """A conversation in which everything happened, and every text carries its word."""
    word, number = CANARY[name], list(CANARY).index(name)
    customer = Author(
        external_id=str(3_000 + number),
        handle=f"{word}{number}",
        name=f"Klant {word.title()}",
        avatar_url="https://pbs.twimg.com/a.png",
    )
    asks = scenes.asks_in_private if name.endswith("private") else scenes.asks
    first = now - timedelta(minutes=50)
    picture = Picture(kind="photo", url="https://pbs.twimg.com/media/b.png", alt=f"foto van {word}")
    thread = {} if name.endswith("private") else {"thread_id": str(9_000_000 + number)}
    conversation = asks(channel, f"Waar is mijn {word}?", at=first, by=customer, pictures=(picture,), **thread)
    promise = (f"dat de {word} terugkomt", now + timedelta(hours=3))
    sent = scenes.answer(
        conversation, f"Wij zoeken de {word}.", by=holder, at=first + timedelta(minutes=5), promise=promise
    )
    asks(channel, f"Is de {word} al terug?", at=first + timedelta(minutes=20), by=customer, **thread)
    conversation = session.get_one(Conversation, conversation.id)
    with transaction():
        there = session.get_one(Conversation, conversation.id)
        noting.write(there, f"De {word} zat op het dak.", by=holder, now=first + timedelta(minutes=21))
        tagging.tag(there, f"vogels-{number}", by=holder, now=first + timedelta(minutes=21))
        drafting.keep(there, f"Een {DRAFT} is geen {word}.", there.audience, by=holder, now=now)
    failed = scenes.submit(conversation, f"De {word} is kwijt.", by=holder, at=first + timedelta(minutes=22))
    with transaction():
        lost = session.get_one(Reply, failed.id)
        lost.status, lost.failure = ReplyStatus.FAILED, "refused"
    awaiting = scenes.submit(conversation, f"De {word} mag terug.", by=holder, at=now)
    queued = scenes.submit(conversation, f"De {word} is gevonden.", by=holder, at=now)
    _wait_for_approval(awaiting.id, holder, now)
    _escalate(conversation, word, holder, now)
    _find_theme(conversation, word, now)
    with transaction():
        claiming.claim(session.get_one(Conversation, conversation.id), by=holder, now=now)
        session.add(
            Quarantined(
                channel_id=channel.id,
                fingerprint=word,
                external_id=None,
                reason="unreadable",
                size=10,
                payload=f'{{"dm_event": "{word}"}}' if name.endswith("private") else f'{{"text": "{word}"}}',
                received_at=now,
            )
        )
    uuids = {"sent": sent.uuid, "failed": failed.uuid, "queued": queued.uuid, "awaiting": awaiting.uuid}
    return _ids(conversation.id, holder) | uuids | {"uuid": sent.uuid}


def _wait_for_approval(reply_id: int, holder: User, now: datetime) -> None:
    """As if the mandate had asked for it."""
    with transaction():
        reply = session.get_one(Reply, reply_id)
        reply.status = ReplyStatus.AWAITING_APPROVAL
        session.execute(delete(OutboxEntry).where(OutboxEntry.reply_id == reply_id))
        session.get_one(Conversation, reply.conversation_id).approval_asked_at = now
        session.add(
            Approval(
                reply_id=reply.id,
                conversation_id=reply.conversation_id,
                channel_id=reply.channel_id,
                audience=reply.audience,
                sha256="0" * 64,
                author_id=holder.id,
                written_by_id=holder.id,
                why="approval",
                asked_at=now,
            )
        )


def _find_theme(conversation: Conversation, word: str, now: datetime) -> None:
    """The word came up in what the customer said here, and nobody follows it yet; a crisis is suggested on it."""
    message = session.scalars(select(Message).where(Message.conversation_id == conversation.id)).first()
    assert message is not None
    with transaction():
        theme = Theme(name=word, detected=True, detected_at=now, created_at=now, matched_from=LONG_AGO)
        session.add(theme)
        session.flush()
        said = {"theme_id": theme.id, "message_id": message.id, "conversation_id": conversation.id}
        session.add(ThemeMessage(posted_at=message.posted_at, **said))
        begun = {"seen_at": now, "started_at": message.posted_at, "reasons": ["volume"]}
        session.add(Spike(theme_id=theme.id, messages=12, usual=1.0, score=9.0, **begun))


def _escalate(conversation: Conversation, word: str, holder: User, now: datetime) -> None:
    """A question to somebody higher, with the word in everything that can be written in it."""
    with transaction():
        session.add(
            Escalation(
                conversation_id=conversation.id,
                channel_id=conversation.channel_id,
                asked_by_id=holder.id,
                to_id=holder.id,
                holder_id=holder.id,
                asked_at=now,
                answer_by=now + timedelta(hours=1),
                patience_minutes=60,
                headline=f"De {word} is zoek",
                what_happened=f"De {word} vloog weg.",
                proposal=f"De {word} komt terug.",
                draft=f"Die {word} ook altijd.",
                word=f"Laat die {word} maar.",
            )
        )


def _ids(conversation_id: int, holder: User) -> dict[str, int | str]:
    session.expire_all()
    conversation = session.get_one(Conversation, conversation_id)
    inbound = (Message.conversation_id == conversation_id, Message.direction == Direction.INBOUND)
    newest = select(Message.id).where(*inbound).order_by(Message.id.desc())
    theme = select(ThemeMessage.theme_id).where(ThemeMessage.conversation_id == conversation_id)
    theme_id = session.scalars(theme).one()
    return {
        "conversation_id": conversation_id,
        "channel_id": conversation.channel_id,
        "escalation_id": session.scalars(
            select(Escalation.id).where(Escalation.conversation_id == conversation_id)
        ).one(),
        "contact_id": conversation.contact_id,
        "message_id": session.scalars(newest).first() or 0,
        "media_id": session.scalars(
            select(Media.id).join(Message).where(Message.conversation_id == conversation_id)
        ).first()
        or 0,
        "statement_id": _statement(conversation.channel_id, holder),
        "theme_id": theme_id,
        "spike_id": session.scalars(select(Spike.id).where(Spike.theme_id == theme_id)).one(),
        "wait_id": scenes.waits(conversation)[-1].id,
        "promise_id": session.scalars(select(Promise.id).where(Promise.conversation_id == conversation_id)).one(),
        "tag_id": session.scalars(select(Tag.id).where(Tag.id.in_([tag.id for tag in conversation.tags]))).one(),
        "user_id": holder.id,
    }


def _statement(channel_id: int, holder: User) -> int:
    with transaction():
        made = Statement(
            channel_id=channel_id, text="Wij zoeken het uit.", approved_by_id=holder.id, approved_at=LONG_AGO
        )
        session.add(made)
        session.flush()
    return made.id


def _propose_dm(conversation_id: int, holder: User, now: datetime) -> None:
    conversation = session.get_one(Conversation, conversation_id)
    text = f"In een DM: de {PROPOSED_DM}."
    scenes.submit(conversation, text, by=holder, at=now, audience=Audience.PRIVATE, uuid=str(uuid4()))


def _own(user_id: int, role: str) -> dict[str, int | str]:
    """What somebody has for themselves alone."""
    begun = session.scalars(select(LoginSession.id).where(LoginSession.user_id == user_id)).one()
    with transaction():
        device = PushSubscription(
            user_id=user_id, endpoint=f"https://push.example/{role}", p256dh="x", auth="x", created_at=LONG_AGO
        )
        key = Passkey(
            user_id=user_id,
            credential_id=f"{role:_<12}",
            public_key=b"x",
            host="localhost",
            name=role,
            created_at=LONG_AGO,
        )
        identity = Identity(user_id=user_id, issuer="https://sso.example", subject=role, linked_at=LONG_AGO)
        given = Handover(kind=HandoverKind.GIVEN, user_id=user_id, by_id=user_id, at=LONG_AGO)
        call = HelpCall(called_by_id=user_id, called_at=LONG_AGO)
        session.add_all([device, key, identity, given, call])
        session.flush()
        session.add(Alert(user_id=user_id, kind=AlertKind.HELP, help_call_id=call.id, raised_at=LONG_AGO))
    ids: dict[str, int | str] = {"device_id": device.id, "passkey_id": key.id, "identity_id": identity.id}
    ids |= {"handover_id": given.id, "call_id": call.id}
    return ids | {"session_id": begun, "user_id": user_id}
