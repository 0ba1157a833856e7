"""X: the only place that knows tweepy and X's JSON."""

from typing import Any

from webcare.channels import registry
from webcare.channels.x.platform import X
from webcare.channels.x.texts import XTexts
from webcare.models import Channel

registry.texts["x"] = XTexts()


def register(base: str) -> None:
    """Let channels of X be opened, at X's address or a simulator's."""

    def opened(channel: Channel, credentials: dict[str, Any]) -> X:
        return X(channel, credentials, base)

    registry.platforms["x"] = opened
