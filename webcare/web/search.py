"""Search: what was said, by whom, in what the reader may read."""

from typing import Any

from flask import Blueprint, render_template, request

from webcare.inbox import search as finding
from webcare.inbox.search import Wanted
from webcare.web.reader import reader

search = Blueprint("search", __name__)


@search.get("/search")
def show() -> str:
    """The field and what was found, with an empty place beside it for a conversation."""
    return render_template("search/show.html", **pane())


@search.get("/search/hits")
def hits() -> str:
    """What was found further back, to be added to a page that is open."""
    wanted = Wanted.of(request.args)
    return render_template("search/_hits.html", found=finding.find(reader(), wanted, request.args.get("before")))


def pane() -> dict[str, Any]:
    """What `search/_list.html` shows: what this address looks for; also beside an open conversation."""
    wanted = Wanted.of(request.args)
    return {"found": finding.find(reader(), wanted) if wanted.typed else finding.Page(wanted)}
