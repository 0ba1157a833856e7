"""What is encrypted at rest: channel keys, the secrets of second factors, links that wait in the outbox of e-mails.

The keys come from the environment. The first encrypts, all of them decrypt: put a new one in front, seal everything
anew, and take the old one away.
"""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

_box: MultiFernet | None = None


class SealUnreadable(Exception):
    """No known key opens it."""


def use(keys: Sequence[SecretStr]) -> None:
    """Set the keys of this process, newest first. Raises ValueError for one that is not a Fernet key."""
    global _box
    _box = MultiFernet([Fernet(key.get_secret_value()) for key in keys])


def seal(facts: dict[str, Any]) -> bytes:
    """What may be written to the database."""
    return _opened().encrypt(json.dumps(facts).encode())


def unseal(sealed: bytes) -> dict[str, Any]:
    """The facts again. Raises SealUnreadable."""
    try:
        facts: dict[str, Any] = json.loads(_opened().decrypt(sealed))
    except InvalidToken:
        raise SealUnreadable("no key of this installation opens this") from None
    return facts


def reseal(sealed: bytes) -> bytes:
    """The same, encrypted with the newest key. Raises SealUnreadable."""
    try:
        return _opened().rotate(sealed)
    except InvalidToken:
        raise SealUnreadable("no key of this installation opens this") from None


def _opened() -> MultiFernet:
    if _box is None:
        raise RuntimeError("no keys to seal with: call sealing.use() first")
    return _box
