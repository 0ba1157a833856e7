"""Drills: started by a lead, taken part in by whoever likes; ended in the room, like every crisis."""

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import drilling as rules
from webcare.errors import BadInput, NotFound
from webcare.models import Crisis
from webcare.web import crisis_page, now
from webcare.web.crisis_page import find, lead
from webcare.web.forms import Fields

drills = Blueprint("drills", __name__)


@drills.before_request
def permit() -> None:
    """For who works at the desk."""
    crisis_page.permit()


@drills.post("/drills")
def create() -> Response:
    """Start one."""
    fields = Fields()
    scenario = fields.choice("scenario", rules.SCENARIOS)
    minutes = fields.whole("minutes", lowest=1, highest=rules.LONGEST)
    if fields.errors:
        raise BadInput(field=next(iter(fields.errors)))
    with transaction():
        lead(None)
        name = str(crisis_page.SCENARIOS[scenario])
        made = rules.start(scenario, name=name, minutes=minutes, by=current_user(), now=now())
    flash(_("The drill begins. Take part to answer; nothing of it leaves this machine."))
    return redirect(f"/crises/{made.id}", 303)


@drills.post("/drills/<int:crisis_id>/seat")
def take_part(crisis_id: int) -> Response:
    """Sit down at the training desk."""
    with transaction():
        rules.take_part(_drill(crisis_id), by=current_user(), now=now())
    return redirect("/inbox", 303)


@drills.delete("/drills/<int:crisis_id>/seat")
def leave(crisis_id: int) -> Response:
    """Back to the real desk."""
    with transaction():
        rules.leave(_drill(crisis_id), by=current_user(), now=now())
    flash(_("You are back at the real desk."))
    return redirect("/inbox", 303)


def _drill(crisis_id: int) -> Crisis:
    found = find(crisis_id)
    if not found.training:
        raise NotFound
    return found
