"""The live queue: on a desk, where one can open and list what waits, and on a wall, where nobody touches anything."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from webcare.insight import people, queue
from webcare.insight.norm import EXPECTED
from webcare.insight.people import Totals
from webcare.insight.queue import Queue
from webcare.web import now
from webcare.web.reader import reader
from webcare.web.static import version

live_queue = Blueprint("live_queue", __name__)


@live_queue.get("/live")
def show() -> str:
    """On a desk."""
    return render_template("live/show.html", **_board())


@live_queue.get("/live/wall")
def wall() -> str:
    """On a wall: no names, nothing to press, readable from four metres."""
    return render_template("live/wall.html", **_board())


@live_queue.get("/live/figures")
def figures() -> Response:
    """The numbers alone, for a screen whose live connection is down; asking keeps its log-in alive."""
    response = jsonify(version=version(), facts=_queue().facts(), team=_team().facts)
    response.headers["Cache-Control"] = "no-store"
    return response


@live_queue.get("/live/waiting")
def waiting() -> str:
    """Everybody who waits, as a list: what the field of dots shows, for who does not see or point."""
    return render_template("live/waiting.html", rows=queue.waiting(reader().readable()), most=queue.MOST_ROWS)


def _queue() -> Queue:
    return queue.queue(reader().readable(), now())


def _team() -> Totals:
    return people.totals(people.team(reader().readable(), now()))


def _board() -> dict[str, Any]:
    """What both pages show."""
    state = _queue()
    targets = state.today.targets or frozenset({60})
    return {
        "place": "live",
        "queue": state,
        "team": _team(),
        "version": version(),
        "norm": current_app.config["WEBCARE"].target_share,
        "expected": EXPECTED,
        "target": min(targets) if len(targets) == 1 else None,
    }
