"""Teams, and who is in them: what a team may do, its people may do."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfTeam(Event):
    """Something about one team."""

    team_id: int


class TeamMade(OfTeam):
    """A team was made."""


class TeamRenamed(OfTeam):
    """It got another name."""


class TeamDissolved(OfTeam):
    """It gives nothing any more."""


class TeamRestored(OfTeam):
    """A dissolved team is one again."""


@dataclass(frozen=True, kw_only=True)
class TeamJoined(OfTeam):
    """Somebody is in it from now on."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class TeamLeft(OfTeam):
    """Somebody is in it no longer."""

    user_id: int
