"""The crisis room: declare, look, decide, end. Everybody at the desk sees it under their own mandate."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import crisis as rules
from webcare.desk import crisis_gathering, drilling
from webcare.desk.crisis import Terms
from webcare.errors import BadInput
from webcare.insight import crises as read
from webcare.insight import crisis_report, suggestions
from webcare.insight.norm import EXPECTED
from webcare.mandate import MandateRefused
from webcare.models import EntryKind, Power
from webcare.web import crisis_files, crisis_page, now, pane, security
from webcare.web.crisis_page import WRITERS, find, lead, of_concern, page
from webcare.web.forms import Fields
from webcare.web.reader import reader

crises = Blueprint("crises", __name__)

LONGEST_NAME, LONGEST_ENTRY, LONGEST_THEME = 60, 2_000, 2_000


@crises.before_request
def permit() -> None:
    """For who works at the desk."""
    crisis_page.permit()


@crises.get("/crises")
def index() -> str:
    """What runs, and what was, where one reads anything; who sits at a training desk sees drills alone."""
    may_declare = crisis_page.may_declare()
    return render_template(
        "crises/index.html",
        place="crises",
        running=of_concern(read.running()),
        over=of_concern(read.over(training=False)),
        drills=of_concern(read.over(training=True)),
        may_declare=may_declare,
        leads=crisis_page.may_lead(None),
        suggestions=suggestions.standing(reader().readable(), now()) if may_declare else [],
        desk=drilling.desk(),
        scenarios=crisis_page.SCENARIOS,
        longest=drilling.LONGEST,
    )


@crises.get("/crises/bars")
def bars() -> str:
    """What stands above every page while a crisis or a drill runs."""
    return render_template("crises/_bars_frame.html")


@crises.get("/crises/new")
def new() -> str:
    """The form that declares one; of a suggestion, filled in."""
    crisis_page.permit_declaring()
    return _form(Fields(), crisis_page.suggested(pane.asked("spike"), reader(), now()))


@crises.post("/crises")
def create() -> Response | tuple[str, int]:
    """Declare it: it counts at once."""
    crisis_page.permit_declaring()
    fields = Fields()
    terms = _terms(fields)
    if not fields.errors:
        try:
            with transaction():
                crisis_page.permit_declaring_on(terms.channel)
                made = rules.declare(terms, by=current_user(), now=now())
        except BadInput as error:
            fields.blame(error)
    if fields.errors:
        return _form(fields, request.form.to_dict()), 422
    flash(_("The crisis is declared. From now on public answers on it need approval."))
    return redirect(f"/crises/{made.id}", 303)


@crises.get("/crises/<int:crisis_id>")
def show(crisis_id: int) -> str:
    """The room."""
    return render_template("crises/show.html", **page(find(crisis_id)))


@crises.get("/crises/<int:crisis_id>/now")
def figures(crisis_id: int) -> str:
    """The part of it that changes by itself."""
    return render_template("crises/_now.html", **page(find(crisis_id)))


@crises.get("/crises/<int:crisis_id>/report")
def report(crisis_id: int) -> str:
    """What is looked back on; prints well."""
    found = find(crisis_id)
    mandated, moment = reader(), now()
    return render_template(
        "crises/report.html",
        place="crises",
        report=crisis_report.report(found, mandated, moment),
        earlier=crisis_report.earlier(found, mandated, moment) if found.training else [],
        norm=current_app.config["WEBCARE"].target_share,
        expected=EXPECTED,
        may_write=crisis_page.may_write(found, EntryKind.LESSON),
        words=crisis_page.ENTRIES,
        moment=moment,
    )


@crises.get("/crises/<int:crisis_id>/report/export")
def export(crisis_id: int) -> Response:
    """Its timeline as a file; what leaves the desk whole asks once more who it is."""
    found = find(crisis_id)
    security.require_recent_factor()
    return crisis_files.of_timeline(crisis_report.report(found, reader(), now()))


@crises.post("/crises/<int:crisis_id>/entries")
def write(crisis_id: int) -> Response:
    """A decision, a note or a lesson, under one's own name."""
    kind = request.form.get("kind", "")
    with transaction():
        found = find(crisis_id)
        if kind not in WRITERS:
            raise BadInput(field="kind")
        if not crisis_page.may_write(found, kind):
            raise MandateRefused(power=WRITERS[kind])
        rules.note(found, kind, pane.words("text", longest=LONGEST_ENTRY), by=current_user(), now=now())
    return redirect(f"/crises/{crisis_id}" + ("/report" if kind == EntryKind.LESSON else ""), 303)


