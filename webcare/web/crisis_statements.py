"""The statement of a crisis: proposed, approved by another, withdrawn."""

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import crisis_statements as rules
from webcare.errors import NotFound
from webcare.mandate import MandateRefused
from webcare.models import Crisis, CrisisStatement, EntryKind, Power
from webcare.web import crisis_page, now, pane
from webcare.web.crisis_page import find, lead

crisis_statements = Blueprint("crisis_statements", __name__)
LONGEST = 2_000


@crisis_statements.before_request
def permit() -> None:
    """For who works at the desk."""
    crisis_page.permit()


@crisis_statements.post("/crises/<int:crisis_id>/statements")
def create(crisis_id: int) -> Response:
    """Ask approval of a text."""
    with transaction():
        found = find(crisis_id)
        if not crisis_page.may_write(found, EntryKind.DECISION):
            raise MandateRefused(power=Power.MODERATE)
        text = pane.words("text", longest=LONGEST)
        rules.propose(found, text, by=current_user(), now=now(), rules=crisis_page.rules_of(found))
    flash(_("It waits for approval by somebody else: the CEO, or a lead who did not write it."))
    return _back(crisis_id)


@crisis_statements.post("/crises/<int:crisis_id>/statements/<int:statement_id>/approval")
def approve(crisis_id: int, statement_id: int) -> Response:
    """It may be sent, with a greeting around it."""
    with transaction():
        found, statement = _found(crisis_id, statement_id)
        if not crisis_page.may_approve(found):
            raise MandateRefused(power=Power.APPROVE)
        rules.approve(statement, by=current_user(), now=now())
    flash(_("Approved. Colleagues can send it now, each time with a greeting of its own."))
    return _back(crisis_id)


@crisis_statements.delete("/crises/<int:crisis_id>/statements/<int:statement_id>")
def destroy(crisis_id: int, statement_id: int) -> Response:
    """It may not be sent any more."""
    with transaction():
        found, statement = _found(crisis_id, statement_id)
        lead(found)
        rules.withdraw(statement, by=current_user(), now=now())
    flash(_("Withdrawn: nothing leaves with it any more. To undo it, propose it again."))
    return _back(crisis_id)


def _found(crisis_id: int, statement_id: int) -> tuple[Crisis, CrisisStatement]:
    found, statement = find(crisis_id), rules.with_id(statement_id)
    if statement is None or statement.crisis_id != found.id:
        raise NotFound
    return found, statement


def _back(crisis_id: int) -> Response:
    return redirect(f"/crises/{crisis_id}", 303)
