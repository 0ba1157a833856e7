"""Counting who tries passwords and codes: before the try is made, so that many at once are no way round."""

from flask_limiter.util import get_remote_address
from limits import parse

from webcare.web.errors import TooMany
from webcare.web.security import limiter

PER_ADDRESS = parse("60 per minute")
PER_ACCOUNT_HERE = parse("10 per 15 minutes")  # from one address; success starts it anew
PER_ACCOUNT = parse("100 per hour")  # from anywhere: slow enough against guessing, too many to lock a colleague out


def count(what: str, account: str) -> None:
    """Count one try at this account. Raises TooMany."""
    within = (
        limiter.limiter.hit(PER_ADDRESS, what, get_remote_address()),
        limiter.limiter.hit(PER_ACCOUNT_HERE, *_here(what, account)),
        limiter.limiter.hit(PER_ACCOUNT, what, account),
    )
    if not all(within):
        raise TooMany


def count_address(what: str) -> None:
    """Count one try of which nobody knows yet whose it is. Raises TooMany."""
    if not limiter.limiter.hit(PER_ADDRESS, what, get_remote_address()):
        raise TooMany


def forget(what: str, account: str) -> None:
    """It was the right one: begin anew."""
    limiter.limiter.clear(PER_ACCOUNT_HERE, *_here(what, account))


def _here(what: str, account: str) -> tuple[str, str, str]:
    return (what, account, get_remote_address())
