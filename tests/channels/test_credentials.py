"""Keys of channels at rest."""

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from webcare.channels import credentials
from webcare.channels.credentials import CredentialsUnreadable

OLD, NEW = (SecretStr(Fernet.generate_key().decode()) for _ in range(2))
CANARY = {"access_token": "kanarie"}


@pytest.fixture(autouse=True)
def old_key() -> Iterator[None]:
    credentials.use((OLD,))
    yield
    credentials.use((OLD,))


def test_what_is_kept_shows_nothing_and_opens_again() -> None:
    sealed = credentials.encrypt(CANARY)
    assert b"kanarie" not in sealed
    assert credentials.decrypt(sealed) == CANARY


def test_a_new_key_in_front_still_opens_what_the_old_one_closed() -> None:
    sealed = credentials.encrypt(CANARY)
    credentials.use((NEW, OLD))
    assert credentials.decrypt(sealed) == CANARY


def test_after_rotation_the_old_key_can_be_taken_away() -> None:
    sealed = credentials.encrypt(CANARY)
    credentials.use((NEW, OLD))
    rotated = credentials.rotate(sealed)
    credentials.use((NEW,))
    assert credentials.decrypt(rotated) == CANARY
    with pytest.raises(CredentialsUnreadable):
        credentials.decrypt(sealed)


def test_what_was_tampered_with_does_not_open() -> None:
    sealed = bytearray(credentials.encrypt(CANARY))
    sealed[20] ^= 1
    with pytest.raises(CredentialsUnreadable):
        credentials.decrypt(bytes(sealed))


def test_a_key_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="Fernet"):
        credentials.use((SecretStr("no key"),))
