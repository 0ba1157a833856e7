"""The mandate: who may do what, where, now. Pure over rows; every look-up of a guarded thing goes through here.

A mandate is a set of grants. The most specific grant wins (a user's own over a role's, then tag, channel, audience);
at equal rank the stricter. A grant that was withdrawn gives nothing, and goes on capping the less specific grants that
stood when it was withdrawn: taking a grant back never widens what its holder may do by another. Reading knows no
approval: any grant of it that covers the place lets one read.
Source: DOMAIN, Mandate.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from webcare.database import session
from webcare.errors import NotFound, WebcareError
from webcare.models import Audience, Channel, Conversation, ConversationTag, Effect, Grant, Power, User


class Kind(StrEnum):
    """How a verdict falls."""

    ALLOWED = "allowed"
    NEEDS_APPROVAL = "needs_approval"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What `decide` says: `why` is a code, `approver` the id of whose approval is needed (None: anybody who may)."""

    kind: Kind
    why: str
    approver: int | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be done at once."""
        return self.kind == Kind.ALLOWED


class MandateRefused(WebcareError):
    """It can be seen, and may not be done; `power` names what was asked."""

    status = 403
    code = "mandate_refused"
    message = _("Your mandate does not allow this. Ask a lead to do it, or to extend your mandate.")


@dataclass(frozen=True)
class Place:
    """Where power is used. Without audience and tags it is a channel as a whole; empty, the whole installation."""

    channel_id: int | None = None
    audience: str | None = None
    tag_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Scope:
    """One thing somebody may read: None means any."""

    channel_id: int | None
    audience: str | None
    tag_id: int | None


@dataclass(frozen=True)
class Readable:
    """What somebody may read, as scopes; training desks are left out."""

    scopes: tuple[Scope, ...]
    training: frozenset[int] = frozenset()

    def where(self) -> ColumnElement[bool]:
        """The condition on `Conversation` that lets through exactly what may be read."""
        if not self.scopes:
            return false()
        allowed = or_(*(_condition(scope) for scope in self.scopes))
        return and_(allowed, Conversation.channel_id.not_in(self.training)) if self.training else allowed

    def allows(self, conversation: Conversation) -> bool:
        """Whether this conversation may be read."""
        if conversation.channel_id in self.training:
            return False
        return any(_covers(scope, place_of(conversation)) for scope in self.scopes)


@dataclass(frozen=True)
class Mandate:
    """All grants of one user, loaded once: ask it as often as a page needs."""

    user: User
    grants: tuple[Grant, ...]
    training: frozenset[int]
    at: datetime

    def decide(
        self, power: str, subject: "Conversation | Channel | None" = None, *, audience: str | None = None
    ) -> Verdict:
        """Whether the user may use this power on a conversation, on a whole channel, or everywhere (None).

        `audience` when it is used on another side than the conversation's own: a DM out of a public conversation.
        """
        if self.user.disabled_at is not None:
            return Verdict(Kind.REFUSED, "disabled")
        place = place_of(subject)
        if place.audience is not None and not weigh(self.grants, place, Power.READ, self.at).allowed:
            return Verdict(Kind.REFUSED, "unreadable")
        return weigh(self.grants, replace(place, audience=audience or place.audience), power, self.at)

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
        return Readable((whole,) if whole in scopes else tuple(sorted(scopes, key=repr)), self.training)


def of(user: User, at: datetime) -> Mandate:
    """The mandate of a user, and beside each grant the training desks (few, if any): one small statement."""
    own = or_(Grant.user_id == user.id, and_(Grant.user_id.is_(None), Grant.role == user.role))
    beside = select(Grant, Channel.id).select_from(Grant).outerjoin(Channel, Channel.training.is_(True)).where(own)
    found = session.execute(beside).all()
    grants = tuple(dict.fromkeys(grant for grant, _desk in found))
    return Mandate(user, grants, frozenset(desk for _grant, desk in found if desk is not None), at)


def decide(user: User, power: str, subject: "Conversation | Channel | None", at: datetime) -> Verdict:
    """Whether the user may use this power there, at that moment: allowed, needs approval (by whom), refused (why)."""
    return of(user, at).decide(power, subject)


def readable(user: User, at: datetime) -> Readable:
    """What the user may read, as a condition on `Conversation` and as a test of one."""
    return of(user, at).readable()


def weigh(grants: Iterable[Grant], place: Place, power: str, at: datetime) -> Verdict:
    """The verdict of these grants; pure."""
    covering = [grant for grant in grants if grant.power == power and _reaches(grant, place) and grant.spans(at)]
    live = [grant for grant in covering if not grant.withdrawn_by(at)]
    if not live:
        return Verdict(Kind.REFUSED, "no_grant")
    if power == Power.READ:
        return Verdict(Kind.ALLOWED, "granted")
    highest = max(_rank(grant) for grant in live)
    withdrawn = [grant for grant in covering if grant.withdrawn_by(at)]
    for grant in (grant for grant in live if _rank(grant) == highest):
        strictest = next((one for one in (grant, *_caps(grant, withdrawn)) if one.effect != Effect.ALLOW), None)
        if strictest is not None:
            return Verdict(Kind.NEEDS_APPROVAL, "approval", strictest.approver_id)
    return Verdict(Kind.ALLOWED, "granted")


def place_of(subject: "Conversation | Channel | None") -> Place:
    """Where a conversation or channel stands, as grants see it."""
    if subject is None:
        return Place()
    if isinstance(subject, Channel):
        return Place(subject.id)
    return Place(subject.channel_id, subject.audience, frozenset(tag.id for tag in subject.tags))


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


def _caps(grant: Grant, withdrawn: list[Grant]) -> list[Grant]:
    """What was withdrawn at this rank or above while the grant already stood."""
    return [
        one
        for one in withdrawn
        if _rank(one) >= _rank(grant) and one.withdrawn_at is not None and grant.granted_at <= one.withdrawn_at
    ]


def _rank(grant: Grant) -> tuple[bool, bool, bool, bool]:
    return (
        grant.user_id is not None,
        grant.tag_id is not None,
        grant.channel_id is not None,
        grant.audience is not None,
    )


def _reaches(grant: Grant, place: Place) -> bool:
    return _covers(Scope(grant.channel_id, grant.audience, grant.tag_id), place)


def _covers(scope: Scope, place: Place) -> bool:
    if scope.channel_id not in (None, place.channel_id):
        return False
    if scope.audience not in (None, place.audience):
        return False
    return scope.tag_id is None or scope.tag_id in place.tag_ids


def _touches(grant: Grant, channel: Channel) -> bool:
    return grant.channel_id in (None, channel.id)


def _condition(scope: Scope) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if scope.channel_id is not None:
        parts.append(Conversation.channel_id == scope.channel_id)
    if scope.audience is not None:
        parts.append(Conversation.audience == Audience(scope.audience))
    if scope.tag_id is not None:
        tagged = (ConversationTag.conversation_id == Conversation.id) & (ConversationTag.tag_id == scope.tag_id)
        parts.append(exists().where(tagged))
    return and_(true(), *parts)
