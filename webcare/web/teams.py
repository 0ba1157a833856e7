"""Teams, for admins: make, rename, fill, dissolve."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webcare import mandate
from webcare.access import accounts, current_user
from webcare.access import teams as rules
from webcare.access.teams import NameTaken
from webcare.database import transaction
from webcare.desk import permitting
from webcare.inbox import filters
from webcare.models import Power
from webcare.web import now, security
from webcare.web.forms import Fields

LONGEST = 60

teams = Blueprint("teams", __name__)


@teams.before_request
def permit() -> None:
    """Only for who manages the installation; a team carries power, so to change one asks to show that it is you."""
    mandate.permit(current_user(), Power.MANAGE, now())
    if request.method != "GET":
        security.require_recent_factor()


@teams.get("/teams")
def index() -> str:
    """Every team and how many are in it."""
    return _list(Fields(), "")


@teams.post("/teams")
def create() -> Response | tuple[str, int]:
    """Make a team."""
    fields = Fields()
    name = fields.text("name", longest=LONGEST)
    if not fields.errors:
        try:
            with transaction():
                team = rules.make(name, by=current_user(), now=now())
            return redirect(url_for("teams.show", team_id=team.id), 303)
        except NameTaken as error:
            fields.blame(error)
    return _list(fields, name), 422


@teams.get("/teams/<int:team_id>")
def show(team_id: int) -> str:
    """One team: its name and who is in it."""
    return _page(team_id, Fields())


@teams.post("/teams/<int:team_id>")
def update(team_id: int) -> Response | tuple[str, int]:
    """Give it another name."""
    fields = Fields()
    name = fields.text("name", longest=LONGEST)
    if not fields.errors:
        try:
            with transaction():
                rules.rename(rules.with_id(team_id), name, by=current_user(), now=now())
        except NameTaken as error:
            fields.blame(error)
    if fields.errors:
        return _page(team_id, fields, name), 422
    flash(_("The team is called %(name)s now.", name=name))
    return redirect(url_for("teams.show", team_id=team_id), 303)


@teams.post("/teams/<int:team_id>/members")
def join(team_id: int) -> Response:
    """Take somebody in: what the team may do, they may do from now on."""
    with transaction():
        user = accounts.with_id(filters.number(request.form.get("user")) or 0)
        rules.join(rules.with_id(team_id), user, by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("%(name)s is in the team now.", name=user.name))
    return redirect(url_for("teams.show", team_id=team_id), 303)


@teams.delete("/teams/<int:team_id>/members/<int:user_id>")
def leave(team_id: int, user_id: int) -> Response:
    """Take somebody out: what the team gave is gone at once."""
    with transaction():
        user = accounts.with_id(user_id)
        rules.leave(rules.with_id(team_id), user, by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("%(name)s is not in the team any more. To undo it, take them in again.", name=user.name))
    return redirect(url_for("teams.show", team_id=team_id), 303)


@teams.post("/teams/<int:team_id>/assigning")
def assign(team_id: int) -> Response:
    """Give its people what waits, from now on."""
    return _assigning(team_id, on=True)


@teams.delete("/teams/<int:team_id>/assigning")
def stop_assigning(team_id: int) -> Response:
    """Everybody takes what they choose again."""
    return _assigning(team_id, on=False)


@teams.post("/teams/<int:team_id>/dissolution")
def dissolve(team_id: int) -> Response:
    """What the team gave is gone at once."""
    with transaction():
        team = rules.with_id(team_id)
        rules.dissolve(team, by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("%(name)s is dissolved. It can be restored, with its people and mandates.", name=team.name))
    return redirect(url_for("teams.index"), 303)


@teams.delete("/teams/<int:team_id>/dissolution")
def restore(team_id: int) -> Response:
    """The way back."""
    with transaction():
        team = rules.with_id(team_id)
        rules.restore(team, by=current_user(), now=now())
        permitting.review(now=now())
    flash(_("%(name)s is a team again.", name=team.name))
    return redirect(url_for("teams.show", team_id=team_id), 303)


def _assigning(team_id: int, *, on: bool) -> Response:
    with transaction():
        team = rules.with_id(team_id)
        rules.assign_automatically(team, on=on, by=current_user(), now=now())
    given, by_hand = _("What waits is given to this team by itself."), _("Nothing is given to this team by itself.")
    flash(given if on else by_hand)
    return redirect(url_for("teams.show", team_id=team.id), 303)


def _list(fields: Fields, name: str) -> str:
    found = [(team, rules.members(team)) for team in rules.all_teams()]
    return render_template("admin/teams/index.html", place="mandates", teams=found, errors=fields.errors, name=name)


def _page(team_id: int, fields: Fields, name: str | None = None) -> str:
    team = rules.with_id(team_id)
    members = rules.members(team)
    others = [user for user in accounts.everybody() if user not in members and user.disabled_at is None]
    return render_template(
        "admin/teams/show.html",
        place="mandates",
        team=team,
        members=members,
        others=others,
        errors=fields.errors,
        name=team.name if name is None else name,
        longest=LONGEST,
    )
