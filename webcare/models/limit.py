"""Limits on the mandate: what narrows the power to answer, whoever holds it. A limit never gives power."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webcare.database import Base, Id

AT_MOST_ONE_HOLDER = "user_id IS NULL OR team_id IS NULL"


class LimitKind(StrEnum):
    """Why there is a limit; `press` counts only where the customer is marked as press."""

    NEW_COLLEAGUE = "new_colleague"
    PRESS = "press"
    CRISIS = "crisis"
    OTHER = "other"


class Narrowing(StrEnum):
    """What a limit does with an answer."""

    REFUSED = "refused"
    WITH_APPROVAL = "with_approval"


class Limit(Base):
    """A rule that narrows answering for a user, a team, or (neither) everybody. A column left empty means any.

    It goes on for who was in a team that is dissolved: only lifting it gives back what it took.
    """

    __tablename__ = "mandate_limit"
    __table_args__ = (CheckConstraint(AT_MOST_ONE_HOLDER, name="at_most_one_holder"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    audience: Mapped[str | None]
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    effect: Mapped[str] = mapped_column(default=Narrowing.WITH_APPROVAL)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # neither: as the grant says, or anybody
    approver_team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: came with the installation
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    def valid_at(self, at: datetime) -> bool:
        """Whether it narrows at that moment."""
        if at < self.valid_from:
            return False
        if self.lifted_at is not None and at >= self.lifted_at:
            return False
        return self.valid_until is None or at < self.valid_until
