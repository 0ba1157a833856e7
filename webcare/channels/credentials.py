"""Keys of the brand's accounts, encrypted at rest; the key that encrypts them comes from the environment.

The first key of `Config.credential_keys` encrypts, all of them decrypt: put a new one in front, run `rotate` over
every channel, and take the old one away.
"""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

_box: MultiFernet | None = None


class CredentialsUnreadable(Exception):
    """No known key opens them: they must be entered anew."""


def use(keys: Sequence[SecretStr]) -> None:
    """Set the keys of this process, newest first. Raises ValueError for one that is not a Fernet key."""
    global _box
    _box = MultiFernet([Fernet(key.get_secret_value()) for key in keys])


def encrypt(credentials: dict[str, Any]) -> bytes:
    """What may be written to the database."""
    return _opened().encrypt(json.dumps(credentials).encode())


def decrypt(sealed: bytes) -> dict[str, Any]:
    """The credentials again. Raises CredentialsUnreadable."""
    try:
        credentials: dict[str, Any] = json.loads(_opened().decrypt(sealed))
    except InvalidToken:
        raise CredentialsUnreadable("no key of this installation opens these credentials") from None
    return credentials


def rotate(sealed: bytes) -> bytes:
    """The same, encrypted with the newest key."""
    try:
        return _opened().rotate(sealed)
    except InvalidToken:
        raise CredentialsUnreadable("no key of this installation opens these credentials") from None


def _opened() -> MultiFernet:
    if _box is None:
        raise RuntimeError("no keys for credentials: call credentials.use() first")
    return _box
