"""Themes: what customers talk about, how much and in which tone; and following, changing and archiving them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import theming
from webcare.errors import NotFound, WebcareError
from webcare.insight import mandates as lists
from webcare.insight import suggestions
from webcare.insight import themes as read
from webcare.insight.themes import Period
from webcare.models import Power, Theme
from webcare.web import crisis_page, now, security, theme_files
from webcare.web.forms import Fields
from webcare.web.reader import reader

themes = Blueprint("themes", __name__)

LONGEST_WORDS = 4_000


@themes.get("/themes")
def index() -> str:
    """All themes over a period, and what suggests a crisis, for who may decide on it."""
    readable, moment, leads = reader().readable(), now(), may_lead()
    period = _period()
    lines = read.overview(readable, period, moment)
    return render_template(
        "themes/index.html",
        place="themes",
        period=period,
        followed=[line for line in lines if not line.theme.detected],
        found=[line for line in lines if line.theme.detected],
        archived=read.archived(readable) if leads else [],
        suggestions=suggestions.standing(readable, moment) if crisis_page.may_declare() else [],
        dismissed=suggestions.dismissed(readable, moment) if leads and not _sits() else [],
        leads=leads,
    )


@themes.get("/themes/export")
def export() -> Response:
    """All of them over time as a file; what leaves the desk whole asks once more who it is."""
    security.require_recent_factor()
    period = _period()
    return theme_files.of_themes(read.overview(reader().readable(), period, now()), period)


@themes.get("/themes/rising")
def rising() -> str:
    """What rises, as a part of the live page."""
    readable, moment = reader().readable(), now()
    return render_template(
        "themes/_rising.html",
        rising=read.rising(readable, moment),
        suggestions=suggestions.standing(readable, moment) if crisis_page.may_declare() else [],
        leads=may_lead(),
        wall="wall" in request.args,
    )


@themes.get("/themes/new")
def new() -> str:
    """The form that follows one."""
    _permit()
    return _form(Fields(), {})


@themes.post("/themes")
def create() -> Response | tuple[str, int]:
    """Follow a theme; four weeks are looked back."""
    _permit()
    fields, made = Fields(), None
    name, words, tags = _asked(fields)
    if not fields.errors:
        try:
            with transaction():
                made = theming.make(name, words, tags, by=current_user(), now=now())
        except WebcareError as error:
            fields.blame(error)
    if made is None:
        return _form(fields, request.form.to_dict()), 422
    flash(_("The theme is followed. What was said on it in the last four weeks is counted in a moment."))
    return redirect(url_for("themes.show", theme_id=made.id), 303)


@themes.get("/themes/<int:theme_id>")
def show(theme_id: int) -> str:
    """One theme: its course, its tone, and what was said last."""
    theme, readable, period = _found(theme_id), reader().readable(), _period()
    return render_template(
        "themes/show.html",
        place="themes",
        period=period,
        line=read.line(readable, theme, period, now()),
        examples=read.examples(readable, theme.id),
        leads=may_lead(),
    )


@themes.get("/themes/<int:theme_id>/edit")
def edit(theme_id: int) -> str:
    """The form that changes one."""
    _permit()
    theme = _found(theme_id)
    words = "\n".join(each.words for each in theme.words)
    chosen = {"name": theme.name, "words": words, **{f"tag-{tag.id}": "on" for tag in theme.tags}}
    return _form(Fields(), chosen, theme)


@themes.post("/themes/<int:theme_id>")
def update(theme_id: int) -> Response | tuple[str, int]:
    """Another name, other words, other tags."""
    _permit()
    theme, fields = _found(theme_id), Fields()
    name, words, tags = _asked(fields)
    if not fields.errors:
        try:
            with transaction():
                theming.change(_found(theme_id), name, words, tags, by=current_user(), now=now())
        except WebcareError as error:
            fields.blame(error)
    if fields.errors:
        return _form(fields, request.form.to_dict(), theme), 422
    flash(_("The theme is changed. It is counted anew in a moment."))
    return redirect(url_for("themes.show", theme_id=theme_id), 303)


@themes.post("/themes/<int:theme_id>/following")
def keep(theme_id: int) -> Response:
    """Follow one that was found by counting words."""
    _permit()
    with transaction():
        theming.keep(_found(theme_id), by=current_user(), now=now())
    flash(_("From now on this theme is followed."))
    return redirect(url_for("themes.show", theme_id=theme_id), 303)


@themes.post("/themes/<int:theme_id>/archive")
def archive(theme_id: int) -> Response:
    """Follow it no more."""
    _permit()
    with transaction():
        theming.archive(_found(theme_id), by=current_user(), now=now())
    flash(_("The theme is followed no more. It stands below, to follow it again."))
    return redirect(url_for("themes.index"), 303)


@themes.delete("/themes/<int:theme_id>/archive")
def restore(theme_id: int) -> Response:
    """The way back."""
    _permit()
    with transaction():
        theming.restore(_found(theme_id), by=current_user(), now=now())
    flash(_("The theme is followed again."))
    return redirect(url_for("themes.show", theme_id=theme_id), 303)


def may_lead() -> bool:
    """Whether themes, and whether a suggestion is none, are this reader's to decide on."""
    return reader().decide(Power.MODERATE).allowed


def _sits() -> bool:
    """Whether they take part in a drill, where no crisis is suggested: nothing real is declared from there."""
    return reader().desk is not None


def _permit() -> None:
    mandate.permit(current_user(), Power.MODERATE, now())


def _found(theme_id: int) -> Theme:
    """The theme, if whoever asks reads anything here at all, and may see it."""
    held = mandate.of(current_user(), now()).readable()
    if not held.scopes:
        raise NotFound
    return read.theme_for(held, theme_id)


def _period() -> Period:
    asked = request.args.get("period", "")
    return Period(asked) if asked in set(Period) else Period.DAY


def _asked(fields: Fields) -> tuple[str, list[str], list[int]]:
    name = fields.text("name", longest=theming.LONGEST_NAME)
    words = fields.text("words", required=False, longest=LONGEST_WORDS)
    tags = [tag.id for tag in lists.tags() if fields.yes(f"tag-{tag.id}")]
    return name, words.splitlines(), tags


def _form(fields: Fields, values: dict[str, str], theme: Theme | None = None) -> str:
    return render_template(
        "themes/form.html",
        place="themes",
        theme=theme,
        errors=fields.errors,
        values=values,
        tags=lists.tags(),
        longest_name=theming.LONGEST_NAME,
    )
