"""Teams are made, filled, emptied and dissolved. What a team may do is in its grants."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select, update

from webcare.access.terms import check_somebody_manages
from webcare.database import record, session
from webcare.errors import BadInput, Conflict, NotFound
from webcare.events import TeamAssigningSet, TeamDissolved, TeamJoined, TeamLeft, TeamMade, TeamRenamed, TeamRestored
from webcare.models import Grant, Limit, Team, TeamMember, User


class NameTaken(BadInput):
    """One team per name."""

    code = "name_taken"
    message = _("There is a team with this name already. Choose another name.")


class StillAsked(Conflict):
    """Approval would be asked of nobody."""

    code = "still_asked"
    message = _("Answers wait for the approval of this team. Withdraw those mandates and lift those limits first.")


class Dissolved(Conflict):
    """Nobody joins or leaves what is no more."""

    code = "dissolved"
    message = _("This team is dissolved. Restore it first.")


def all_teams() -> Sequence[Team]:
    """Every team, by name; the dissolved ones last."""
    return session.scalars(select(Team).order_by(Team.dissolved_at.is_not(None), func.lower(Team.name))).all()


def with_id(team_id: int) -> Team:
    """One team. Raises NotFound."""
    team = session.get(Team, team_id)
    if team is None:
        raise NotFound
    return team


def members(team: Team) -> Sequence[User]:
    """Who is in it, or was when it was dissolved, by name."""
    there = select(User).join(TeamMember, TeamMember.user_id == User.id).where(TeamMember.team_id == team.id)
    return session.scalars(there.order_by(func.lower(User.name), User.id)).all()


def make(name: str, *, by: User, now: datetime) -> Team:
    """Make a team. Raises NameTaken."""
    _check_name(name)
    team = Team(name=name, created_at=now)
    session.add(team)
    session.flush()
    record(TeamMade(at=now, by=by.id, team_id=team.id))
    return team


def rename(team: Team, name: str, *, by: User, now: datetime) -> None:
    """Give it another name. Raises NameTaken."""
    if name == team.name:
        return
    _check_name(name, but=team)
    team.name = name
    record(TeamRenamed(at=now, by=by.id, team_id=team.id))


def join(team: Team, user: User, *, by: User, now: datetime) -> None:
    """Somebody is in it from now on. Joining twice changes nothing. Raises Dissolved."""
    _check_stands(team)
    if session.get(TeamMember, (team.id, user.id)) is not None:
        return
    session.add(TeamMember(team_id=team.id, user_id=user.id, joined_at=now))
    session.flush()
    record(TeamJoined(at=now, by=by.id, team_id=team.id, user_id=user.id))


def leave(team: Team, user: User, *, by: User, now: datetime) -> None:
    """Somebody is in it no longer; what the team gave is gone at once. Raises Dissolved, LastManager."""
    _check_stands(team)
    theirs = delete(TeamMember).where(TeamMember.team_id == team.id, TeamMember.user_id == user.id)
    if session.scalar(theirs.returning(TeamMember.user_id)) is None:
        return
    check_somebody_manages(now)
    record(TeamLeft(at=now, by=by.id, team_id=team.id, user_id=user.id))


def dissolve(team: Team, *, by: User, now: datetime) -> None:
    """What it gave is gone at once; who was in it stays on record. Raises StillAsked, LastManager."""
    if _is_asked(team, now):
        raise StillAsked
    standing = update(Team).where(Team.id == team.id, Team.dissolved_at.is_(None))
    if session.scalar(standing.values(dissolved_at=now).returning(Team.id)) is None:
        return
    session.refresh(team)
    check_somebody_manages(now)
    record(TeamDissolved(at=now, by=by.id, team_id=team.id))


def restore(team: Team, *, by: User, now: datetime) -> None:
    """The way back: the same people, the same grants."""
    gone = update(Team).where(Team.id == team.id, Team.dissolved_at.is_not(None))
    if session.scalar(gone.values(dissolved_at=None).returning(Team.id)) is None:
        return
    session.refresh(team)
    record(TeamRestored(at=now, by=by.id, team_id=team.id))


def assign_automatically(team: Team, *, on: bool, by: User, now: datetime) -> None:
    """Whether its people are given what waits. Twice changes nothing. Raises Dissolved."""
    _check_stands(team)
    otherwise = update(Team).where(Team.id == team.id, Team.assigns.is_(not on))
    if session.scalar(otherwise.values(assigns=on).returning(Team.id)) is not None:
        session.refresh(team)
        record(TeamAssigningSet(at=now, by=by.id, team_id=team.id, on=on))


def _check_name(name: str, but: Team | None = None) -> None:
    same = select(Team.id).where(func.lower(Team.name) == name.lower(), Team.id != (but.id if but else 0))
    if session.scalar(same.limit(1)) is not None:
        raise NameTaken(field="name")


def _check_stands(team: Team) -> None:
    if team.dissolved_at is not None:
        raise Dissolved


def _is_asked(team: Team, now: datetime) -> bool:
    grants = select(Grant).where(Grant.approver_team_id == team.id, Grant.withdrawn_at.is_(None))
    limits = select(Limit).where(Limit.approver_team_id == team.id, Limit.lifted_at.is_(None))
    asking = [*session.scalars(grants), *session.scalars(limits)]
    return any(each.valid_until is None or each.valid_until > now for each in asking)
