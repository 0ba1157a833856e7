"""The mandates of all colleagues together: who may do something, who may answer what."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from webcare.database import session
from webcare.mandate.holding import Mandate
from webcare.models import Channel, Conversation, Grant, Limit, TeamMember, TrainingSeat, User


def everybody(at: datetime) -> list[Mandate]:
    """The mandate of each colleague whose account stands, by name; in six statements, however many they are."""
    users = session.scalars(
        select(User).where(User.disabled_at.is_(None)).order_by(func.lower(User.name), User.id)
    ).all()
    grants = session.scalars(select(Grant).options(joinedload(Grant.team)).order_by(Grant.id)).all()
    limits = session.scalars(select(Limit).where(Limit.lifted_at.is_(None)).order_by(Limit.id)).all()
    training = frozenset(session.scalars(select(Channel.id).where(Channel.training.is_(True))))
    sitting = select(TrainingSeat.user_id, TrainingSeat.channel_id).where(TrainingSeat.left_at.is_(None))
    desks = dict(session.execute(sitting).all())
    teams: dict[int, set[int]] = defaultdict(set)
    for team_id, user_id in session.execute(select(TeamMember.team_id, TeamMember.user_id)):
        teams[user_id].add(team_id)
    return [
        Mandate(
            user,
            _held(user, teams[user.id], grants),
            training,
            at,
            _bound(user, teams[user.id], limits),
            desks.get(user.id),
        )
        for user in users
    ]


def who_may(power: str, conversation: Conversation, at: datetime, *, audience: str | None = None) -> list[User]:
    """The colleagues who may use this power in this conversation, and may read it, by name.

    `audience` when it is used on another side than the conversation's own.
    """
    return [
        each.user
        for each in everybody(at)
        if each.readable().allows(conversation) and each.decide(power, conversation, audience=audience).allowed
    ]


def _held(user: User, teams: set[int], grants: Iterable[Grant]) -> tuple[Grant, ...]:
    return tuple(each for each in grants if each.user_id == user.id or each.role == user.role or each.team_id in teams)


def _bound(user: User, teams: set[int], limits: Iterable[Limit]) -> tuple[Limit, ...]:
    return tuple(
        each
        for each in limits
        if each.user_id == user.id or each.team_id in teams or (each.user_id is None and each.team_id is None)
    )
