"""Four eyes on an exact text: who was asked, when, and what they decided; and texts approved beforehand."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webcare.database import Base, Id
from webcare.models.team import Team
from webcare.models.user import User

# Kept by the database too: whoever approves neither wrote the text nor asked for the approval.
FOUR_EYES = (
    "decision IS NULL OR decision <> 'approved' OR (decided_by_id <> written_by_id AND decided_by_id <> author_id)"
)


class Decision(StrEnum):
    """What came of asking."""

    APPROVED = "approved"
    CHANGED = "changed"  # whoever was asked put their own words in its place
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"  # by its writer
    NEWS = "news"  # something was written meanwhile: back to its writer


class Approval(Base):
    """One asking for one exact text. A reply has at most one that is undecided."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint(FOUR_EYES, name="four_eyes"),
        Index(
            "ix_approval_undecided",
            "reply_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    audience: Mapped[str]  # where the text would be published
    sha256: Mapped[str]  # of the exact text
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))  # whose reply it is
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))  # whose words these are
    why: Mapped[str]  # the verdict's code: "approval", "limited_press", …
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # neither: anybody who may approve
    approver_team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    asked_at: Mapped[datetime]
    deputy_asked_at: Mapped[datetime | None]  # nobody decided in time: from then on a deputy may
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: anybody who may approve
    standby_called_at: Mapped[datetime | None]  # no approver was there
    standby_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[str | None]
    reason: Mapped[str | None]  # why it was sent back, for its writer
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))  # approved beforehand, sent unchanged
    crisis_statement_id: Mapped[int | None] = mapped_column(
        ForeignKey("crisis_statement.id")
    )  # stands in it, as approved

    approver: Mapped[User | None] = relationship(foreign_keys=[approver_id])
    approver_team: Mapped[Team | None] = relationship(foreign_keys=[approver_team_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])
    standby: Mapped[User | None] = relationship(foreign_keys=[standby_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_of_a_statement(self) -> bool:
        """Whether the text was approved beforehand, as a statement."""
        return self.statement_id is not None or self.crisis_statement_id is not None

    def asks(self, user_id: int, team_ids: Collection[int]) -> bool:
        """Whether this person was asked, as one, in a team, as deputy or on stand-by; never about their own words."""
        if user_id in (self.author_id, self.written_by_id):
            return False
        if self.standby_called_at is not None and self.standby_id == user_id:
            return True
        if self.deputy_asked_at is not None and self.deputy_id in (None, user_id):
            return True
        if self.approver_id is not None:
            return self.approver_id == user_id
        return self.approver_team_id is None or self.approver_team_id in team_ids


class Statement(Base):
    """A text approved beforehand, for when nobody is there to approve one."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    text: Mapped[str]  # without signature
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    approved_by: Mapped[User] = relationship(foreign_keys=[approved_by_id])
