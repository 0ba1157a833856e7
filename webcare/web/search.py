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
    return render_template("search/show.html", **pane())


@search.get("/search/hits")
def hits() -> str:
    """What was found further back, to be added to a page that is open."""
    return render_template("search/_hits.html", found=_find(Wanted.of(request.args), request.args.get("before")))


def pane() -> dict[str, Any]:
    """What `search/_list.html` shows: what this address looks for; also beside an open conversation."""
    wanted = Wanted.of(request.args)
    return {"found": _find(wanted) if wanted.typed else Page(wanted)}


def _find(wanted: Wanted, before: str | None = None) -> Page:
    """An excerpt of a DM is some of its words: that it was shown is recorded, as opening it is."""
    found = finding.find(reader(), wanted, before)
    private = [(hit.row.id, hit.row.channel_id) for hit in found.hits if hit.row.audience == Audience.PRIVATE]
    if private:
        reader_id = current_user().id
        with transaction():
            for number, channel_id in private:
                reading.shown(number, channel_id=channel_id, by=reader_id, now=now())
    return found
