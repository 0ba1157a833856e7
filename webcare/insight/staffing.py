"""How many people it takes, by a queueing formula. Pure.

Customers come at random, `rate` an hour; each answer is `handling` of work; whoever is free takes the oldest. Erlang's
formula C gives the chance that somebody waits at all, and with it the share that is taken up within a time.

Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges", Post Office Electrical Engineers' Journal 10 (1917), 189-197. The rule of thumb beside it, that work of R
people needs about R + z·√R of them: S. Halfin and W. Whitt, "Heavy-traffic limits for queues with many exponential
servers", Operations Research 29 (1981), 567-588.
"""

from datetime import timedelta
from math import ceil, exp, sqrt

HOUR = timedelta(hours=1)
MOST = 1_000  # people; nobody plans for more
CONFIDENCE = 1.28  # of ten hours nine stay below: the 90 % point of a normal distribution


def load(rate: float, handling: timedelta) -> float:
    """How many people are at work all the time on so many customers an hour: Erlangs."""
    return rate * (handling / HOUR)


def waits_at_all(agents: int, load: float) -> float:
    """Erlang C: the chance that a customer finds everybody at work. 1 where the work is more than they can do."""
    if load <= 0:
        return 0.0
    if agents <= load:
        return 1.0
    blocked = 1.0  # Erlang B, by its recursion, which no large number overflows
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked / (1 - (load / agents) * (1 - blocked))


def share_within(agents: int, rate: float, handling: timedelta, within: timedelta) -> float:
    """The share of customers who are answered within a time: begun early enough for the answer to be written."""
    busy = load(rate, handling)
    if agents <= busy:
        return 0.0 if busy else 1.0
    patience = max(within - handling, timedelta(0))
    return 1.0 - waits_at_all(agents, busy) * exp(-(agents - busy) * (patience / handling))


def agents_needed(rate: float, handling: timedelta, within: timedelta, share: float) -> int:
    """The fewest people who answer this share of customers within that time; none where nobody writes."""
    if rate <= 0:
        return 0
    agents = max(1, ceil(load(rate, handling)))
    while agents < MOST and share_within(agents, rate, handling, within) < share:
        agents += 1
    return agents


def rule_of_thumb(rate: float, handling: timedelta) -> float:
    """About how many it takes to be seldom behind: the square root formula."""
    busy = load(rate, handling)
    return busy + CONFIDENCE * sqrt(busy)
