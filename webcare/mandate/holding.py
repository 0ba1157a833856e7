"""The mandate of one user: all rows that concern them, loaded in one statement and asked as often as needed."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from flask_babel import lazy_gettext as _
from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from webcare.database import session
from webcare.errors import NotFound, WebcareError
from webcare.mandate.places import Place, Scope, place_of
from webcare.mandate.reading import Readable
from webcare.mandate.weighing import Kind, Verdict, weigh_reading
from webcare.models import (
    Channel,
    Conversation,
    Grant,
    Limit,
    LimitKind,
    Power,
    Team,
    TeamMember,
    TrainingSeat,
    User,
)

DISABLED = Verdict(Kind.REFUSED, "disabled")
_GRANTS, _LIMITS, _TRAINING, _SEAT = 1, 2, 3, 4


class MandateRefused(WebcareError):
    """It can be seen, and may not be done; `power` names what was asked."""

    status = 403
    code = "mandate_refused"
    message = _("Your mandate does not allow this. Ask a lead to do it, or to extend your mandate.")


@dataclass(frozen=True)
class Mandate:
    """All grants and limits of one user, their teams' included."""

    user: User
    grants: tuple[Grant, ...]
    training: frozenset[int]
    at: datetime
    limits: tuple[Limit, ...] = ()
    desk: int | None = None  # the training desk where the user sits during a drill

    def decide(
        self, power: str, subject: Conversation | Channel | None = None, *, audience: str | None = None
    ) -> Verdict:
        """Whether the user may use this power on a conversation, on a whole channel, or everywhere (None).

        `audience` when it is used on another side than the conversation's own: a DM out of a public conversation.
        """
        press = isinstance(subject, Conversation) and self._asks_about_press(power) and subject.contact.press
        return self.decide_at(replace(place_of(subject), press=press), power, audience=audience)

    def decide_at(self, place: Place, power: str, *, audience: str | None = None) -> Verdict:
        """The same for a place in itself: what may not be read there may not be acted on either."""
        if self.user.disabled_at is not None:
            return DISABLED
        return weigh_reading(self.grants, place, power, self.at, self.limits, audience=audience)

    def conversation_for(self, conversation_id: int, power: str) -> Conversation:
        """As `conversation_for` below, for who asks more than one thing of a mandate."""
        statement = (
            select(Conversation)
            .where(Conversation.id == conversation_id)
            .options(
                joinedload(Conversation.channel),
                joinedload(Conversation.contact),
                joinedload(Conversation.claimed_by),
                joinedload(Conversation.last_holder),
                selectinload(Conversation.tags),
            )
        )
        conversation = session.scalars(statement).one_or_none()
        if conversation is None or not self.readable().allows(conversation):
            raise NotFound
        if not self.decide(power, conversation).allowed:
            raise MandateRefused(power=power)
        return conversation

    def readable(self) -> Readable:
        """What the user may read."""
        if self.user.disabled_at is not None:
            return Readable(())
        live = (grant for grant in self.grants if grant.power == Power.READ and grant.valid_at(self.at))
        scopes = {Scope(grant.channel_id, grant.audience, grant.tag_id) for grant in live}
        whole = Scope(None, None, None)
        return Readable((whole,) if whole in scopes else tuple(sorted(scopes, key=repr)), self.training, self.desk)

    def outside_drill(self) -> "Mandate":
        """The same at the real desk: what takes part in a drill does not take away, only hides for a while."""
        return self if self.desk is None else replace(self, desk=None)

    def _asks_about_press(self, power: str) -> bool:
        """The customer is looked at only where it makes a difference: it may cost a statement."""
        return power == Power.ANSWER and any(limit.kind == LimitKind.PRESS for limit in self.limits)


def of(user: User, at: datetime) -> Mandate:
    """The mandate of a user: grants, limits and the training desks, below one another in one statement.

    Which of those desks they sit at comes along.
    """
    found = session.execute(_concerning(), {"holder": user.id, "holders_role": user.role}).all()
    grants = tuple(sorted((row[0] for row in found if row[0] is not None), key=lambda each: each.id))
    limits = tuple(row[1] for row in found if row[1] is not None)
    training = frozenset(row[2] for row in found if row[2] is not None)
    desk = next((row[3] for row in found if row[3] is not None), None)
    return Mandate(user, grants, training, at, limits, desk)


@cache
def _concerning() -> Select[Grant, Limit, int, int]:
    """The statement, put together once: every request asks it."""
    holder: BindParameter[int] = bindparam("holder")
    teams = select(TeamMember.team_id).where(TeamMember.user_id == holder)
    own = or_(Grant.user_id == holder, Grant.role == bindparam("holders_role"), Grant.team_id.in_(teams))
    everybodys = and_(Limit.user_id.is_(None), Limit.team_id.is_(None))
    binding = and_(Limit.lifted_at.is_(None), or_(Limit.user_id == holder, everybodys, Limit.team_id.in_(teams)))
    part = union_all(
        *(select(literal(number).label("part")) for number in (_GRANTS, _LIMITS, _TRAINING, _SEAT))
    ).subquery()
    return (
        select(Grant, Limit, Channel.id, TrainingSeat.channel_id)
        .select_from(part)
        .outerjoin(Grant, and_(part.c.part == _GRANTS, own))
        .outerjoin(Team, Team.id == Grant.team_id)
        .outerjoin(Limit, and_(part.c.part == _LIMITS, binding))
        .outerjoin(Channel, and_(part.c.part == _TRAINING, Channel.training.is_(True)))
        .outerjoin(TrainingSeat, and_(part.c.part == _SEAT, TrainingSeat.user_id == holder, _sits()))
        .options(contains_eager(Grant.team))
    )


def _sits() -> ColumnElement[bool]:
    return TrainingSeat.left_at.is_(None)


def decide(user: User, power: str, subject: Conversation | Channel | None, at: datetime) -> Verdict:
    """Whether the user may use this power there, at that moment: allowed, needs approval (by whom), refused (why)."""
    return of(user, at).decide(power, subject)


def readable(user: User, at: datetime) -> Readable:
    """What the user may read, as a condition on `Conversation` and as a test of one."""
    return of(user, at).readable()


def conversation_for(user: User, conversation_id: int, power: str, at: datetime) -> Conversation:
    """The conversation, if the user may read it and use this power on it.

    Raises NotFound when it is not there or not to be read by this user, MandateRefused when it may be read only.
    """
    return of(user, at).conversation_for(conversation_id, power)


def channel_for(user: User, channel_id: int, power: str, at: datetime) -> Channel:
    """The channel, if the user may use this power on the whole of it.

    Raises NotFound when it is not there, or none of the user's grants touches it; MandateRefused otherwise.
    """
    channel = session.get(Channel, channel_id)
    mandate = of(user, at)
    if channel is None or not any(_touches(grant, channel) and grant.valid_at(at) for grant in mandate.grants):
        raise NotFound
    if not mandate.decide(power, channel).allowed:
        raise MandateRefused(power=power)
    return channel


def permit(user: User, power: str, at: datetime) -> None:
    """Let pass who has this power over the whole installation. Raises MandateRefused."""
    if not of(user, at).decide(power).allowed:
        raise MandateRefused(power=power)


def _touches(grant: Grant, channel: Channel) -> bool:
    return grant.channel_id in (None, channel.id)
