"""Themes on a busy desk: 50,000 messages in four weeks, on ten themes; sorting them, judging them, and the pages."""

import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bench import data
from bench.server import in_process
from bench.table import Figure, at_least, at_most, percentile
from tests import scenes
from tests.insight.discussion import say
from webcare.database import session, transaction
from webcare.desk import sorting, suggesting, theming
from webcare.models import Audience, Role

MESSAGES = 50_000
AT_ONCE = 5_000
REQUESTS = 20
SUBJECTS = ("vertraging", "ideal", "lift", "app", "koffie", "conducteur", "wagon", "kluisje", "fiets", "hond")
PAGES = {"page of all themes, 24 hours": "/themes", "  four weeks": "/themes?period=weeks"}
ONE = {"page of one theme, four weeks": "/themes/1?period=weeks", "what rises, for the live page": "/themes/rising"}


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'themes.sqlite3'}"
        data.migrated(url)
        data.fill(100)
        _talk()
        return [_sorting(), _judging(), *_pages(url)]


def _talk() -> None:
    channel = scenes.channel(data.NOW, external_id="777")
    chance = random.Random(5)
    month = timedelta(days=28)
    for _ in range(MESSAGES // AT_ONCE):
        moments = (data.NOW - month * chance.random() for _ in range(AT_ONCE))
        said = [(at, f"Mijn {chance.choice(SUBJECTS)} doet het weer eens niet, wat nu?") for at in moments]
        for audience, share in ((Audience.PUBLIC, said[::2]), (Audience.PRIVATE, said[1::2])):
            say(channel, share, audience=audience, sentiment=chance.choice(("negative", "neutral")))
    lead = scenes.user("Lena de Boer", data.NOW, Role.LEAD)
    for subject in SUBJECTS:
        with transaction():
            theming.make(subject.title(), [subject], [], by=lead, now=data.NOW)


def _sorting() -> Figure:
    began = time.perf_counter()
    while sorting.step(now=data.NOW):
        pass
    return at_least(
        "messages sorted into ten themes", MESSAGES * len(SUBJECTS) / (time.perf_counter() - began), 2_000, "/s"
    )


def _judging() -> Figure:
    began = time.perf_counter()
    suggesting.look(now=data.NOW)
    session.remove()
    return at_most("judging ten themes and everything, once in five minutes", time.perf_counter() - began, 5, "s")


def _pages(url: str) -> list[Figure]:
    with in_process(url, data.NOW) as client:
        return [at_most(f"{name}, p95", _p95(client, path), 300, "ms") for name, path in (PAGES | ONE).items()]


def _p95(client, path: str) -> float:
    times = []
    for number in range(REQUESTS + 2):
        began = time.perf_counter()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} gave {answer.status_code}")
        if number >= 2:  # the first ones fill the caches of templates and statements
            times.append((time.perf_counter() - began) * 1000)
    return percentile(times, 0.95)
