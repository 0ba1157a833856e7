"""The people of the desk as the team sees them, and what a lead does with who holds what. Each act has a way back."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user, pages
from webcare.access.pages import Page
from webcare.database import session, transaction
from webcare.desk import balancing, handing, presence
from webcare.errors import BadInput, NotFound
from webcare.inbox import alerts, colleagues
from webcare.insight import people as insight
from webcare.mandate import Mandate, MandateRefused
from webcare.models import Handover, Power, User
from webcare.web import now, pane
from webcare.web.reader import reader

MOST_AT_ONCE, MOST_HELD = 50, 200

people = Blueprint("people", __name__)


@people.get("/live/people")
def index() -> str:
    """Who is here, what they hold and how much room there is; for a lead with what can be done about it."""
    held, moment = reader(), now()
    pages.require(held.user, Page.TEAM)
    team = insight.team(held.readable(), moment)
    call = alerts.open_call(moment)
    return render_template(
        "live/people.html",
        people=team,
        totals=insight.totals(team),
        leads=insight.leads(held),
        call=call,
        coming=alerts.coming(call) if call else (),
    )


@people.post("/people/<int:user_id>/share")
def share(user_id: int) -> BaseResponse:
    """Give them the oldest that wait: so many, out of the queue or out of a colleague's hands."""
    with transaction():
        by, to = _leader(), _colleague(user_id)
        source = pane.number("from")
        number = _between("number", 1, MOST_AT_ONCE)
        giver = None if source is None else _colleague(source)
        made = balancing.give_oldest(number, to=to, by=by, now=now(), source=giver)
        count, name = handing.size_of(made), to.first_name
    told = ngettext(
        "%(num)s conversation given to %(name)s.", "%(num)s conversations given to %(name)s.", count, name=name
    )
    return _done(told, made)


@people.post("/people/<int:user_id>/absence")
def set_away(user_id: int) -> BaseResponse:
    """They are gone: what they hold returns to the queue. Only who may moderate all of it can say so."""
    with transaction():
        by, user = _leader(), _colleague(user_id)
        for each in presence.held_by(user):
            if not by.decide(Power.MODERATE, each).allowed:
                raise MandateRefused(power=Power.MODERATE)
        made = handing.set_away(user, by=by.user, now=now())
        count, name = handing.size_of(made), user.first_name
    told = ngettext(
        "%(name)s is away; %(num)s conversation is back in the queue.",
        "%(name)s is away; %(num)s conversations are back in the queue.",
        count,
        name=name,
    )
    return _done(told, made)


@people.delete("/people/<int:user_id>/absence")
def set_here(user_id: int) -> BaseResponse:
    """They are back."""
    with transaction():
        by, user = _leader(), _colleague(user_id)
        presence.come_back(user, now=now(), by=by.user)
    return _done(_("%(name)s is not away any more.", name=user.first_name))


@people.post("/people/<int:user_id>/room")
def take_at_most(user_id: int) -> BaseResponse:
    """How many conversations they are given at once."""
    with transaction():
        by, user = _leader(), _colleague(user_id)
        most = _between("most", 0, MOST_HELD)
        presence.take_at_most(user, most, by=by.user, now=now())
    return _done(_("%(name)s is given at most %(most)s at once.", name=user.first_name, most=most))


@people.post("/people/<int:user_id>/stand-by")
def stand_by(user_id: int) -> BaseResponse:
    """They can be called, also when they are away."""
    with transaction():
        by, user = _leader(), _colleague(user_id)
        presence.stand_by(user, on=True, by=by.user, now=now())
    return _done(_("%(name)s is on stand-by.", name=user.first_name))


@people.delete("/people/<int:user_id>/stand-by")
def stand_down(user_id: int) -> BaseResponse:
    """They are not called any more."""
    with transaction():
        by, user = _leader(), _colleague(user_id)
        presence.stand_by(user, on=False, by=by.user, now=now())
    return _done(_("%(name)s is not on stand-by any more.", name=user.first_name))


@people.delete("/handovers/<int:handover_id>")
def undo(handover_id: int) -> BaseResponse:
    """Take back what one gave, or that one set somebody away."""
    with transaction():
        made = handing.of(handover_id, current_user())
        if made is None:
            raise NotFound
        count = handing.undo(made, by=mandate.of(current_user(), now()), now=now())
    told = ngettext("Undone: %(num)s conversation went back.", "Undone: %(num)s conversations went back.", count)
    return _done(told)


def _leader() -> Mandate:
    """Whoever asks, if they lead. Raises MandateRefused."""
    held = mandate.of(current_user(), now())
    if not insight.leads(held):
        raise MandateRefused(power=Power.MODERATE)
    return held


def _colleague(user_id: int) -> User:
    found = colleagues.colleague(user_id)
    if found is None:
        raise NotFound
    return found


def _between(name: str, least: int, most: int) -> int:
    value = request.form.get(name, "").strip()
    if not (value.isascii() and value.isdigit() and len(value) < 5 and least <= int(value) <= most):
        raise BadInput(field=name)
    return int(value)


def _done(told: str, made: Handover | None = None) -> BaseResponse:
    """Say so, with the way back: in the open page, or on the page of the queue."""
    if not pane.streams():
        flash(told)
        return redirect("/live", 303)
    session.expire_all()
    return pane.stream(render_template("live/_done.html", told=told, handover=made))
