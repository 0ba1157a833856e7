"""Some days on the desk, at random but the same for the same seed: all that can become of a wait, by the rules."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests import scenes
from webcare.access import grants
from webcare.database import session, transaction
from webcare.desk import closing, dismissing, promising, receiving, tagging, toning
from webcare.models import Channel, Conversation, Direction, Dismissal, Message, Outcome, Promise, Reason, User, Wait

TAGS = ("uitval", "betaling", "app")
SAID = (
    "Weer vertraging, schandalig!",
    "Hoe laat vertrekt de trein naar Zwolle?",
    "Hartelijk bedankt, geweldig geholpen!",
)
OFFICE = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


class Story:
    """One step is one thing that happens; time goes on by minutes to hours in between."""

    def __init__(self, begins: datetime, seed: int) -> None:
        self.chance, self.now = random.Random(seed), begins
        self.words = random.Random(seed)
        with transaction():
            grants.seed(begins - timedelta(days=1))
        channels = [
            scenes.channel(begins),
            scenes.channel(begins, external_id="101", handle="spoorlijn_en", service_hours=OFFICE, target_minutes=90),
        ]
        names = ("Sanne Kuipers", "Daan Visser", "Fatima Aksoy", "Joost Meijer", "Eva Mulder")
        self.channels = [each.id for each in channels]
        self.people = [scenes.user(name, begins).id for name in names]

    def play(self, steps: int) -> None:
        acts: list[tuple[int, Callable[[], Any]]] = [
            (8, self._ask),
            (3, self._ask_in_private),
            (7, self._answer),
            (1, self._answer_elsewhere),
            (2, self._dismiss),
            (1, self._undo),
            (2, self._tag),
            (1, self._keep),
            (1, self._delete),
            (2, self._read),
            (1, self._edit),
            (1, self._close),
        ]
        weighed = [act for weight, act in acts for _time in range(weight)]
        for _step in range(steps):
            self.now += timedelta(
                minutes=self.chance.choice((1, 3, 8, 20, 60, 300)), seconds=self.chance.randint(0, 59)
            )
            session.remove()
            self.chance.choice(weighed)()
        session.remove()

    def _ask(self) -> None:
        at = self.now - timedelta(minutes=self.chance.choice((0, 0, 5, 200)))  # some are indexed late
        scenes.receive(self._channel(), scenes.incoming(self._says(), at=at, by=self._customer()), now=self.now)

    def _ask_in_private(self) -> None:
        scenes.receive(
            self._channel(), scenes.direct_message(self._says(), at=self.now, by=self._customer()), now=self.now
        )

    def _answer(self) -> None:
        wait = self._some(select(Wait).where(Wait.outcome == Outcome.OPEN))
        if wait is None:
            return
        there, choices = session.get_one(Conversation, wait.conversation_id), {}
        if there.claimed_by_id:
            by = session.get_one(User, there.claimed_by_id)
        else:
            by = session.get_one(User, self.chance.choice(self.people))
        kind = self.chance.randint(0, 5)
        if kind == 0 and there.audience == "public":
            choices["refers_to_dm"] = True
        elif kind == 1:
            choices["promise"] = ("We bellen terug.", self.now + timedelta(hours=5))
        elif kind == 2 and there.audience == "public":
            choices["audience"] = "private"
        elif kind == 3:
            choices["closes"] = True
        scenes.answer(there, by=by, at=self.now, **choices)

    def _answer_elsewhere(self) -> None:
        asked = self._some(select(Message).where(Message.direction == Direction.INBOUND, Message.audience == "public"))
        if asked is not None:
            there = session.get_one(Conversation, asked.conversation_id)
            author = scenes.customer(int(there.contact.external_id) - 1_000)
            question = scenes.incoming(
                at=asked.posted_at, by=author, external_id=asked.external_id, thread_id=there.thread_id
            )
            scenes.receive(there.channel, scenes.answer_elsewhere(question, at=self.now, by=self._brand(there)))

    def _brand(self, there: Conversation) -> Any:
        channel = there.channel
        return scenes.Author(external_id=channel.external_id, handle=channel.handle, name=channel.name)

    def _dismiss(self) -> None:
        wait = self._some(select(Wait).where(Wait.outcome == Outcome.OPEN))
        if wait is not None:
            there = session.get_one(Conversation, wait.conversation_id)
            holder = there.claimed_by_id or self.chance.choice(self.people)
            reason = self.chance.choice([each for each in Reason if each is not Reason.DELETED])
            self._act(dismissing.dismiss, there, reason, seen_message_id=there.last_message_id, by=holder)

    def _undo(self) -> None:
        dismissal = self._some(select(Dismissal).where(Dismissal.undone_at.is_(None)))
        if dismissal is not None:
            self._act(dismissing.undo, dismissal, by=self.people[0])

    def _tag(self) -> None:
        there = self._some(select(Conversation))
        if there is not None:
            self._act(tagging.tag, there, self.chance.choice(TAGS), by=self.people[0])
            if self.chance.random() < 0.3:
                self._act(tagging.untag, there, there.tags[0], by=self.people[0])

    def _keep(self) -> None:
        promise = self._some(select(Promise).where(Promise.counts_from.is_not(None), Promise.fulfilled_at.is_(None)))
        if promise is not None:
            rule = promising.fulfil if self.chance.random() < 0.8 else promising.withdraw
            self._act(rule, promise, by=promise.promised_by_id)

    def _delete(self) -> None:
        there = select(Message).where(Message.direction != Direction.NOTE, Message.deleted_at.is_(None))
        if self.chance.random() < 0.5:  # what nobody answered yet: then its wait ends with it
            there = there.join(Wait, Wait.first_message_id == Message.id).where(Wait.outcome == Outcome.OPEN)
        message = self._some(there)
        if message is not None:
            with transaction():
                channel = session.get_one(Channel, message.channel_id)
                receiving.gone(channel, [str(message.external_id)], now=self.now)

    def _read(self) -> None:
        """The tone of what was not read yet is found, as the worker does after messages came in."""
        while toning.read(now=self.now):
            session.remove()

    def _edit(self) -> None:
        said = select(Message).where(Message.direction == Direction.INBOUND, Message.deleted_at.is_(None))
        message = self._some(said.where(Message.audience == "public"))
        if message is None:
            return
        there = session.get_one(Conversation, message.conversation_id)
        author = scenes.customer(int(there.contact.external_id) - 1_000)
        edited = scenes.incoming(self._says(), at=message.posted_at, by=author, thread_id=there.thread_id)
        versions = (str(message.external_id), edited.external_id)
        scenes.receive(there.channel, replace(edited, versions=versions), now=self.now)

    def _says(self) -> str:
        return self.words.choice(SAID)

    def _close(self) -> None:
        there = self._some(select(Conversation).where(Conversation.status == "open", Conversation.due_at.is_(None)))
        if there is not None:
            self._act(closing.close, there, by=there.claimed_by_id or self.people[0])

    def _act(self, rule: Callable[..., Any], row: Any, *arguments: Any, by: int, **more: Any) -> None:
        with transaction():
            there = session.get_one(type(row), row.id)
            rule(there, *arguments, by=session.get_one(User, by), now=self.now, **more)

    def _some(self, statement: Any) -> Any:
        found = sorted(session.scalars(statement), key=lambda row: row.id)
        return self.chance.choice(found) if found else None

    def _channel(self) -> Channel:
        return session.get_one(Channel, self.chance.choice(self.channels))

    def _customer(self) -> Any:
        return scenes.customer(self.chance.randint(1, 25))
