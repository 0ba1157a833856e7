"""X: the only place that knows tweepy and X's JSON."""

from typing import Any
from urllib.parse import urlsplit

from webcare.channels import NotAuthorised, registry
from webcare.channels.x.platform import X
from webcare.channels.x.texts import XTexts
from webcare.channels.x.transport import KEYS
from webcare.models import Channel

HERE = ("127.0.0.1", "localhost")
NO_TRAINING_DESK = "no_training_desk"

registry.texts["x"] = XTexts()
registry.keys["x"] = KEYS


def register(base: str, training: str = "") -> None:
    """Let channels of X be opened, at X's address or a simulator's; training desks at `training`, and nowhere else.

    Whatever keys a training desk has, it is only ever opened at an address of this machine: what is said in a drill
    cannot reach X.
    """

    def opened(channel: Channel, credentials: dict[str, Any]) -> X:
        if not channel.training:
            return X(channel, credentials, base)
        if not is_here(training):
            raise NotAuthorised("there is no simulator for drills on this machine", code=NO_TRAINING_DESK)
        return X(channel, credentials, training)

    registry.platforms["x"] = opened


def is_here(address: str) -> bool:
    """Whether an address is of this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in HERE
