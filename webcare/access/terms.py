"""What an admin asks for when giving power or setting a limit, and what can be wrong with it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

from webcare import mandate
from webcare.database import session
from webcare.errors import BadInput, Conflict
from webcare.models import Effect, Power


class NeedsHolder(BadInput):
    """Power for nobody."""

    code = "needs_holder"
    message = _("Choose for whom this is.")


class OnlyAnswersAreApproved(BadInput):
    """Approval is of a text."""

    code = "only_answers_are_approved"
    message = _("Only answers can be approved. Choose the power to answer, or give this one without approval.")


class OwnApproval(BadInput):
    """Four eyes are two people."""

    code = "own_approval"
    message = _("Nobody approves their own answers. Choose somebody else.")


class ManagesEverything(BadInput):
    """To manage is of the whole installation."""

    code = "manages_everything"
    message = _("Who manages, manages everything. Leave channel, audience and tag open.")


class EndsTooEarly(BadInput):
    """It would be over before it began."""

    code = "ends_too_early"
    message = _("Choose a moment that is still to come, after the beginning.")


class LastManager(Conflict):
    """Nobody would be left who can give power."""

    code = "last_manager"
    message = _("Nobody would be left who may manage. Give somebody else that power first.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """For whom, where, how and how long. What is None means any; without end, until taken back."""

    user_id: int | None = None
    team_id: int | None = None
    channel_id: int | None = None
    audience: str | None = None
    tag_id: int | None = None
    effect: str
    approver_id: int | None = None
    approver_team_id: int | None = None
    valid_from: datetime
    valid_until: datetime | None = None

    def check(self, now: datetime) -> None:
        """Raise what is wrong, naming its field."""
        if self.approver_id is not None and self.approver_id == self.user_id:
            raise OwnApproval(field="approver")
        if self.valid_until is not None and self.valid_until <= max(now, self.valid_from):
            raise EndsTooEarly(field="until")

    def values(self) -> dict[str, Any]:
        """As columns of a row. An approver is kept only where one is asked."""
        columns = asdict(self)
        if self.effect != Effect.WITH_APPROVAL:
            columns |= {"approver_id": None, "approver_team_id": None}
        return columns


@dataclass(frozen=True, kw_only=True)
class GrantTerms(Terms):
    """The terms of a grant: also for everybody of a role, and with a power."""

    role: str | None = None
    power: str

    def check(self, now: datetime) -> None:
        """As every term; and power has a holder, and approval only where there is a text."""
        super().check(now)
        if self.user_id is None and self.team_id is None and self.role is None:
            raise NeedsHolder(field="holder")
        if self.effect != Effect.ALLOW and self.power != Power.ANSWER:
            raise OnlyAnswersAreApproved(field="effect")
        if self.power == Power.MANAGE and (self.channel_id, self.audience, self.tag_id) != (None, None, None):
            raise ManagesEverything(field="power")


@dataclass(frozen=True, kw_only=True)
class LimitTerms(Terms):
    """The terms of a limit: also for everybody, and with why."""

    kind: str


def check_somebody_manages(now: datetime) -> None:
    """Raise LastManager when what was just done leaves nobody who may manage."""
    session.flush()
    if not any(each.decide(Power.MANAGE).allowed for each in mandate.everybody(now)):
        raise LastManager
