"""One row stands for many under a stranger's post; when another comes to stand, every screen sees both change."""

from datetime import timedelta

import pytest

from tests import scenes
from tests.live.conftest import Screen, Watch
from tests.serving import Desk
from webcare.database import session, transaction
from webcare.desk import closing
from webcare.exchange import Incoming
from webcare.models import Channel, Conversation, Status, User

MINUTE = timedelta(minutes=1)


@pytest.fixture
def posts(desk: Desk, channel: Channel) -> list[Incoming]:
    """Two customers under one post of somebody else; Anna, who wrote first, stands for both."""
    under = {"thread_id": scenes.platform_id(), "thread_author": scenes.STRANGER.external_id}
    people = (scenes.ANNA, scenes.BRAM)
    written = [scenes.incoming(at=desk.now + n * MINUTE, by=by, **under) for n, by in enumerate(people)]
    scenes.receive(channel, *written, now=desk.now + 2 * MINUTE)
    return written


@pytest.fixture
def numbers(posts: list[Incoming]) -> list[int]:
    session.remove()
    return [each.id for each in session.query(Conversation).order_by(Conversation.id)]


def shown(screen: Screen, numbers: list[int]) -> list[str | None]:
    """Who is hidden behind another, as the screen has it."""
    rows = [screen.items.get(f"conversation-{number}", {}) for number in numbers]
    return [row.get("facts", {}).get("gathered") for row in rows]


def test_an_answer_brings_the_next_row_forward_on_every_screen(
    watch: Watch, posts: list[Incoming], numbers: list[int], desk: Desk, channel: Channel, sanne: User
) -> None:
    screen = watch(sanne)
    screen.until(lambda: shown(screen, numbers) == ["", "1"])
    scenes.receive(channel, scenes.answer_elsewhere(posts[0], at=desk.now + 5 * MINUTE))
    screen.until(lambda: shown(screen, numbers) == ["1", ""])


def test_closing_and_reopening_say_who_stands_and_for_how_many(
    watch: Watch, numbers: list[int], desk: Desk, sanne: User
) -> None:
    screen = watch(sanne)
    for number in numbers:
        with transaction():
            by, there = session.get_one(User, sanne.id), session.get_one(Conversation, number)
            closing.close(there, by=by, now=desk.now, reason="spam")
    with transaction():
        by, there = session.get_one(User, sanne.id), session.get_one(Conversation, numbers[1])
        closing.reopen(there, by=by, now=desk.now)
    screen.until(lambda: shown(screen, numbers) == ["1", ""])
    assert screen.items[f"conversation-{numbers[1]}"]["facts"]["status"] == Status.OPEN


def test_the_row_that_stands_counts_again_when_another_is_closed(
    watch: Watch, numbers: list[int], desk: Desk, sanne: User
) -> None:
    screen = watch(sanne)
    screen.until(lambda: shown(screen, numbers) == ["", "1"])
    del screen.heard[:]
    with transaction():
        by, there = session.get_one(User, sanne.id), session.get_one(Conversation, numbers[1])
        closing.close(there, by=by, now=desk.now, reason="spam")
    screen.until(lambda: {item["id"] for item in screen.heard} >= {f"conversation-{number}" for number in numbers})
