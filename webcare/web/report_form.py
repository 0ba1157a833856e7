"""What a reader chose above a report, out of the address; it can be kept, sent and opened again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _

from webcare.errors import BadInput, NotFound
from webcare.insight import days
from webcare.insight.reports import Asked, crew
from webcare.models import Audience, Team
from webcare.web import now, pane

PERIODS: Mapping[str, tuple[Any, int]] = {  # name, and how many days back from today
    "today": (_("Today"), 1),
    "week": (_("7 days"), 7),
    "month": (_("4 weeks"), 28),
    "quarter": (_("13 weeks"), 91),
    "year": (_("12 months"), 365),
}
OWN = "own"
STANDARD = "month"
LONGEST = 3 * 366  # days
WEEK_PARTS: Mapping[str, tuple[Any, frozenset[int]]] = {
    "": (_("All days"), frozenset()),
    "work": (_("Monday to Friday"), frozenset(range(5))),
    "weekend": (_("Weekend"), frozenset({5, 6})),
    "0": (_("Monday"), frozenset({0})),
    "1": (_("Tuesday"), frozenset({1})),
    "2": (_("Wednesday"), frozenset({2})),
    "3": (_("Thursday"), frozenset({3})),
    "4": (_("Friday"), frozenset({4})),
    "5": (_("Saturday"), frozenset({5})),
    "6": (_("Sunday"), frozenset({6})),
}
HANDLING = 6  # minutes of work one answer takes, unless said otherwise
LONGEST_HANDLING = 120


@dataclass(frozen=True)
class Wanted:
    """What was chosen, as a report asks for it and as the form shows it."""

    asked: Asked
    period: str
    days: str
    team: Team | None
    handling: timedelta

    @property
    def query(self) -> dict[str, str]:
        """The same as an address says it, without what is as it is without saying."""
        asked, said = self.asked, {"period": self.period}
        if self.period == OWN:
            said |= {"from": asked.first.isoformat(), "until": asked.last.isoformat()}
        chosen = {"channel": asked.channel_id, "audience": asked.audience, "tag": asked.tag_id, "days": self.days}
        said |= {name: str(value) for name, value in chosen.items() if value}
        if self.team is not None:
            said["team"] = str(self.team.id)
        if asked.hours is not None:
            said |= {"hours_from": str(asked.hours[0]), "hours_until": str(asked.hours[1])}
        if self.handling != timedelta(minutes=HANDLING):
            said["handling"] = str(self.handling // timedelta(minutes=1))
        return said

    @property
    def of_everybody(self) -> dict[str, str]:
        """The same address for pages that show no team alone."""
        return {name: value for name, value in self.query.items() if name != "team"}

    @property
    def narrowed(self) -> bool:
        """Whether anything beside the period was chosen."""
        return bool(set(self.query) - {"period", "from", "until", "handling"})

    def of(self, hands: frozenset[int]) -> "Wanted":
        """The same of these people alone."""
        return replace(self, asked=replace(self.asked, hands=hands))


def wanted() -> Wanted:
    """What the address asks for. Raises BadInput for what no form of ours says, NotFound for a team that is none.

    Of a team whole weeks alone, whatever else was chosen: see `webcare.insight.reports.crew`.
    """
    period = _among("period", (*PERIODS, OWN), STANDARD)
    first, last = _own_days() if period == OWN else _last_days(PERIODS[period][1])
    part, team = _among("days", WEEK_PARTS, ""), _team()
    asked = Asked(
        first=first,
        last=last,
        channel_id=_number("channel"),
        audience=_among("audience", ("", *Audience), "") or None,
        tag_id=_number("tag"),
        weekdays=WEEK_PARTS[part][1],
        hours=_hours(),
    )
    handling = min(max(_number("handling") or HANDLING, 1), LONGEST_HANDLING)
    if team is not None:
        asked, part = crew.whole_weeks(first, last, now()), ""
    return Wanted(asked, period, part, team, timedelta(minutes=handling))


def asked_week() -> date:
    """The Monday of the week that the address names ("2026-W46"); without one the last week that is over."""
    said = request.args.get("week", "")
    if not said:
        return days.monday_of(days.day_of(now())) - timedelta(days=7)
    try:
        found = datetime.strptime(f"{said}-1", "%G-W%V-%u").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        raise BadInput(field="week") from None
    if not 2000 <= found.year <= 2999:
        raise BadInput(field="week")
    return found


def _last_days(number: int) -> tuple[date, date]:
    today = days.day_of(now())
    return today - timedelta(days=number - 1), today


def _own_days() -> tuple[date, date]:
    first, last = _day("from"), _day("until")
    today = days.day_of(now())
    first, last = first or last or today, last or max(first or today, today)
    if last < first:
        first, last = last, first
    return max(first, last - timedelta(days=LONGEST - 1)), last


def _day(name: str) -> date | None:
    said = request.args.get(name, "")
    try:
        found = date.fromisoformat(said) if said else None
    except ValueError:
        raise BadInput(field=name) from None
    if found is not None and not 2000 <= found.year <= 2999:
        raise BadInput(field=name)
    return found


def _hours() -> tuple[int, int] | None:
    first, last = _number("hours_from") or 0, _number("hours_until")
    last = 24 if last is None else last
    if first > 23 or last > 24:
        raise BadInput(field="hours_from")
    return None if (first, last) == (0, 24) or first >= last else (first, last)


def _team() -> Team | None:
    number = _number("team")
    if number is None:
        return None
    found = next((team for team, _members in crew.teams() if team.id == number), None)
    if found is None:
        raise NotFound
    return found


def _number(name: str) -> int | None:
    return pane.number_in(request.args.get(name, ""), name)


def _among(name: str, known: Any, otherwise: str) -> str:
    said = request.args.get(name, otherwise)
    if said not in known:
        raise BadInput(field=name)
    return said
