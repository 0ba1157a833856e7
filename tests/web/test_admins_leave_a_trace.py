"""Everything an admin does is in the event log: what a request of theirs changes, an event in their name tells."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from tests.web.guarded import Line, Who
from tests.web.places import World
from tests.web.test_channels import SERVICE
from tests.web.test_everything_is_guarded import (
    ask,
    furnished,
    kept,
    now,
    of,
    places,
    routes,
    template,
)
from tests.web.test_mandates import GIVE, LIMIT
from webcare.database import session
from webcare.models import EventRow, Role

__all__ = ["furnished", "now", "places", "template"]  # fixtures

# What works, where the line of tests/web/guarded.py would be refused.
FORMS = {
    "channels.update": SERVICE | {"open": "always"},
    "guard_settings.update": {"own": "0900-1234"},
    "limits.create": LIMIT,
    "mandates.create": GIVE,
}
# Nothing changes by these in the walk; by those that can change something, other tests look at their events.
SILENT = {
    "channels.create": "takes keys of a platform",
    "channels.replace_keys": "takes keys of a platform",
    "channels.test": "only asks the platform",
    "guard_settings.attempt": "only tries a text",
    "invitations.renew": "the invitation was withdrawn",
    "users.end_session": "who is disabled has none",
    "users.end_sessions": "who is disabled has none",
}


def writing(app: Flask) -> list[tuple[Rule, str, Line]]:
    """What an admin can do, each before what undoes it."""
    found = [each for each in routes(app, Who.MANAGER) if each[1] != "GET"]
    return sorted(found, key=lambda each: (each[0].rule, each[1] == "DELETE"))


def last_event() -> int:
    found = session.scalar(select(func.max(EventRow.id))) or 0
    session.remove()
    return found


def told_since(number: int) -> set[int | None]:
    """In whose names something was told."""
    found = set(session.scalars(select(EventRow.actor_id).where(EventRow.id > number)))
    session.remove()
    return found


def test_what_an_admin_changes_is_in_the_event_log_in_their_name(app: Flask, places: World) -> None:
    admin, by, done = places.visitor(Role.ADMIN), places.people[Role.ADMIN], set()
    token, before = admin.token(), kept()
    ids = of(places.places["public"]) | {"user_id": places.holder_id}
    for rule, method, line in writing(app):
        last = last_event()
        answer = ask(admin, token, rule, method, replace(line, form=FORMS.get(rule.endpoint, line.form)), ids)
        after = kept()
        if after != before:
            assert answer.status_code < 400, (rule, method, "a refusal changes nothing")
            tables = sorted(name for name in after if after[name] != before[name])
            assert by in told_since(last), (rule, method, tables)
            done.add(rule.endpoint)
        before = after
    assert {rule.endpoint for rule, _method, _line in writing(app)} - done == set(SILENT)
