"""Whatever order messages arrive in, however often: the same conversations and the same waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from tests import scenes
from webcare.database import Base, session, transaction
from webcare.desk import receiving
from webcare.exchange import Incoming
from webcare.models import Audience, Channel, Contact, Conversation, Message, Wait

MINUTE = timedelta(minutes=1)
PEOPLE = (scenes.ANNA, scenes.BRAM)
THREADS = ("500", "501")


@st.composite
def days(draw: st.DrawFn) -> list[Incoming]:
    """What a platform holds at the end of a day: posts and DMs of two people, and the brand's own made elsewhere."""
    start = datetime.fromisoformat("2026-11-16T11:00:00+00:00")
    messages: list[Incoming] = []
    for number in range(draw(st.integers(1, 10))):
        at = start + draw(st.integers(0, 20)) * MINUTE
        person = draw(st.sampled_from(PEOPLE))
        kind = draw(st.sampled_from(("post", "post", "dm", "own post", "own chain", "own dm", "edit")))
        own_id = str(1000 + number)
        if kind == "post":
            asks = draw(st.booleans())
            thread, author = draw(st.sampled_from(THREADS)), scenes.STRANGER.external_id
            post = scenes.incoming(own_id, at=at, by=person, external_id=own_id, thread_id=thread)
            messages.append(replace(post, asks=asks, thread_author=author))
        elif kind == "dm":
            messages.append(scenes.direct_message(own_id, at=at, by=person, external_id=own_id))
        elif kind == "own dm":
            own = {"by": scenes.BRAND, "counterpart": person, "external_id": own_id}
            messages.append(scenes.direct_message(own_id, at=at, **own))
        elif kind == "edit":
            messages += edited(draw, messages, own_id)
        else:
            messages += answered(draw, messages, own_id, at, kind)
    return messages


def edited(draw: st.DrawFn, messages: list[Incoming], own_id: str) -> list[Incoming]:
    posts = [each for each in messages if each.author != scenes.BRAND and not each.versions]
    if not posts:
        return []
    post = draw(st.sampled_from(posts))
    messages.remove(post)  # a platform shows an edited post with the ids of all its versions
    versions = (post.external_id, own_id)
    return [post, replace(post, external_id=own_id, text=f"{own_id} (edited)", versions=versions)]


def answered(draw: st.DrawFn, messages: list[Incoming], own_id: str, at: datetime, kind: str) -> list[Incoming]:
    own = kind == "own chain"
    parents = [each for each in messages if (each.author == scenes.BRAND) == own and each.audience == Audience.PUBLIC]
    if not parents:
        return []
    parent = draw(st.sampled_from(parents))
    counterpart = None if own else parent.author
    return [scenes.answer_elsewhere(parent, own_id, at=at, external_id=own_id, counterpart=counterpart)]


@contextmanager
def emptied(engine: Engine) -> Iterator[None]:
    session.remove()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for table in Base.metadata.tables.values():
                connection.execute(table.delete())
    yield


def state() -> tuple:
    session.expire_all()
    names = dict(session.execute(select(Conversation.id, Contact.handle).join(Contact)).all())
    words = dict(session.execute(select(Message.id, Message.external_id)).all())
    conversations = [
        (
            names[each.id], each.audience, each.thread_id, each.status, each.asks, each.opened_at, each.due_at,
            each.last_message_at, each.preview, each.gathering_id is not None, each.wait_started_at,
        )
        for each in session.scalars(select(Conversation))
    ]  # fmt: skip
    waits = [
        (
            names[each.conversation_id], each.started_at, words[each.first_message_id], each.outcome, str(each.how),
            str(each.ended_at), words.get(each.answer_id), each.due_at, each.half_at,
            each.at_risk_at, each.was_late,
        )
        for each in session.scalars(select(Wait))
    ]  # fmt: skip
    messages = [
        (each.external_id, each.direction, each.text, each.posted_at, names[each.conversation_id])
        for each in session.scalars(select(Message))
    ]
    return sorted(conversations), sorted(waits), sorted(messages)


def arrive(now: datetime, pages: list[list[Incoming]]) -> tuple:
    channel = scenes.channel(now)
    for page in pages:
        with transaction():
            receiving.receive(session.get_one(Channel, channel.id), page, now=now)
    return state()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=days(), random=st.randoms(use_true_random=False), size=st.integers(1, 5))
def test_any_order_with_repeats_gives_the_same_conversations_and_waits(
    engine: Engine, now: datetime, day: list[Incoming], random, size: int
) -> None:
    with emptied(engine):
        expected = arrive(now + timedelta(hours=1), [day])
    shuffled = [*day, *random.sample(day, k=len(day) // 2)]
    random.shuffle(shuffled)
    with emptied(engine):
        pages = [shuffled[start : start + size] for start in range(0, len(shuffled), size)]

        assert arrive(now + timedelta(hours=1), pages) == expected
