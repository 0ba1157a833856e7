"""Reports: what became of customers in a period, the week as work, channels and teams beside each other, one's own."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user, pages, personal_figures
from webcare.access.pages import Page
from webcare.database import transaction
from webcare.errors import NotFound
from webcare.inbox.choices import choices
from webcare.inbox.wording import REASONS
from webcare.insight import days, people
from webcare.insight.norm import EXPECTED
from webcare.insight.reports import by_channel, by_tag, crew
from webcare.insight.reports.dismissed import sample
from webcare.insight.reports.figures import Figures
from webcare.insight.reports.overview import Overview, overview
from webcare.insight.reports.workload import workload
from webcare.models import Power
from webcare.web import now, report_files, security
from webcare.web.forms import Fields
from webcare.web.reader import reader
from webcare.web.report_charts import charts_of
from webcare.web.report_form import PERIODS, WEEK_PARTS, Wanted, asked_week, wanted
from webcare.web.report_words import HOWS

reports = Blueprint("reports", __name__)


@reports.get("/reports")
def show() -> str | BaseResponse:
    """A period: the figures, day by day, how it was answered, promises, tone."""
    if not _steers():
        return redirect(url_for("reports.mine"), 303)
    chosen = wanted()
    found = _overview(chosen)
    if found is None:
        return _page("reports/few.html", chosen, "show")
    return _page("reports/show.html", chosen, "show", overview=found, charts=charts_of(found, _norm()), own=False)


@reports.get("/reports/week")
def week() -> str:
    """The week by its hours: how many customers come, and how many people it takes."""
    chosen = _of_many()
    if chosen.team is not None:
        return _page("reports/few.html", chosen, "week")
    found = workload(chosen.asked, reader().readable(), now(), handling=chosen.handling, norm=_norm())
    return _page("reports/week.html", chosen, "week", workload=found)


@reports.get("/reports/parts")
def parts() -> str:
    """Channels, tags and teams beside each other; persons where an admin switched that on."""
    chosen = _of_many()
    if chosen.team is not None:
        return _page("reports/few.html", chosen, "parts")
    return _page("reports/parts.html", chosen, "parts", **_parts(chosen))


@reports.get("/reports/teams")
def teams() -> str:
    """What of that page is about people, which takes as long to count as all the rest of it."""
    chosen = _of_many()
    if chosen.team is not None:
        raise NotFound  # a team is not cut into parts
    return render_template("reports/teams.html", wanted=chosen, norm=_norm(), expected=EXPECTED, **_people(chosen))


@reports.get("/reports/dismissed")
def dismissed() -> str:
    """A random twenty of a week's customers whose wait was dismissed after it was late, for leads to look at."""
    mandated, chosen = reader(), _of_many()
    if not people.leads(mandated):
        raise NotFound
    monday = asked_week()
    found = sample(monday, mandated.readable(), str(current_app.secret_key))
    return _page(
        "reports/dismissed.html", chosen, "dismissed", sample=found, this_week=days.monday_of(days.day_of(now()))
    )


@reports.get("/reports/mine")
def mine() -> str:
    """What one answered oneself; nobody else sees it unless an admin switched that on."""
    chosen = wanted().of(frozenset({current_user().id}))
    found = overview(chosen.asked, reader().readable(), now())
    about = {
        "overview": found,
        "charts": charts_of(found, _norm()),
        "own": True,
        "switched": personal_figures.switched(),
    }
    return _page("reports/show.html", chosen, "mine", **about)


@reports.get("/reports/export")
def export() -> Response:
    """The tables of a page as a file; what leaves the desk whole asks once more who it is."""
    page, chosen = request.args.get("page", "show"), _of_many()
    security.require_recent_factor()
    if page == "show":
        found = _overview(chosen)
        if found is None:
            raise NotFound
        return report_files.of_overview(found)
    if chosen.team is not None:
        raise NotFound  # a team is not cut into parts
    readable, moment = reader().readable(), now()
    if page == "week":
        return report_files.of_week(workload(chosen.asked, readable, moment, handling=chosen.handling, norm=_norm()))
    return report_files.of_parts(asked=chosen.asked, **_parts(chosen), **_people(chosen))


@reports.put("/reports/personal")
def switch() -> BaseResponse:
    """Let leads see personal figures, or not any more; everybody is told."""
    mandate.permit(current_user(), Power.MANAGE, now())
    security.require_recent_factor()
    on = Fields().yes("shown")
    with transaction():
        personal_figures.switch(on, by=current_user(), now=now())
    flash(_("Team leads see personal figures. Everybody is told.") if on else _("Nobody but they themselves see them."))
    return redirect(url_for("reports.parts"), 303)


def _steers() -> bool:
    return pages.has(current_user(), Page.REPORTS)


def _of_many() -> Wanted:
    """What was chosen, for who has these pages. Raises NotFound for others."""
    if not _steers():
        raise NotFound
    return wanted()


def _overview(chosen: Wanted) -> Overview | None:
    """The period, of everybody or of the team that was chosen; None where too few of it took part."""
    if chosen.team is not None:
        return crew.of_team(chosen.asked, chosen.team.id, reader().readable(), now())
    return overview(chosen.asked, reader().readable(), now())


def _norm() -> int:
    share: int = current_app.config["WEBCARE"].target_share
    return share


def _parts(chosen: Wanted) -> dict[str, Any]:
    readable, moment = reader().readable(), now()
    offered = choices(readable)
    channels, tags = by_channel(chosen.asked, readable, moment), by_tag(chosen.asked, readable, moment)
    shown = ((f"@{each.handle}", channels.get(each.id)) for each in offered.channels)
    return {
        "channels_shown": [(name, Figures.of(tally)) for name, tally in shown if tally is not None],
        "tags_shown": [(each.name, Figures.of(tags[each.id])) for each in offered.tags if each.id in tags],
    }


def _people(chosen: Wanted) -> dict[str, Any]:
    moment = now()
    weeks = crew.whole_weeks(chosen.asked.first, chosen.asked.last, moment)
    return {
        "teams": None if chosen.narrowed else crew.of_teams(weeks, reader().readable(), moment),
        "weeks": weeks,
        "persons_shown": _persons(chosen) if personal_figures.are_shown() else None,
    }


def _persons(chosen: Wanted) -> list[tuple[str, Figures]]:
    found = crew.of_persons(chosen.asked, reader().readable(), now())
    return [(person.name, figures) for person, figures in found]


def _page(template: str, chosen: Wanted, tab: str, **about: Any) -> str:
    offered = choices(reader().readable())
    return render_template(
        template,
        place="reports",
        tab=tab,
        wanted=chosen,
        steers=_steers(),
        leads=people.leads(reader()),
        moment=now(),
        channels=[("", _("All channels")), *((str(each.id), f"@{each.handle}") for each in offered.channels)],
        tags=[("", _("All tags")), *((str(each.id), each.name) for each in offered.tags)],
        teams_to_choose=[("", _("Everybody")), *((str(team.id), team.name) for team, _members in crew.teams())],
        periods=[(name, words) for name, (words, _days) in PERIODS.items()],
        week_parts=[(name, words) for name, (words, _days) in WEEK_PARTS.items()],
        norm=_norm(),
        expected=EXPECTED,
        personal=personal_figures.are_shown(),
        zone=days.zone().key,
        how_names=HOWS,
        reason_names=REASONS,
        **about,
    )
