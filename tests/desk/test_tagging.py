import threading
from datetime import datetime

import pytest
from sqlalchemy import Engine, func, select

from tests import scenes
from webcare.database import session, transaction
from webcare.desk import tagging
from webcare.errors import BadInput
from webcare.models import Conversation, Tag, User


@pytest.mark.parametrize(
    ("typed", "kept"), [("#Uitval", "uitval"), ("  Te   laat ", "te laat"), ("ÉÉN", "één"), ("x" * 40, "x" * 40)]
)
def test_a_name_is_kept_in_lower_case_without_a_hash(typed: str, kept: str) -> None:
    assert tagging.normalised(typed) == kept


@pytest.mark.parametrize("typed", ["", " # ", "\u200b", "x" * 41])
def test_a_name_nobody_could_use_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        tagging.normalised(typed)


def test_a_tag_is_made_on_the_fly_and_putting_it_on_twice_changes_nothing(engine: Engine, now: datetime) -> None:
    conversation, sofie = scenes.asks(scenes.channel(now), at=now), scenes.user("Sofie Kramer", now)
    with transaction():
        there = session.get_one(Conversation, conversation.id)
        tagging.tag(there, "#Uitval", by=sofie, now=now)
        tagging.tag(there, "uitval", by=sofie, now=now)
        assert [tag.name for tag in there.tags] == ["uitval"]
    with transaction():
        there, tag = session.get_one(Conversation, conversation.id), session.scalars(select(Tag)).one()
        tagging.untag(there, tag, by=sofie, now=now)
        tagging.untag(there, tag, by=sofie, now=now)
        assert there.tags == []

    kinds = scenes.kinds()
    assert [kinds.count(kind) for kind in ("conversation_tagged", "conversation_untagged")] == [1, 1]


def test_two_who_make_the_same_tag_at_once_make_one(engine: Engine, now: datetime) -> None:
    channel, sofie = scenes.channel(now), scenes.user("Sofie Kramer", now)
    places, person = [scenes.asks(channel, at=now).id for _ in range(6)], sofie.id
    session.remove()
    start = threading.Barrier(6)

    def put(number: int) -> None:
        start.wait()
        with transaction():
            there = session.get_one(Conversation, places[number])
            tagging.tag(there, "storing", by=session.get_one(User, person), now=now)
        session.remove()

    threads = [threading.Thread(target=put, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert session.scalar(select(func.count()).select_from(Tag)) == 1
    assert scenes.kinds().count("conversation_tagged") == 6
