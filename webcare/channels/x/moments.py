"""X's ids carry their time: milliseconds since November 2010, then 22 bits to tell them apart."""

from datetime import UTC, datetime, timedelta

FIRST = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
BITS = 22


def moment_of(external_id: str) -> datetime:
    """When an id was made: X's 201 carries no time of its own."""
    return FIRST + timedelta(milliseconds=int(external_id) >> BITS)


def id_at(moment: datetime) -> int:
    """The smallest id of that moment; 0 for one before X counted so."""
    return max(0, (moment - FIRST) // timedelta(milliseconds=1)) << BITS


def earlier(external_id: str, by: timedelta) -> str:
    """The id that much time before another, to look back a little."""
    return str(max(1, int(external_id) - ((by // timedelta(milliseconds=1)) << BITS)))
