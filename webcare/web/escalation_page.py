"""The page of a question: what the reader is to it, and everything that helps to answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import coaching, mandate
from webcare.access import current_user
from webcare.desk import answering_in_person, executives, personal_accounts
from webcare.desk.briefing import LONGEST_HEADLINE, LONGEST_TEXT, Brief
from webcare.desk.replying import NewsSinceSeen
from webcare.errors import BadInput, NotFound, WebcareError
from webcare.inbox import escalations as asked
from webcare.mandate import Kind, MandateRefused
from webcare.models import Audience, Conversation, Escalation, Power
from webcare.web import now, pane
from webcare.web.composer import rules_of
from webcare.web.unkeepable import keepable


@dataclass(frozen=True)
class Part:
    """What the reader is to a question."""

    answers: bool = False  # it was put to them, or waits for them
    assists: bool = False
    asks: bool = False  # they are of the team
    edits: bool = False  # they asked it, or lead the team

    @property
    def drafts(self) -> bool:
        """Whether they may write on the answer."""
        return self.answers or self.assists


def found(escalation_id: int) -> tuple[Escalation, Part]:
    """The question, and what the reader is to it. Raises NotFound for who has nothing to do with it."""
    escalation = asked.with_id(escalation_id)
    if escalation is None:
        raise NotFound
    reader, mandated = current_user(), mandate.of(current_user(), now())
    conversation = escalation.conversation
    reads = mandated.readable().allows(conversation)
    team = reads and mandated.decide(Power.ESCALATE, conversation).allowed
    leads = team and mandated.decide(Power.MODERATE, conversation).allowed
    part = Part(
        answers=reads and reader.id in (escalation.to_id, escalation.holder_id),
        assists=_assists(escalation, reads),
        asks=team,
        edits=leads or (team and reader.id == escalation.asked_by_id),
    )
    if part == Part():
        raise NotFound
    return escalation, part


def _assists(escalation: Escalation, reads: bool) -> bool:
    """An assistant reads along with whom they assist: in public, and as far as that person may read today."""
    if not executives.assists(current_user(), [escalation.to_id]):
        return False
    if escalation.conversation.audience == Audience.PRIVATE and not reads:
        return False
    return mandate.readable(escalation.to, now()).allows(escalation.conversation)


def to_answer(escalation_id: int) -> Escalation:
    """The question, for whom it was put to. Raises NotFound, MandateRefused."""
    escalation, part = found(escalation_id)
    if not part.answers:
        raise MandateRefused(power=Power.ANSWER)
    return escalation


def page(escalation: Escalation, part: Part, *, status: int = 200, **more: Any) -> Response:
    """The page for a phone, as it is for whoever reads it."""
    moment, conversation = now(), escalation.conversation
    whose = mandate.of(escalation.to if part.assists and not part.asks else current_user(), moment)
    facts: dict[str, Any] = {
        "place": "escalations",
        "escalation": escalation,
        "conversation": conversation,
        "part": part,
        "figures": asked.figures(conversation, escalation.tag_id, whose.readable(), moment),
        "own_words": asked.own_words(conversation),
        "voices": asked.other_voices(escalation, whose.readable(), moment),
        "seen": asked.newest_message_id(conversation),
        "signature": executives.signature_of(current_user()),
        "own_account": personal_accounts.of(current_user(), conversation.channel.platform) if part.answers else None,
        "offered": personal_accounts.offered(current_user(), conversation) if part.answers else None,
        "deputy": executives.stand_in(escalation.to, conversation, moment),
        "clocks": _clocks(moment, conversation),
        "limit": rules_of(conversation.channel).limit(Audience(conversation.audience)),
        "refused": whose.decide(Power.ANSWER, conversation).kind == Kind.REFUSED,
        "approves": whose.decide(Power.APPROVE, conversation).allowed,
        "did_not_leave": answering_in_person.did_not_leave(escalation),
        "uuid": str(uuid4()),
        "text": escalation.draft,
        "themes": asked.themes(conversation),
        "error": None,
        "news": (),
        "advice": advice(escalation.draft),
        "asks_again": False,
        "chosen": _chosen(escalation),
    }
    return make_response(render_template("escalations/show.html", **(facts | more)), status)


def refused(escalation_id: int, error: WebcareError) -> Response:
    """Why it was not taken, above the text; what is new is read with it."""
    escalation, part = found(escalation_id)
    news = error.messages if isinstance(error, NewsSinceSeen) else ()
    typed = request.form.get("text", escalation.draft)
    return page(escalation, part, status=error.status, error=error, news=news, text=typed, advice=advice(typed))


def advised(escalation_id: int) -> Response | None:
    """The page once more, when there is advice on the text that its writer has not read yet."""
    typed = text()
    if request.form.get("advised") == "yes" or not coaching.look(typed):
        return None
    escalation, part = found(escalation_id)
    return page(escalation, part, status=422, text=typed, advice=advice(typed), asks_again=True)


def advice(written: str) -> list[str]:
    """What a reader would stumble over, in words."""
    words = {
        coaching.Kind.ATTACK: _("“%(phrase)s” reads as an attack. Say what you feel about what happened instead."),
        coaching.Kind.CANNED: _("“%(phrase)s” is what everybody says. Say it in your own words."),
    }
    return [words[each.kind] % {"phrase": each.phrase} for each in coaching.look(written)]


def back(escalation_id: int) -> BaseResponse:
    """To the question, as it stands now."""
    return redirect(f"/escalations/{escalation_id}", 303)


def _chosen(escalation: Escalation) -> tuple[str, str]:
    """Where the button that was pressed leads, and the account that it named."""
    own = personal_accounts.of(current_user(), escalation.conversation.channel.platform)
    if own is not None and request.args.get("account") == str(own.id):
        return request.full_path.rstrip("?"), own.handle
    return request.path, escalation.conversation.channel.handle


def _clocks(moment: datetime, conversation: Conversation) -> list[tuple[str, datetime]]:
    """Both clocks when the reader is abroad: theirs and the brand's, each in its own zone; else none."""
    zones = (current_user().time_zone, conversation.channel.time_zone)
    here, there = (moment.astimezone(ZoneInfo(zone)) for zone in zones)
    if here.utcoffset() == there.utcoffset():
        return []
    return [(zone.rpartition("/")[2].replace("_", " "), at) for zone, at in zip(zones, (here, there), strict=True)]


def brief(conversation: Conversation) -> Brief:
    """What the team typed. Raises BadInput."""
    tag = pane.number("tag")
    if tag is not None and tag not in {each.id for each in asked.themes(conversation)}:
        raise BadInput(field="tag")
    return Brief(
        headline=pane.words("headline", longest=LONGEST_HEADLINE),
        what_happened=pane.words("what_happened", longest=LONGEST_TEXT),
        proposal=pane.words("proposal", longest=LONGEST_TEXT) if request.form.get("proposal", "").strip() else "",
        tag_id=tag,
    )


def text() -> str:
    """The answer as it was typed. Raises BadInput."""
    value = request.form.get("text", "").replace("\r\n", "\n").strip()
    if len(value) > LONGEST_TEXT or not keepable(value):
        raise BadInput(field="text")
    return value
