"""The mandate as rows: who may do what, where, from when until when, and who said so."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.team import Team

ONE_HOLDER = (
    "(CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN team_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN role IS NULL THEN 0 ELSE 1 END) = 1"
)


class Power(StrEnum):
    """What a grant lets its holder do."""

    READ = "read"
    DRAFT = "draft"
    ANSWER = "answer"
    APPROVE = "approve"
    MODERATE = "moderate"
    ESCALATE = "escalate"
    MANAGE = "manage"


class Effect(StrEnum):
    """How a grant gives its power."""

    ALLOW = "allow"
    WITH_APPROVAL = "with_approval"


class Grant(Base):
    """One piece of power. Exactly one holder: a user, a team, or everybody of a role. A column left empty means any."""

    __tablename__ = "grant"
    __table_args__ = (CheckConstraint(ONE_HOLDER, name="one_holder"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    role: Mapped[str | None] = mapped_column(index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    audience: Mapped[str | None]
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    power: Mapped[str]
    effect: Mapped[str] = mapped_column(default=Effect.ALLOW)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # neither: anybody with power to approve
    approver_team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: came with the installation
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    team: Mapped[Team | None] = relationship(foreign_keys=[team_id])

    def valid_at(self, at: datetime) -> bool:
        """Whether the grant counts at that moment."""
        return self.spans(at) and not self.ended_by(at)

    def spans(self, at: datetime) -> bool:
        """Whether that moment lies in the time it was given for, withdrawn or not."""
        if at < self.valid_from:
            return False
        return self.valid_until is None or at < self.valid_until

    @property
    def ended_at(self) -> datetime | None:
        """When it was taken back: by itself, or with the team that held it."""
        dissolved_at = self.team.dissolved_at if self.team is not None else None
        return min((at for at in (self.withdrawn_at, dissolved_at) if at is not None), default=None)

    def ended_by(self, at: datetime) -> bool:
        """Whether it had been taken back by then."""
        return self.ended_at is not None and at >= self.ended_at
