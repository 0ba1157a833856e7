"""The page for management: sentiment and size of each theme, examples, and customers' own words."""

from flask import Blueprint, Response, render_template, request

from webcare.access import current_user, pages
from webcare.access.pages import Page
from webcare.insight import management as read
from webcare.insight.themes import Period
from webcare.web import now, security, theme_files
from webcare.web.reader import reader

management = Blueprint("management", __name__)


@management.get("/management")
def show() -> str:
    """A period. It prints well: whoever decides may not be at a screen."""
    pages.require(current_user(), Page.MANAGEMENT)
    period, moment = _period(), now()
    found = read.overview(reader().readable(), period, moment)
    facts = {"place": "reports", "period": period, "overview": found, "since": period.since(moment), "until": moment}
    return render_template("reports/management.html", **facts)


@management.get("/management/export")
def export() -> Response:
    """Its table as a file; what leaves the desk whole asks once more who it is."""
    pages.require(current_user(), Page.MANAGEMENT)
    security.require_recent_factor()
    period, moment = _period(), now()
    found = read.overview(reader().readable(), period, moment)
    return theme_files.of_management(found, period.since(moment), moment)


def _period() -> Period:
    asked = request.args.get("period", "")
    return Period(asked) if asked in list(Period) else Period.WEEK
