"""Questions to the CEO: what waits, and the answer from a page for a phone."""

from datetime import timedelta

from flask import Blueprint, Response, flash, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import answering_in_person, escalating, executives, reading
from webcare.desk.briefing import LONGEST_TEXT
from webcare.errors import WebcareError
from webcare.inbox import escalations as asked
from webcare.insight import escalations as insight
from webcare.mandate import MandateRefused
from webcare.models import Audience, EscalationState, Power
from webcare.web import now, pane
from webcare.web.composer import rules_of
from webcare.web.escalation_page import advice, advised, back, brief, found, page, refused, text, to_answer
from webcare.web.guard import overruled

escalations = Blueprint("escalations", __name__)

LAST_DAYS = 90


@escalations.get("/escalations")
def index() -> str:
    """What waits for the reader; for the team every question they may read, and how it goes."""
    reader, mandated = current_user(), mandate.of(current_user(), now())
    team = mandated.decide(Power.ESCALATE).allowed
    shown = asked.for_reader(reader, mandated.readable(), team=team)
    leads = mandated.decide(Power.MODERATE).allowed or executives.is_one(reader)
    report = insight.report(mandated.readable(), since=now() - timedelta(days=LAST_DAYS)) if leads else None
    return render_template(
        "escalations/index.html",
        place="escalations",
        waiting=[each for each in shown if each.ended_at is None],
        ended=[each for each in shown if each.ended_at is not None],
        report=report,
        days=LAST_DAYS,
        executive=executives.is_one(reader),
        assisted=executives.assisted_by(reader),
    )


@escalations.get("/escalations/<int:escalation_id>")
def show(escalation_id: int) -> Response:
    """The question and everything that helps to answer it. Opening it is noted; of DMs that is recorded too."""
    escalation, part = found(escalation_id)
    shown = page(escalation, part)
    if "Turbo-Frame" in request.headers:  # what stands open is drawn anew
        return shown
    with transaction():
        there = escalation.conversation
        if part.answers:
            escalating.note_seen(escalation, by=current_user(), now=now())
        if there.audience == Audience.PRIVATE:
            reading.opened(there.id, channel_id=there.channel_id, by=current_user().id, now=now())
    return shown


@escalations.put("/escalations/<int:escalation_id>/brief")
def change_brief(escalation_id: int) -> BaseResponse:
    """Tell it better."""
    with transaction():
        escalation, part = found(escalation_id)
        if not part.edits:
            raise MandateRefused(power=Power.MODERATE)
        escalating.edit_brief(escalation, brief(escalation.conversation), by=current_user(), now=now())
    flash(_("The question is changed."))
    return back(escalation_id)


@escalations.put("/escalations/<int:escalation_id>/draft")
def keep_draft(escalation_id: int) -> BaseResponse:
    """Keep what was written so far: whoever was asked, or their assistant."""
    with transaction():
        escalation, part = found(escalation_id)
        if not part.drafts:
            raise MandateRefused(power=Power.DRAFT)
        escalating.keep_draft(escalation, text(), by=current_user())
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(kept=True)
    flash(_("The draft is kept."))
    return back(escalation_id)


@escalations.post("/escalations/<int:escalation_id>/answer")
def publish(escalation_id: int) -> BaseResponse:
    """Answer in one's own name; a refusal leaves the text where it is, and so does advice until it was read."""
    to_answer(escalation_id)
    shown = advised(escalation_id)
    if shown is not None:
        return shown
    try:
        with transaction():
            escalation = to_answer(escalation_id)
            answering_in_person.publish(
                escalation,
                uuid=pane.intent(),
                text=text(),
                seen_message_id=pane.number("seen_message_id") or 0,
                by=current_user(),
                now=now(),
                rules=rules_of(escalation.conversation.channel),
                overruled=overruled(),
                account_id=_account(),
            )
    except WebcareError as error:
        return refused(escalation_id, error)
    return back(escalation_id)


def _account() -> int | None:
    """By whose account, as the pressed button says: one's own by its id, none for the brand's. Raises BadInput."""
    return pane.number_in(request.args.get("account", ""), "account")


@escalations.post("/escalations/<int:escalation_id>/check")
def check(escalation_id: int) -> Response:
    """What a reader would stumble over in a text that is still being written."""
    _escalation, part = found(escalation_id)
    if not part.drafts:
        raise MandateRefused(power=Power.DRAFT)
    return jsonify(advice=advice(text()))


@escalations.delete("/escalations/<int:escalation_id>/answer")
def undo(escalation_id: int) -> BaseResponse:
    """Take it back before it leaves; the text stays as a draft."""
    with transaction():
        escalation = to_answer(escalation_id)
        written = escalation.reply.text if escalation.reply is not None else ""
        own = escalation.state == EscalationState.ANSWERED
        answering_in_person.undo(escalation, by=current_user(), now=now())
        if own:
            signature = f"^{executives.signature_of(current_user())}"
            escalating.keep_draft(escalation, written.removesuffix(signature).rstrip(), by=current_user())
    return back(escalation_id)


@escalations.post("/escalations/<int:escalation_id>/approval")
def approve(escalation_id: int) -> BaseResponse:
    """Agree to the team's proposal, as the brand's reply."""
    try:
        with transaction():
            escalation = to_answer(escalation_id)
            if not mandate.decide(current_user(), Power.APPROVE, escalation.conversation, now()).allowed:
                raise MandateRefused(power=Power.APPROVE)
            answering_in_person.approve(
                escalation,
                uuid=pane.intent(),
                seen_message_id=pane.number("seen_message_id") or 0,
                by=current_user(),
                now=now(),
                rules=rules_of(escalation.conversation.channel),
                overruled=overruled(),
            )
    except WebcareError as error:
        return refused(escalation_id, error)
    return back(escalation_id)


@escalations.post("/escalations/<int:escalation_id>/return")
def hand_back(escalation_id: int) -> BaseResponse:
    """Leave it to the team, with a word."""
    with transaction():
        escalation = to_answer(escalation_id)
        word = pane.words("word", longest=LONGEST_TEXT)
        escalating.hand_back(escalation, word, by=current_user(), now=now())
    return back(escalation_id)
