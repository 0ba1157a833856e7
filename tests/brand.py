"""A brand with one channel on the simulated X, one agent, and the pipes between them: for ingest and outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select

from tests import scenes
from webcare import ingest
from webcare.access import grants
from webcare.channels import Platform, credentials, registry, x
from webcare.channels.opened import Opened
from webcare.database import session, transaction
from webcare.desk import connecting, replying
from webcare.exchange import TextRules
from webcare.models import Audience, Channel, Contact, Conversation, Feed, Message, Reply, User
from webcare.outbox import Outbox
from webcare.simulator import Simulator

KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
HOUR = timedelta(hours=1)


class Clock:
    """The real time, moved forward at will."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved

    def forward(self, **by: float) -> None:
        self.moved += timedelta(**by)


class Brand:
    """Spoorlijn, and Sofie Kramer who answers for it."""

    def __init__(self, simulator: Simulator, undo_seconds: int = 0) -> None:
        self.x = simulator
        self.clock = Clock()
        connected = self.clock()
        with transaction():
            grants.seed(connected - HOUR)
            channel = connecting.connect(
                "x",
                external_id=simulator.keys["user_id"],
                handle=simulator.keys["handle"],
                name="Spoorlijn",
                credentials=credentials.encrypt({key: simulator.keys[key] for key in KEYS}),
                by=None,
                now=connected - HOUR,
                undo_seconds=undo_seconds,
            )
            self.channel_id = channel.id
        self.sofie = scenes.user("Sofie Kramer", connected)
        self.opened = Opened()
        self.feeds = ingest.feeds_of(self.channel_id, self.platform.feeds)
        self.outbox = Outbox("the-worker", clock=self.clock)

    @property
    def platform(self) -> Platform:
        return self.opened(self.channel_id)

    @property
    def channel(self) -> Channel:
        session.rollback()
        session.expire_all()
        return session.get_one(Channel, self.channel_id)

    def poll(self, *kinds: str) -> int:
        """Ask the feeds once; how many messages were new."""
        return sum(
            ingest.run(self.feeds[kind], self.platform, clock=self.clock) for kind in kinds or self.platform.feeds
        )

    def feed(self, kind: str) -> Feed:
        session.rollback()
        session.expire_all()
        return session.get_one(Feed, self.feeds[kind])

    def asks(self, text: str = "Waar blijft mijn trein?", author: str = "anna", **facts: Any) -> Conversation:
        """A customer posts, and it is taken in."""
        number = self.x.post(f"@spoorlijn {text}", author=author, **facts)
        self.poll("mentions")
        return scenes.conversation_of(self.message(number))

    def asks_in_private(self, text: str = "Mag ik iets vragen?", author: str = "anna") -> Conversation:
        """A customer sends a DM, and it is taken in."""
        number = self.x.dm(text, author=author)
        self.poll("direct_messages")
        return scenes.conversation_of(self.message(number))

    def message(self, external_id: str) -> Message:
        session.rollback()
        session.expire_all()
        return session.scalars(select(Message).where(Message.external_id == external_id)).one()

    def messages(self) -> list[Message]:
        session.rollback()
        session.expire_all()
        return list(session.scalars(select(Message).order_by(Message.posted_at, Message.id)))

    def contact(self, handle: str) -> Contact:
        session.rollback()
        session.expire_all()
        return session.scalars(select(Contact).where(Contact.handle == handle)).one()

    def answers(self, conversation: Conversation, text: str = "We zoeken het uit.", **choices: Any) -> Reply:
        """Sofie has seen everything and answers."""
        rules: TextRules = registry.text("x")
        values: dict[str, Any] = {
            "uuid": str(uuid4()),
            "audience": Audience(conversation.audience),
            "seen_message_id": conversation.last_message_id,
        }
        with transaction():
            there = session.get_one(Conversation, conversation.id)
            sofie = session.get_one(User, self.sofie.id)
            return replying.submit(there, text=text, by=sofie, now=self.clock(), rules=rules, **(values | choices))

    def deliver(self) -> int:
        """Let the outbox do what is due; how many entries it looked at."""
        count = 0
        while self.outbox.deliver():
            count += 1
        return count

    def now_is(self, reply: Reply) -> Reply:
        """The reply as it stands in the database."""
        session.rollback()
        session.expire_all()
        return session.get_one(Reply, reply.id)

    def texts_on_x(self) -> list[str]:
        """What X accepted, oldest first."""
        return [entry["text"] for entry in self.x.ledger()]


@contextmanager
def on_x(**facts: Any) -> Iterator[Simulator]:
    """A simulated X that this process talks to."""
    credentials.use((SecretStr(Fernet.generate_key().decode()),))
    with Simulator(**facts) as simulator:
        x.register(simulator.url)
        yield simulator
