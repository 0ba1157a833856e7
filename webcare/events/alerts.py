"""Alerts: what somebody was told, that they saw it, and calls for help."""

from dataclasses import dataclass

from webcare.events.base import Event
from webcare.events.people import OfUser


@dataclass(frozen=True, kw_only=True)
class AlertsRaised(OfUser):
    """Something became at risk or late, or help is called, and it concerns `user_id`."""

    number: int


class AlertsSeen(OfUser):
    """They have seen what they were told."""


class AlertWishesChanged(OfUser):
    """How somebody wishes to be told."""


@dataclass(frozen=True, kw_only=True)
class OfHelpCall(Event):
    """Something about one call for help."""

    help_call_id: int


class HelpCalled(OfHelpCall):
    """A lead asks whoever can to come."""


class HelpAnswered(OfHelpCall):
    """Somebody comes."""


class HelpEnded(OfHelpCall):
    """It is enough."""
