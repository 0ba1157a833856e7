"""The mandate in words, in the reader's language: powers, holders, places, effects."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import flask_babel
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from webcare.database import session
from webcare.models import Audience, Channel, Effect, Grant, Limit, LimitKind, Narrowing, Power, Role, Tag, Team, User

gettext: Callable[..., str] = flask_babel.gettext

POWERS = {
    Power.READ: _("Read"),
    Power.DRAFT: _("Write notes and tag"),
    Power.ANSWER: _("Answer"),
    Power.APPROVE: _("Approve"),
    Power.MODERATE: _("Moderate"),
    Power.ESCALATE: _("Escalate"),
    Power.MANAGE: _("Manage"),
}
AUDIENCES = {Audience.PUBLIC: _("in public"), Audience.PRIVATE: _("in DMs")}
EVERY = {
    Role.EMPLOYEE: _("Every employee"),
    Role.AGENT: _("Every agent"),
    Role.LEAD: _("Every team lead"),
    Role.EXECUTIVE: _("Every executive"),
    Role.ADMIN: _("Every admin"),
}
LIMITS = {
    LimitKind.NEW_COLLEAGUE: _("New colleague"),
    LimitKind.PRESS: _("Press"),
    LimitKind.CRISIS: _("Crisis"),
    LimitKind.OTHER: _("Other"),
}


@dataclass(frozen=True)
class Names:
    """What ids stand for: colleagues, teams, channels and tags, looked up together."""

    users: dict[int, str]
    teams: dict[int, str]
    channels: dict[int, str]
    tags: dict[int, str]
    _lines: dict[int, str] = field(default_factory=dict)  # a matrix asks for the same ones over and over

    def holder(self, row: Grant | Limit) -> str:
        """Whom a grant or limit is for."""
        if row.user_id is not None:
            return self.users[row.user_id]
        if row.team_id is not None:
            return gettext("Team %(name)s", name=self.teams[row.team_id])
        role = row.role if isinstance(row, Grant) else None
        return str(EVERY[Role(role)] if role is not None else _("Everybody"))

    def place(self, row: Any) -> str:
        """Where something counts: anything with a channel, an audience and a tag."""
        parts = [
            f"@{self.channels[row.channel_id]}" if row.channel_id is not None else "",
            str(AUDIENCES[Audience(row.audience)]) if row.audience is not None else "",
            f"#{self.tags[row.tag_id]}" if row.tag_id is not None else "",
        ]
        return " · ".join(part for part in parts if part) or gettext("everywhere")

    def approver(self, approver: int | None, team: int | None) -> str:
        """Whose approval is asked."""
        if approver is not None:
            return self.users[approver]
        if team is not None:
            return gettext("Team %(name)s", name=self.teams[team])
        return gettext("anybody who may approve")

    def effect(self, row: Grant | Limit) -> str:
        """What a grant or limit does."""
        if row.effect == Effect.ALLOW:
            return gettext("may do it at once")
        if row.effect == Narrowing.REFUSED:
            return gettext("may not do it")
        return gettext("needs approval by %(who)s", who=self.approver(row.approver_id, row.approver_team_id))

    def line(self, row: Grant | Limit) -> str:
        """A grant or limit in one line."""
        if id(row) not in self._lines:
            self._lines[id(row)] = self._line(row)
        return self._lines[id(row)]

    def _line(self, row: Grant | Limit) -> str:
        what = POWERS[Power(row.power)] if isinstance(row, Grant) else LIMITS[LimitKind(row.kind)]
        return f"{self.holder(row)} · {what} · {self.place(row)} · {self.effect(row)}"


def names() -> Names:
    """All names there are."""
    return Names(
        users=dict(session.execute(select(User.id, User.name)).all()),
        teams=dict(session.execute(select(Team.id, Team.name)).all()),
        channels=dict(session.execute(select(Channel.id, Channel.handle)).all()),
        tags=dict(session.execute(select(Tag.id, Tag.name)).all()),
    )


def day_and_time(at: datetime) -> str:
    """A moment, in full."""
    return str(flask_babel.format_datetime(at, "d MMM y HH:mm"))
