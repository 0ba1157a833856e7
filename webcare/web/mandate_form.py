"""For whom, where, how and how long: the part that the forms of a grant and of a limit share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext as _

from webcare.access import accounts, current_user
from webcare.inbox.filters import number
from webcare.insight import mandates as read
from webcare.mandate import words
from webcare.models import Audience
from webcare.web import now
from webcare.web.forms import Fields

ANY = ""
Options = Sequence[tuple[str, Any]]


def place_options() -> dict[str, Options]:
    """What can be chosen of channels, audiences and tags; empty is any."""
    return {
        "channel": [(ANY, _("Every channel")), *((str(each.id), f"@{each.handle}") for each in read.channels())],
        "audience": [(ANY, _("Public and DMs")), *((each.value, words.AUDIENCES[each]) for each in Audience)],
        "tag": [(ANY, _("With or without tags")), *((str(each.id), f"#{each.name}") for each in read.tags())],
    }


def people_options() -> Options:
    """Colleagues whose account stands, as `user:1`, then teams, as `team:1`."""
    people = [(f"user:{user.id}", user.name) for user in accounts.everybody() if user.disabled_at is None]
    return [*people, *((f"team:{team.id}", _("Team %(name)s", name=team.name)) for team in read.teams())]


def role_options() -> Options:
    """Everybody of a role, as `role:agent`."""
    return [(f"role:{role.value}", name) for role, name in words.EVERY.items()]


def terms(fields: Fields, holders: Options, effects: Options) -> dict[str, Any]:
    """What was filled in, as the terms of a grant or limit without its power or kind."""
    place, people = place_options(), people_options()
    chosen = {
        **_person(fields.choice("holder", [key for key, _name in holders]), "user_id", "team_id"),
        **_person(fields.choice("approver", [ANY, *(key for key, _name in people)]), "approver_id", "approver_team_id"),
        "channel_id": number(fields.choice("channel", [key for key, _name in place["channel"]])),
        "audience": fields.choice("audience", [key for key, _name in place["audience"]]) or None,
        "tag_id": number(fields.choice("tag", [key for key, _name in place["tag"]])),
        "effect": fields.choice("effect", [key for key, _name in effects]),
    }
    return chosen | {"valid_from": _moment(fields, "from") or now(), "valid_until": _moment(fields, "until")}


def typed() -> dict[str, str]:
    """What stands in the fields, as it was sent."""
    return request.values.to_dict()


def _person(key: str, column: str, team_column: str) -> dict[str, Any]:
    """`user:1`, `team:1` or `role:agent` as the column it stands for; anything else is nobody in particular."""
    kind, _colon, value = key.partition(":")
    columns: dict[str, Any] = {column: None, team_column: None}
    if kind == "user":
        columns[column] = int(value)
    elif kind == "team":
        columns[team_column] = int(value)
    elif kind == "role":
        columns["role"] = value
    return columns


def _moment(fields: Fields, name: str) -> datetime | None:
    """A local time as browsers send it, in the zone of who fills it in."""
    value = request.form.get(name, "").strip()
    try:
        found = datetime.fromisoformat(value) if value else None
    except ValueError:
        found = None
    if value and (found is None or found.tzinfo is not None or not 1980 <= found.year <= 2200):
        fields.errors[name] = _("A date and a time, such as 2026-12-24 17:00.")
        return None
    return found.replace(tzinfo=ZoneInfo(current_user().time_zone)).astimezone(ZoneInfo("UTC")) if found else None
