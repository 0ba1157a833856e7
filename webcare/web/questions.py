"""Asking the CEO, from a conversation: the form, the question, and taking it back."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import escalating, executives
from webcare.desk.briefing import Brief
from webcare.errors import BadInput
from webcare.inbox import escalations as asked
from webcare.mandate import Mandate
from webcare.models import Conversation, Power
from webcare.web import escalation_page, now, pane
from webcare.web.moments import moment

questions = Blueprint("questions", __name__)

CHOICES = (15, 30, 60, 120)  # minutes to answer in


@questions.get("/conversations/<int:conversation_id>/escalation")
def new(conversation_id: int) -> str:
    """The form with which the CEO is asked, with a brief that the desk composed."""
    conversation = pane.found(conversation_id, Power.ESCALATE)
    mandated = mandate.of(current_user(), now())
    return render_template(
        "escalations/_ask.html",
        conversation=conversation,
        people=[each for each in executives.everybody() if executives.may_be_asked(each, conversation, now())],
        brief=_composed(conversation, mandated),
        choices=CHOICES,
        waiting=asked.of_conversation(conversation.id),
    )


@questions.get("/conversations/<int:conversation_id>/escalation/page")
def page(conversation_id: int) -> BaseResponse:
    """To the question that waits here; the strip above the composer knows no more than that there is one."""
    conversation = pane.found(conversation_id, Power.READ)
    waiting = asked.of_conversation(conversation.id)
    return redirect(f"/escalations/{waiting.id}" if waiting else f"/conversations/{conversation.id}", 303)


@questions.post("/conversations/<int:conversation_id>/escalation")
def create(conversation_id: int) -> BaseResponse:
    """Ask."""
    with transaction():
        conversation = pane.found(conversation_id, Power.ESCALATE)
        to = next((each for each in executives.everybody() if each.id == pane.number("to")), None)
        minutes = pane.number("minutes")
        if to is None:
            raise BadInput(field="to")
        if minutes not in CHOICES:
            raise BadInput(field="minutes")
        answer_by = now() + timedelta(minutes=minutes)
        escalating.ask(
            conversation,
            to=to,
            by=current_user(),
            now=now(),
            answer_by=answer_by,
            brief=escalation_page.brief(conversation),
        )
    return pane.changed(conversation)


@questions.delete("/conversations/<int:conversation_id>/escalation")
def withdraw(conversation_id: int) -> BaseResponse:
    """The team does not need it any more: whoever asked, or a lead."""
    with transaction():
        conversation = pane.found(conversation_id, Power.ESCALATE)
        escalation = escalating.open_in(conversation)
        if escalation is None:
            raise escalating.NotWaiting
        if escalation.asked_by_id != current_user().id:
            pane.found(conversation_id, Power.MODERATE)
        escalating.withdraw(escalation, by=current_user(), now=now())
    return pane.changed(conversation)


def _composed(conversation: Conversation, mandated: Mandate) -> Brief:
    """What the desk itself can tell, in figures: for the team to go on with. Nobody's words are copied into it."""
    theme = next(iter(asked.themes(conversation)), None)
    size = asked.figures(conversation, theme.id if theme else None, mandated.readable(), now())
    told = [_("Since %(time)s: %(messages)s about this, by %(people)s.", **_figures(size))]
    if conversation.wait_started_at is not None:
        told.append(_("This customer has waited since %(time)s.", time=moment(conversation.wait_started_at)))
    headline = _("%(theme)s: customers ask for your answer", theme=theme.name) if theme else ""
    return Brief(headline or _("A customer asks for your answer"), " ".join(told), "", theme.id if theme else None)


def _figures(size: asked.Figures) -> dict[str, Any]:
    return {
        "time": moment(size.since or now()),
        "messages": ngettext("%(num)s message", "%(num)s messages", size.messages),
        "people": ngettext("%(num)s person", "%(num)s people", size.people),
    }
