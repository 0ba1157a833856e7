"""The scenarios: what customers say, when, and how they react to the brand."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from webcare.simulator import scenario
from webcare.simulator.engine import Engine
from webcare.simulator.pictures import SIZES
from webcare.simulator.player import Player
from webcare.simulator.store import Store, message, plan, post
from webcare.simulator.wording import weight
from webcare.simulator.world import NewMessage, NewPost

STEP = 5  # minutes of the day at once


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = Engine(Store(tmp_path / "x.sqlite3"))
    yield made
    made.store.close()


@pytest.fixture
def demo() -> scenario.Scenario:
    loaded = scenario.load("demo")
    loaded.cast.dice.seed(7)
    return loaded


def played(engine: Engine, demo: scenario.Scenario, minutes: float) -> Player:
    """Minutes of the day, at a thousand times the speed."""
    player = Player(engine, demo, speed=1_000)
    player.open()
    for _ in range(int(minutes / STEP)):
        player._next_arrival -= STEP * 60
        player.tick(STEP * 60 / 1_000)
    with engine.store.writing() as connection:
        player._acts.carry_out(connection, engine.world.now() + 10_000_000, most=10_000)
    return player


def test_there_are_enough_texts_and_none_stands_there_twice(demo: scenario.Scenario) -> None:
    by_language = Counter(line.lang for line in demo.lines)
    assert by_language["nl"] >= 120
    assert by_language["en"] + by_language["de"] >= 12
    assert len({line.text for line in demo.lines}) == len(demo.lines)


def test_every_text_can_be_filled_and_fits(demo: scenario.Scenario) -> None:
    stories = [text for story in demo.stories.values() for item in story for text in item.get("texts", [])]
    for text in [line.text for line in demo.lines] + stories:
        filled = demo.cast.fill(text)
        assert not re.search(r"[{}]", filled), filled
        assert weight(filled) <= 280, filled


def test_every_picture_and_story_of_the_files_exists(demo: scenario.Scenario) -> None:
    assert {each["story"] for each in demo.moments} <= set(demo.stories)
    motifs = {picture.partition("|")[0] for line in demo.lines for picture in line.pictures}
    assert motifs <= set(SIZES)
    assert {"demo", "quiet", "crisis"} <= set(scenario.known())


def test_an_unknown_scenario_is_said_in_words() -> None:
    with pytest.raises(LookupError, match="There are: crisis, demo, drill-payments, drill-stranded, quiet"):
        scenario.load("nonsense")


def test_the_day_begins_with_every_state_of_the_timer(engine: Engine, demo: scenario.Scenario) -> None:
    Player(engine, demo).open()
    now = datetime.now(UTC)
    with engine.store.reading() as connection:
        rows = connection.execute(select(post).where(post.c.author_id != engine.brand_id)).all()
        answers = connection.execute(select(post.c.reply_to).where(post.c.author_id == engine.brand_id)).scalars().all()
    ages = [now - datetime.fromtimestamp(((row.id >> 22) + 1_288_834_974_657) / 1000, UTC) for row in rows]
    minutes = [age / timedelta(minutes=1) for age in ages]
    for low, high in ((0, 30), (30, 45), (45, 60), (60, 90)):
        assert any(low <= each < high for each in minutes), (low, high)
    assert set(answers) <= {row.id for row in rows}
    assert answers


def test_the_first_customers_arrive_within_seconds(engine: Engine, demo: scenario.Scenario) -> None:
    player = Player(engine, demo)
    player.open()
    player.tick(5)
    with engine.store.reading() as connection:
        due = connection.execute(select(plan.c.due).order_by(plan.c.due)).scalars().first()
    assert due is not None
    assert due - engine.world.now() < 6_000


def test_a_second_start_does_not_begin_again(engine: Engine, demo: scenario.Scenario) -> None:
    Player(engine, demo).open()
    with engine.store.reading() as connection:
        before = connection.scalar(select(func.count()).select_from(post))
    Player(engine, scenario.load("demo")).open()
    with engine.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(post)) == before


def test_a_working_day_brings_hundreds_of_posts_and_no_text_twice(engine: Engine, demo: scenario.Scenario) -> None:
    played(engine, demo, 8 * 60)
    with engine.store.reading() as connection:
        rows = connection.execute(select(post.c.text, post.c.display_start).where(post.c.reposts.is_(None))).all()
        direct = connection.execute(select(message.c.text)).scalars().all()
        languages = set(connection.execute(select(post.c.lang)).scalars())
        pictured = connection.scalar(select(func.count()).select_from(post).where(post.c.media.is_not(None)))
        people = connection.scalar(select(func.count(post.c.author_id.distinct())))
    said = [row.text[row.display_start :] for row in rows]
    twice = {text: count for text, count in Counter(said).items() if count > 1}
    assert len(said) > 700
    assert len(direct) > 40
    assert len(twice) < len(said) * 0.02, twice
    assert {"nl", "en", "de"} <= languages
    assert (pictured or 0) > 50
    assert (people or 0) > 300


def test_a_complaint_gathers_many_who_answer(engine: Engine, demo: scenario.Scenario) -> None:
    played(engine, demo, 60)
    with engine.store.reading() as connection:
        complaint = connection.scalar(
            select(post.c.id).where(post.c.text.contains("cameraspullen"), post.c.reposts.is_(None))
        )
        query = select(func.count(post.c.author_id.distinct())).where(post.c.conversation_id == complaint)
        assert (connection.scalar(query) or 0) >= 10


def test_the_pace_follows_the_day(demo: scenario.Scenario) -> None:
    assert demo.per_minute(1) == 4
    assert demo.per_minute(0.75) == pytest.approx(3.2)
    assert demo.per_minute(11.9) == 0.8
    assert scenario.load("quiet").per_minute(3) == 0


def without_arrivals(loaded: scenario.Scenario) -> scenario.Scenario:
    """Only the reactions of a scenario."""
    return replace(loaded, lines=[], moments=[])


def answered(engine: Engine, loaded: scenario.Scenario, text: str, customers: int) -> list[dict[str, Any]]:
    """What so many customers plan to do after this answer."""
    with engine.store.writing() as connection:
        for number in range(customers):
            author = engine.world.account(connection, f"klant{number}")
            asked = engine.world.publish(connection, NewPost(author=author, text=f"@spoorlijn vraag {number}"))
            made = engine.world.publish(connection, NewPost(author=engine.brand_id, text=text, reply_to=asked))
            engine.world.enter(connection, "post", made, engine.brand_id, text, str(asked))
    Player(engine, without_arrivals(loaded)).tick(0)
    with engine.store.reading() as connection:
        return list(connection.execute(select(plan.c.act)).scalars())


def test_who_is_asked_for_a_direct_message_sends_one(engine: Engine, demo: scenario.Scenario) -> None:
    planned = answered(engine, demo, "Dag! Stuur ons een DM met je klantnummer, dan kijken we mee. ^SK", 40)
    assert sum(1 for each in planned if each.get("dm")) > 20


def test_customers_thank_or_ask_on_or_say_nothing(engine: Engine, demo: scenario.Scenario) -> None:
    planned = answered(engine, demo, "Dat zoeken we voor je uit. ^SK", 60)
    texts = {each["text"] for each in planned}
    assert not any(each.get("dm") for each in planned)
    assert texts & set(demo.reactions["thanks"]["any"])
    assert texts & set(demo.reactions["follow_up"]["any"])
    assert len(planned) < 60


def test_who_is_asked_in_a_direct_message_gives_their_data(engine: Engine, demo: scenario.Scenario) -> None:
    with engine.store.writing() as connection:
        anna = engine.world.account(connection, "anna")
        engine.world.send(connection, NewMessage(sender=anna, recipient=engine.brand_id, text="Help!"))
        sent = engine.world.send(connection, NewMessage(sender=engine.brand_id, recipient=anna, text="Nummer?"))
        engine.world.enter(connection, "dm", sent, engine.brand_id, "Wat is je klantnummer?", str(anna))
    player = Player(engine, without_arrivals(demo), speed=1_000_000)
    player.tick(0)
    time.sleep(0.01)
    player.tick(0)
    with engine.store.reading() as connection:
        newest = connection.execute(select(message).order_by(message.c.id.desc())).first()
    assert newest is not None
    assert newest.sender_id == anna
    assert re.search(r"SL-\d{6}|3528", newest.text)


def test_an_answer_has_its_reaction_once(engine: Engine, demo: scenario.Scenario) -> None:
    planned = len(answered(engine, demo, "Dat zoeken we voor je uit. ^SK", 30))
    Player(engine, without_arrivals(demo)).tick(0)
    with engine.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(plan)) == planned
