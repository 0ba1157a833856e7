"""Answers to many, one by one: each customer's own text around the approved statement, and a person who sends it."""

from dataclasses import dataclass
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import personal
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import crisis_statements, crisis_texts, reading, replying
from webcare.desk.wording import check_length, signed
from webcare.errors import NotFound, WebcareError
from webcare.insight import crises as read
from webcare.mandate import Kind, MandateRefused, Verdict
from webcare.models import Audience, Conversation, Crisis, CrisisStatement, Power, Reply, ReplyStatus
from webcare.web import crisis_page, now, pane
from webcare.web.composer import rules_of, sending, verdict_on
from webcare.web.crisis_page import find
from webcare.web.reader import reader

crisis_answers = Blueprint("crisis_answers", __name__)
LONGEST = 10_000
BESIDE = 8  # of those who come after


@dataclass(frozen=True)
class Prepared:
    """One answer, ready to be read and sent."""

    conversation: Conversation
    text: str
    uuid: str
    button: str
    personal: bool  # it stands there as approved, with a greeting of its own


@crisis_answers.before_request
def permit() -> None:
    """For who works at the desk."""
    crisis_page.permit()


@crisis_answers.get("/crises/<int:crisis_id>/answers")
def index(crisis_id: int) -> str:
    """The next one, and how many more."""
    return _page(find(crisis_id), pane.asked("conversation"), pane.asked("after"))


@crisis_answers.post("/crises/<int:crisis_id>/answers/<int:conversation_id>")
def create(crisis_id: int, conversation_id: int) -> Response | tuple[str, int]:
    """Send this one; then the next. A refusal leaves the text where it is."""
    conversation, found = pane.found(conversation_id, Power.READ), find(crisis_id)
    try:
        with transaction():
            conversation = pane.found(conversation_id, Power.READ)
            sent = _submit(find(crisis_id), conversation)
    except WebcareError as error:
        typed = request.form.get("text", "")[:LONGEST]
        return _page(found, conversation_id, None, error=error, typed=typed), error.status
    name = conversation.contact.name
    waits = sent.status == ReplyStatus.AWAITING_APPROVAL
    flash(
        _("Your answer to %(name)s waits for approval.", name=name)
        if waits
        else _("On its way to %(name)s.", name=name)
    )
    return redirect(f"/crises/{crisis_id}/answers?after={conversation_id}", 303)


def _submit(crisis: Crisis, conversation: Conversation) -> Reply:
    if not any(tag.id == crisis.tag_id for tag in conversation.tags):
        raise NotFound
    verdict = verdict_on(conversation, reader(), conversation.audience)
    if verdict.kind == Kind.REFUSED:
        raise MandateRefused(power=Power.ANSWER)
    return replying.submit(
        conversation,
        uuid=pane.intent(),
        text=pane.words("text", longest=LONGEST),
        audience=conversation.audience,
        seen_message_id=pane.number("seen_message_id") or 0,
        by=current_user(),
        now=now(),
        rules=rules_of(conversation.channel),
        verdict=verdict,
    )


def _page(
    crisis: Crisis,
    wanted: int | None,
    after: int | None,
    *,
    error: WebcareError | None = None,
    typed: str | None = None,
) -> str:
    waiting = read.unanswered(crisis, reader())
    chosen = _chosen(waiting, wanted, after)
    statement = crisis_statements.standing(crisis)
    prepared = _prepared(crisis, chosen, statement) if chosen is not None else None
    html = render_template(
        "crises/answers.html",
        place="crises",
        crisis=crisis,
        statement=statement,
        prepared=prepared,
        typed=typed,
        error=error,
        waiting=len(waiting),
        beside=[each for each in waiting if each is not chosen][:BESIDE],
    )
    if chosen is not None and chosen.audience == Audience.PRIVATE:
        _record(chosen)
    return html


def _chosen(waiting: list[Conversation], wanted: int | None, after: int | None) -> Conversation | None:
    """The one that is asked for, the one after another, or the first."""
    ids = [each.id for each in waiting]
    if wanted in ids:
        return waiting[ids.index(wanted)]
    if after in ids:  # it was passed over: on with the next, and round again after the last
        return waiting[(ids.index(after) + 1) % len(waiting)]
    return waiting[0] if waiting else None


def _prepared(crisis: Crisis, conversation: Conversation, statement: CrisisStatement | None) -> Prepared:
    """A text of their own; with the statement as it was approved, the button asks for no other approval."""
    verdict = verdict_on(conversation, reader(), conversation.audience)
    text = _personal(crisis, conversation, statement.text) if statement is not None else ""
    wears = statement is not None and personal.wears(
        text, statement.text, conversation.contact.name, conversation.contact.handle
    )
    if wears and statement is not None and statement.approved_by_id != current_user().id:
        verdict = verdict if verdict.why != "limited_crisis" else Verdict(Kind.ALLOWED, "statement")
    return Prepared(conversation, text, str(uuid4()), sending(conversation.audience, conversation, verdict), wears)


def _personal(crisis: Crisis, conversation: Conversation, statement: str) -> str:
    rules, contact = rules_of(conversation.channel), conversation.contact

    def fits(text: str) -> bool:
        try:
            check_length(signed(text, current_user()), conversation.audience, rules)
        except replying.ReplyTooLong:
            return False
        return True

    offered = personal.texts(statement, contact.name, contact.handle, conversation.language, conversation.id)
    return personal.choose(offered, crisis_texts.said(crisis), fits, statement)


def _record(conversation: Conversation) -> None:
    """Reading DMs is recorded, by whatever address."""
    number, channel_id = conversation.id, conversation.channel_id
    with transaction():
        reading.opened(number, channel_id=channel_id, by=current_user().id, now=now())
