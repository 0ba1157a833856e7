"""Search: what was said, by whom, in what the reader may read."""

from typing import Any

from flask import Blueprint, render_template, request

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import reading
from webcare.inbox import search as finding
from webcare.inbox.search import Page, Wanted
from webcare.models import Audience
from webcare.web import now
from webcare.web.reader import reader

search = Blueprint("search", __name__)


@search.get("/search")
def show() -> str:
    """The field and what was found, with an empty place beside it for a conversation."""
    beside = pane()
    page = render_template("search/show.html", **beside)
    record(beside["found"])
    return page


@search.get("/search/hits")
def hits() -> str:
    """What was found further back, to be added to a page that is open."""
    found = finding.find(reader(), Wanted.of(request.args), request.args.get("before"))
    part = render_template("search/_hits.html", found=found)
    record(found)
    return part


def pane() -> dict[str, Any]:
    """What `search/_list.html` shows: what this address looks for; also beside an open conversation."""
    wanted = Wanted.of(request.args)
    return {"found": finding.find(reader(), wanted) if wanted.typed else Page(wanted)}


def record(found: Page) -> None:
    """An excerpt of a DM is some of its words: that it was shown is recorded, as opening it is.

    To be called when the page is drawn, for a write forgets what was read.
    """
    private = [(hit.row.id, hit.row.channel_id) for hit in found.hits if hit.row.audience == Audience.PRIVATE]
    if not private:
        return
    reader_id = current_user().id
    with transaction():
        for number, channel_id in private:
            reading.shown(number, channel_id=channel_id, by=reader_id, now=now())
