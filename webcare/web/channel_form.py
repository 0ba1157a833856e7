"""The settings of a channel as a form: reading what was filled in, and filling in what is kept."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from webcare import mandate
from webcare.access import current_user
from webcare.models import Channel, Power
from webcare.web import now
from webcare.web.forms import ZONES, Fields

DAYS = (
    ("mon", _("Monday")),
    ("tue", _("Tuesday")),
    ("wed", _("Wednesday")),
    ("thu", _("Thursday")),
    ("fri", _("Friday")),
    ("sat", _("Saturday")),
    ("sun", _("Sunday")),
)
COUNTRIES = (
    ("", _("Open on public holidays")),
    ("NL", _("Closed on public holidays of the Netherlands")),
    ("BE", _("Closed on public holidays of Belgium")),
    ("DE", _("Closed on public holidays of Germany")),
    ("GB", _("Closed on public holidays of the United Kingdom")),
)
ALWAYS, HOURS = "always", "hours"


def found(channel_id: int) -> Channel:
    """The channel whose settings these are, for who manages it. Raises NotFound, MandateRefused."""
    return mandate.channel_for(current_user(), channel_id, Power.MANAGE, now())


def settings(fields: Fields) -> dict[str, Any]:
    """What was filled in, ready for `connecting.change`."""
    return {
        "target_minutes": fields.whole("target_minutes", lowest=1, highest=10_080),
        "undo_seconds": fields.whole("undo_seconds", lowest=0, highest=60),
        "time_zone": fields.choice("time_zone", ZONES),
        "holidays": fields.choice("holidays", [code for code, _name in COUNTRIES]) or None,
        "service_hours": _hours(fields),
        "urgent_protocol": fields.text("urgent_protocol", required=False, longest=5_000),
    }


def values(channel: Channel, typed: dict[str, Any] | None) -> dict[str, Any]:
    """What the form shows: as kept, or as typed when something in it was wrong."""
    names = ("target_minutes", "undo_seconds", "time_zone", "holidays", "service_hours", "urgent_protocol")
    shown: dict[str, Any] = {name: getattr(channel, name) for name in names} | (typed or {})
    hours = shown["service_hours"]
    shown["open"] = ALWAYS if hours is None else HOURS
    shown["spans"] = {day: (hours.get(day) or [["", ""]])[0] for day, _name in DAYS} if hours is not None else {}
    return shown


def _hours(fields: Fields) -> dict[str, list[list[str]]] | None:
    """Opening and closing per weekday; a day left empty is closed. None: day and night."""
    if fields.choice("open", (ALWAYS, HOURS)) == ALWAYS:
        return None
    return {day: span for day, _name in DAYS if (span := _span(fields, day))}


def _span(fields: Fields, day: str) -> list[list[str]]:
    opens, closes = fields.clock(f"{day}_opens"), fields.clock(f"{day}_closes")
    if bool(opens) != bool(closes):
        fields.errors[f"{day}_opens"] = gettext("Fill in both times, or neither.")
    if not opens and not closes:
        return []
    return [[opens, "24:00" if closes == "00:00" else closes]]
