"""Two who write at the same moment, each on a connection of their own."""

from collections.abc import Callable
from threading import Thread

from webcare.database import session, transaction

A_WHILE = 1.0  # seconds; who waits for nothing is done long before


def before_it_is_committed(first: Callable[[], object], other: Callable[[], object]) -> None:
    """Do `first`; and somebody else does the other before it is committed, or as soon as they need not wait for it."""
    somebody = Thread(target=_write, args=(other,))
    with transaction():
        first()
        session.flush()
        somebody.start()
        somebody.join(A_WHILE)
    somebody.join()
    session.expire_all()


def _write(work: Callable[[], object]) -> None:
    try:
        with transaction():
            work()
    finally:
        session.remove()
