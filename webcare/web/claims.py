"""Claims: one agent holds a conversation."""

from flask import Blueprint, g, render_template, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import claiming, gathering, handing
from webcare.errors import BadInput, NotFound, WebcareError
from webcare.inbox import colleagues, filters, gatherings
from webcare.insight import people
from webcare.mandate import Kind
from webcare.models import Power
from webcare.web import now, pane
from webcare.web.reader import reader

claims = Blueprint("claims", __name__)
MOST_AT_ONCE = 200


class MayNotAnswer(WebcareError):
    """The colleague has no mandate there."""

    status = 422
    code = "may_not_answer"
    message = _("%(name)s may not answer in this conversation. Choose somebody else.")


@claims.post("/conversations/<int:conversation_id>/claim")
def create(conversation_id: int) -> BaseResponse:
    """Take it; a colleague's only after a confirmation, and with the power to moderate."""
    take_over = request.form.get("take_over") == "yes"
    with transaction():
        conversation = pane.found(conversation_id, Power.MODERATE if take_over else Power.ANSWER)
        claiming.claim(conversation, by=current_user(), now=now(), take_over=take_over)
    return pane.changed(conversation)


@claims.delete("/conversations/<int:conversation_id>/claim")
def destroy(conversation_id: int) -> BaseResponse:
    """Give it back. No reason is asked."""
    with transaction():
        conversation = pane.found(conversation_id)
        claiming.release(conversation, by=current_user(), now=now())
    return pane.changed(conversation)


@claims.post("/conversations/<int:conversation_id>/gathering/claim")
def create_for_gathering(conversation_id: int) -> BaseResponse:
    """Take all conversations under the same post in which one may answer."""
    with transaction():
        conversation = pane.found(conversation_id)
        together = gatherings.gathering_of(conversation)
        if together is None:
            raise NotFound
        mandated = mandate.of(current_user(), now())
        gathering.claim(
            together,
            by=current_user(),
            now=now(),
            may=lambda each: mandated.decide(Power.ANSWER, each).kind != Kind.REFUSED,
        )
    return pane.changed(conversation)


@claims.get("/conversations/<int:conversation_id>/assignment")
def choose(conversation_id: int) -> str:
    """The colleagues to whom it can be given, and who of them is here."""
    conversation = pane.found(conversation_id)
    team = {each.user.id: each for each in people.team(reader().readable(), now())}
    others = [(user, team.get(user.id)) for user in colleagues.others(current_user())]
    others.sort(key=lambda each: each[1] is None or not each[1].here)
    return render_template("conversations/_colleagues.html", conversation=conversation, colleagues=others)


@claims.post("/conversations/<int:conversation_id>/assignment")
def assign(conversation_id: int) -> BaseResponse:
    """Give it to a colleague; what somebody else holds, only with the power to moderate."""
    with transaction():
        conversation = pane.found(conversation_id)
        if conversation.claimed_by_id not in (None, current_user().id):
            pane.found(conversation_id, Power.MODERATE)
        to = colleagues.colleague(pane.number("to") or 0)
        if to is None:
            raise BadInput(field="to")
        if mandate.decide(to, Power.ANSWER, conversation, now()).kind == Kind.REFUSED:
            raise MayNotAnswer(name=to.name)
        before, by, moment = conversation.claimed_by_id, current_user(), now()
        claiming.assign(conversation, to=to, by=by, now=moment)
        if before != to.id:
            g.given_to = to.first_name
            g.handover = handing.given(conversation, before, to=to, by=by, now=moment)
    return pane.changed(conversation, toast="conversations/_given.html", stays=True)


@claims.post("/conversations/signs-of-life")
def keep() -> str:
    """Note that somebody is still at it; gives the bar of the claims that are about to return to the queue."""
    given = map(filters.number, request.form.getlist("conversation")[:MOST_AT_ONCE])
    ids = [each for each in given if each is not None]
    user, moment = current_user(), now()
    if ids:
        with transaction():
            claiming.keep(ids, by=user, now=moment)
    expiring, held = claiming.about_to_expire(user, moment), mandate.of(user, moment)
    shown = [each for each in expiring if held.decide(Power.READ, each).kind != Kind.REFUSED]
    return render_template("conversations/_expiring.html", expiring=shown)
