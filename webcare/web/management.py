"""The page for management: sentiment and size of each theme, examples, and customers' own words."""

from flask import Blueprint, render_template, request

from webcare.access import current_user
from webcare.errors import NotFound
from webcare.insight import management as read
from webcare.insight.themes import Period
from webcare.models import Role
from webcare.web import now
from webcare.web.reader import reader

management = Blueprint("management", __name__)

READERS = (Role.LEAD, Role.EXECUTIVE, Role.ADMIN)


@management.get("/management")
def show() -> str:
    """A period. It prints well: whoever decides may not be at a screen."""
    if current_user().role not in READERS:
        raise NotFound
    period, moment = _period(), now()
    found = read.overview(reader().readable(), period, moment)
    facts = {"place": "reports", "period": period, "overview": found, "since": period.since(moment), "until": moment}
    return render_template("reports/management.html", **facts)


def _period() -> Period:
    asked = request.args.get("period", "")
    return Period(asked) if asked in list(Period) else Period.WEEK
