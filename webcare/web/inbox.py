"""The inbox: lists of conversations."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webcare.inbox import counting, listing, strip
from webcare.inbox.choices import choices
from webcare.inbox.filters import OPEN_TIMERS, Filters, View
from webcare.inbox.listing import Cursor
from webcare.web.reader import reader

inbox = Blueprint("inbox", __name__)

VIEWS = {
    View.WAITING: _("Waiting for an answer"),
    View.MINE: _("Mine"),
    View.OPEN: _("All open"),
    View.MENTIONS: _("Mentions"),
    View.PROMISES: _("Promises"),
    View.CLOSED: _("Closed"),
}


@inbox.get("/")
@inbox.get("/inbox")
def show() -> str:
    """One list, with an empty place beside it for a conversation."""
    return render_template("inbox/show.html", **pane())


@inbox.get("/inbox/rows")
def rows() -> str:
    """The next rows of a list, to be added to a page that is open."""
    filters = Filters.of(request.args)
    page = listing.page(reader(), filters, Cursor.of(request.args.get("after")))
    return render_template("inbox/_rows.html", page=page, filters=filters)


@inbox.get("/inbox/filters")
def filters() -> str | Response:
    """The form with everything one can filter on; fetched when somebody opens it, a part of a page and none itself."""
    wanted = Filters.of(request.args)
    if "Turbo-Frame" not in request.headers:
        return redirect(f"{url_for('inbox.show')}?{urlencode(wanted.query())}", 303)
    return render_template(
        "inbox/filters.html",
        filters=wanted,
        choices=choices(reader().readable()),
        timers=OPEN_TIMERS,
    )


def pane() -> dict[str, Any]:
    """What `inbox/_list.html` shows: the list this address asks for; also beside an open conversation."""
    held, wanted = reader(), Filters.of(request.args)
    return {
        "filters": wanted,
        "views": VIEWS,
        "page": listing.page(held, wanted),
        "counts": counting.counts(held),
        "strip": strip.strip(held),
        "choices": choices(held.readable()) if wanted.narrowed else None,
    }
