"""What is talked about now and was not before: words and pairs of words that stand out of the weeks before. Pure.

A word stands out where it is in far more of the messages of the last hours than on all but one of the days before, by
square roots as in `webcare.insight.spikes`. Words that come in the same messages are one topic. Numbers, names with an
at sign, links, words that say nothing and words that are nobody's label (`webcare.insight.private_words`) are left out;
and what fewer than five customers said is no topic.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from webcare import phrases
from webcare.insight.private_words import is_private
from webcare.insight.stop_words import STOP_WORDS

CLEAR = 6.0  # deviations of chance
CHANCE = 0.5
FEWEST_CUSTOMERS = 5
FEWEST_TO_KEEP = 3  # customers: what fewer said on a day is not written down
TIMES = 3.0  # as often as usual, at least
SAME = 0.5  # of the messages that two words have between them: then they are one topic
MOST_TOPICS = 5
MOST_WORDS = 4  # of one topic
SHORTEST, LONGEST = 3, 30  # letters
DAYS_NEEDED = 3  # with fewer behind it everything would be new

Before = Sequence[tuple[int, Mapping[str, int]]]  # of each earlier day what `counted` gave

LONGEST_TEXT = 2_000  # characters; whoever writes more has said it by then

# An address of mail begins where a word does: tried at every letter of it, a long one would take its length squared.
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|(?<!\S)[^\s@]+@\S+|@\w+|&\w+;")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True)
class Said:
    """One message of a customer."""

    customer: Hashable
    text: str


@dataclass(frozen=True)
class Topic:
    """Words that came up together: the first one names it. In so many messages, where so many would be usual."""

    words: tuple[str, ...]
    messages: int
    usual: float
    score: float


def terms(text: str) -> set[str]:
    """The words and pairs of neighbours in a text that can name a topic."""
    plain = phrases.plain(_NOT_WORDS.sub(" . ", text[:LONGEST_TEXT]))
    found: set[str] = set()
    for part in re.split(r"[.!?;:,()\n\"]+", plain):
        words = [each.strip("'’-") for each in _WORD.findall(part)]
        found.update(each for each in words if _says_something(each))
        found.update(f"{a} {b}" for a, b in pairwise(words) if _says_something(a) and _says_something(b))
    return found


def counted(said: Iterable[Said]) -> tuple[int, dict[str, int]]:
    """How many messages there are, and in how many each term is; only what several customers said."""
    total, messages, customers = 0, Counter[str](), defaultdict[str, set[Hashable]](set)
    for each in said:
        total += 1
        for term in terms(each.text):
            messages[term] += 1
            if len(customers[term]) < FEWEST_TO_KEEP:
                customers[term].add(each.customer)
    return total, {term: number for term, number in messages.items() if len(customers[term]) >= FEWEST_TO_KEEP}


def candidates(said: Iterable[Said]) -> dict[str, set[int]]:
    """The terms that enough customers used, each with the places of its messages."""
    places: dict[str, set[int]] = defaultdict(set)
    customers: dict[str, set[Hashable]] = defaultdict(set)
    for number, each in enumerate(said):
        for term in terms(each.text):
            places[term].add(number)
            customers[term].add(each.customer)
    return {term: there for term, there in places.items() if len(customers[term]) >= FEWEST_CUSTOMERS}


def standing_out(where: Mapping[str, set[int]], total: int, before: Before) -> list[Topic]:
    """The topics among these candidates of so many messages, most striking first."""
    if sum(messages > 0 for messages, _counts in before) < DAYS_NEEDED:
        return []
    found: dict[str, Topic] = {}
    for term, places in where.items():
        usual = _usual(term, before) * total
        score = (sqrt(len(places)) - sqrt(usual)) / CHANCE
        if score >= CLEAR and len(places) >= TIMES * usual:
            found[term] = Topic((term,), len(places), usual, score)
    return _together(found, where)


def _usual(term: str, before: Before) -> float:
    """The share of messages with this term on the day on which it was second highest."""
    shares = sorted(counts.get(term, 0) / total for total, counts in before if total)
    return shares[-2] if len(shares) > 1 else 0.0


def _together(found: Mapping[str, Topic], where: Mapping[str, set[int]]) -> list[Topic]:
    """Terms that come in the same messages as one topic; a pair of words goes before either of them."""
    topics: list[list[str]] = []
    for term in sorted(found, key=lambda each: (-found[each].score, " " not in each, -len(each), each)):
        home = next((words for words in topics if _same(where[term], where[words[0]])), None)
        if home is None:
            topics.append([term])
        elif len(home) < 2 * MOST_WORDS:
            home.append(term)
    named = [_named(words, found, where) for words in topics]
    return sorted(named, key=lambda topic: -topic.score)[:MOST_TOPICS]


def _same(some: set[int], others: set[int]) -> bool:
    return len(some & others) >= SAME * min(len(some), len(others))


def _named(words: Sequence[str], found: Mapping[str, Topic], where: Mapping[str, set[int]]) -> Topic:
    """A pair that is in most of the messages names the topic better than one word of it."""
    first = words[0]
    pairs = [each for each in words if " " in each and len(where[each]) >= SAME * len(where[first])]
    name = pairs[0] if pairs else first
    rest = [each for each in words if each != name and each not in name.split() and " " not in each]
    kept = (name, *rest[: MOST_WORDS - 1])
    messages = set[int]().union(*(where[each] for each in kept))
    return Topic(kept, len(messages), found[first].usual, found[first].score)


def _says_something(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word not in STOP_WORDS and not is_private(word)
