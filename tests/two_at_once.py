"""Two who write at the same moment, each on a connection of their own."""

from collections.abc import Callable
from threading import Thread

from webcare.database import session, transaction

A_WHILE = 1.0  # seconds; who waits for nothing is done long before


def before_it_is_committed(first: Callable[[], object], other: Callable[[], object]) -> None:
    """Do `first`; and somebody else does the other before it is committed, or as soon as they need not wait for it."""
    somebody = somebody_else(lambda: _write(other))
    with transaction():
        first()
        session.flush()
        somebody.start()
        somebody.join(A_WHILE)
    somebody.join()
    session.expire_all()


def somebody_else(act: Callable[[], object]) -> Thread:
    """Who does this, once started, by another connection."""

    def press() -> None:
        try:
            act()
        finally:
            session.remove()

    return Thread(target=press)


def _write(work: Callable[[], object]) -> None:
    with transaction():
        work()
