"""Passwords: argon2id, hashed a few at a time so that a flood of log-ins cannot eat the memory."""

import threading
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _

from webcare.access import guessing
from webcare.errors import BadInput

SHORTEST = 12
LONGEST = 128
LONGEST_EVER = 256  # what was allowed once still opens
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's smallest: 19 MiB, two passes
_turns = threading.BoundedSemaphore(4)
_nobody = _hasher.hash("nobody has this password")


class WeakPassword(BadInput):
    """Too short, or far too long."""

    code = "weak_password"
    message = _("Choose a password of %(shortest)s to %(longest)s characters; a short sentence is easy to remember.")


class GuessablePassword(WeakPassword):
    """Long enough, and still among the first that are tried."""

    code = "guessable_password"
    message = _("This password is among the first that are guessed. Choose a short sentence of your own.")


def hashed(password: str, about: Iterable[str] = ()) -> str:
    """The hash to keep; `about` are names and addresses it may not be made of. Raises WeakPassword.

    Slow on purpose: better before a transaction is open.
    """
    check(password, about)
    with _turns:
        return _hasher.hash(password)


def check(password: str, about: Iterable[str] = ()) -> None:
    """Raises WeakPassword for one that is too short, too long or easily guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(field="password", shortest=SHORTEST, longest=LONGEST)
    if guessing.is_guessable(password, about):
        raise GuessablePassword(field="password")


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password; takes the same time when there is no account to compare with."""
    try:
        with _turns:
            _hasher.verify(kept or _nobody, password[:LONGEST_EVER])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
