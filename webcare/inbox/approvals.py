"""What waits for approval, and for whom."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from webcare import mandate
from webcare.database import session
from webcare.mandate import Mandate
from webcare.models import Approval, Channel, Conversation, Power, Reply, Statement, Team, TeamMember, User


@dataclass(frozen=True)
class Waiting:
    """One exact text that waits, with everything its approver decides by."""

    approval: Approval
    reply: Reply
    conversation: Conversation

    @property
    def whom(self) -> str | None:
        """Whose approval it waits for; None: anybody's who may."""
        return asked_of(self.approval)


def waiting_under(mandated: Mandate) -> list[Waiting]:
    """What may be decided under this mandate, the most urgent first."""
    return _mine(undecided(), mandated)


def asked_in(conversation: Conversation, mandated: Mandate) -> list[Waiting]:
    """What waits in one conversation and may be decided under this mandate."""
    return _mine(undecided(conversation.id), mandated) if conversation.approval_asked_at is not None else []


def ids_waiting_for(user_ids: Collection[int], now: datetime) -> dict[int, tuple[int, ...]]:
    """The ids of what waits for each of these people; nothing more is asked while nothing waits."""
    waiting = undecided()
    if not waiting:
        return {}
    teams = teams_of(user_ids)
    found: dict[int, tuple[int, ...]] = {}
    for user in session.scalars(select(User).where(User.id.in_(list(user_ids)))):
        theirs = _of(user, waiting, mandate.of(user, now), teams.get(user.id, frozenset()))
        found[user.id] = tuple(each.approval.id for each in theirs)
    return found


def approves_somewhere(mandated: Mandate) -> bool:
    """Whether approving is among what somebody may do at all."""
    return any(grant.power == Power.APPROVE and grant.valid_at(mandated.at) for grant in mandated.grants)


def may_decide(approval: Approval, conversation: Conversation, mandated: Mandate, teams: Collection[int]) -> bool:
    """Whether somebody was asked, reads what is to be published, and has the power to approve it.

    A drill asks those who take part in it, and nobody else.
    """
    if not approval.asks(mandated.user.id, teams) or not mandated.readable().is_here(approval.channel_id):
        return False
    return may_approve(conversation, approval.audience, mandated)


def may_approve(conversation: Conversation, audience: str, mandated: Mandate) -> bool:
    """Whether somebody may approve there at all; what one may not read one does not approve."""
    reads = mandated.decide(Power.READ, conversation, audience=audience).allowed
    return reads and mandated.decide(Power.APPROVE, conversation, audience=audience).allowed


def undecided(conversation_id: int | None = None) -> list[Waiting]:
    """Everything that waits, the most urgent first."""
    statement = (
        select(Approval, Reply, Conversation)
        .join(Reply, Reply.id == Approval.reply_id)
        .join(Conversation, Conversation.id == Approval.conversation_id)
        .where(Approval.decided_at.is_(None))
        .order_by(Conversation.due_at.is_(None), Conversation.due_at, Approval.asked_at, Approval.id)
        .options(
            joinedload(Approval.approver),
            joinedload(Approval.approver_team),
            joinedload(Approval.deputy),
            joinedload(Approval.standby),
            joinedload(Reply.author),
            joinedload(Conversation.contact),
            joinedload(Conversation.channel),
            selectinload(Conversation.tags),
        )
    )
    if conversation_id is not None:
        statement = statement.where(Approval.conversation_id == conversation_id)
    return [Waiting(*found) for found in session.execute(statement)]


def whom_by_conversation(conversation_ids: Collection[int]) -> dict[int, str]:
    """Whose approval is waited for in each of these conversations; "" when anybody's who may."""
    found = (
        select(Approval.conversation_id, User.name, Team.name)
        .outerjoin(User, User.id == Approval.approver_id)
        .outerjoin(Team, Team.id == Approval.approver_team_id)
        .where(Approval.conversation_id.in_(list(conversation_ids)), Approval.decided_at.is_(None))
        .order_by(Approval.id)
    )
    return {number: person or team or "" for number, person, team in session.execute(found)}


def teams_of(user_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The teams of each of these people; one that was dissolved is none."""
    found = (
        select(TeamMember.user_id, TeamMember.team_id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(TeamMember.user_id.in_(list(user_ids)), Team.dissolved_at.is_(None))
    )
    teams: dict[int, frozenset[int]] = {}
    for user_id, team_id in session.execute(found):
        teams[user_id] = teams.get(user_id, frozenset()) | {team_id}
    return teams


def asked_of(approval: Approval) -> str | None:
    """The name of whose approval it is; None: anybody's who may."""
    if approval.approver is not None:
        return approval.approver.name
    return approval.approver_team.name if approval.approver_team is not None else None


def name_of(approver_id: int | None, team_id: int | None) -> str | None:
    """The name behind a verdict's approver; None: anybody who may."""
    person = session.get(User, approver_id) if approver_id is not None else None
    if person is not None:
        return person.name
    team = session.get(Team, team_id) if team_id is not None else None
    return team.name if team is not None else None


def own_in(conversation: Conversation, user: User) -> list[Waiting]:
    """What of somebody's own waits in one conversation though nobody was there to approve it."""
    if conversation.approval_asked_at is None:
        return []
    own = (each for each in undecided(conversation.id) if each.reply.author_id == user.id)
    return [each for each in own if each.approval.standby_called_at is not None]


def channels_of(mandated: Mandate) -> list[Channel]:
    """The channels on the whole of which somebody may approve."""
    connected = select(Channel).where(Channel.disabled_at.is_(None), Channel.training.is_(False))
    return [
        channel
        for channel in session.scalars(connected.order_by(Channel.handle))
        if mandated.decide(Power.APPROVE, channel).allowed
    ]


def statement_with(statement_id: int) -> Statement | None:
    """One text approved beforehand."""
    return session.get(Statement, statement_id)


def statements(channel_ids: Collection[int]) -> Sequence[Statement]:
    """Texts approved beforehand for these channels, the newest first."""
    standing = select(Statement).where(Statement.channel_id.in_(list(channel_ids)), Statement.withdrawn_at.is_(None))
    return session.scalars(standing.options(joinedload(Statement.approved_by)).order_by(Statement.id.desc())).all()


def _mine(waiting: list[Waiting], mandated: Mandate) -> list[Waiting]:
    if not waiting:
        return []
    teams = teams_of([mandated.user.id]).get(mandated.user.id, frozenset())
    return _of(mandated.user, waiting, mandated, teams)


def _of(user: User, waiting: Iterable[Waiting], mandated: Mandate, teams: Collection[int]) -> list[Waiting]:
    if user.disabled_at is not None:
        return []
    return [each for each in waiting if may_decide(each.approval, each.conversation, mandated, teams)]
