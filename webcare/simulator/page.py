"""The control page: what the public sees, the direct messages, the ledger, and trouble by the push of a button."""

from flask import Blueprint, current_app, render_template, request

from webcare.simulator import oddities
from webcare.simulator.engine import Engine
from webcare.simulator.faults import KINDS, READS, WRITES
from webcare.simulator.timeline import direct_messages, ledger_lines, public_timeline

page = Blueprint("page", __name__)
TABS = {"timeline": "Timeline", "dms": "Direct messages", "ledger": "Ledger"}


@page.get("/")
def show() -> str:
    """The whole page."""
    return render_template(
        "simulator/page.html",
        kinds=KINDS,
        oddities=oddities.KINDS,
        endpoints=sorted(READS | WRITES),
        tab=_tab(),
        tabs=TABS,
        **_facts(),
    )


@page.get("/fragment")
def fragment() -> str:
    """What changes on the page, for its script to put in place."""
    return render_template("simulator/fragment.html", tab=_tab(), **_facts())


def _tab() -> str:
    asked = request.args.get("tab", "timeline")
    return asked if asked in TABS else "timeline"


def _facts() -> dict[str, object]:
    engine: Engine = current_app.extensions["simulator"]
    with engine.store.reading() as connection:
        found: list[dict[str, object]] = {
            "timeline": lambda: public_timeline(connection),
            "dms": lambda: direct_messages(connection, engine.brand_id),
            "ledger": lambda: ledger_lines(connection),
        }[_tab()]()
    return {"items": found, "brand": engine.brand, "brand_name": engine.brand_name, "faults": engine.faults.listed()}
