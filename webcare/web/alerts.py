"""What one was told of customers who wait too long: a bar on every page, a list, and how one wishes to be told."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import alerting
from webcare.inbox import alert_words
from webcare.inbox import alerts as reading
from webcare.web import now, pane
from webcare.web.forms import Fields
from webcare.web.reader import reader

WISHES = ("at_risk", "late", "sound", "desktop", "push")

alerts = Blueprint("alerts", __name__)


@alerts.get("/alerts")
def index() -> str:
    """Everything that stands, the most pressing first."""
    standing = reading.standing(reader())
    return render_template("alerts/index.html", place="alerts", alerts=standing)


@alerts.get("/alerts/bar")
def bar() -> str:
    """The same in one sentence, for above every page; with whether it may sound or show over other windows."""
    user, moment = current_user(), now()
    standing, wish = reading.standing(reader()), reading.wish_of(user)
    loud = not reading.is_quiet(wish, user.time_zone, moment)
    told = alert_words.told(standing)
    facts = {"alerts": standing, "told": told, "sound": wish.sound and loud, "desktop": wish.desktop and loud}
    return render_template("alerts/bar.html", **facts)


@alerts.post("/alerts/seen")
def see() -> BaseResponse:
    """One has seen everything up to this one."""
    with transaction():
        alerting.see(current_user(), up_to=pane.number("up_to") or 0, now=now())
    return redirect(url_for("alerts.bar"), 303)


@alerts.get("/settings/alerts")
def show() -> str:
    """How one wishes to be told."""
    return _page(Fields())


@alerts.post("/settings/alerts")
def update() -> BaseResponse | tuple[str, int]:
    """Change it."""
    fields = Fields()
    wished = {name: fields.yes(name) for name in WISHES}
    quiet = {name: fields.clock(name) if fields.yes("quiet") else "" for name in ("quiet_from", "quiet_until")}
    for name, value in quiet.items():
        if fields.yes("quiet") and not value:
            fields.errors.setdefault(name, _("A time of day, such as 08:30."))
    if fields.errors:
        return _page(fields, wished | quiet), 422
    hours = {name: reading.of_clock(value) for name, value in quiet.items()}
    with transaction():
        alerting.wish(current_user(), now=now(), **wished, **hours)
    flash(_("Your alerts are saved."))
    return redirect(url_for("alerts.show"), 303)


def _page(fields: Fields, typed: dict[str, bool | str] | None = None) -> str:
    wish = reading.wish_of(current_user())
    values: dict[str, bool | str] = {name: getattr(wish, name) for name in WISHES}
    values |= {name: reading.clock_of(getattr(wish, name)) for name in ("quiet_from", "quiet_until")}
    values = values | (typed or {})
    return render_template("settings/alerts.html", place="settings", values=values, errors=fields.errors)
