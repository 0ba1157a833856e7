"""Passwords: argon2id, hashed a few at a time so that a flood of log-ins cannot eat the memory."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _

from webcare.errors import BadInput

SHORTEST = 12
LONGEST = 256
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's smallest: 19 MiB, two passes
_turns = threading.BoundedSemaphore(4)
_nobody = _hasher.hash("nobody has this password")


class WeakPassword(BadInput):
    """Too short, or far too long."""

    code = "weak_password"
    message = _("Choose a password of at least %(shortest)s characters; a short sentence is easy to remember.")


def hashed(password: str) -> str:
    """The hash to keep. Raises WeakPassword."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(field="password", shortest=SHORTEST)
    with _turns:
        return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password; takes the same time when there is no account to compare with."""
    try:
        with _turns:
            _hasher.verify(kept or _nobody, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
