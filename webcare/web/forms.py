"""Reading forms field by field: what came is kept, what is wrong with it is said beside the field."""

from collections.abc import Collection
from datetime import time
from zoneinfo import available_timezones

from flask import request
from flask_babel import gettext as _

from webcare.errors import WebcareError
from webcare.web.unkeepable import keepable

LONGEST = 500
ZONES = tuple(
    sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
)


class Fields:
    """The fields of one form. Read them all, then look at `errors`: field name → what to do about it."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def text(self, name: str, *, required: bool = True, longest: int = LONGEST) -> str:
        """A line or block of text, without white space around it and without characters that no database takes."""
        value = request.form.get(name, "").replace("\r\n", "\n").strip()
        if not value and required:
            self.errors[name] = _("Fill this in.")
        elif len(value) > longest:
            self.errors[name] = _("At most %(longest)s characters.", longest=longest)
        elif not keepable(value):
            self.errors[name] = _("This holds a character that cannot be kept. Type it again.")
        return value

    def secret(self, name: str, *, required: bool = True) -> str:
        """A password or token, as it was typed."""
        value = request.form.get(name, "")
        if not value and required:
            self.errors[name] = _("Fill this in.")
        return value

    def whole(self, name: str, *, lowest: int, highest: int) -> int:
        """A whole number in a range."""
        value = request.form.get(name, "").strip()
        if not value.isascii() or not value.isdigit() or len(value) > 9 or not lowest <= int(value) <= highest:
            self.errors[name] = _("A whole number from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest)
            return lowest
        return int(value)

    def choice(self, name: str, among: Collection[str]) -> str:
        """One of a list."""
        value = request.form.get(name, "")
        if value not in among:
            self.errors[name] = _("Choose one of the list.")
        return value

    def yes(self, name: str) -> bool:
        """Whether a box is ticked."""
        return request.form.get(name) == "on"

    def clock(self, name: str) -> str:
        """A time of day as HH:MM, or nothing."""
        value = request.form.get(name, "").strip()[:5]
        try:
            return time.fromisoformat(value).strftime("%H:%M") if value else ""
        except ValueError:
            self.errors[name] = _("A time of day, such as 08:30.")
            return value

    def blame(self, error: WebcareError) -> None:
        """Put what a rule said beside the field it names."""
        self.errors[str(error.facts.get("field", ""))] = str(error)
