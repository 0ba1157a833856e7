"""Real conversations of real brands, with their own time stamps: what the report says, beside a few lines of its own.

The desk takes them in as they happened and knows the brand's answers as made elsewhere. The few lines know nothing of
the desk: they walk through each customer's thread and count from the first unanswered post to the brand's next answer.
"""

import gzip
import html
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests import scenes
from tests.insight.plain import rank
from webcare.database import session, transaction
from webcare.desk import receiving, summing
from webcare.exchange import Author, Incoming
from webcare.insight import days
from webcare.insight.reports import Asked, Figures, over_time
from webcare.insight.reports.tally import together
from webcare.mandate import Readable, Scope
from webcare.models import Audience, Channel

FILE = Path(__file__).parents[3] / "shared" / "data" / "conversations.jsonl.gz"
BRANDS = 3  # those with most posts
MOST = 300  # posts of each
PAGE = 100
SUMMED = 25  # days; the rest comes out of rows
EVERYTHING = Readable((Scope(None, None, None),))


@dataclass(frozen=True)
class Post:
    id: str
    author: str
    inbound: bool
    at: datetime
    in_reply_to: str | None
    text: str


def recorded() -> dict[str, list[Post]]:
    """The posts of each brand whose ancestors are all there, oldest first."""
    if not FILE.exists():
        pytest.skip(f"There are no real conversations here: they are looked for in {FILE}.")
    found: dict[str, list[Post]] = defaultdict(list)
    with gzip.open(FILE) as lines:
        for raw in map(json.loads, lines):
            if raw["rooted"]:
                post = Post(
                    raw["id"],
                    raw["author"],
                    raw["inbound"],
                    datetime.fromisoformat(raw["created_at"]),
                    raw["in_reply_to"],
                    html.unescape(raw["text"]),
                )
                found[raw["brand"]].append(post)
    return found


def the_first(posts: list[Post]) -> list[Post]:
    """The first so many, each only after what it answers."""
    kept: dict[str, Post] = {}
    for post in sorted(posts, key=lambda post: (post.at, post.id)):
        if post.in_reply_to is None or post.in_reply_to in kept:
            kept[post.id] = post
    return list(kept.values())[:MOST]


def straight_from_the_data(posts: list[Post]) -> list[int]:
    """Seconds from each customer's first unanswered post in a thread to the brand's next answer to them."""
    by_id = {post.id: post for post in posts}
    waiting: dict[tuple[str, str], datetime] = {}
    took = []
    for post in posts:
        chain = [post]
        while chain[-1].in_reply_to:
            chain.append(by_id[chain[-1].in_reply_to])
        customer = next((each.author for each in chain if each.inbound), None)
        place = chain[-1].id, customer
        if post.inbound:
            waiting.setdefault(place, post.at)
        elif place in waiting:
            took.append((post.at - waiting.pop(place)) // timedelta(seconds=1))
    return sorted(took)


def take_in(channel: Channel, posts: list[Post], brand: Author) -> None:
    """As they came, a page at a time."""
    ids = {post.id: str(1_000_000 + place) for place, post in enumerate(posts)}
    by_id = {post.id: post for post in posts}
    authors = {
        post.author: Author(external_id=f"9{place}", handle=f"k{place}", name=f"Klant {place}")
        for place, post in enumerate(posts)
        if post.inbound
    }

    def root(post: Post) -> Post:
        while post.in_reply_to:
            post = by_id[post.in_reply_to]
        return post

    def incoming(post: Post) -> Incoming:
        parent = by_id[post.in_reply_to] if post.in_reply_to else None
        first = root(post)
        return Incoming(
            external_id=ids[post.id],
            thread_id=ids[first.id],
            audience=Audience.PUBLIC,
            author=authors[post.author] if post.inbound else brand,
            text=post.text,
            posted_at=post.at,
            in_reply_to=ids[parent.id] if parent else None,
            in_reply_to_author=(authors[parent.author] if parent.inbound else brand).external_id if parent else None,
            thread_author=(authors[first.author] if first.inbound else brand).external_id,
        )

    for start in range(0, len(posts), PAGE):
        page = posts[start : start + PAGE]
        with transaction():
            there = session.get_one(Channel, channel.id)
            receiving.receive(there, [incoming(post) for post in page], now=page[-1].at + timedelta(seconds=30))
        session.remove()


def test_the_report_of_real_conversations_is_what_the_data_says(engine: Engine, capsys: pytest.CaptureFixture) -> None:
    brands = sorted(recorded().items(), key=lambda each: -len(each[1]))[:BRANDS]
    lines = []
    for number, (name, everything) in enumerate(brands):
        posts = the_first(everything)
        brand = Author(external_id=str(100 + number), handle=name, name=name)
        connected = posts[0].at - timedelta(days=1)
        channel = scenes.channel(connected, external_id=brand.external_id, handle=name, connected_at=connected)
        take_in(channel, posts, brand)
        expected = straight_from_the_data(posts)
        now = posts[-1].at + timedelta(days=10)
        asked = Asked(first=days.day_of(posts[0].at), last=days.day_of(now), channel_id=channel.id)
        for _summed in (False, True):
            found = Figures.of(together(over_time(asked, EVERYTHING, now).values()))
            within = sum(seconds <= 3_600 for seconds in expected)
            pairs = {
                "answers": (found["answered"], len(expected)),
                "within the hour": (found["in_time"], within),
                "median": (found.first.median, rank(expected, 0.5)),
                "nine in ten": (found.first.p90, rank(expected, 0.9)),
                "seconds together": (sum(seconds_of(asked, now)), sum(expected)),
            }
            assert {what: ours for what, (ours, _theirs) in pairs.items()} == {
                what: theirs for what, (_ours, theirs) in pairs.items()
            }, name
            for _step in range(SUMMED):
                summing.step(now=now)
                session.remove()
        lines += [f"{name:<18}{what:<18}{ours!s:>18}{theirs!s:>18}" for what, (ours, theirs) in pairs.items()]
    with capsys.disabled():
        print(f"\n{'brand':<18}{'figure':<18}{'report':>18}{'data':>18}", *lines, sep="\n")


def seconds_of(asked: Asked, now: datetime) -> list[int]:
    """Every single answer time the report is made of."""
    tally = together(over_time(asked, EVERYTHING, now).values())
    return list(tally.took.values())
