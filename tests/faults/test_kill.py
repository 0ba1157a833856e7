"""A worker killed without warning, at any moment: at most one publication for each reply, and none is forgotten."""

import random
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.brand import Brand
from tests.test_worker import beside, until, worker  # noqa: F401  # a fixture
from webcare.channels import registry
from webcare.database import session, transaction
from webcare.desk import replying
from webcare.models import Audience, Conversation, Reply, ReplyStatus, User

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

REPLIES = 200
KILLS = 5
ENDS = {ReplyStatus.SENT, ReplyStatus.FAILED, ReplyStatus.UNCERTAIN}


def ask_much(brand: Brand) -> list[Conversation]:
    """A hundred and sixty public questions and forty in private."""
    posts = [{"text": f"@spoorlijn vraag {n}", "author": f"klant{n}"} for n in range(REPLIES - 40)]
    brand.x.posts(posts)
    for number in range(40):
        brand.x.dm(f"vraag {number}", author=f"klant{number}")
    brand.poll("mentions", "direct_messages")
    session.rollback()
    return list(session.scalars(select(Conversation).order_by(Conversation.id)))


def answer_all(brand: Brand, conversations: list[Conversation]) -> list[int]:
    """Answer each; the ids of the replies."""
    with transaction():
        sofie = session.get_one(User, brand.sofie.id)
        replies = [
            replying.submit(
                session.get_one(Conversation, conversation.id),
                uuid=str(uuid4()),
                text=f"Antwoord {number}",
                audience=conversation.audience,
                seen_message_id=conversation.last_message_id or 0,
                by=sofie,
                now=brand.clock(),
                rules=registry.text("x"),
            )
            for number, conversation in enumerate(conversations)
        ]
        return [reply.id for reply in replies]


def statuses() -> Counter[str]:
    session.remove()
    return Counter(session.scalars(select(Reply.status)))


def kill_once(brand: Brand, database_url: str, folder: Path, *, inside: bool) -> None:
    """Start a worker and kill it: after a while, or inside a call that X has just accepted."""
    before = len(brand.x.ledger())
    if inside:
        brand.x.fault("accept_then_timeout", seconds=5, on="create_post")
    with worker(database_url, brand.x, folder, poll_seconds=60) as running:
        until(lambda: len(brand.x.ledger()) > before + random.randrange(20))
        if inside:
            until(lambda: not brand.x.faults())
        time.sleep(random.random() * 0.05)
        running.kill()
        running.wait()


def test_whatever_is_killed_each_reply_is_published_at_most_once(
    beside: Brand,  # noqa: F811
    database_url: str,
    tmp_path: Path,
) -> None:
    replies = answer_all(beside, ask_much(beside))
    assert len(replies) == REPLIES
    for number in range(KILLS):
        kill_once(beside, database_url, tmp_path, inside=number % 2 == 0)
        if len(beside.x.ledger()) > REPLIES - 25:
            break
    with worker(database_url, beside.x, tmp_path, poll_seconds=60):
        until(lambda: set(statuses()) <= ENDS, seconds=60)
        time.sleep(4)  # what X had accepted is found in its record
    published = Counter((entry["text"], entry["target"]) for entry in beside.x.ledger())
    assert max(published.values()) == 1
    on_x = {entry["external_id"] for entry in beside.x.ledger()}
    session.remove()
    settled = list(session.scalars(select(Reply)))
    for reply in settled:
        assert (reply.status == ReplyStatus.SENT) == (str(reply.external_id) in {str(each) for each in on_x})
    assert {reply.audience for reply in settled if reply.status == ReplyStatus.SENT} == set(Audience)
    assert statuses()[ReplyStatus.SENT] == len(on_x)
