"""What alerts come to, in one sentence: no name, no word of a customer, so that it can be pushed."""

from collections.abc import Callable

from flask_babel import gettext, ngettext

from webcare.inbox.alerts import Alerts
from webcare.models import AlertKind

One = Callable[[str], str]
Many = Callable[[str, str, int], str]


def told(alerts: Alerts) -> str:
    """In the language of this page."""
    return told_in(alerts, gettext, ngettext)


def told_in(alerts: Alerts, one: One, many: Many) -> str:
    """In the language of these: help first, then what is late, then what nearly is. `many` fills in the number."""
    counts = alerts.counts
    late, risk = counts[AlertKind.LATE], counts[AlertKind.AT_RISK]
    parts = []
    if counts[AlertKind.HELP]:
        parts.append(one(HELP))
    if late:
        parts.append(many(LATE_ONE, LATE_MANY, late))
    if risk:
        parts.append(many(RISK_ONE, RISK_MANY, risk))
    return " · ".join(parts)


def _(words: str) -> str:
    """Mark a text for translation; it is translated when it is told."""
    return words


def _n(singular: str, plural: str) -> tuple[str, str]:
    """The same, for a text with a number in it."""
    return singular, plural


HELP = _("A lead calls for help")
LATE_ONE, LATE_MANY = _n("%(num)s customer waits too long", "%(num)s customers wait too long")
RISK_ONE, RISK_MANY = _n("%(num)s nearly does", "%(num)s nearly do")
