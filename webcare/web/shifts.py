"""One's own shift: being here, going away with an answer for each conversation one holds, coming back."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from webcare import mandate
from webcare.access import current_user
from webcare.database import transaction
from webcare.desk import claiming, handing, presence
from webcare.errors import BadInput
from webcare.inbox import colleagues, filters
from webcare.models import Conversation, User
from webcare.web import now
from webcare.web.claims import MayNotAnswer

shifts = Blueprint("shifts", __name__)


@shifts.post("/shift/sign-of-life")
def keep() -> Response:
    """A page of theirs is looked at."""
    with transaction():
        presence.sign_of_life(current_user(), now=now())
    return Response(status=204)


@shifts.get("/shift")
def show() -> str:
    """Whether one is here, and what one holds."""
    user = current_user()
    held = presence.readable_of(mandate.of(user, now()))
    return render_template("settings/shift.html", place="settings", held=held, others=colleagues.others(user))


@shifts.post("/shift/end")
def end() -> BaseResponse:
    """Go away: each conversation goes to the colleague chosen for it, or back to the queue."""
    with transaction():
        user = current_user()
        for each in presence.held_by(user):
            _hand_on(each, user)
        presence.go_away(user, now=now())
    flash(_("You are away. Nothing is given to you until you are back."))
    return redirect("/shift", 303)


@shifts.delete("/shift/end")
def come_back() -> BaseResponse:
    """Here again."""
    with transaction():
        presence.come_back(current_user(), now=now())
        presence.sign_of_life(current_user(), now=now())
    flash(_("You are here again."))
    return redirect("/inbox", 303)


def _hand_on(conversation: Conversation, user: User) -> None:
    chosen = request.form.get(f"to-{conversation.id}", "")
    if not chosen:
        return
    to = colleagues.colleague(filters.number(chosen) or 0)
    if to is None:
        raise BadInput(field=f"to-{conversation.id}")
    if not handing.may_answer(mandate.of(to, now()), conversation):
        raise MayNotAnswer(name=to.name)
    claiming.assign(conversation, to=to, by=user, now=now(), only_from=user.id)
