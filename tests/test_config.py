"""Settings are checked when they are read, before anything begins."""

import pytest
from pydantic import SecretStr, ValidationError

from config import Config


def settings(**values: object) -> Config:
    return Config(secret_key=SecretStr("x" * 32), credential_keys=(SecretStr("key"),), **values)


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "UTC", "America/Argentina/Ushuaia"])
def test_a_time_zone_of_the_world_is_taken(zone: str) -> None:
    assert settings(time_zone=zone).time_zone == zone


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe", "Europe/Amsterdam "])
def test_anything_else_is_refused_with_an_example(zone: str) -> None:
    with pytest.raises(ValidationError, match="must be a time zone such as Europe/Amsterdam"):
        settings(time_zone=zone)
