"""Themes, and suggestions of a crisis. What was said stands in messages, never here."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfTheme(Event):
    """Something about one theme."""

    theme_id: int


class ThemeMade(OfTheme):
    """Somebody began to follow it; without an actor it was found by counting words."""


class ThemeChanged(OfTheme):
    """Another name, other words or other tags."""


class ThemeArchived(OfTheme):
    """It is followed no more."""


class ThemeRestored(OfTheme):
    """It is followed again."""


@dataclass(frozen=True, kw_only=True)
class OfSpike(Event):
    """Something about one suggestion; without a theme it concerns all messages together."""

    spike_id: int
    theme_id: int | None = None


class CrisisSuggested(OfSpike):
    """The volume left the usual."""


class SuggestionDismissed(OfSpike):
    """A lead looked, and it is no crisis."""


class SuggestionBroughtBack(OfSpike):
    """It stands there again."""
