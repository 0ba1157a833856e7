"""Search in 1,000,000 messages and as many customers: server time of whole requests.

Words are used as in any language: the first in every second message, the next half as often, and so on.
"""

import random
import tempfile
import time
from itertools import accumulate
from pathlib import Path

from bench import data
from bench.server import in_process
from bench.table import Figure, at_most, percentile

MESSAGES = 1_000_000
REQUESTS = 40
LETTERS = "aeiounrstdlkmgpv"
VOCABULARY = 60_000
LENGTH = 14  # words of a message


def run() -> list[Figure]:
    words = _vocabulary()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'search.sqlite3'}"
        data.migrated(url)
        data.fill(MESSAGES, said=_talk_of(words))
        with in_process(url, data.NOW) as client:
            return [
                at_most(f"search, {name}, {MESSAGES:,} messages, p95", _p95(client, looked_for), 150, "ms")
                for name, looked_for in _searches(words).items()
            ]


def _searches(words: list[str]) -> dict[str, list[str]]:
    """By name, what is looked for in turn."""
    return {
        "a word of every second message": [words[0]],
        "common words": words[1:40],
        "rare words": words[20_000:20_040],
        "a common and a rare word": [f"{words[number % 9]} {words[30_000 + number]}" for number in range(40)],
        "two common words": [f"{one} {other}" for one in words[:6] for other in words[6:12]],
        "words that stand together": [f'"{one} {other}"' for one in words[:6] for other in words[:6]],
        "the beginning of a word": [f"{word[:4]}*" for word in words[100:140]],
        "words that stand nowhere": [f"{word}qq" for word in words[:40]],
        "a customer": [f"@klant{number * 20_011}" for number in range(1, 41)],
        "a post": [str(10_000_000 + number * 20_011) for number in range(1, 41)],
    }


def _vocabulary() -> list[str]:
    chance = random.Random(11)
    made = {"".join(chance.choices(LETTERS, k=chance.randint(3, 10))) for _ in range(VOCABULARY)}
    return sorted(sorted(made), key=lambda _word: chance.random())


def _talk_of(words: list[str]):
    chance, weights = random.Random(13), list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    return lambda _number: " ".join(chance.choices(words, cum_weights=weights, k=LENGTH))


def _p95(client, looked_for: list[str]) -> float:
    times = []
    for number in range(REQUESTS + 3):
        wanted = looked_for[number % len(looked_for)]
        started = time.perf_counter()
        answer = client.get("/search", query_string={"q": wanted})
        if answer.status_code != 200:
            raise RuntimeError(f"{wanted} gave {answer.status_code}")
        if number >= 3:  # the first ones fill the caches of templates and statements
            times.append((time.perf_counter() - started) * 1000)
    return percentile(times, 0.95)
