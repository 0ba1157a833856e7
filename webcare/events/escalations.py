"""What happens to questions to somebody with more mandate, and to those who can be asked."""

from dataclasses import dataclass

from webcare.events.base import Event


@dataclass(frozen=True, kw_only=True)
class OfEscalation(Event):
    """Something about one escalation."""

    escalation_id: int


@dataclass(frozen=True, kw_only=True)
class EscalationAsked(OfEscalation):
    """`by` asked `to` for an answer; `why` is `absent` when it went straight to their deputy."""

    to: int
    why: str = ""


class EscalationSeen(OfEscalation):
    """Whoever was asked opened it."""


class EscalationBriefEdited(OfEscalation):
    """The team changed what it asks."""


@dataclass(frozen=True, kw_only=True)
class EscalationPassedOn(OfEscalation):
    """No answer within the time that was set, or absent: it waits for the deputy now."""

    to: int
    holder: int
    why: str = "late"


@dataclass(frozen=True, kw_only=True)
class EscalationAnswered(OfEscalation):
    """`by` answered in person; the reply is on its way."""

    reply_id: int


@dataclass(frozen=True, kw_only=True)
class EscalationApproved(OfEscalation):
    """`by` agreed to the team's proposal as a reply of the brand."""

    reply_id: int


class EscalationHandedBack(OfEscalation):
    """`by` leaves it to the team."""


class EscalationWithdrawn(OfEscalation):
    """The team does not need it any more."""


@dataclass(frozen=True, kw_only=True)
class EscalationExpired(OfEscalation):
    """Nobody answered in time: it is the team's again."""

    holder: int


class EscalationReopened(OfEscalation):
    """The answer did not leave: it waits again."""


@dataclass(frozen=True, kw_only=True)
class EscalationLinkUsed(OfEscalation):
    """Somebody came in by a personal link."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class ExecutiveChanged(Event):
    """Deputy, assistant, function or absence changed; `fields` names them."""

    user_id: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonalAccountConnected(Event):
    """The own account of somebody was connected, or has new keys; `by` may be an admin."""

    user_id: int
    account_id: int


@dataclass(frozen=True, kw_only=True)
class PersonalAccountDisconnected(Event):
    """Nothing leaves by somebody's own account any more."""

    user_id: int
    account_id: int


@dataclass(frozen=True, kw_only=True)
class PushSwitched(Event):
    """Somebody wants pushes on a device, or no longer; `how` is `on`, `off` or `gone`."""

    user_id: int
    how: str
