"""Real conversations played again: customers, and the brand's own historic answers."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from webcare.simulator.__main__ import main
from webcare.simulator.engine import Engine
from webcare.simulator.replay import FILE, NoRecording, Recording, Replay
from webcare.simulator.snowflake import moment_of
from webcare.simulator.store import Store, post

BEGAN = datetime(2017, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two threads of one brand, months apart; a post whose parent is lost; one of another brand."""
    rows = [
        ("a1", "111", "@Brand wifi is stuk &amp; traag", 0, None, "Brand", True),
        ("a2", "Brand", "@111 Sorry, welke trein?", 22, "a1", "Brand", True),
        ("a3", "111", "@Brand die van vijf uur", 30, "a2", "Brand", True),
        ("b1", "222", "@Brand waar is mijn geld", 90_000, None, "Brand", True),
        ("c1", "333", "@Brand en nu?", 5, "lost", "Brand", False),
        ("d1", "444", "@Other dag", 1, None, "Other", True),
    ]
    names = ("id", "author", "text", "created_at", "in_reply_to", "brand", "rooted")
    path = tmp_path / "recorded.jsonl.gz"
    with gzip.open(path, "wt") as lines:
        for row in rows:
            at = (BEGAN + timedelta(minutes=row[3])).isoformat()
            lines.write(json.dumps(dict(zip(names, (*row[:3], at, *row[4:]), strict=True))) + "\n")
    return path


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = Engine(Store(tmp_path / "x.sqlite3"), brand="Brand")
    yield made
    made.store.close()


def test_the_brand_with_most_posts_is_played_unless_named(file: Path) -> None:
    assert [each.id for each in Recording.load(file=file).posts] == ["a1", "a2", "a3", "b1"]
    assert [each.id for each in Recording.load(file=file, brand="Other").posts] == ["d1"]
    assert len(Recording.load(file=file, limit=2).posts) == 2


def test_at_speed_one_real_pauses_are_kept_inside_a_thread(file: Path) -> None:
    schedule = [(each.id, offset) for offset, each in Recording.load(file=file).schedule(1, 20)]
    assert schedule == [("a1", 0), ("b1", 20), ("a2", 22 * 60), ("a3", 30 * 60)]


def test_at_any_other_speed_long_silences_are_shortened(file: Path) -> None:
    schedule = [(each.id, offset) for offset, each in Recording.load(file=file).schedule(60, 20)]
    assert schedule == [("a1", 0), ("a2", 5), ("a3", 10), ("b1", 15)]


def test_history_keeps_its_times_and_its_answers(file: Path, engine: Engine) -> None:
    Replay(engine, Recording.load(file=file), speed=60).tick(1_000)
    with engine.store.reading() as connection:
        rows = connection.execute(select(post).order_by(post.c.id)).all()
    assert [row.topic for row in rows] == ["a1", "a2", "a3", "b1"]
    assert moment_of(rows[1].id) == BEGAN + timedelta(minutes=22)
    assert (rows[1].author_id, rows[1].reply_to) == (engine.brand_id, rows[0].id)
    assert rows[0].text == "@Brand wifi is stuk &amp; traag"
    assert rows[1].text[rows[1].display_start :] == "Sorry, welke trein?"


def test_at_speed_one_it_happens_now(file: Path, engine: Engine) -> None:
    replay = Replay(engine, Recording.load(file=file), speed=1)
    assert replay.tick(0) == 1
    assert replay.left() == 3
    with engine.store.reading() as connection:
        row = connection.execute(select(post)).one()
    assert datetime.now(UTC) - moment_of(row.id) < timedelta(seconds=30)


def test_a_second_start_goes_on_where_the_first_stopped(file: Path, engine: Engine) -> None:
    Replay(engine, Recording.load(file=file), speed=60).tick(6)
    again = Replay(engine, Recording.load(file=file), speed=60)
    assert again.left() == 2
    again.tick(1_000)
    with engine.store.reading() as connection:
        rows = connection.execute(select(post.c.topic, post.c.reply_to)).all()
    assert sorted(row.topic for row in rows) == ["a1", "a2", "a3", "b1"]
    assert all(row.reply_to for row in rows if row.topic in ("a2", "a3"))


def test_a_missing_file_and_an_unknown_brand_are_said_in_words(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoRecording, match="no recorded conversations here"):
        Recording.load(file=tmp_path / "nothing.gz")
    with pytest.raises(NoRecording, match=r"There is of: Brand, Other\."):
        Recording.load(file=file, brand="Nobody")
    assert main(["--scenario", "nonsense"]) == 1
    assert "There are: crisis, demo, drill-payments, drill-stranded, quiet" in capsys.readouterr().err


def test_the_real_conversations_can_be_played(engine: Engine) -> None:
    if not FILE.exists():
        pytest.skip(f"the real conversations are not here: {FILE.name} is looked for in ../shared/data")
    recording = Recording.load(limit=300)
    Replay(engine, recording, speed=1_000).tick(1e9)
    Replay(engine, recording, speed=1_000).tick(1e9)
    with engine.store.reading() as connection:
        authors = connection.execute(select(post.c.author_id, post.c.reply_to)).all()
    assert len(authors) == 300
    assert len({each.author_id for each in authors}) > 50
