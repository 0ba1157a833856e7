"""Ids that carry their time, as X makes them: milliseconds since November 2010, then 22 bits to tell them apart."""

import itertools
from datetime import UTC, datetime, timedelta

FIRST = 1_288_834_974_657  # ms since 1970 at which X began to count
BITS = 22
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Snowflakes:
    """Makes ids; two of the same millisecond differ and rise in the order they were made."""

    def __init__(self, made_already: int) -> None:
        """`made_already` keeps a restarted simulator from making an id twice."""
        self._count = itertools.count(made_already)

    def make(self, ms: int) -> int:
        """An id of that moment (milliseconds since 1970)."""
        return ((ms - FIRST) << BITS) | (next(self._count) & ((1 << BITS) - 1))


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment_of(snowflake: int) -> datetime:
    """When an id was made."""
    return from_milliseconds((snowflake >> BITS) + FIRST)


def from_milliseconds(ms: int) -> datetime:
    """The moment so many milliseconds after 1970."""
    return EPOCH + timedelta(milliseconds=ms)


def stamp(moment: datetime) -> str:
    """As X writes a time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
