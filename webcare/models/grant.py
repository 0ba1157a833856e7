"""The mandate as rows: who may do what, where, from when until when, and who said so."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id

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

    def valid_at(self, at: datetime) -> bool:
        """Whether the grant counts at that moment."""
        return self.spans(at) and not self.withdrawn_by(at)

    def spans(self, at: datetime) -> bool:
        """Whether that moment lies in the time it was given for, withdrawn or not."""
        if at < self.valid_from:
            return False
        return self.valid_until is None or at < self.valid_until

    def withdrawn_by(self, at: datetime) -> bool:
        """Whether it had been taken back by then."""
        return self.withdrawn_at is not None and at >= self.withdrawn_at