@crises.post("/crises/<int:crisis_id>/theme")
def change_theme(crisis_id: int) -> Response:
    """Gather by other words or tags."""
    fields = Fields()
    with transaction():
        found = lead(find(crisis_id))
        words, tags = _lines(fields, "words"), _lines(fields, "tags")
        if fields.errors:
            raise BadInput(field=next(iter(fields.errors)))
        rules.change_theme(found, words=words, tags=tags, by=current_user(), now=now())
    flash(_("The theme is changed; what was said already on it is gathered as well."))
    return redirect(f"/crises/{crisis_id}", 303)


@crises.post("/crises/<int:crisis_id>/end")
def end(crisis_id: int) -> Response:
    """It is over."""
    with transaction():
        found = lead(find(crisis_id))
        ending = drilling.end if found.training else rules.end
        ending(found, by=current_user(), now=now())
    flash(_("It is over. Public answers need no approval for it any more. Write down what was learned."))
    return redirect(f"/crises/{crisis_id}/report", 303)


@crises.delete("/crises/<int:crisis_id>/end")
def reopen(crisis_id: int) -> Response:
    """The way back, for a crisis that was ended too early; a drill is started anew."""
    with transaction():
        found = lead(find(crisis_id))
        if found.training:
            raise drilling.DrillOver
        rules.reopen(found, by=current_user(), now=now())
    return redirect(f"/crises/{crisis_id}", 303)


@crises.post("/crises/<int:crisis_id>/conversations/<int:conversation_id>")
def put_in(crisis_id: int, conversation_id: int) -> Response:
    """It belongs there after all."""
    with transaction():
        conversation = pane.found(conversation_id, Power.READ)
        crisis_gathering.put_in(lead(find(crisis_id)), conversation, by=current_user(), now=now())
    return redirect(f"/crises/{crisis_id}", 303)


@crises.delete("/crises/<int:crisis_id>/conversations/<int:conversation_id>")
def take_out(crisis_id: int, conversation_id: int) -> Response:
    """It does not belong there."""
    with transaction():
        conversation = pane.found(conversation_id, Power.READ)
        crisis_gathering.take_out(lead(find(crisis_id)), conversation, by=current_user(), now=now())
    flash(_("Taken out. It stands under “Taken out”, to be put back."))
    return redirect(f"/crises/{crisis_id}", 303)


def _terms(fields: Fields) -> Terms:
    channels = crisis_page.channels()
    chosen = fields.choice("channel", ["", *(str(each.id) for each in channels)])
    suggestion = crisis_page.spike(pane.number("spike"))
    return Terms(
        name=fields.text("name", longest=LONGEST_NAME),
        words=_lines(fields, "words"),
        tags=_lines(fields, "tags"),
        since=_since(fields),
        channel=next((each for each in channels if str(each.id) == chosen), None),
        theme_id=suggestion.theme_id if suggestion is not None else None,
        spike=suggestion,
    )


def _lines(fields: Fields, name: str) -> list[str]:
    text = fields.text(name, required=False, longest=LONGEST_THEME)
    return [each.strip() for line in text.splitlines() for each in line.split(",") if each.strip()]


def _since(fields: Fields) -> datetime:
    """A local moment in the last day; left empty, an hour ago."""
    value = fields.text("since", required=False, longest=25)
    if not value:
        return now() - timedelta(hours=1)
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(current_user().time_zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        fields.errors["since"] = _("A date and a time, such as 2026-12-24 17:00.")
        return now()


def _form(fields: Fields, values: dict[str, Any]) -> str:
    return render_template(
        "crises/new.html",
        place="crises",
        errors=fields.errors,
        values=values,
        channels=crisis_page.places(),
    )
