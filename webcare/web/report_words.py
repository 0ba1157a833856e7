"""Words that only reports need: how answers went, told apart; and days written out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask
from flask_babel import format_date
from flask_babel import lazy_gettext as _

from webcare.models import How

HOWS: Mapping[str, Any] = {
    How.PUBLIC: _("in public"),
    How.PRIVATE: _("in the DM they asked in"),
    How.MOVED_TO_DM: _("moved to a DM"),
    How.IN_PRIVATE: _("by a DM made elsewhere"),
    How.REFERRED_TO_DM: _("asked to send a DM"),
    How.COVERED: _("covered by one answer to many"),
}


def register(app: Flask) -> None:
    """The filters `day` and `week`."""
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["week"] = week


def day(on: date) -> str:
    """A day in full: "16 November 2026"."""
    return str(format_date(on, "d MMMM y"))


def week(monday: date) -> str:
    """A week as an address names it: "2026-W46"."""
    year, number, _day = monday.isocalendar()
    return f"{year}-W{number:02}"
