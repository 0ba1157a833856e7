"""A lead calls for help; who is called comes; and it is enough."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import session, transaction
from webcare.desk import alerting
from webcare.errors import NotFound
from webcare.inbox import alerts
from webcare.insight import people
from webcare.mandate import MandateRefused
from webcare.models import HelpCall, Power
from webcare.web import now, pane

help_calls = Blueprint("help_calls", __name__)


@help_calls.post("/help-calls")
def create() -> BaseResponse:
    """Call whoever is here or on stand-by."""
    with transaction():
        _leads()
        alerting.call_for_help(current_user(), now=now())
    return _done(_("Help is called: everybody who is here or on stand-by hears it."))


@help_calls.delete("/help-calls/<int:call_id>")
def destroy(call_id: int) -> BaseResponse:
    """It is enough."""
    with transaction():
        _leads()
        alerting.end(_call(call_id), by=current_user(), now=now())
    return _done(_("The call for help is over."))


@help_calls.post("/help-calls/<int:call_id>/answer")
def answer(call_id: int) -> BaseResponse:
    """Whoever was called comes."""
    with transaction():
        call = _call(call_id)
        if not alerts.was_called(call, current_user()):
            raise NotFound
        alerting.come(call, by=current_user(), now=now())
    return redirect("/inbox", 303)


def _leads() -> None:
    if not people.leads(mandate.of(current_user(), now())):
        raise MandateRefused(power=Power.MODERATE)


def _call(call_id: int) -> HelpCall:
    found = session.get(HelpCall, call_id)
    if found is None:
        raise NotFound
    return found


def _done(told: str) -> BaseResponse:
    if not pane.streams():
        flash(told)
        return redirect("/live", 303)
    session.expire_all()
    return pane.stream(render_template("live/_done.html", told=told, handover=None))
